/** Names for addresses, from a symbol table. */
import { ElfError, type Elf, type ElfSymbol } from '@racho/elf';

export interface Symbols {
  /** The names of exactly this address. */
  readonly at: (address: bigint) => readonly string[];
  /** `main`, `main+0x10`: the name at or below an address, if the address is within that symbol. */
  readonly near: (address: bigint) => string | undefined;
}

interface Named {
  readonly name: string;
  readonly start: bigint;
  /** The first address after it. */
  readonly end: bigint;
}

/** An address as ELF gives it, a sign-extended number, as unsigned 64 bits. */
export function unsigned(address: number): bigint {
  return BigInt.asUintN(64, BigInt(address));
}

/** Labels of code: no mapping symbols (`$x`), no compiler's own (`.L12`), nothing undefined. */
function isLabel({ name, kind, section }: ElfSymbol): boolean {
  return (kind === 'function' || kind === 'none') && section !== 0 && name !== '' && !/^[$.]/.test(name);
}

export interface Label {
  readonly name: string;
  readonly start: bigint;
  readonly size: bigint;
}

export function labelsOf(elf: Elf): readonly Label[] {
  const table = elf.symbols();
  // A file whose symbol table is broken is still worth looking at.
  if (table instanceof ElfError) return [];
  return table
    .filter(isLabel)
    .map(({ name, address, size }) => ({ name, start: unsigned(address), size: BigInt(size) }));
}

export function symbolsOf(elf: Elf): Symbols {
  return namesOf(labelsOf(elf));
}

/** A symbol without a size reaches to the next one. */
export function namesOf(symbols: readonly Label[]): Symbols {
  const sorted = [...symbols].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const named = sorted.map(({ name, start, size }, i): Named => {
    const next = sorted[i + 1]?.start ?? 1n << 64n;
    return { name, start, end: size > 0n ? start + size : next };
  });
  const exact = new Map<bigint, string[]>();
  for (const { name, start } of named) exact.set(start, [...(exact.get(start) ?? []), name]);
  return {
    at: (address) => exact.get(address) ?? [],
    near: (address) => {
      const found = lastAtOrBelow(named, address);
      if (!found || (address >= found.end && address !== found.start)) return undefined;
      const offset = address - found.start;
      return offset === 0n ? found.name : `${found.name}+0x${offset.toString(16)}`;
    },
  };
}

export const noSymbols: Symbols = namesOf([]);

function lastAtOrBelow(sorted: readonly Named[], address: bigint): Named | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]!.start <= address) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}
