/** Privileges, bits of `mstatus`, and causes of traps (Privileged, "Machine-Level CSRs"). */

export const U = 0n;
export const S = 1n;
export const M = 3n;

export const SIE: bigint = 1n << 1n;
export const MIE: bigint = 1n << 3n;
export const SPIE: bigint = 1n << 5n;
export const MPIE: bigint = 1n << 7n;
export const SPP: bigint = 1n << 8n;
export const MPP: bigint = 3n << 11n;
/** State of the floating-point registers. */
export const FS: bigint = 3n << 13n;
export const MPRV: bigint = 1n << 17n;
export const SUM: bigint = 1n << 18n;
export const MXR: bigint = 1n << 19n;
export const TVM: bigint = 1n << 20n;
export const TW: bigint = 1n << 21n;
export const TSR: bigint = 1n << 22n;

export const SSTATUS: bigint = SIE | SPIE | SPP | FS | SUM | MXR;
export const MSTATUS: bigint = SSTATUS | MIE | MPIE | MPP | MPRV | TVM | TW | TSR;

/** `mstatus` from which MRET goes to that privilege. */
export const returningTo = (privilege: bigint): bigint => privilege << 11n;

export const Cause = {
  fetchAccess: 1n,
  illegal: 2n,
  breakpoint: 3n,
  loadMisaligned: 4n,
  loadAccess: 5n,
  storeMisaligned: 6n,
  storeAccess: 7n,
  callFromU: 8n,
  callFromS: 9n,
  callFromM: 11n,
  fetchPage: 12n,
  loadPage: 13n,
  storePage: 15n,
} as const;

/** The calls with which cases end, at each privilege. */
export const calls: readonly bigint[] = [Cause.callFromU, Cause.callFromS, Cause.callFromM];

/** The cause of an interrupt by its number. */
export const interrupt = (number: number): bigint => (1n << 63n) | BigInt(number);
