/** The six CSR instructions: who may, what is read, what is written, and what a write entails. */
import type { HandlerName } from '../interpreter/imports.ts';
import { Action } from '../interpreter/imports.ts';
import { Cause } from './cause.ts';
import type { CsrRow } from './csr-table.ts';
import { csrByNumber } from './csr-table.ts';
import type { Hart } from './hart.ts';
import { dueInterrupt } from './trap.ts';

type CsrHandler = Extract<HandlerName, `csrr${string}`>;

/** Fields of a word in the I format, as all these instructions are. */
const rdOf = (word: number): number => (word >>> 7) & 31;
const sourceOf = (word: number): number => (word >>> 15) & 31;
const csrOf = (word: number): number => word >>> 20;

/** The register may be accessed now, and written if `writes`. */
function allowed(hart: Hart, row: CsrRow, writes: boolean): boolean {
  const { csrs } = hart;
  return csrs.privilege >= row.privilege && !(writes && row.readOnly) && row.denied?.(csrs) !== true;
}

/** How the operand changes the register: replaces it, or sets or clears the bits that are 1 in it. */
type Operation = 'write' | 'set' | 'clear';

function write(hart: Hart, row: CsrRow, operation: Operation, low: number, high: number): void {
  const { csrs } = hart;
  if (operation === 'write') csrs.write(row, low, high, -1, -1);
  else if (operation === 'set') csrs.write(row, low, high, low, high);
  else csrs.write(row, 0, 0, low, high);
}

function execute(hart: Hart, word: number, operation: Operation, source: 'register' | 'immediate'): Action {
  const { csrs } = hart;
  const row = csrByNumber[csrOf(word)];
  const operand = sourceOf(word);
  // Setting or clearing by x0 or 0 is not a write, not even of a read-only register.
  const writes = operation === 'write' || operand !== 0;
  if (row === undefined || !allowed(hart, row, writes)) return hart.raise(Cause.IllegalInstruction, word, 0);
  const low = source === 'register' ? csrs.xLow(operand) : operand;
  const high = source === 'register' ? csrs.xHigh(operand) : 0;
  const old = csrs.read(row);
  csrs.setX(rdOf(word), old, csrs.high);
  if (!writes) return Action.Next;
  write(hart, row, operation, low, high);
  return settle(hart, row);
}

/** What must follow a write before the next instruction. */
function settle(hart: Hart, row: CsrRow): Action {
  if (row.effect === 'none') return Action.Next;
  if (row.effect === 'interrupts') {
    if (dueInterrupt(hart.csrs) < 0) return Action.Next;
  } else if (row.effect === 'protection') {
    hart.mmu.protect();
  } else {
    hart.mmu.update();
    if (row.effect === 'timer') hart.timersChanged();
  }
  hart.csrs.advance();
  return hart.retire();
}

export const csrHandlers: Readonly<Record<CsrHandler, (hart: Hart, word: number) => Action>> = {
  csrrw: (hart, word) => execute(hart, word, 'write', 'register'),
  csrrs: (hart, word) => execute(hart, word, 'set', 'register'),
  csrrc: (hart, word) => execute(hart, word, 'clear', 'register'),
  csrrwi: (hart, word) => execute(hart, word, 'write', 'immediate'),
  csrrsi: (hart, word) => execute(hart, word, 'set', 'immediate'),
  csrrci: (hart, word) => execute(hart, word, 'clear', 'immediate'),
};
