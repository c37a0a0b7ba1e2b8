/** Where sections lie, when they run and when they are loaded. */
import { IsaError } from '../errors.ts';
import type { Section } from './section.ts';

/** Where a section goes. */
export interface Placement {
  /** Where it is when its code runs; symbols have addresses there. */
  readonly address: bigint;
  /**
   * Where its bytes are loaded, if not at `address`. `following`: behind the sections before it, as though it had no
   * placement; the code that starts first then maps or copies it to `address`.
   */
  readonly load?: bigint | 'following';
}

/** Order in the image: code, constants, data, and last what needs no bytes. */
const rank = ({ flags }: Section): number => (flags.execute ? 0 : !flags.write ? 1 : !flags.nobits ? 2 : 3);

const alignUp = (address: bigint, align: number): bigint => address + (-address & BigInt(align - 1));

/**
 * Gives every section its addresses and returns the sections in their order: those without a placement follow one
 * another from `base`. Throws `E_RANGE` when a placed one is misaligned or sections overlap.
 */
export function layOut(
  sections: readonly Section[],
  base: bigint,
  placements: Readonly<Record<string, Placement>>,
): readonly Section[] {
  const ordered = sections.toSorted((a, b) => rank(a) - rank(b));
  let cursor = base;
  for (const section of ordered) {
    const { address, load = address } = placements[section.name] ?? { address: undefined, load: 'following' };
    if (load === 'following' || load === undefined) {
      section.loadAddress = alignUp(cursor, section.align);
      cursor = section.loadAddress + BigInt(section.size);
    } else section.loadAddress = load;
    section.address = address ?? section.loadAddress;
    for (const [what, at] of [['address', section.address] as const, ['load address', section.loadAddress] as const]) {
      if (at % BigInt(section.align) === 0n && at >= 0n && at + BigInt(section.size) <= 1n << 64n) continue;
      const needs = `it must be a multiple of ${section.align} and leave room for ${section.size} bytes`;
      throw new IsaError('E_RANGE', `The ${what} 0x${at.toString(16)} of section ${section.name} won't do: ${needs}.`);
    }
  }
  refuseOverlaps(ordered, (section) => section.address!);
  refuseOverlaps(
    ordered.filter(({ flags }) => !flags.nobits),
    (section) => section.loadAddress!,
  );
  return ordered;
}

function refuseOverlaps(sections: readonly Section[], addressOf: (section: Section) => bigint): void {
  const sorted = sections.filter(({ size }) => size > 0).toSorted((a, b) => (addressOf(a) < addressOf(b) ? -1 : 1));
  sorted.forEach((section, index) => {
    const previous = sorted[index - 1];
    if (previous === undefined || addressOf(previous) + BigInt(previous.size) <= addressOf(section)) return;
    const names = `${previous.name} and ${section.name}`;
    throw new IsaError(
      'E_RANGE',
      `Sections ${names} overlap at 0x${addressOf(section).toString(16)}: place one elsewhere.`,
    );
  });
}
