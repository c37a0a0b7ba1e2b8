/**
 * Instructions that end a region: ECALL, SRET and a new `satp` go on in another address space or mode, whose jump table leads on from
 * there, and a gate ends the run. What is unusual about one is left to the interpreter.
 */
import { csrNumber, type Instruction, type Operands } from '@racho/isa';
import {
  returnFromSupervisor,
  stopAtGate,
  trapFromUser,
  writeSpace,
  type PrivilegedScope,
} from '../interpreter/privileged.ts';
import type { Code } from '../wasm/code.ts';
import { i32 } from '../wasm/instructions.ts';
import type { Local } from '../wasm/module.ts';
import type { Op } from './plan/region.ts';

const SATP = csrNumber('satp')!;

const switches = ['ecall', 'sret', 'gate', 'csrrw'] as const;
type Switch = (typeof switches)[number];

/** Which of them the instruction is. */
function switchOf(row: Instruction, operands: Operands): Switch | undefined {
  const [stmt] = row.semantics;
  if (stmt?.kind !== 'system') return undefined;
  const found = switches.find((handler) => handler === stmt.handler);
  return found === 'csrrw' && operands['csr'] !== SATP ? undefined : found;
}

export const isSwitch = (row: Instruction, operands: Operands): boolean => switchOf(row, operands) !== undefined;

export interface SwitchScope extends PrivilegedScope {
  readonly locals: Readonly<Record<'old' | 'value', Local>>;
  readonly rs1: () => Code;
  readonly setRd: (value: Code) => Code;
  /** The gate is done, and the run with it. */
  readonly stop: Code;
  readonly checks: 'on' | 'off';
}

/** The instruction, and the way out of the region; falls through if it did nothing. */
export function switchCode({ row, operands }: Op, scope: SwitchScope): Code {
  switch (switchOf(row, operands)) {
    case 'ecall':
      return trapFromUser(scope);
    case 'sret':
      return scope.checks === 'on' ? [] : returnFromSupervisor(scope);
    case 'csrrw':
      return writeSpace(scope, scope.locals, scope.rs1(), scope.setRd);
    case 'gate':
      return stopAtGate(scope.hart, i32.const(operands['imm']!), scope.stop);
    case undefined:
      throw new RangeError(`${row.name} ends no region`);
  }
}
