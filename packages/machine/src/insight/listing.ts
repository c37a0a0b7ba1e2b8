/** A region as a module to be read: before the code of each guest instruction stands its address, as a constant that is dropped. */
import { disassemble, encode } from '@racho/isa';
import { planRegion } from '../translator/plan/plan.ts';
import { regionsModule } from '../translator/region-module.ts';
import type { Region } from '../translator/plan/region.ts';

export interface Listing {
  readonly entry: number;
  /** The guest's instructions by their addresses, in the order of the region's blocks. */
  readonly instructions: ReadonlyMap<number, string>;
  /** Wasm, with `i64.const ADDRESS`, `drop` where an instruction begins. It does what the translation does. */
  readonly module: Uint8Array;
}

export function listingOf(region: Region): Listing {
  const ops = [...region.blocks.values()].flatMap((block) => block.ops);
  const text = ops.map(
    ({ pc, row, operands }) =>
      [pc, disassemble(encode(row, operands), { pc: BigInt.asUintN(64, BigInt(pc)) })] as const,
  );
  const module = regionsModule([{ name: 'region', plan: planRegion(region), places: { mode: 'paged' } }], {
    base: undefined,
    checks: 'off',
    marks: 'instructions',
  });
  return { entry: region.entry, instructions: new Map(text), module: module.bytes };
}

export const contains = (region: Region, pc: number): boolean =>
  [...region.blocks.values()].some(({ ops }) => ops.some((op) => op.pc === pc));
