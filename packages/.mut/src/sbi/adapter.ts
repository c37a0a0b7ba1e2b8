/** A hart as the built-in SBI sees it. */
import { Interrupt } from '../hart/cause.ts';
import { Slot } from '../hart/csr-slots.ts';
import { toBigInt } from '../hart/halves.ts';
import type { Hart } from '../hart/hart.ts';
import { Rest } from '../hart/rest.ts';
import { Access } from '../hart/page-walk.ts';
import type { SbiHart } from './platform.ts';

const A0 = 10;
const A1 = 11;
const BYTES = 8;

const lowOf = (value: bigint): number => Number(BigInt.asIntN(32, value));
const highOf = (value: bigint): number => Number(BigInt.asIntN(32, value >> 32n));

export function sbiHart(hart: Hart): SbiHart {
  const { csrs, mmu } = hart;
  const writeX = (register: number, value: bigint): void => csrs.setX(register, lowOf(value), highOf(value));
  return {
    id: hart.id,
    state: () => (hart.rest === Rest.Stopped ? 'stopped' : hart.rest === Rest.Suspended ? 'suspended' : 'started'),
    readX: (register) => toBigInt(csrs.xLow(register), csrs.xHigh(register)),
    writeX,
    setTimer: (deadline) =>
      hart.setSupervisorTimer(deadline > BigInt(Number.MAX_SAFE_INTEGER) ? Infinity : Number(deadline)),
    setSoftwareInterrupt: (level) => {
      const others = csrs.low(Slot.mip) & ~Interrupt.SSI;
      csrs.setLow(Slot.mip, level === 1 ? others | Interrupt.SSI : others);
    },
    fence: (asid, page) => mmu.flush(asid, page),
    enter: (address, opaque) => {
      hart.enterSupervisor(Number(address));
      csrs.setX(A0, hart.id, 0);
      writeX(A1, opaque);
    },
    stop: () => hart.stop(),
    suspend: () => hart.suspend(),
    load: (address) => load(hart, address),
  };
}

/** Byte by byte: the address may be misaligned, and the bytes in two pages. */
function load({ mmu, port }: Hart, address: bigint): bigint | undefined {
  let value = 0n;
  for (let i = 0n; i < BYTES; i++) {
    const at = address + i;
    const physical = mmu.translate(lowOf(at), highOf(at), 1, Access.Load, 'observe');
    if (!port.memory.contains(physical, 1)) return undefined;
    value |= BigInt(port.memory.readU8(physical)) << (8n * i);
  }
  return value;
}
