/** Page table entries of SV39 as numbers: exact, because bits 63..54 of a valid entry are zero here. */
import type { Ppn, Vpn } from '../mm/address.ts';

// Privileged Architecture, figure 4.21: V R W X U G A D, two bits for software, then the page number.
export const PTE_V = 1;
export const PTE_R = 2;
export const PTE_W = 4;
export const PTE_X = 8;
export const PTE_U = 16;
export const PTE_G = 32;
export const PTE_A = 64;
export const PTE_D = 128;

/** Levels of the table; the root is level 2. */
export const LEVELS = 3;
/** Entries of a table. */
export const TABLE_ENTRIES = 512;
const FLAG_SPAN = 1024;

/** Pages that an entry of `level` maps: 1, 512 or 262144. */
export function pagesAt(level: number): number {
  return TABLE_ENTRIES ** level;
}

/** An entry for page `page` with the bits of `flags` (0 … 1023). */
export function pte(page: Ppn, flags: number): number {
  return page * FLAG_SPAN + flags;
}

/** The ten low bits. */
export function pteFlags(entry: number): number {
  return entry % FLAG_SPAN;
}

export function ptePage(entry: number): Ppn {
  return Math.floor(entry / FLAG_SPAN) as Ppn;
}

export function isValid(entry: number): boolean {
  return entry % 2 === 1;
}

/** A valid entry with none of R, W, X points to the next level. */
export function isLeaf(entry: number): boolean {
  return (pteFlags(entry) & (PTE_R | PTE_W | PTE_X)) !== 0;
}

/** Index into the table of `level` for page `page`, which may be negative. */
export function tableIndex(page: Vpn, level: number): number {
  const index = Math.floor(page / pagesAt(level)) % TABLE_ENTRIES;
  return (index + TABLE_ENTRIES) % TABLE_ENTRIES;
}

const MODE_SV39 = 8n;

/** The value of `satp`: MODE (63..60), ASID (59..44), PPN (43..0), as the signed number that registers take. */
export function satp(asid: number, root: Ppn): bigint {
  return BigInt.asIntN(64, (MODE_SV39 << 60n) | (BigInt(asid) << 44n) | BigInt(root));
}
