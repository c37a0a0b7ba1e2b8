/**
 * CSR instructions in regions: registers that are nothing but storage, and those of the supervisor that its trap handlers save and
 * restore. What is unusual about an access is left to the interpreter, as all other registers are.
 */
import { csrNumber } from '@racho/isa';
import type { SystemHandler } from '@racho/isa/ir';
import { plainCsrs } from '../hart/csr-table.ts';
import { CSRS } from '../hart/layout.ts';
import { combine, statusPieces, vectorPieces, type CsrHandler, type CsrLocals } from '../interpreter/csr-access.ts';
import { atLeast, type StateAccess } from '../interpreter/privileged.ts';
import type { Code } from '../wasm/code.ts';
import { choose } from '../wasm/code.ts';
import { i32, i64 } from '../wasm/instructions.ts';
import type { Op } from './plan/region.ts';

export const SSTATUS: number = csrNumber('sstatus')!;
const STVEC = csrNumber('stvec')!;

const accesses: Readonly<Record<CsrHandler, true>> = {
  ...{ csrrw: true, csrrs: true, csrrc: true, csrrwi: true, csrrsi: true, csrrci: true },
};
export const isCsrHandler = (handler: SystemHandler): handler is CsrHandler => handler in accesses;

/** Whether regions contain the access. */
export function translatesCsr(handler: CsrHandler, number: number): boolean {
  return plainCsrs[number] !== 0 || number === SSTATUS || (number === STVEC && handler === 'csrrw');
}

export interface CsrScope {
  readonly state: StateAccess;
  readonly locals: CsrLocals;
  /** What is read or combined with the register: rs1 or an immediate. */
  readonly operand: Code;
  /** Leaves the region in front of the instruction. */
  readonly miss: () => Code;
  readonly setRd: (value: Code) => Code;
}

/** The whole instruction. */
export function csrCode(handler: CsrHandler, { operands }: Op, scope: CsrScope): Code {
  const { state, locals, operand, miss, setRd } = scope;
  const number = operands['csr']!;
  const entry = plainCsrs[number]!;
  if (entry === 0) {
    const { prepare, allowed, commit } =
      number === SSTATUS ? statusPieces(state, locals, handler, operand) : vectorPieces(state, locals, operand);
    return [prepare, choose(undefined, i32.eqz(allowed), miss()), commit, setRd(locals.old.get)];
  }
  // The entry is 1 more than the offset, or 2 where bit 0 is always zero.
  const offset = CSRS + (entry & -8);
  const value = combine(handler, locals.old.get, operand);
  const stored = (entry & 2) === 0 ? value : i64.and(value, i64.const(-2));
  const reads = handler !== 'csrrw' && handler !== 'csrrwi' && (operands['rs1'] ?? operands['zimm']) === 0;
  const privilege = (number >>> 8) & 3;
  return [
    privilege === 0 ? [] : choose(undefined, i32.eqz(atLeast(state, privilege)), miss()),
    locals.old.set(state.load('i64.load', offset)),
    reads ? [] : state.store('i64.store', offset, stored),
    setRd(locals.old.get),
  ];
}
