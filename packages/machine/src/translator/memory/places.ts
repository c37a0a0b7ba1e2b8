/** Finds where in the memory a virtual address lies: by the TLB, and by what a region keeps of the page that a register pointed into last. */
import { LOAD_ROWS, STORE_ROWS } from '../../hart/layout.ts';
import { ADDEND, rowOffset, STAMP } from '../../interpreter/memory.ts';
import { PAGE_SIZE } from '../../interpreter/state.ts';
import type { GuestMemory } from '../../memory.ts';
import type { Code } from '../../wasm/code.ts';
import { choose } from '../../wasm/code.ts';
import { i32, i64, load, wrap } from '../../wasm/instructions.ts';
import type { FunctionBuilder, Local } from '../../wasm/module.ts';
import type { AccessKind, Group } from './groups.ts';

const rowsOf: Readonly<Record<AccessKind, number>> = { load: LOAD_ROWS, store: STORE_ROWS };
const pageOf = (address: Code): Code => i64.and(address, i64.const(-PAGE_SIZE));

/**
 * How loads and stores find their places: `paged`, by the TLB; `windowed`, by the window of the address space; `flat`, where physical
 * addresses lead to all of RAM. Code for one mode is none for another.
 */
export type MemoryMode = 'paged' | 'windowed' | 'flat';

/** A mode, with what its code needs to know. */
export type PlacesOptions =
  | { readonly mode: 'paged' }
  /** `strangers`: addresses of instructions that had better not try the window. */
  | { readonly mode: 'windowed'; readonly strangers: ReadonlySet<number> }
  | { readonly mode: 'flat'; readonly memory: GuestMemory };

/** What a loop keeps of a page: its address, and what makes an address in it its place. */
interface Kept {
  readonly page: Local;
  readonly addend: Local;
}

/** No masked address is equal to it: what stays of an address are its page and at most three low bits. */
const NO_PAGE = 8;

/** A group that is to be found. */
export interface Place {
  readonly group: Group;
  /** Head of the loop in which its page is kept; absent if it is not worth it. */
  readonly keptIn: number | undefined;
  /** Bytes of one access that all of the group is; absent if it is more. */
  readonly single: number | undefined;
  /** Where its first byte is found to lie. */
  readonly host: Local;
  /** Address of the instruction that comes first. */
  readonly pc: number;
  readonly miss: () => Code;
  /** As {@link miss}, where another way to find it might have. */
  readonly stray: (address: Code) => Code;
}

/** How a region finds places, in a memory mode. */
export interface Places {
  /** What is to be done first; gives up by `leave` where the mode does not hold. @param tlb - address of the TLB set */
  readonly start: (tlb: Code, leave: Code) => Code;
  /** To be put in front of a loop, and made after it. */
  readonly enterLoop: (head: number) => Code;
  readonly find: (place: Place) => Code;
}

export class PagedPlaces implements Places {
  readonly #fn: FunctionBuilder;
  readonly #x: (register: number) => Code;
  readonly #tlb: Local;
  readonly #address: Local;
  readonly #row: Local;
  readonly #epoch: Code | undefined;
  /** By loop head, then by register and kind. */
  readonly #kept = new Map<number, Map<string, Kept>>();

  /**
   * @param x - the value of an x-register
   * @param epoch - in a checked machine, EPOCH: rows that were not checked since it changed are left to the interpreter
   */
  constructor(fn: FunctionBuilder, x: (register: number) => Code, epoch: Code | undefined) {
    this.#fn = fn;
    this.#x = x;
    this.#tlb = fn.local('i32');
    this.#address = fn.local('i64');
    this.#row = fn.local('i32');
    this.#epoch = epoch;
  }

  start(tlb: Code): Code {
    return this.#tlb.set(tlb);
  }

  /** What is kept lives in its loop only: locals that are alive everywhere cost every loop some of the host's registers. */
  enterLoop(head: number): Code {
    return Array.from(this.#kept.get(head)?.values() ?? [], ({ page }) => page.set(i64.const(NO_PAGE)));
  }

  find(place: Place): Code {
    const { group, host } = place;
    const start = this.#x(group.register);
    const address = this.#address;
    const set = address.set(group.start === 0 ? start : i64.add(start, i64.const(group.start)));
    if (place.keptIn === undefined) {
      return [set, this.#probe(place, (addend) => host.set(i32.add(wrap(address.get), addend)))];
    }
    const kept = this.#keep(group, place.keptIn);
    return [
      set,
      choose(undefined, this.#elsewhere(place, kept), [
        this.#probe(place, (addend) => kept.addend.set(addend)),
        kept.page.set(pageOf(address.get)),
      ]),
      host.set(i32.add(wrap(address.get), kept.addend.get)),
    ];
  }

  #elsewhere({ group, single }: Place, { page }: Kept): Code {
    const address = this.#address.get;
    // What is misaligned keeps low bits and is looked up, in case it straddles pages.
    if (single !== undefined) return i64.ne(i64.and(address, i64.const(-PAGE_SIZE | (single - 1))), page.get);
    const last = i64.add(address, i64.const(group.end - group.start - 1));
    return i32.or(i64.ne(pageOf(address), page.get), i64.ne(pageOf(last), page.get));
  }

  /** Finds the row of the address; the page of the last byte is compared, so that what straddles pages never matches. */
  #probe({ group, miss }: Place, found: (addend: Code) => Code): Code {
    const address = this.#address.get;
    const rows = rowsOf[group.kind];
    const span = group.end - group.start;
    const last = span === 1 ? address : i64.add(address, i64.const(span - 1));
    return [
      this.#row.set(i32.add(this.#tlb.get, rowOffset(address))),
      choose(undefined, i64.ne(load('i64.load', this.#row.get, rows), pageOf(last)), miss()),
      this.#epoch === undefined
        ? []
        : choose(undefined, i32.ne(load('i32.load', this.#row.get, rows + STAMP), this.#epoch), miss()),
      found(load('i32.load', this.#row.get, rows + ADDEND)),
    ];
  }

  #keep({ kind, register }: Group, head: number): Kept {
    const loop = this.#kept.get(head) ?? new Map<string, Kept>();
    this.#kept.set(head, loop);
    const key = `${kind} ${register}`;
    const kept = loop.get(key) ?? { page: this.#fn.local('i64'), addend: this.#fn.local('i32') };
    loop.set(key, kept);
    return kept;
  }
}
