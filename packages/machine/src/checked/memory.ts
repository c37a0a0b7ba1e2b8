/** RAM as a checked machine gives it to its supervisor: each access is looked at first. */
import type { Touch } from '../checker.ts';
import type { RawMemory, RawWords } from '../raw.ts';

/** Told of an access before and, if it has changed something, after it. */
export interface MemoryChecks {
  readonly touch: (touch: Touch, address: number, length: number) => void;
  readonly written: (address: number, length: number) => void;
}

/** The same memory, with each access checked. */
export function checkedMemory(memory: RawMemory, { touch, written }: MemoryChecks): RawMemory {
  const reads = <T>(address: number, length: number, read: () => T): T => {
    touch('read', address, length);
    return read();
  };
  const writes = (address: number, length: number, write: () => void): void => {
    touch('write', address, length);
    write();
    written(address, length);
  };
  const words = (address: number, count: number): RawWords => {
    const plain = memory.words(address, count);
    return Object.freeze({
      read: (index: number) => reads(address + 8 * index, 8, () => plain.read(index)),
      write: (index: number, value: number) => writes(address + 8 * index, 8, () => plain.write(index, value)),
    });
  };
  return Object.freeze({
    base: memory.base,
    size: memory.size,
    readU8: (at: number) => reads(at, 1, () => memory.readU8(at)),
    readU16: (at: number) => reads(at, 2, () => memory.readU16(at)),
    readU32: (at: number) => reads(at, 4, () => memory.readU32(at)),
    writeU8: (at: number, value: number) => writes(at, 1, () => memory.writeU8(at, value)),
    writeU16: (at: number, value: number) => writes(at, 2, () => memory.writeU16(at, value)),
    writeU32: (at: number, value: number) => writes(at, 4, () => memory.writeU32(at, value)),
    readNumber: (at: number) => reads(at, 8, () => memory.readNumber(at)),
    writeNumber: (at: number, value: number) => writes(at, 8, () => memory.writeNumber(at, value)),
    copyOut: (at: number, target: Uint8Array) => reads(at, target.length, () => memory.copyOut(at, target)),
    copyIn: (at: number, source: Uint8Array) => writes(at, source.length, () => memory.copyIn(at, source)),
    fill: (at: number, length: number, byte: number) => writes(at, length, () => memory.fill(at, length, byte)),
    copy: (to: number, from: number, length: number) =>
      reads(from, length, () => writes(to, length, () => memory.copy(to, from, length))),
    words,
  });
}
