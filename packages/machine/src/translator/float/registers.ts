/**
 * The f-registers of a region in locals: as f64, or as f32 where nothing in the region sees more of them.
 *
 * A local of type f32 cannot hold what is not NaN-boxed. A register that is not at the start has the canonical NaN in its local,
 * as which it reads, and a bit in a mask until it is written; so long the state in memory has its value.
 */
import { BOX } from '@racho/isa/ir';
import { F } from '../../hart/layout.ts';
import type { Code } from '../../wasm/code.ts';
import { choose, select } from '../../wasm/code.ts';
import { f32, f64 } from '../../wasm/floats.ts';
import { extendUnsigned, i32, i64, load, store, wrap } from '../../wasm/instructions.ts';
import type { FunctionBuilder, Local, Value } from '../../wasm/module.ts';
import type { FloatPlan } from './plan.ts';
import { membersOf, type Registers } from '../plan/registers.ts';

const CANONICAL_NAN = 0x7fc0_0000;
const offsetOf = (register: number): number => F + 8 * register;
const isBoxed = (bits: Code): Code => i64.eq(i64.shr_u(bits, i64.const(32)), i64.const(0xffff_ffff));
const unbox = (bits: Code): Code => select(isBoxed(bits), wrap(bits), i32.const(CANONICAL_NAN));
const box = (bits: Code): Code => i64.or(extendUnsigned(bits), i64.const(BigInt.asIntN(64, BOX)));

export class FloatRegisters {
  readonly #plan: FloatPlan;
  readonly #base: Value;
  readonly #locals = new Map<number, Local>();
  /** i32: the singles that are not NaN-boxed, and have not been written. */
  readonly #unboxed: Local;
  readonly #bits: Local;

  constructor(fn: FunctionBuilder, base: Value, plan: FloatPlan) {
    this.#plan = plan;
    this.#base = base;
    for (const n of membersOf(plan.used)) this.#locals.set(n, fn.local(this.#isSingle(n) ? 'f32' : 'f64'));
    this.#unboxed = fn.local('i32');
    this.#bits = fn.local('i64');
  }

  #isSingle(n: number): boolean {
    return ((this.#plan.singles >>> n) & 1) === 1;
  }

  #isUnboxed(n: number): Code {
    return i32.and(this.#unboxed.get, i32.const(1 << n));
  }

  load(): Code {
    return membersOf(this.#plan.used).map((n) => {
      const local = this.#locals.get(n)!;
      if (!this.#isSingle(n)) return local.set(load('f64.load', this.#base.get, offsetOf(n)));
      const mark = i32.shl(i32.eqz(isBoxed(this.#bits.get)), i32.const(n));
      return [
        this.#bits.set(load('i64.load', this.#base.get, offsetOf(n))),
        local.set(f32.fromBits(unbox(this.#bits.get))),
        this.#unboxed.set(i32.or(this.#unboxed.get, mark)),
      ];
    });
  }

  store(dirty: Registers): Code {
    return membersOf(dirty).map((n) => {
      if (!this.#isSingle(n)) return store('f64.store', this.#base.get, offsetOf(n), this.f64(n));
      const bits = box(f32.bits(this.f32(n)));
      return choose(undefined, i32.eqz(this.#isUnboxed(n)), store('i64.store', this.#base.get, offsetOf(n), bits));
    });
  }

  /** The 64 bits, of a register that is no single. */
  f64(n: number): Code {
    return this.#locals.get(n)!.get;
  }

  setF64(n: number, value: Code): Code {
    return this.#locals.get(n)!.set(value);
  }

  /** The number of format f32: the canonical NaN if it is not NaN-boxed. */
  f32(n: number): Code {
    return this.#isSingle(n) ? this.#locals.get(n)!.get : f32.fromBits(unbox(f64.bits(this.f64(n))));
  }

  setF32(n: number, value: Code): Code {
    if (!this.#isSingle(n)) return this.setF64(n, f64.fromBits(box(f32.bits(value))));
    return [this.#locals.get(n)!.set(value), this.#unboxed.set(i32.and(this.#unboxed.get, i32.const(~(1 << n))))];
  }

  /** The low half (i32), boxed or not. */
  low(n: number): Code {
    if (!this.#isSingle(n)) return wrap(f64.bits(this.f64(n)));
    return choose('i32', this.#isUnboxed(n), load('i32.load', this.#base.get, offsetOf(n)), f32.bits(this.f32(n)));
  }
}
