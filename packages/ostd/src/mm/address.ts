/**
 * Branded addresses and page numbers, and the arithmetic between them.
 *
 * A virtual address is the sign-extended canonical SV39 address as a number: the trampoline is −4096, and every
 * value is exact. A physical address has at most 56 bits, of which a machine here uses fewer than 53.
 */
import { OstdError, told } from '../error.ts';

declare const brand: unique symbol;

/** Physical address, in bytes. */
export type Paddr = number & { readonly [brand]: 'Paddr' };
/** Virtual address, in bytes: canonical, negative in the upper half. */
export type Vaddr = number & { readonly [brand]: 'Vaddr' };
/** Physical page number. */
export type Ppn = number & { readonly [brand]: 'Ppn' };
/** Virtual page number: negative in the upper half. */
export type Vpn = number & { readonly [brand]: 'Vpn' };

/** Bytes in a page. */
export const PAGE_SIZE = 4096;

/** SV39: bits 63..39 equal bit 38 (Privileged Architecture, 4.4.1). */
const HALF_SPAN = 2 ** 38;
/** The lower half belongs to users: addresses from 0 up to this one, excluded. */
export const USER_END: Vaddr = HALF_SPAN as Vaddr;

/** The virtual address `value`, or `undefined` if it is not a canonical SV39 address. */
export function toVaddr(value: number): Vaddr | undefined {
  return Number.isInteger(value) && value >= -HALF_SPAN && value < HALF_SPAN ? (value as Vaddr) : undefined;
}

/** The virtual address `value`; throws `E_ADDRESS` if it is not canonical. */
export function vaddr(value: number): Vaddr {
  const address = toVaddr(value);
  if (address === undefined) throw new OstdError('E_ADDRESS', `${told(value)} is not a canonical SV39 address`);
  return address;
}

/** The physical address `value`; throws `E_ADDRESS` if it is not one that a page table entry can hold. */
export function paddr(value: number): Paddr {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new OstdError('E_ADDRESS', `${told(value)} is not a physical address`);
  }
  return value as Paddr;
}

export function ppn(value: number): Ppn {
  return (paddr(value * PAGE_SIZE) / PAGE_SIZE) as Ppn;
}

export function vpn(value: number): Vpn {
  return (vaddr(value * PAGE_SIZE) / PAGE_SIZE) as Vpn;
}

export function isPageAligned(address: number): boolean {
  return address % PAGE_SIZE === 0;
}

/** The page that holds `address`. */
export function pageOf(address: Paddr): Ppn {
  return Math.floor(address / PAGE_SIZE) as Ppn;
}

/** The virtual page that holds `address`. */
export function virtualPageOf(address: Vaddr): Vpn {
  return Math.floor(address / PAGE_SIZE) as Vpn;
}

/** First byte of a physical page. */
export function startOf(page: Ppn): Paddr {
  return (page * PAGE_SIZE) as Paddr;
}

/** First byte of a virtual page. */
export function virtualStartOf(page: Vpn): Vaddr {
  return (page * PAGE_SIZE) as Vaddr;
}

/** Offset of `address` in its page; also of a negative one. */
export function pageOffset(address: number): number {
  return address - Math.floor(address / PAGE_SIZE) * PAGE_SIZE;
}

/** `0x…` as a debugger shows it: 64-bit two's complement for the upper half. */
export function hex(value: number | bigint): string {
  if (typeof value !== 'bigint' && !Number.isInteger(value)) return told(value);
  return `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;
}
