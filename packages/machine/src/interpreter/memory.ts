/** Code for every access to guest memory: the TLB is looked up inline, JavaScript does the rest. */
import type { MemoryType } from '@racho/isa/ir';
import { EPOCH, FETCH_ROWS, FUEL, LOAD_ROWS, PC, STORE_ROWS, TLB_ROW_BYTES, TLB_ROWS } from '../hart/layout.ts';
import { Access as Kind } from '../hart/page-walk.ts';
import type { Code } from '../wasm/code.ts';
import { brIf, call, choose } from '../wasm/code.ts';
import type { LoadName, StoreName } from '../wasm/instructions.ts';
import { i32, i64, load, store, wrap } from '../wasm/instructions.ts';
import type { LoopState } from './state.ts';
import { currentPc, loadState, PAGE_SIZE, storeState } from './state.ts';

interface Access {
  readonly bytes: 1 | 2 | 4 | 8;
  readonly load: LoadName;
  readonly store: StoreName;
}

export const accesses: Readonly<Record<MemoryType, Access>> = {
  i8: { bytes: 1, load: 'i64.load8_s', store: 'i64.store8' },
  u8: { bytes: 1, load: 'i64.load8_u', store: 'i64.store8' },
  i16: { bytes: 2, load: 'i64.load16_s', store: 'i64.store16' },
  u16: { bytes: 2, load: 'i64.load16_u', store: 'i64.store16' },
  i32: { bytes: 4, load: 'i64.load32_s', store: 'i64.store32' },
  u32: { bytes: 4, load: 'i64.load32_u', store: 'i64.store32' },
  i64: { bytes: 8, load: 'i64.load', store: 'i64.store' },
};

export const ADDEND = 8;
/** What {@link EPOCH} was when the row was checked. */
export const STAMP = 12;
const low = (value: Code): Code => wrap(value);
const high = (value: Code): Code => wrap(i64.shr_u(value, i64.const(32)));

/** The offset of an address's row in its table. */
export const rowOffset = (address: Code): Code => {
  const rowShift = Math.log2(PAGE_SIZE) - Math.log2(TLB_ROW_BYTES);
  return i32.and(i32.shr_u(wrap(address), i32.const(rowShift)), i32.const((TLB_ROWS - 1) * TLB_ROW_BYTES));
};

/** For a checked machine: PC as what follows will report it. */
const savePc = (state: LoopState): Code =>
  state.imports.check === undefined ? [] : storeState('i64.store', state, PC, currentPc(state));

/** For a checked machine: the row of `kind` in `row` was hit. Whether that is right is asked once after each change. */
function checkHit(state: LoopState, rows: number, kind: Kind): Code {
  const { imports, locals } = state;
  const { address, row, host, fuel } = locals;
  if (imports.check === undefined) return [];
  const place = i32.add(row.get, i32.const(rows));
  const changed = i32.ne(load('i32.load', row.get, rows + STAMP), loadState('i32.load', state, EPOCH));
  return choose(undefined, changed, [
    savePc(state),
    storeState('i32.store', state, FUEL, fuel.get),
    call(imports.check, place, low(address.get), high(address.get), i32.const(kind), host.get),
  ]);
}

/** Sets `host` to where the memory operand at `address` is; `miss` calls JavaScript for it. Traps if that gives 0. */
function translate(state: LoopState, rows: number, tag: Code, miss: Code): Code {
  const { locals, labels } = state;
  const { address, row, host, dataTlb, fuel } = locals;
  return [
    row.set(i32.add(dataTlb.get, rowOffset(address.get))),
    choose(
      undefined,
      i64.eq(load('i64.load', row.get, rows), tag),
      [
        host.set(i32.add(wrap(address.get), load('i32.load', row.get, rows + ADDEND))),
        checkHit(state, rows, rows === LOAD_ROWS ? Kind.Load : Kind.Store),
      ],
      [
        savePc(state),
        // A device may ask for the time, or end the slice by taking fuel away.
        storeState('i32.store', state, FUEL, fuel.get),
        brIf(labels.trap, i32.eqz(host.tee(miss))),
        fuel.set(loadState('i32.load', state, FUEL)),
      ],
    ),
  ];
}

