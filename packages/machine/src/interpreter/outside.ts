/**
 * Rows that the interpreter's loop calls functions for: floating-point arithmetic, atomics, system instructions. V8's optimiser takes far more
 * than twice the time for twice the code, and the rest is what most of the time goes into; the other functions it leaves alone until they
 * are called often.
 */
import { effectsOf, type Instruction } from '@racho/isa';
import { DATA_TLB, FUEL, NEXT, PC } from '../hart/layout.ts';
import type { Code, Label } from '../wasm/code.ts';
import { block, br, brIf, call, label, returns } from '../wasm/code.ts';
import { i32, wrap } from '../wasm/instructions.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { dispatch } from './dispatch.ts';
import { Action } from './imports.ts';
import { compileRow } from './statement.ts';
import { currentPc, loadState, loopState, nextPc, storeState, type Callees, type LoopState } from './state.ts';

/** How the loop goes on behind such a function. */
const Ending = { ...Action, Illegal: 3, Trap: 4 } as const;

/** A function, and where in the loop it is called. */
export interface Outside {
  readonly rows: readonly Instruction[];
  readonly called: Label;
  readonly index: number;
}

type Kind = 'float' | 'atomic' | 'system';

/** A gate and a fence are shorter than the call would be. */
const INSIDE = new Set(['gate', 'fence', 'fence_i']);

function kindOf(row: Instruction): Kind | undefined {
  const { float, touchesMemory } = effectsOf(row);
  if (float && !touchesMemory) return 'float';
  if (row.extension === 'A') return 'atomic';
  return row.semantics.some((stmt) => stmt.kind === 'system' && !INSIDE.has(stmt.handler)) ? 'system' : undefined;
}

export function addOutside(
  module: ModuleBuilder,
  callees: Callees,
  base: number,
  instructions: readonly Instruction[],
): Outside[] {
  return (['float', 'atomic', 'system'] as const).map((kind) => {
    const rows = instructions.filter((row) => kindOf(row) === kind);
    const index = module.addFunction({ parameters: ['i32'], result: 'i32' }, (fn) => {
      const state = loopState(fn, callees, base, returns(i32.const(Ending.Leave)));
      return [state.locals.word.set(fn.parameters[0]!.get), outsideBody(state, rows)];
    });
    return { rows, called: label(kind), index };
  });
}

/** Executes the row that `word` is of, with what else the loop has in locals from memory. */
function outsideBody(state: LoopState, rows: readonly Instruction[]): Code {
  const { locals, labels } = state;
  const { word, length, fuel, pageStart, dataTlb, target } = locals;
  const ends = (end: Label, body: Code, ending: number): Code => [block(end, body), returns(i32.const(ending))];
  let code: Code = dispatch({
    instructions: rows,
    word: word.get,
    illegal: labels.illegal,
    emit: (row) => compileRow(row, state),
  });
  code = [
    block(labels.probe, code),
    storeState('i64.store', state, PC, target.get),
    storeState('i32.store', state, FUEL, fuel.get),
    br(labels.resume),
  ];
  code = ends(labels.resume, code, Ending.Resume);
  code = ends(labels.retire, code, Ending.Next);
  code = ends(labels.illegal, code, Ending.Illegal);
  code = ends(labels.trap, code, Ending.Trap);
  return [
    fuel.set(loadState('i32.load', state, FUEL)),
    dataTlb.set(loadState('i32.load', state, DATA_TLB)),
    // `ip` and its page are 0, so that pc is this.
    pageStart.set(loadState('i64.load', state, PC)),
    length.set(i32.sub(wrap(loadState('i64.load', state, NEXT)), wrap(pageStart.get))),
    code,
  ];
}

/** Calls the function for the instruction at hand. */
export function callOutside(state: LoopState, index: number): Code {
  const { locals, labels, leave } = state;
  const { row: ending, fuel, word } = locals;
  const is = (value: number): Code => i32.eq(ending.get, i32.const(value));
  return [
    storeState('i64.store', state, PC, currentPc(state)),
    storeState('i64.store', state, NEXT, nextPc(state)),
    storeState('i32.store', state, FUEL, fuel.get),
    ending.set(call(index, word.get)),
    brIf(labels.trap, is(Ending.Trap)),
    brIf(labels.illegal, is(Ending.Illegal)),
    brIf(labels.resume, is(Ending.Resume)),
    fuel.set(loadState('i32.load', state, FUEL)),
    brIf(labels.retire, is(Ending.Next)),
    leave,
  ];
}
