/**
 * Where everything lies in the machine's one WebAssembly memory: the expansion table of compressed instructions,
 * a table of CSRs, then each hart's state and TLBs, then guest RAM.
 */
import { WASM_PAGE } from '../wasm/host.ts';

/** 65536 words: the 32-bit instruction for each 16-bit one. */
export const EXPANSION_TABLE = 0;
/** 4096 half-words: for each CSR number what generated code needs to access it, see `csr-table.ts`. */
export const PLAIN_CSR_TABLE = 0x4_0000;
/** Where indirect jumps went: rows of two addresses, the jump's and its target's. Shared by all harts. */
export const PROFILE = 0x4_2000;
export const PROFILE_ROWS = 1024;
/** Accesses that strayed from windows: rows of an instruction's address and a count, and (i32) how many there were in all. Shared by all harts. */
export const STRAYS = 0x4_6000;
export const STRAY_ROWS = 256;
export const STRAYED = 0x4_7000;
/** The two windows of the address space that a region was entered in: at constant addresses, which take none of the host's registers. */
export const CURRENT_WINDOWS = 0x4_7040;
const TABLES_BYTES = 0x4_8000;

// A hart's state, as offsets from its base.

/** x0 to x31, 8 bytes each; x0 is kept at 0. */
export const X = 0;
export const PC = 0x100;
/** Address of the following instruction, set for the system handlers. */
export const NEXT = 0x108;
/** i32: instructions that may still be attempted in this slice. */
export const FUEL = 0x110;
/** i32: address of the {@link TlbSet} for loads and stores; that for fetches differs under MPRV. */
export const DATA_TLB = 0x114;
export const FETCH_TLB = 0x118;
/** i32: how often the shadow of a checked machine has changed. */
export const EPOCH = 0x11c;
/** Virtual address that LR reserved (−1: none), the value it saw there, and (i32) its place in this memory. */
export const RESERVATION = 0x120;
export const RESERVED_VALUE = 0x128;
export const RESERVED_PLACE = 0x144;
/** 8 bytes through which accesses go that are not one piece of RAM: device registers, two pages. */
export const BOUNCE = 0x130;
/** i32: 0 (U), 1 (S) or 3 (M). */
export const PRIVILEGE = 0x138;
/** i32: interrupt bits, as in `mip`, that devices and timers hold up. */
export const LINES = 0x13c;
/** i32: why the hart executes nothing, a `Rest`. */
export const REST = 0x140;
/** CSR storage, 8 bytes for each slot of `csr-table.ts`. */
export const CSRS = 0x148;
/** f0 to f31, 8 bytes each. */
export const F = 0xf00;

/**
 * Which TLB set belongs to an address space at a privilege, as JavaScript has found it: rows of `satp` (i64) and the set's address
 * (i32; 0 is none), by the low bits of the ASID and {@link REGIME_BITS} of what else decides (user, SUM, MXR).
 */
export const REGIMES = 0x600;
export const REGIME_ROW_BYTES = 16;
export const REGIME_ASIDS = 16;
export const REGIME_BITS = 3;
/** i32: not 0 when generated code has selected a set, which JavaScript has yet to notice. */
export const RESELECTED = 0xe00;
/** i32: instructions of this slice that trapped. */
export const TRAPPED = 0xe04;
/** i32: why the run ends, a `RunExit`, and the number of the last gate. A run that begins at a gate goes on behind it. */
export const EXIT = 0xe08;
export const GATE = 0xe0c;
/** i32: not 0 once a gate was served: there is a supervisor. */
export const SUPERVISED = 0xe10;

/**
 * What a snapshot holds of a hart's state beside its CSRs, as offsets and bytes, without x0, which is never anything but 0.
 * All else is derived from it, or not kept from one slice to the next.
 */
export const SAVED_STATE: readonly (readonly [name: string, offset: number, size: number])[] = [
  ['x1 to x31', X + 8, 31 * 8],
  ['pc', PC, 8],
  ['f0 to f31', F, 32 * 8],
  ['reservation', RESERVATION, 8],
  ['reservedValue', RESERVED_VALUE, 8],
  ['reservedPlace', RESERVED_PLACE, 4],
  ['lines', LINES, 4],
  ['rest', REST, 4],
];

// A TLB set: three direct-mapped tables. A row is the page's address as tag (i64; EMPTY_TAG matches none),
// what to add to a virtual address to get its address in this memory (i32), and, in a checked machine, EPOCH as it was when
// the row was checked (i32).

export const TLB_ROWS = 1024;
export const TLB_ROW_BYTES = 16;
const TLB_TABLE_BYTES = TLB_ROWS * TLB_ROW_BYTES;
export const LOAD_ROWS = 0;
export const STORE_ROWS: number = TLB_TABLE_BYTES;
export const FETCH_ROWS: number = 2 * TLB_TABLE_BYTES;
/**
 * Translated code by its virtual address: rows of the address (i64), the slot of the region that starts there (i32, 0 for none), and
 * how often the interpreter came by (i32). They hold as long as the set's translations do.
 */
export const JUMP_ROWS: number = 3 * TLB_TABLE_BYTES;
export const JUMP_ROW_COUNT = 4096;
export const JUMP_ROW_BYTES = 16;
/** The set's window for loads, then that for stores, see `windows.ts`. */
export const WINDOWS: number = JUMP_ROWS + JUMP_ROW_COUNT * JUMP_ROW_BYTES;
export const WINDOW_BYTES = 32;
export const TLB_SET_BYTES: number = WINDOWS + 2 * WINDOW_BYTES;
/** Tags are multiples of 4096, so −1 is none. */
export const EMPTY_TAG = -1;

/** Sets of a hart: address spaces and privileges whose translations are kept at the same time. */
export const TLB_SETS = 32;
export const TLBS = 0x1000;
const HART_BYTES = TLBS + TLB_SETS * TLB_SET_BYTES;

export const hartBase = (id: number): number => TABLES_BYTES + id * HART_BYTES;

/** WebAssembly's pages that every machine's memory has at least. */
export const STATE_PAGES: number = Math.floor(hartBase(1) / WASM_PAGE);

/** A byte for each page of RAM, above the state of `harts` harts: not 0 if it has translated code, which a store to it would make void. */
export const codeMap = (harts: number): number => hartBase(harts);
/** Where guest RAM starts. */
export const ramBase = (harts: number, pages: number): number =>
  Math.ceil((codeMap(harts) + pages) / WASM_PAGE) * WASM_PAGE;