/**
 * The tag of an access that may be misaligned: the page of its last byte. The row is that of the first byte, so
 * an access that straddles two pages never matches.
 */
const pageOfLastByte = (address: Code, bytes: number): Code =>
  i64.and(bytes === 1 ? address : i64.add(address, i64.const(bytes - 1)), i64.const(-PAGE_SIZE));

/** The tag of an access that must be aligned: low bits that are set keep it from matching. */
const alignedPage = (address: Code, bytes: number): Code => i64.and(address, i64.const(-PAGE_SIZE | (bytes - 1)));

/** Leaves the value at `at` (i64 code) as i64. */
export function loadMemory(state: LoopState, memory: MemoryType, at: Code): Code {
  const access = accesses[memory];
  const { address, host } = state.locals;
  const miss = call(state.imports.load, low(address.get), high(address.get), i32.const(access.bytes));
  return [
    address.set(at),
    translate(state, LOAD_ROWS, pageOfLastByte(address.get, access.bytes), miss),
    load(access.load, host.get),
  ];
}

export function storeMemory(state: LoopState, memory: MemoryType, at: Code, stored: Code): Code {
  const access = accesses[memory];
  const { address, host, value } = state.locals;
  const operands = [low(address.get), high(address.get), i32.const(access.bytes), low(value.get), high(value.get)];
  return [
    address.set(at),
    value.set(stored),
    translate(state, STORE_ROWS, pageOfLastByte(address.get, access.bytes), call(state.imports.store, ...operands)),
    store(access.store, host.get, 0, value.get),
  ];
}

/** Sets `host` for the naturally aligned operand of an LR (`reserve`), or of an SC or AMO (`atomic`), at `at`. */
export function translateAtomic(state: LoopState, memory: 'i32' | 'i64', kind: 'reserve' | 'atomic', at: Code): Code {
  const { bytes } = accesses[memory];
  const { address } = state.locals;
  const miss = call(state.imports[kind], low(address.get), high(address.get), i32.const(bytes));
  const rows = kind === 'reserve' ? LOAD_ROWS : STORE_ROWS;
  return [address.set(at), translate(state, rows, alignedPage(address.get, bytes), miss)];
}

/** The operand at `host`, sign-extended to i64. */
export const loadHost = ({ locals }: LoopState, memory: 'i32' | 'i64'): Code =>
  load(accesses[memory].load, locals.host.get);
export const storeHost = ({ locals }: LoopState, memory: 'i32' | 'i64', value: Code): Code =>
  store(accesses[memory].store, locals.host.get, 0, value);

/** Sets `host` to where the two bytes of code at `at` (even, so they never straddle pages) are; traps if nowhere. */
export function fetchMemory(state: LoopState, tlb: Code, at: Code): Code {
  const { locals, labels, imports } = state;
  const { address, row, host, fuel } = locals;
  return [
    address.set(at),
    row.set(i32.add(tlb, rowOffset(address.get))),
    choose(
      undefined,
      i64.eq(load('i64.load', row.get, FETCH_ROWS), i64.and(address.get, i64.const(-PAGE_SIZE))),
      [
        host.set(i32.add(wrap(address.get), load('i32.load', row.get, FETCH_ROWS + ADDEND))),
        checkHit(state, FETCH_ROWS, Kind.Fetch),
      ],
      [
        savePc(state),
        // Where the page is not all alike, the slice ends behind this instruction.
        storeState('i32.store', state, FUEL, fuel.get),
        brIf(labels.trap, i32.eqz(host.tee(call(imports.fetch, low(address.get), high(address.get))))),
        fuel.set(loadState('i32.load', state, FUEL)),
      ],
    ),
  ];
}
