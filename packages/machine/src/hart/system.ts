/** The privileged instructions and the gate, as the interpreter calls them. PC is theirs, and NEXT the one behind. */
import type { HandlerName } from '../interpreter/imports.ts';
import { Action, handlerNumbers } from '../interpreter/imports.ts';
import { Cause, M, S, U } from './cause.ts';
import { csrHandlers } from './csr-instructions.ts';
import { Slot } from './csr-slots.ts';
import * as envcfg from './envcfg.ts';
import { RunExit } from './exit.ts';
import { GATE, SUPERVISED } from './layout.ts';
import { Rest } from './rest.ts';
import type { Hart } from './hart.ts';
import * as mstatus from './mstatus.ts';
import { pageNumber } from './halves.ts';
import { returnFromM, returnFromS } from './trap.ts';

type Handler = (hart: Hart, word: number) => Action;

const illegal: Handler = (hart, word) => hart.raise(Cause.IllegalInstruction, word, 0);

/** In S-mode, whether a bit of `mstatus` takes the right away (TVM, TW, TSR). */
const forbidden = ({ csrs }: Hart, bit: number): boolean =>
  csrs.privilege === S && (csrs.low(Slot.mstatus) & bit) !== 0;

const ecall: Handler = (hart) => {
  const { firmware } = hart.port;
  const { privilege } = hart.csrs;
  if (privilege !== S || firmware === undefined) return hart.raise(Cause.EcallU + privilege, 0, 0);
  hart.csrs.advance();
  firmware(hart);
  // As with firmware in M-mode, the call itself does not retire.
  return hart.trapped();
};

const ebreak: Handler = (hart) => hart.raise(Cause.Breakpoint, hart.csrs.pcLow, hart.csrs.pcHigh);

const mret: Handler = (hart, word) => {
  if (hart.csrs.privilege !== M) return illegal(hart, word);
  returnFromM(hart.csrs);
  hart.mmu.update();
  return hart.retire();
};

const sret: Handler = (hart, word) => {
  if (hart.csrs.privilege === U || forbidden(hart, mstatus.TSR)) return illegal(hart, word);
  returnFromS(hart.csrs);
  if (hart.csrs.privilege === U) hart.port.checker?.entered(hart);
  hart.mmu.update();
  return hart.retire();
};

const wfi: Handler = (hart, word) => {
  if (hart.csrs.privilege === U || forbidden(hart, mstatus.TW)) return illegal(hart, word);
  if (hart.wakeable) return Action.Next;
  hart.csrs.advance();
  hart.rest = Rest.Wait;
  return hart.leave(RunExit.Fuel);
};

const sfenceVma: Handler = (hart, word) => {
  if (hart.csrs.privilege === U || forbidden(hart, mstatus.TVM)) return illegal(hart, word);
  const [rs1, rs2] = [(word >>> 15) & 31, (word >>> 20) & 31];
  const { csrs, mmu } = hart;
  const page = rs1 === 0 ? undefined : pageNumber(csrs.xLow(rs1), csrs.xHigh(rs1));
  mmu.flush(rs2 === 0 ? undefined : csrs.xLow(rs2) & 0xffff, page);
  csrs.advance();
  return hart.retire();
};

/** The fences around SINVAL.VMA, which has done it all. */
const orderInvalidations: Handler = (hart, word) => (hart.csrs.privilege === U ? illegal(hart, word) : Action.Next);

/** A CBO instruction, by the bits of `menvcfg` and `senvcfg` that allow it. */
const cbo =
  (bits: number, operation: 'zeroBlock' | 'manageBlock'): Handler =>
  (hart, word) => {
    const { csrs, access } = hart;
    if (!envcfg.allows(csrs, bits)) return illegal(hart, word);
    const rs1 = (word >>> 15) & 31;
    return access[operation](csrs.xLow(rs1), csrs.xHigh(rs1)) ? Action.Next : hart.raisePending();
  };

const gate: Handler = (hart, word) => {
  if (hart.csrs.privilege !== S || !hart.port.supervised()) return illegal(hart, word);
  const { words } = hart.csrs;
  words[GATE >>> 2] = word >> 20;
  words[SUPERVISED >>> 2] = 1;
  // What the supervisor does now is not seen by an SC.
  hart.endReservation();
  hart.csrs.advance();
  return hart.leave(RunExit.Gate);
};

/** A hart that spins waits for another one: that shall have its turn at once. */
const pause: Handler = (hart) => {
  if (hart.port.alone) return Action.Next;
  hart.csrs.advance();
  return hart.leave(RunExit.Pause);
};

const byName: Readonly<Record<HandlerName, Handler>> = {
  ...csrHandlers,
  ...{ ecall, ebreak, mret, sret, wfi, sfence_vma: sfenceVma, gate, pause },
  ...{ sinval_vma: sfenceVma, sfence_w_inval: orderInvalidations, sfence_inval_ir: orderInvalidations },
  cbo_inval: cbo(envcfg.CBIE, 'manageBlock'),
  cbo_clean: cbo(envcfg.CBCFE, 'manageBlock'),
  cbo_flush: cbo(envcfg.CBCFE, 'manageBlock'),
  cbo_zero: cbo(envcfg.CBZE, 'zeroBlock'),
};

/** By the numbers that generated code uses. */
export const handlers: readonly Handler[] = (Object.keys(byName) as HandlerName[])
  .sort((a, b) => handlerNumbers[a] - handlerNumbers[b])
  .map((name) => byName[name]);
