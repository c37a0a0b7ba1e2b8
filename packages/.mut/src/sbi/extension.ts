/** What an SBI extension is: an id and functions that give an error and a value. Spec: SBI v2.0, "Binary Encoding". */
import type { SbiHart, SbiPlatform } from './platform.ts';

/** The standard error codes that this implementation gives. */
export const SBI_SUCCESS = 0n;
export const SBI_ERR_NOT_SUPPORTED: bigint = -2n;
export const SBI_ERR_INVALID_PARAM: bigint = -3n;
export const SBI_ERR_INVALID_ADDRESS: bigint = -5n;
export const SBI_ERR_ALREADY_AVAILABLE: bigint = -6n;

/** `struct sbiret`. */
export interface SbiRet {
  readonly error: bigint;
  readonly value: bigint;
}

export const success = (value = 0n): SbiRet => ({ error: SBI_SUCCESS, value });
export const failure = (error: bigint): SbiRet => ({ error, value: 0n });

/** The call in hand: who called, with what, on which machine, beside which other extensions. */
export interface SbiCall {
  readonly platform: SbiPlatform;
  readonly hart: SbiHart;
  /** Argument registers: `arg(0)` is `a0`, unsigned 64-bit. */
  readonly arg: (index: 0 | 1 | 2 | 3 | 4) => bigint;
  /** Whether this implementation has an extension: what the base extension's probe answers. */
  readonly probe: (eid: bigint) => boolean;
}

/** A function of an extension. `undefined` where the call does not return to its caller. */
export type SbiFunction = (call: SbiCall) => SbiRet | undefined;

export interface SbiExtension {
  /** For messages and docs: `DBCN`. */
  readonly name: string;
  /** Extension id, the value of `a7`. */
  readonly eid: bigint;
  /** By function id, the value of `a6`. */
  readonly functions: readonly SbiFunction[];
}

/** A legacy extension is one function, gets no function id, and answers in `a0` alone. */
export interface LegacyExtension {
  readonly name: string;
  readonly eid: bigint;
  readonly legacy: (call: SbiCall) => bigint | undefined;
}
