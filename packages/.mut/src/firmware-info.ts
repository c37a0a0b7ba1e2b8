/**
 * What tells OpenSBI's `fw_dynamic` where to go next: `a2` points to it at the start.
 * Spec: OpenSBI, docs/firmware/fw_dynamic.md; the struct `fw_dynamic_info` of include/sbi/fw_dynamic.h, version 2.
 */
import { S } from './hart/cause.ts';

const MAGIC = 0x4942_534f; // "OSBI"
const VERSION = 2;
/** The hart that goes on to the kernel; the others wait in the firmware. */
const BOOT_HART = 0;

export const FIRMWARE_INFO_SIZE = 48;

/** @param next - physical address of what comes after the firmware, in S-mode */
export function firmwareInfo(next: number): Uint8Array {
  const options = 0;
  const fields = [MAGIC, VERSION, next, S, options, BOOT_HART];
  return new Uint8Array(BigUint64Array.from(fields, BigInt).buffer);
}
