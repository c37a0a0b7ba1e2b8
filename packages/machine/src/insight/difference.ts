/** What two machines differ in, for a reader: registers and CSRs of each hart, RAM, or something else. */
import { abiNames, csrs, floatAbiNames } from '@racho/isa';
import type { Machine } from '../machine.ts';
import { coreOf } from '../machine.ts';
import { takeSnapshot } from '../snapshot/snapshot.ts';

export interface Difference {
  /** Such as `hart 0 a0`, `hart 0 mstatus`, `memory 0x80001008`, or `devices`. */
  readonly place: string;
  readonly expected: bigint;
  readonly actual: bigint;
}

/** Words of memory that are told at most. */
const WORDS = 8;
const WORD = 8;

function registersOf(machine: Machine): Map<string, bigint> {
  const values = new Map<string, bigint>();
  coreOf(machine).harts.forEach(({ id }) => {
    const view = machine.hart(id);
    values.set(`hart ${id} pc`, view.pc);
    values.set(`hart ${id} privilege`, BigInt(view.privilege));
    abiNames.forEach((name, register) => values.set(`hart ${id} ${name}`, view.x(register)));
    floatAbiNames.forEach((name, register) => values.set(`hart ${id} ${name}`, view.f(register)));
    for (const { name } of csrs) {
      const value = view.csr(name);
      if (value !== undefined) values.set(`hart ${id} ${name}`, value);
    }
  });
  return values;
}

function memoryDifferences(expected: Machine, actual: Machine): Difference[] {
  const [memory, other] = [coreOf(expected).memory, coreOf(actual).memory];
  const [a, b] = [expected, actual].map((machine) => {
    const { base, size } = coreOf(machine).memory;
    const bytes = coreOf(machine).memory.subarray(base, size);
    return new BigUint64Array(bytes.buffer, bytes.byteOffset, size / WORD);
  }) as [BigUint64Array, BigUint64Array];
  const found: Difference[] = [];
  for (let i = 0; i < Math.min(memory.size, other.size) / WORD && found.length < WORDS; i++) {
    if (a[i] === b[i]) continue;
    found.push({ place: `memory 0x${(memory.base + i * WORD).toString(16)}`, expected: a[i]!, actual: b[i]! });
  }
  return found;
}

/** All of a machine's own state; a supervisor's is not in it. Empties its TLBs. */
export const stateOf = (machine: Machine): Uint8Array => takeSnapshot(coreOf(machine));

/** @returns nothing if the machines are the same */
export function differencesOf(expected: Machine, actual: Machine): readonly Difference[] {
  const seen = registersOf(actual);
  const registers = [...registersOf(expected)].flatMap(([place, value]) => {
    const other = seen.get(place) ?? 0n;
    return other === value ? [] : [{ place, expected: value, actual: other }];
  });
  const all = [...registers, ...memoryDifferences(expected, actual)];
  if (all.length > 0) return all;
  const [a, b] = [stateOf(expected), stateOf(actual)];
  const same = a.length === b.length && a.every((byte, index) => byte === b[index]);
  return same ? [] : [{ place: 'devices', expected: BigInt(a.length), actual: BigInt(b.length) }];
}
