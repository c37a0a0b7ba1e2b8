/** Finds where in the memory a physical address lies, where loads and stores reach all of RAM by those: by a range check. */
import { DATA_TLB, FETCH_TLB } from '../../hart/layout.ts';
import { PAGE_SIZE } from '../../interpreter/state.ts';
import type { GuestMemory } from '../../memory.ts';
import type { Code } from '../../wasm/code.ts';
import { choose } from '../../wasm/code.ts';
import { i32, i64, load, wrap } from '../../wasm/instructions.ts';
import type { FunctionBuilder, Local, Value } from '../../wasm/module.ts';
import type { Place, Places } from './places.ts';

const PAGE_SHIFT = Math.log2(PAGE_SIZE);

export class FlatPlaces implements Places {
  readonly #memory: GuestMemory;
  readonly #x: (register: number) => Code;
  readonly #base: Value;
  /** i64: how far an address is behind the start of RAM. */
  readonly #offset: Local;

  /** @param x - the value of an x-register; `base` that of the hart's state */
  constructor(fn: FunctionBuilder, memory: GuestMemory, x: (register: number) => Code, base: Value) {
    this.#memory = memory;
    this.#x = x;
    this.#base = base;
    this.#offset = fn.local('i64');
  }

  /** Code is found by the fetches' TLB set; while MPRV makes loads and stores another regime's, they have a set of their own. */
  start(_: Code, leave: Code): Code {
    const set = (offset: number): Code => load('i32.load', this.#base.get, offset);
    return choose(undefined, i32.ne(set(DATA_TLB), set(FETCH_TLB)), leave);
  }

  enterLoop(): Code {
    return [];
  }

  find({ group, host, miss }: Place): Code {
    const { base, size } = this.#memory;
    const offset = this.#offset;
    const span = group.end - group.start;
    return [
      offset.set(i64.add(this.#x(group.register), i64.const(group.start - base))),
      choose(undefined, i64.gt_u(offset.get, i64.const(size - span)), miss()),
      group.kind === 'load' ? [] : choose(undefined, this.#isCode(span), miss()),
      host.set(i32.add(wrap(offset.get), i32.const(this.#memory.place(base)))),
    ];
  }

  /** Whether a store would make translations void. */
  #isCode(span: number): Code {
    const byteOf = (offset: Code): Code =>
      load('i32.load8_u', wrap(i64.shr_u(offset, i64.const(PAGE_SHIFT))), this.#memory.codeMap);
    const first = byteOf(this.#offset.get);
    return span === 1 ? first : i32.or(first, byteOf(i64.add(this.#offset.get, i64.const(span - 1))));
  }
}
