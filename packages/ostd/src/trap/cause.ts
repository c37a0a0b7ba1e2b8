/** Trap causes as the Privileged Architecture numbers them (table 4.2). */

/** Synchronous exceptions that a supervisor can see, by the code in `scause`. */
export const exceptionCauses = {
  0: 'instruction-address-misaligned',
  1: 'instruction-access-fault',
  2: 'illegal-instruction',
  3: 'breakpoint',
  4: 'load-address-misaligned',
  5: 'load-access-fault',
  6: 'store-address-misaligned',
  7: 'store-access-fault',
  8: 'user-ecall',
  12: 'instruction-page-fault',
  13: 'load-page-fault',
  15: 'store-page-fault',
} as const;

/** Supervisor interrupts. */
export const interruptCauses = { 1: 'software', 5: 'timer', 9: 'external' } as const;

export type ExceptionCause = (typeof exceptionCauses)[keyof typeof exceptionCauses];
export type InterruptCause = (typeof interruptCauses)[keyof typeof interruptCauses];

/** What `scause` says. */
export type TrapCause =
  | { readonly kind: 'exception'; readonly cause: ExceptionCause }
  | { readonly kind: 'interrupt'; readonly cause: InterruptCause }
  | { readonly kind: 'unknown'; readonly scause: bigint };

const INTERRUPT_BIT = 1n << 63n;

const decoded = new Map<bigint, TrapCause>();
for (const [code, cause] of Object.entries(exceptionCauses)) decoded.set(BigInt(code), { kind: 'exception', cause });
for (const [code, cause] of Object.entries(interruptCauses)) {
  decoded.set(INTERRUPT_BIT | BigInt(code), { kind: 'interrupt', cause });
}

/** Decodes `scause`, given as an unsigned 64-bit value. */
export function decodeCause(scause: bigint): TrapCause {
  return decoded.get(scause) ?? { kind: 'unknown', scause };
}

/** The code in `scause` of an `ecall` from U-mode, the one that is on every system call's path. */
export const USER_ECALL = 8;
