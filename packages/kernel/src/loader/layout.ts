/** Where a program's parts lie in its address space, and how big they may be. */
import { PAGE_SIZE } from '@racho/ostd';

/**
 * Bytes that a program's image may have, from its first segment to its last, unless the command line's `slot` says another
 * number: the slot of the lineage's batch era.
 */
export const PROGRAM_SLOT: number = 128 * 1024;

/** Programs that are loaded at most. */
export const MAX_PROGRAMS = 16;

/** Bytes of the user stack; the page below it is never mapped. */
export const USER_STACK_SIZE: number = 2 * PAGE_SIZE;

/** The page of `address`, by its first byte. */
export function pageDown(address: number): number {
  return Math.floor(address / PAGE_SIZE) * PAGE_SIZE;
}

/** The first page boundary that is not below `address`. */
export function pageUp(address: number): number {
  return Math.ceil(address / PAGE_SIZE) * PAGE_SIZE;
}
