/** Constants of the flattened format. Spec: Devicetree Specification v0.4, chapter 5 "Flattened Devicetree (DTB) Format". */

export const FDT_MAGIC = 0xd00d_feed;
export const FDT_VERSION = 17;
/** The oldest version whose readers understand this one. */
export const FDT_LAST_COMP_VERSION = 16;

/** `struct fdt_header`, ten words. */
export const HEADER_SIZE = 40;
/** Address and size, eight bytes each. */
export const RESERVE_ENTRY_SIZE = 16;

export const FDT_BEGIN_NODE = 1;
export const FDT_END_NODE = 2;
export const FDT_PROP = 3;
export const FDT_NOP = 4;
export const FDT_END = 9;

/** Bytes of RAM that nobody may use, from the memory reservation block. */
export interface FdtReservation {
  readonly address: number;
  readonly size: number;
}
