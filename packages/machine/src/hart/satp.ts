/** Fields of `satp` from its halves: MODE in bits 63:60, ASID in 59:44, PPN in 43:0. */

export const SATP_BARE = 0;
export const SATP_SV39 = 8;

export const satpMode = (high: number): number => high >>> 28;
export const satpAsid = (high: number): number => (high >>> 12) & 0xffff;
