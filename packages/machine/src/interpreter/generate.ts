/** Generates the interpreter: one WebAssembly module, made from the ISA table, whose `run` executes a hart until its fuel is used up. */
import type { Instruction } from '@racho/isa';
import { DATA_TLB, EXIT, EXPANSION_TABLE, FETCH_TLB, FUEL, hartBase, PC, STATE_PAGES } from '../hart/layout.ts';
import type { ChainIndices } from '../translator/chain.ts';
import { chain } from '../translator/chain.ts';
import { regionSignature } from '../translator/compile.ts';
import type { Code } from '../wasm/code.ts';
import { block, br, brIf, call, choose, label, loop, returns, select } from '../wasm/code.ts';
import { i32, i64, load, wrap } from '../wasm/instructions.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { dispatch } from './dispatch.ts';
import { accrue } from './float-state.ts';
import { addFloat } from './float/functions.ts';
import { declareImports } from './imports.ts';
import { fetchMemory } from './memory.ts';
import { addMulh } from './mulh.ts';
import { addOutside, callOutside, type Outside } from './outside.ts';
import { compileRow } from './statement.ts';
import type { LoopState } from './state.ts';
import { currentPc, loadState, loopState, PAGE_SIZE, storeState } from './state.ts';

/**
 * What stands in the expansion table for reserved half-words: in the manual's space for instructions of 80 bits and
 * more, where no row is, so that dispatch needs no test for it.
 */
export const RESERVED_WORD = 0x7f;

const isFull = (word: Code): Code => i32.eq(i32.and(word, i32.const(3)), i32.const(3));
const pageOffset = ({ locals }: LoopState): Code => i32.sub(locals.ip.get, locals.pageHost.get);

/** Sets `word` to the expansion of the half-word that it holds. */
function expand({ locals }: LoopState): Code {
  const index = i32.shl(i32.and(locals.word.get, i32.const(0xffff)), i32.const(2));
  return [locals.word.set(load('i32.load', index, EXPANSION_TABLE)), locals.length.set(i32.const(2))];
}

/**
 * Sets `word` and `length`. Four bytes can be read at once at most offsets of a page; at 4094 the second half of an
 * instruction may be in the next page; elsewhere `ip` has left the page.
 */
function fetch(state: LoopState): Code {
  const { locals, labels } = state;
  const { word, length, ip, host, target } = locals;
  const decoded = label('decoded');
  const lastWord = PAGE_SIZE - 4;
  return block(decoded, [
    choose(undefined, i32.le_u(pageOffset(state), i32.const(lastWord)), [
      word.set(load('i32.load', ip.get)),
      length.set(i32.const(4)),
      brIf(decoded, isFull(word.get)),
      expand(state),
      br(decoded),
    ]),
    choose(undefined, i32.ne(pageOffset(state), i32.const(lastWord + 2)), [
      target.set(currentPc(state)),
      br(labels.enter),
    ]),
    word.set(load('i32.load16_u', ip.get)),
    choose(
      undefined,
      isFull(word.get),
      [
        fetchMemory(state, loadState('i32.load', state, FETCH_TLB), i64.add(currentPc(state), i64.const(2))),
        word.set(i32.or(word.get, i32.shl(load('i32.load16_u', host.get), i32.const(16)))),
        length.set(i32.const(4)),
      ],
      expand(state),
    ),
  ]);
}

/** Goes into the page of `target`. Until that has succeeded, `ip` and the page are such that {@link currentPc} is right. */
function enterPage(state: LoopState): Code {
  const { locals, labels } = state;
  const { target, pageStart, pageHost, ip, host, fuel } = locals;
  return [
    pageStart.set(i64.and(target.get, i64.const(-PAGE_SIZE))),
    ip.set(i32.and(wrap(target.get), i32.const(PAGE_SIZE - 1))),
    pageHost.set(i32.const(0)),
    brIf(labels.stop, i32.eqz(fuel.get)),
    fetchMemory(state, loadState('i32.load', state, FETCH_TLB), target.get),
    pageHost.set(i32.sub(host.get, ip.get)),
    ip.set(host.get),
  ];
}

