/** The state of M-mode in which firmware leaves a hart to S-mode: that of the built-in one is what OpenSBI's is. */
import type { CsrFile } from '../hart/csr-file.ts';
import { Slot } from '../hart/csr-slots.ts';
import { MENVCFG } from '../hart/envcfg.ts';

/** Every exception but the S-mode calls that it serves, and every interrupt of S-mode's. */
const MEDELEG = 0xb1ff;
const MIDELEG = 0x222;
/** U-mode has `cycle`, `time` and `instret`: Linux reads `time` in its vDSO without enabling it. */
const SCOUNTEREN = 0b111;
/** One PMP entry for all of memory: NAPOT with every right. */
const ALL_MEMORY = 0x1f;

/** Opens memory to S- and U-mode. */
export function openMemory(csrs: CsrFile): void {
  csrs.setLow(Slot.pmpcfg0, ALL_MEMORY);
  csrs.set(Slot.pmpaddr0, -1, 0x003f_ffff);
}

export function handOver(csrs: CsrFile): void {
  csrs.setLow(Slot.medeleg, MEDELEG);
  csrs.setLow(Slot.mideleg, MIDELEG);
  csrs.setLow(Slot.mcounteren, -1);
  csrs.setLow(Slot.scounteren, SCOUNTEREN);
  // All but FIOM, which is for the operating system to say.
  csrs.set(Slot.menvcfg, MENVCFG[0] & ~1, MENVCFG[1]);
  // No timer is armed.
  csrs.set(Slot.stimecmp, -1, -1);
  openMemory(csrs);
}
