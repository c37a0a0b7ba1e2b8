/** Fields of `satp` from its halves (MODE in bits 63:60, ASID in 59:44, PPN in 43:0), and the schemes that MODE chooses from. */

export const SATP_BARE = 0;

export const satpMode = (high: number): number => high >>> 28;
export const satpAsid = (high: number): number => (high >>> 12) & 0xffff;

/** A scheme of page tables (Privileged, "Sv39", "Sv48"); its virtual addresses have 12 bits and 9 a level. */
export interface Scheme {
  /** As in the device tree's `mmu-type`. */
  readonly name: string;
  readonly mode: number;
  readonly levels: number;
}

/** From the smallest. */
export const schemes: readonly Scheme[] = [
  { name: 'sv39', mode: 8, levels: 3 },
  { name: 'sv48', mode: 9, levels: 4 },
];

/** Levels by MODE; 0 where there is no translation, or no such mode. */
export const levelsByMode: readonly number[] = Array.from(
  { length: 16 },
  (_, mode) => schemes.find((scheme) => scheme.mode === mode)?.levels ?? 0,
);

/** The device tree's `mmu-type`: the largest scheme. */
export const MMU_TYPE: string = `riscv,${schemes.at(-1)!.name}`;
