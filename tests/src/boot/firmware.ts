/** Firmware images of Debian's packages. */
import { readFileSync } from 'node:fs';
import { guestPath } from '../guests.ts';

export const openSbi = (name: 'fw_jump' | 'fw_dynamic'): Uint8Array =>
  readFileSync(guestPath('firmware', `usr/lib/riscv64-linux-gnu/opensbi/generic/${name}.bin`));

/** The build for S-mode, to be started by an SBI. */
export const uBoot = (): Uint8Array =>
  readFileSync(guestPath('firmware', 'usr/lib/u-boot/qemu-riscv64_smode/u-boot.bin'));
