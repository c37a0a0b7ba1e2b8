/**
 * A user thread's registers as the kernel may see and set them: x1 … x31, pc, f0 … f31 and the CSR that is a user's own,
 * fcsr; nothing of the other CSRs.
 */
import { checkInteger, OstdError } from '../error.ts';
import { freeze, freezeClass } from '../frozen.ts';
import { checkKey, KEY } from '../key.ts';
import { hex, type Vaddr } from '../mm/address.ts';
import type { FloatUnit } from './float-unit.ts';
import type { TrapContext } from './trap-context.unsafe.ts';

/** x-registers of the calling convention (RISC-V psABI). */
export const Register = { ra: 1, sp: 2, gp: 3, tp: 4, a0: 10, a1: 11, a2: 12, a3: 13, a4: 14, a5: 15, a7: 17 } as const;
freeze(Register);

export let makeUserContext: (trap: () => TrapContext, unit: FloatUnit) => UserContext;

export class UserContext {
  readonly #trap: () => TrapContext;
  readonly #unit: FloatUnit;

  private constructor(key: symbol, trap: () => TrapContext, unit: FloatUnit) {
    checkKey(key);
    this.#trap = trap;
    this.#unit = unit;
    Object.freeze(this);
  }

  static {
    makeUserContext = (trap, unit) => new UserContext(KEY, trap, unit);
  }

  /** x-register `n` (0 … 31) as an unsigned 64-bit value. */
  register(n: number): bigint {
    return n === 0 ? 0n : this.#trap().register(n);
  }

  /** x-register `n` as a signed number, or `undefined` where a number can't hold it exactly. */
  number(n: number): number | undefined {
    return n === 0 ? 0 : this.#trap().registerNumber(n);
  }

  /** Sets x-register `n` (1 … 31). A number must be a safe integer; of a bigint the low 64 bits count. */
  setRegister(n: number, value: number | bigint): void {
    this.#set(n, value);
  }

  #set(n: number, value: number | bigint): void {
    if (typeof value === 'bigint') {
      this.#trap().setRegister(n, value);
      return;
    }
    checkInteger('value', value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    this.#trap().setRegisterNumber(n, value);
  }

  /** Where the user goes on, unsigned. */
  get pc(): bigint {
    return this.#trap().pc;
  }

  /** Sets where the user goes on; it must be even. */
  setPc(address: Vaddr): void {
    if (!Number.isSafeInteger(address) || address % 2 !== 0) {
      throw new OstdError('E_ADDRESS', `pc can't be ${hex(address)}: instructions start at even addresses`);
    }
    this.#trap().pc = BigInt(address);
  }

  /** The bits of f-register `n` (0 … 31), unsigned. A single is NaN-boxed. */
  float(n: number): bigint {
    return this.#saved().float(n);
  }

  /** Sets the bits of f-register `n` (0 … 31); the low 64 of `bits` count. */
  setFloat(n: number, bits: bigint): void {
    if (typeof bits !== 'bigint') throw new OstdError('E_ARGUMENT', 'the bits of an f-register are not a bigint');
    this.#evicted().setFloat(n, bits);
  }

  /** Rounding mode (bits 5 … 7) and accrued exceptions (0 … 4). */
  get fcsr(): number {
    return this.#saved().fcsr;
  }

  /** Sets fcsr (0 … 255). */
  setFcsr(value: number): void {
    checkInteger('fcsr', value, 0, 0xff);
    this.#evicted().fcsr = value;
  }

  /** The number of the system call that the user asks for, and its arguments, by the convention of RISC-V Linux. */
  get syscallNumber(): number | undefined {
    return this.#trap().registerNumber(Register.a7);
  }

  /** Argument `index` (0 … 5) of a system call; `undefined` where a number can't hold it. */
  syscallArgument(index: number): number | undefined {
    checkInteger('index', index, 0, 5);
    return this.number(Register.a0 + index);
  }

  /** Sets what the system call returns. */
  setSyscallResult(value: number | bigint): void {
    this.#set(Register.a0, value);
  }

  /** The trap context, with floating-point values that can be read there. */
  #saved(): TrapContext {
    const trap = this.#trap();
    this.#unit.sync(trap);
    return trap;
  }

  /** The same, to be written there. */
  #evicted(): TrapContext {
    const trap = this.#trap();
    this.#unit.evict(trap);
    return trap;
  }
}
freezeClass(UserContext);
