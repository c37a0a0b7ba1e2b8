/** The interpreter's way into translated code and from region to region: a hash table of addresses beside the TLB. */
import {
  DATA_TLB,
  EPOCH,
  EXIT,
  FETCH_ROWS,
  FETCH_TLB,
  FUEL,
  JUMP_ROW_BYTES,
  JUMP_ROW_COUNT,
  JUMP_ROWS,
  PC,
} from '../hart/layout.ts';
import { rowOffset, STAMP } from '../interpreter/memory.ts';
import type { LoopState } from '../interpreter/state.ts';
import { loadState, PAGE_SIZE, storeState } from '../interpreter/state.ts';
import type { Code, Label } from '../wasm/code.ts';
import { brIf, call, callIndirect, choose, label, loop, returns } from '../wasm/code.ts';
import { i32, i64, load, store, wrap } from '../wasm/instructions.ts';
import type { Local } from '../wasm/module.ts';

/** Offsets in a row. */
export const SLOT = 8;
export const COUNT = 12;

/** What the interpreter needs to call translated code. */
export interface ChainIndices {
  /** Type of {@link regionSignature}, for `call_indirect`. */
  readonly regionType: number;
  /** Import `hot(row)`: the address in PC has been gone to often enough; `row` is the place of its row. */
  readonly hot: number;
  /** How often that is. */
  readonly threshold: number;
  /** Imports that are told, with PC and fuel in memory, that a region is entered, and where the last one was left for. */
  readonly told: { readonly entered: number; readonly left: number } | undefined;
}

const rowOf = (tlb: Code, target: Code): Code =>
  i32.add(
    tlb,
    i32.shl(
      i32.and(i32.shr_u(wrap(target), i32.const(1)), i32.const(JUMP_ROW_COUNT - 1)),
      i32.const(Math.log2(JUMP_ROW_BYTES)),
    ),
  );

/**
 * For a checked machine: whether the interpreter has fetched from the page of `target` since the shadow changed last, and so has had
 * it checked. Translated code from there may be run then.
 */
function isFetched(state: LoopState): Code {
  const { target } = state.locals;
  const rows = i32.add(loadState('i32.load', state, FETCH_TLB), rowOffset(target.get));
  const page = i64.and(target.get, i64.const(-PAGE_SIZE));
  return i32.and(
    i64.eq(load('i64.load', rows, FETCH_ROWS), page),
    i32.eq(load('i32.load', rows, FETCH_ROWS + STAMP), loadState('i32.load', state, EPOCH)),
  );
}

/**
 * Runs translated code from `target` on, as far as it goes; then `target` is where to interpret, at least one instruction
 * if the code asked for that. Without any, counts how often control came here; where a run begins is no such place: its
 * slice happened to end there. Goes to `probe` to look again.
 */
export function chain(state: LoopState, { regionType, hot, threshold, told }: ChainIndices, probe: Label): Code {
  const { target, fuel, dataTlb, row, host: slot, came } = state.locals;
  const next = label('chain');
  const findRow = row.set(rowOf(loadState('i32.load', state, FETCH_TLB), target.get));
  const known = i64.eq(load('i64.load', row.get, JUMP_ROWS), target.get);
  const checked = state.imports.check === undefined ? undefined : isFetched(state);
  const found = checked === undefined ? known : i32.and(known, checked);
  const loadSlot = (local: Local): Code => local.tee(load('i32.load', row.get, JUMP_ROWS + SLOT));
  const count = load('i32.load', row.get, JUMP_ROWS + COUNT);
  const setCount = (value: Code): Code => store('i32.store', row.get, JUMP_ROWS + COUNT, value);
  const tell = (what: 'entered' | 'left'): Code =>
    told === undefined ? [] : [storeState('i64.store', state, PC, target.get), call(told[what])];
  const run: Code = [
    storeState('i32.store', state, FUEL, fuel.get),
    tell('entered'),
    loop(next, [
      target.set(callIndirect(regionType, slot.get, i32.const(state.base))),
      findRow,
      choose(undefined, found, brIf(next, loadSlot(slot))),
    ]),
    tell('left'),
    fuel.set(loadState('i32.load', state, FUEL)),
    dataTlb.set(loadState('i32.load', state, DATA_TLB)),
    brIf(probe, i32.eqz(i32.and(wrap(target.get), i32.const(1)))),
    target.set(i64.sub(target.get, i64.const(1))),
    choose(undefined, loadState('i32.load', state, EXIT), [
      storeState('i64.store', state, PC, target.get),
      returns([]),
    ]),
  ];
  const miss: Code = [
    setCount(i32.add(count, i32.const(1))),
    choose(undefined, i32.eq(count, i32.const(threshold)), [
      storeState('i64.store', state, PC, target.get),
      call(hot, row.get),
      brIf(probe, load('i32.load', row.get, JUMP_ROWS + SLOT)),
    ]),
  ];
  const replace: Code = [
    store('i64.store', row.get, JUMP_ROWS, target.get),
    store('i32.store', row.get, JUMP_ROWS + SLOT, i32.const(0)),
    setCount(i32.const(1)),
    threshold > 1
      ? []
      : [
          storeState('i64.store', state, PC, target.get),
          call(hot, row.get),
          brIf(probe, load('i32.load', row.get, JUMP_ROWS + SLOT)),
        ],
  ];
  const counts = (code: Code): Code =>
    threshold === 1 ? code : choose(undefined, came.get, code, came.set(i32.const(1)));
  const code = [
    findRow,
    choose(undefined, known, choose(undefined, loadSlot(slot), run, counts(miss)), counts(replace)),
  ];
  return checked === undefined ? code : choose(undefined, checked, code);
}

/**
 * How often the interpreter came by an address, as a jump table has counted.
 * @param words - the machine's memory; `table` is the place of the table's TLB set
 */
export function visitsOf(words: Int32Array, table: number, pc: number): number {
  const row = (table + JUMP_ROWS + ((Math.floor(pc / 2) & (JUMP_ROW_COUNT - 1)) >>> 0) * JUMP_ROW_BYTES) >>> 2;
  const known = words[row] === (pc | 0) && words[row + 1] === (Math.floor(pc / 2 ** 32) | 0);
  return known ? words[row + COUNT / 4]! : 0;
}

/** The place of the TLB set, by that of the row of an address. */
export const tableOfRow = (row: number, pc: number): number =>
  row - (Math.floor(pc / 2) & (JUMP_ROW_COUNT - 1)) * JUMP_ROW_BYTES;
