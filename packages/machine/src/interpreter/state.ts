/** The hart's state as the interpreter's loop sees it: what is in locals, what is in memory, and where control goes. */
import type { Code, Label } from '../wasm/code.ts';
import { label } from '../wasm/code.ts';
import type { LoadName, StoreName } from '../wasm/instructions.ts';
import { extendSigned, extendUnsigned, i32, i64, load, store } from '../wasm/instructions.ts';
import type { FunctionBuilder, Local } from '../wasm/module.ts';
import type { FloatFunctions } from './float/functions.ts';
import type { ImportIndices } from './imports.ts';
import type { ChainIndices } from '../translator/chain.ts';
import type { MulhFunctions } from './mulh.ts';

export const PAGE_SIZE = 4096;

export interface Locals {
  /** i32: instructions left. */
  readonly fuel: Local;
  /** i32: address of the current instruction in the memory. */
  readonly ip: Local;
  /** i32: that of its page. */
  readonly pageHost: Local;
  /** i64: the page's virtual address. */
  readonly pageStart: Local;
  /** i64: an address to go to, when it may be in another page. */
  readonly target: Local;
  /** i32: the instruction, expanded if it was compressed. */
  readonly word: Local;
  /** i32: its bytes in memory, 2 or 4. */
  readonly length: Local;
  /** i32: address of the TLB set for loads and stores. */
  readonly dataTlb: Local;
  /** Scratch: a virtual address (i64), its TLB row (i32), what it translates to (i32), a value to be stored (i64). */
  readonly address: Local;
  readonly row: Local;
  readonly host: Local;
  readonly value: Local;
  /** i64: what an AMO has read. */
  readonly old: Local;
  /** i64: rs1 and rs2, when they are used more than once. */
  readonly rs1: Local;
  readonly rs2: Local;
  /** i32: whether control came to `target` by an instruction, and not at the start of a run. */
  readonly came: Local;
  /** i32: the rounding mode of a floating-point instruction. */
  readonly mode: Local;
  /** i32: the low half of `mstatus`. */
  readonly status: Local;
}

export interface Labels {
  /** Reloads all locals from memory. */
  readonly resume: Label;
  /** Goes to `target`, by translated code if there is some. */
  readonly probe: Label;
  /** Finds the page of `target`. */
  readonly enter: Label;
  /** The instruction is done: on to the next in memory. */
  readonly retire: Label;
  /** The instruction is done and has set `ip`. */
  readonly jumped: Label;
  readonly illegal: Label;
  /** An exception is pending. */
  readonly trap: Label;
  /** Out of fuel. */
  readonly stop: Label;
}

export interface LoopState {
  readonly locals: Locals;
  readonly labels: Labels;
  readonly imports: ImportIndices;
  readonly mulh: MulhFunctions;
  readonly float: FloatFunctions;
  /** How to go on in translated code; absent where there is no translator. */
  readonly chain: ChainIndices | undefined;
  /** Base of the hart's state. */
  readonly base: number;
  /** Returns to the hart's run loop. */
  readonly leave: Code;
}

/** What the loop calls: imports, and functions of the module. */
export type Callees = Pick<LoopState, 'imports' | 'mulh' | 'float' | 'chain'>;

export function loopState(fn: FunctionBuilder, callees: Callees, base: number, leave: Code): LoopState {
  const [i, l] = [(): Local => fn.local('i32'), (): Local => fn.local('i64')];
  return {
    locals: {
      ...{ fuel: i(), ip: i(), pageHost: i(), pageStart: l(), target: l(), word: i(), length: i(), dataTlb: i() },
      ...{
        address: l(),
        row: i(),
        host: i(),
        value: l(),
        old: l(),
        rs1: l(),
        rs2: l(),
        mode: i(),
        came: i(),
        status: i(),
      },
    },
    labels: {
      ...{
        resume: label('resume'),
        probe: label('probe'),
        enter: label('enter'),
        retire: label('retire'),
        jumped: label('jumped'),
      },
      ...{ illegal: label('illegal'), trap: label('trap'), stop: label('stop') },
    },
    ...callees,
    base,
    leave,
  };
}

/** A field of the hart's state. */
export const loadState = (name: LoadName, { base }: LoopState, offset: number): Code =>
  load(name, i32.const(0), base + offset);
export const storeState = (name: StoreName, { base }: LoopState, offset: number, value: Code): Code =>
  store(name, i32.const(0), base + offset, value);

/** The virtual address of `ip`, also when it has just left its page. */
export const currentPc = ({ locals: { pageStart, ip, pageHost } }: LoopState): Code =>
  i64.add(pageStart.get, extendSigned(i32.sub(ip.get, pageHost.get)));

/** That of the next instruction. */
export const nextPc = (state: LoopState): Code => i64.add(currentPc(state), extendUnsigned(state.locals.length.get));