/** Executes the instruction in `word`. */
function execute(state: LoopState, instructions: readonly Instruction[], outside: readonly Outside[]): Code {
  let code = dispatch({
    instructions,
    word: state.locals.word.get,
    illegal: state.labels.illegal,
    emit: (row) => compileRow(row, state),
    elsewhere: (row) => outside.find(({ rows }) => rows.includes(row))?.called,
  });
  for (const { called, index } of outside) code = [block(called, code), callOutside(state, index)];
  return code;
}

function interpretLoop(state: LoopState, instructions: readonly Instruction[], outside: readonly Outside[]): Code {
  const { locals, labels } = state;
  const { fuel, ip, length } = locals;
  const next = label('next');
  return loop(next, [
    brIf(labels.stop, i32.eqz(fuel.get)),
    block(labels.jumped, [
      block(labels.retire, [fetch(state), execute(state, instructions, outside)]),
      ip.set(i32.add(ip.get, length.get)),
    ]),
    fuel.set(i32.sub(fuel.get, i32.const(1))),
    br(next),
  ]);
}

function runBody(state: LoopState, instructions: readonly Instruction[], outside: readonly Outside[]): Code {
  const { locals, labels, imports } = state;
  const { fuel, dataTlb, target, word, length, ip } = locals;
  const save = [storeState('i64.store', state, PC, currentPc(state)), storeState('i32.store', state, FUEL, fuel.get)];
  const enter: Code = [
    block(labels.stop, [
      block(labels.trap, [
        block(labels.illegal, [enterPage(state), interpretLoop(state, instructions, outside)]),
        save,
        call(
          imports.illegal,
          // What is reported is the instruction as it is in memory.
          select(i32.eq(length.get, i32.const(2)), load('i32.load16_u', ip.get), word.get),
        ),
        br(labels.resume),
      ]),
      save,
      call(imports.trap),
      br(labels.resume),
    ]),
    save,
    returns([]),
  ];
  const translated = state.chain === undefined ? [] : chain(state, state.chain, labels.probe);
  // Behind a gate, control has come by an instruction.
  const begin = [
    locals.came.set(loadState('i32.load', state, EXIT)),
    storeState('i32.store', state, EXIT, i32.const(0)),
  ];
  const run = loop(labels.resume, [
    fuel.set(loadState('i32.load', state, FUEL)),
    dataTlb.set(loadState('i32.load', state, DATA_TLB)),
    target.set(loadState('i64.load', state, PC)),
    loop(labels.probe, [translated, loop(labels.enter, enter)]),
  ]);
  return [begin, run];
}

export interface InterpreterOptions {
  /** Whether it goes on in translated code, of the imported `table`, and after how many visits it asks for some. */
  readonly hotAfter: number | undefined;
  /** Whether what the TLB serves is checked against a shadow of memory. */
  readonly checks: 'on' | 'off';
  /** Whether the ways into translated code and out of it are told to an observer. */
  readonly crossings: 'told' | 'silent';
}

function declareChain(module: ModuleBuilder, threshold: number, crossings: 'told' | 'silent'): ChainIndices {
  module.importTable('table');
  const hot = module.importFunction('hot', { parameters: ['i32'] });
  const plain = { parameters: [] };
  const told =
    crossings === 'silent'
      ? undefined
      : { entered: module.importFunction('entered', plain), left: module.importFunction('left', plain) };
  return { regionType: module.type(regionSignature), hot, threshold, told };
}

/** The module's bytes for hart `id`. It exports `run`, which takes and gives nothing: all state is in memory. */
export function generateInterpreter(
  instructions: readonly Instruction[],
  id: number,
  { hotAfter, checks, crossings }: InterpreterOptions,
): Uint8Array {
  const module = new ModuleBuilder('memory', STATE_PAGES);
  const imports = declareImports(module, checks);
  const chained = hotAfter === undefined ? undefined : declareChain(module, hotAfter, crossings);
  const mulh = addMulh(module);
  const base = hartBase(id);
  const float = addFloat(module, mulh.mulh_uu, accrue(base));
  const callees = { imports, mulh, float, chain: chained };
  const outside = addOutside(module, callees, base, instructions);
  const run = module.addFunction({ parameters: [] }, (fn) =>
    runBody(loopState(fn, callees, base, returns([])), instructions, outside),
  );
  module.exportFunction('run', run);
  return module.bytes();
}
