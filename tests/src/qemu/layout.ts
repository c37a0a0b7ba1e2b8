/** Where things are in the image's 64 MiB of RAM, on both machines. */

export const RAM = 0x8000_0000;
export const RAM_SIZE = 64 << 20;
/** The driver's code, which starts at the first byte of RAM. */
export const DRIVER_SIZE = 0x4000;
/** What the driver remembers while a case runs; gp points to it and belongs to the driver. */
export const STATE = RAM + 0x8000;
/** Page tables, a page each, see `paging.ts`. */
export const TABLES = RAM + 0x1_0000;
/** Memory for the cases to work on. Filled with a pattern before each of them. */
export const SCRATCH = RAM + 0x2_0000;
export const SCRATCH_SIZE = 0x4000;
/** Memory that cases may lock; what is in it is not reported. */
export const VAULT = RAM + 0x3_0000;
export const VAULT_SIZE = 0x1000;
/** A descriptor for each case. */
export const DESCRIPTORS = RAM + 0x10_0000;
/** The code of the cases. */
export const SLOTS = RAM + 0x100_0000;
export const SLOT_SIZE = 0x800;
/** Records, one after the other, see `record.ts`. */
export const RESULTS = RAM + 0x200_0000;
export const RESULTS_SIZE = 0x1e0_0000;

/** The pattern: the 64-bit word at `SCRATCH + 8 * i` is `SCRATCH_FIRST + i * SCRATCH_STEP`. */
export const SCRATCH_FIRST = 0x8123_4567_89ab_cdefn;
export const SCRATCH_STEP = 0x9e37_79b9_7f4a_7c15n;

/** Low bits of an address that are the same in every window through which a slot is executed. */
export const WINDOW_MASK = RAM_SIZE - 1;

/** The slot of the case with this index. */
export const slotAddress = (index: number): number => SLOTS + index * SLOT_SIZE;
