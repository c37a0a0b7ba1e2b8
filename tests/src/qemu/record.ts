/** What the guest is told of a case and what it reports back: 64-bit words in RAM, in the order written here. */

/** Control and status registers that a case starts with, in the order in which the driver writes them. */
export const givenCsrs = [
  ...(['pmpcfg0', 'pmpaddr0', 'pmpaddr1', 'pmpaddr2', 'pmpaddr3', 'stimecmp'] as const),
  ...(['medeleg', 'mideleg', 'mie', 'mip', 'mcounteren', 'scounteren', 'menvcfg', 'senvcfg'] as const),
  ...(['mscratch', 'sscratch', 'sepc', 'scause', 'stval', 'satp', 'mstatus'] as const),
] as const;
export type GivenCsr = (typeof givenCsrs)[number];

/** What they are where a case does not say; others are 0: the last of four PMP entries opens all memory, no timer is armed, and A and D are set. */
export const usualCsrs: Readonly<Partial<Record<GivenCsr, bigint>>> = {
  pmpcfg0: 0x1f00_0000n,
  pmpaddr3: 0x003f_ffff_ffff_ffffn,
  stimecmp: 0xffff_ffff_ffff_ffffn,
  menvcfg: 0x2000_0000_0000_0000n,
};

/** Registers reported at the end of a case; of `minstret`, which must be first, by how much it has grown. */
export const reportedCsrs = ['minstret', ...givenCsrs, 'stvec', 'mtvec', 'mcountinhibit'] as const;
export type ReportedCsr = (typeof reportedCsrs)[number];

/** x1 … x31; gp is the driver's, and reported as 0. */
export const REGISTERS = 31;
/** f0 … f31, and behind them fcsr. */
export const FLOATS = 33;

/** Descriptor of a case: byte offsets. Behind it the pokes, each an address and a value. */
export const Descriptor = {
  /** Where the case starts, or 0 behind the last case. */
  entry: 0,
  /** Physical addresses of the slot, and of the instruction that ends the case. */
  slot: 8,
  end: 16,
  pokeCount: 24,
  csrs: 32,
  registers: 32 + 8 * givenCsrs.length,
  floats: 32 + 8 * (givenCsrs.length + REGISTERS),
  pokes: 32 + 8 * (givenCsrs.length + REGISTERS + FLOATS),
} as const;

/** A trap, as the handler saw it. */
export interface Trap {
  readonly cause: bigint;
  readonly epc: bigint;
  readonly tval: bigint;
  /** `mstatus` or `sstatus` in the handler. */
  readonly status: bigint;
  /** Privilege of the handler: 3 or 1. */
  readonly handler: bigint;
}
export const TRAP_SIZE = 40;

/** Header of a record: its size in bytes, then that of the log of traps, which follows. */
export const RECORD_HEADER = 16;

/** The state in which a case left the machine. */
export interface Outcome {
  readonly traps: readonly Trap[];
  /** x0 … x31. */
  readonly registers: readonly bigint[];
  readonly csrs: Readonly<Record<ReportedCsr, bigint>>;
  /** f0 … f31 and fcsr. */
  readonly floats: readonly bigint[];
  /** What is now where the case's pokes went. */
  readonly pokes: readonly bigint[];
  /** Words of the scratch memory that have changed. */
  readonly memory: ReadonlyMap<bigint, bigint>;
}

/** Splits the results of a run into the records of the cases. */
export function splitRecords(results: DataView, count: number): DataView[] {
  const records: DataView[] = [];
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const size = Number(results.getBigUint64(offset, true));
    if (size === 0) throw new Error(`The run ended in case ${i} of ${count}.`);
    records.push(new DataView(results.buffer, results.byteOffset + offset, size));
    offset += size;
  }
  return records;
}

/** Reads the record of a case that had so many pokes. */
export function parseRecord(record: DataView, pokeCount: number): Outcome {
  let offset = 8;
  const next = (): bigint => record.getBigUint64((offset += 8) - 8, true);
  const many = (count: number): bigint[] => Array.from({ length: count }, next);
  const logSize = Number(next());
  const traps = Array.from({ length: logSize / TRAP_SIZE }, (): Trap => {
    const [cause, epc, tval, status, handler] = many(TRAP_SIZE / 8) as [bigint, bigint, bigint, bigint, bigint];
    return { cause, epc, tval, status, handler };
  });
  const registers = [0n, ...many(REGISTERS)];
  const csrs = Object.fromEntries(reportedCsrs.map((name) => [name, next()])) as Record<ReportedCsr, bigint>;
  const floats = many(FLOATS);
  const pokes = many(pokeCount);
  const memory = new Map<bigint, bigint>();
  while (offset < record.byteLength) memory.set(next(), next());
  return { traps, registers, csrs, floats, pokes, memory };
}
