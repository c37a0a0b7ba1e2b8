/**
 * The ways out of a region, and what they have in common, once: fuel and the registers that may be new are written back in one place for all of
 * the region's own exits, and in one for those of each island, since code costs more than some stores of what is not new.
 */
import { DATA_TLB, FUEL } from '../hart/layout.ts';
import type { Code, Label } from '../wasm/code.ts';
import { block, br, label, returns } from '../wasm/code.ts';
import { i32, i64, load, store } from '../wasm/instructions.ts';
import type { Local, Value } from '../wasm/module.ts';
import type { Island } from './plan/islands.ts';
import type { Registers } from './plan/registers.ts';
import { recordStray } from './memory/strays.ts';

/** Where exits go: those of accesses that strayed from windows, and all. */
interface ExitLabels {
  readonly cold: Label;
  readonly stray: Label;
}

export interface ExitsOptions {
  readonly base: Value;
  readonly fuel: Local;
  /** i64: the address that a region is left with, see `regionSignature`. */
  readonly exitPc: Local;
  /** i64: the address of an access that strayed. */
  readonly strayed: Local;
  /** Whether what strays is remembered: a checked machine's windows are none most of the time, so that there straying says nothing. */
  readonly strays: boolean;
  /** Writes registers back. @param x - those of the x-registers that may be new */
  readonly store: (x: Registers) => Code;
}

export class Exits {
  readonly #options: ExitsOptions;
  readonly #labels = new Map<Island | undefined, ExitLabels>();
  /** Of the block that is emitted. */
  #current: ExitLabels;

  constructor(options: ExitsOptions) {
    this.#options = options;
    this.#current = this.#of(undefined);
  }

  /** What is emitted next is in an island, or in none. */
  enter(island: Island | undefined): void {
    this.#current = this.#of(island);
  }

  /** Leaves for `pc`. */
  leave(pc: Code): Code {
    return [this.#options.exitPc.set(pc), br(this.#current.cold)];
  }

  /** Leaves for the interpreter at `pc`, when `retired` instructions of the block are done. */
  interpretAt(pc: number, retired: number): Code {
    return [this.retire(retired), this.leave(i64.const(pc + 1))];
  }

  /** As {@link interpretAt}, and remembers that the access there strayed from its window. */
  strayAt(pc: number, retired: number, address: Code): Code {
    const { strays, strayed, exitPc } = this.#options;
    if (!strays) return this.interpretAt(pc, retired);
    return [this.retire(retired), strayed.set(address), exitPc.set(i64.const(pc + 1)), br(this.#current.stray)];
  }

  /** Takes instructions from the fuel. */
  retire(instructions: number): Code {
    const { fuel } = this.#options;
    return instructions === 0 ? [] : fuel.set(i32.sub(fuel.get, i32.const(instructions)));
  }

  /** Code of an island, or of a whole region, that never falls off its end; behind it what its exits have in common. */
  around(island: Island | undefined, code: Code, dirty: Registers): Code {
    const { base, fuel, exitPc, strayed, strays, store: writeBack } = this.#options;
    const { cold, stray } = this.#of(island);
    const tlb = load('i32.load', base.get, DATA_TLB);
    const site = i64.sub(exitPc.get, i64.const(1));
    return [
      block(cold, strays ? [block(stray, code), recordStray(tlb, site, strayed.get)] : code),
      store('i32.store', base.get, FUEL, fuel.get),
      writeBack(dirty),
      returns(exitPc.get),
    ];
  }

  #of(island: Island | undefined): ExitLabels {
    const labels = this.#labels.get(island) ?? { cold: label('cold'), stray: label('stray') };
    this.#labels.set(island, labels);
    return labels;
  }
}
