/** Which accesses stray from windows though the TLB has their pages: a table in memory that regions write, and the translator reads. */
import { LOAD_ROWS, STRAYED, STRAYS, STRAY_ROWS } from '../../hart/layout.ts';
import { rowOffset } from '../../interpreter/memory.ts';
import { PAGE_SIZE } from '../../interpreter/state.ts';
import type { Code } from '../../wasm/code.ts';
import { choose } from '../../wasm/code.ts';
import { i32, i64, load, store, wrap } from '../../wasm/instructions.ts';

/** A row is the address of an instruction (i64), and how often it strayed (i32). */
const ROW_BYTES = 16;
const COUNT = 8;

/** Strays after which they are looked at, and how many of them make an instruction a stranger. */
const ENOUGH = 256;
const MANY = 16;

/**
 * Code that remembers that the instruction at `site` strayed to `address`. Where the TLB has no row for that, a window could not have it
 * either: it may be entered into both next.
 */
export function recordStray(tlb: Code, site: Code, address: Code): Code {
  const row = i32.shl(i32.and(i32.shr_u(wrap(site), i32.const(1)), i32.const(STRAY_ROWS - 1)), i32.const(4));
  const known = load('i64.load', i32.add(tlb, rowOffset(address)), LOAD_ROWS);
  const inTlb = i64.eq(known, i64.and(address, i64.const(-PAGE_SIZE)));
  const zero = i32.const(0);
  return choose(undefined, inTlb, [
    choose(undefined, i64.ne(load('i64.load', row, STRAYS), site), [
      store('i64.store', row, STRAYS, site),
      store('i32.store', row, STRAYS + COUNT, zero),
    ]),
    store('i32.store', row, STRAYS + COUNT, i32.add(load('i32.load', row, STRAYS + COUNT), i32.const(1))),
    store('i32.store', zero, STRAYED, i32.add(load('i32.load', zero, STRAYED), i32.const(1))),
  ]);
}

/** The addresses of instructions that strayed often since this gave any. @param words - the machine's memory */
export function takeStrangers(words: Int32Array): readonly number[] {
  if (words[STRAYED >>> 2]! < ENOUGH) return [];
  words[STRAYED >>> 2] = 0;
  const found: number[] = [];
  for (let row = 0; row < STRAY_ROWS; row++) {
    const at = (STRAYS + row * ROW_BYTES) >>> 2;
    if (words[at + COUNT / 4]! >= MANY) found.push(words[at + 1]! * 2 ** 32 + (words[at]! >>> 0));
    words.fill(0, at, at + ROW_BYTES / 4);
  }
  return found;
}
