/**
 * Finds where in the memory a virtual address lies by the window of its address space (`hart/windows.ts`): one comparison, and nothing to
 * wait for. An access that strays from it leaves the region. Where accesses did so often, and to the stack, it looks into the TLB.
 */
import { CURRENT_WINDOWS, WINDOWS } from '../../hart/layout.ts';
import { Access } from '../../hart/page-walk.ts';
import { DELTA, LIMIT, START, WINDOW_SPAN, WINDOW_STAMP, windowOf } from '../../hart/windows.ts';
import type { Code } from '../../wasm/code.ts';
import { choose } from '../../wasm/code.ts';
import { i32, i64, load, store, wrap } from '../../wasm/instructions.ts';
import type { AccessKind } from './groups.ts';
import type { PagedPlaces, Place, Places } from './places.ts';

/** The stack lies apart from a program's data, which most windows are of. */
const SP = 2;

const NOWHERE = i32.const(0);
const offsets: Readonly<Record<AccessKind, number>> = { load: windowOf(Access.Load), store: windowOf(Access.Store) };

export interface WindowedOptions {
  /** @param register - of an address */
  readonly x: (register: number) => Code;
  /** In a checked machine, EPOCH: a window that was not checked since it changed is none. */
  readonly epoch: Code | undefined;
  /** The addresses of instructions that are not to try it. */
  readonly strangers: ReadonlySet<number>;
  readonly others: PagedPlaces;
}

export class WindowedPlaces implements Places {
  readonly #options: WindowedOptions;
  readonly #used = new Set<AccessKind>();

  constructor(options: WindowedOptions) {
    this.#options = options;
  }

  start(tlb: Code): Code {
    const copies = [...this.#used].map((kind) => {
      const from = offsets[kind];
      const to = CURRENT_WINDOWS + from - WINDOWS;
      return [
        store('i64.store', NOWHERE, to + START, load('i64.load', tlb, from + START)),
        store('i64.store', NOWHERE, to + LIMIT, this.#limit(tlb, from)),
        store('i32.store', NOWHERE, to + DELTA, load('i32.load', tlb, from + DELTA)),
      ];
    });
    return [this.#options.others.start(tlb), copies];
  }

  enterLoop(head: number): Code {
    return this.#options.others.enterLoop(head);
  }

  find(place: Place): Code {
    const { group, host, pc, stray } = place;
    const { others, strangers, x } = this.#options;
    if (group.register === SP || group.end - group.start > WINDOW_SPAN || strangers.has(pc)) return others.find(place);
    this.#used.add(group.kind);
    const window = CURRENT_WINDOWS + offsets[group.kind] - WINDOWS;
    const base = x(group.register);
    const address = group.start === 0 ? base : i64.add(base, i64.const(group.start));
    const offset = i64.sub(address, load('i64.load', NOWHERE, window + START));
    return [
      choose(undefined, i64.ge_u(offset, load('i64.load', NOWHERE, window + LIMIT)), stray(address)),
      host.set(i32.add(wrap(address), load('i32.load', NOWHERE, window + DELTA))),
    ];
  }

  #limit(tlb: Code, at: number): Code {
    const { epoch } = this.#options;
    const known = load('i64.load', tlb, at + LIMIT);
    if (epoch === undefined) return known;
    return choose('i64', i32.eq(load('i32.load', tlb, at + WINDOW_STAMP), epoch), known, i64.const(0));
  }
}
