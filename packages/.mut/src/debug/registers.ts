/** A hart's registers by name, for a debugger: no privilege denies them, and a write is no instruction. */
import { csrNumber, floatRegisterNumber, registerNumber } from '@racho/isa';
import { CsrFile } from '../hart/csr-file.ts';
import { Slot } from '../hart/csr-slots.ts';
import { csrByNumber, csrTable } from '../hart/csr-table.ts';
import { M, S, U } from '../hart/cause.ts';
import { floatIsOff } from '../hart/float.ts';
import type { Hart } from '../hart/hart.ts';
import { toBigInt } from '../hart/halves.ts';
import { F } from '../hart/layout.ts';
import { FS } from '../hart/mstatus.ts';

/** The CSRs of this machine, by number. */
export const csrList: readonly { readonly name: string; readonly number: number }[] = csrTable
  .map(({ name, number }) => ({ name, number }))
  .sort((a, b) => a.number - b.number);

const halves = (value: bigint): [low: number, high: number] => [
  Number(BigInt.asIntN(32, value)),
  Number(BigInt.asIntN(32, value >> 32n)),
];

/** The unsigned value of `pc`, `priv`, `x10`, `a0`, `f10`, `fa0` or a CSR; `undefined` if there is none of that name. */
export function readRegister({ csrs }: Hart, name: string): bigint | undefined {
  if (name === 'pc') return toBigInt(csrs.pcLow, csrs.pcHigh);
  if (name === 'priv') return BigInt(csrs.privilege);
  const x = registerNumber(name);
  if (x !== undefined) return toBigInt(csrs.xLow(x), csrs.xHigh(x));
  const f = floatRegisterNumber(name);
  if (f !== undefined) return toBigInt(csrs.fLow(f), csrs.fHigh(f));
  const row = csrByNumber[csrNumber(name) ?? -1];
  if (row === undefined) return undefined;
  const low = csrs.read(row);
  return toBigInt(low, csrs.high);
}

/** Writes the low 64 bits, as far as they are writable; `false` if there is no such register, or it is read-only. */
export function writeRegister(hart: Hart, name: string, value: bigint): boolean {
  const { csrs } = hart;
  const [low, high] = halves(value);
  if (name === 'pc') {
    csrs.setPc(low & ~1, high);
    return true;
  }
  if (name === 'priv') return writePrivilege(hart, value);
  const x = registerNumber(name);
  if (x !== undefined) {
    csrs.setX(x, low, high);
    return true;
  }
  const f = floatRegisterNumber(name);
  if (f !== undefined) {
    csrs.words[(F >>> 2) + 2 * f] = low;
    csrs.words[(F >>> 2) + 2 * f + 1] = high;
    // Else a kernel that saves what is dirty would forget it.
    if (!floatIsOff(csrs)) csrs.setLow(Slot.mstatus, csrs.low(Slot.mstatus) | FS);
    return true;
  }
  return writeCsr(hart, csrNumber(name), low, high);
}

function writePrivilege({ csrs, mmu }: Hart, value: bigint): boolean {
  const privilege = [U, S, M].find((mode) => BigInt(mode) === value);
  if (privilege === undefined) return false;
  csrs.privilege = privilege;
  mmu.update();
  return true;
}

function writeCsr({ csrs, mmu }: Hart, number: number | undefined, low: number, high: number): boolean {
  const row = csrByNumber[number ?? -1];
  if (row === undefined || row.readOnly) return false;
  // Counters take the writing instruction off; here there is none.
  const { port } = csrs;
  const quiet = new CsrFile(csrs.words, { ...port, retired: () => port.retired() - 1 });
  const off = floatIsOff(csrs);
  quiet.write(row, low, high, -1, -1);
  // What is off does not become valid because a debugger writes `fcsr`.
  if (off && row.slot === Slot.fcsr && row.name.startsWith('f'))
    csrs.setLow(Slot.mstatus, csrs.low(Slot.mstatus) & ~FS);
  mmu.update();
  return true;
}
