/** The x-registers of a region: in locals, and for islands in the hart's state. */
import { X } from '../hart/layout.ts';
import type { Code } from '../wasm/code.ts';
import { drop } from '../wasm/code.ts';
import { i64, load, store } from '../wasm/instructions.ts';
import type { FunctionBuilder, Local, Value } from '../wasm/module.ts';
import { membersOf, type Registers } from './plan/registers.ts';

export class XRegisters {
  readonly #base: Value;
  readonly #locals: readonly (Local | undefined)[];

  /** @param base - of the hart's state; `used` are the registers that the region has to do with */
  constructor(fn: FunctionBuilder, base: Value, used: Registers) {
    this.#base = base;
    const members = membersOf(used);
    this.#locals = Array.from({ length: 32 }, (_, register) =>
      members.includes(register) ? fn.local('i64') : undefined,
    );
  }

  read(register: number): Code {
    return this.#locals[register]?.get ?? i64.const(0);
  }

  write(register: number, value: Code): Code {
    return this.#locals[register]?.set(value) ?? drop(value);
  }

  load(registers: Registers): Code {
    return membersOf(registers).map((n) => this.#locals[n]!.set(load('i64.load', this.#base.get, X + 8 * n)));
  }

  store(registers: Registers): Code {
    return membersOf(registers).map((n) => store('i64.store', this.#base.get, X + 8 * n, this.read(n)));
  }
}
