/** The table: every instruction and compressed form, and lookup by name. */
import { parseEncoding } from './encoding.ts';
import { parseExpansion } from './expansion.ts';
import { a } from './extensions/a.ts';
import { c } from './extensions/c.ts';
import { d } from './extensions/d.ts';
import { f } from './extensions/f.ts';
import { m } from './extensions/m.ts';
import { privileged } from './extensions/privileged.ts';
import { rv64i } from './extensions/rv64i.ts';
import { svinval } from './extensions/svinval.ts';
import { xracho } from './extensions/xracho.ts';
import { zba } from './extensions/zba.ts';
import { zbb } from './extensions/zbb.ts';
import { zbs } from './extensions/zbs.ts';
import { zcd } from './extensions/zcd.ts';
import { zicbom } from './extensions/zicbom.ts';
import { zicboz } from './extensions/zicboz.ts';
import { zicond } from './extensions/zicond.ts';
import { zicsr } from './extensions/zicsr.ts';
import { zifencei } from './extensions/zifencei.ts';
import type { CompressedInstruction, Instruction } from './instruction.ts';
import type { CompressedRow } from './row.ts';

/** Every 32-bit instruction. */
export const instructions: readonly Instruction[] = [
  ...[rv64i, zicbom, zicboz, zifencei, zicsr, zicond, m, a, f, d, zba, zbb, zbs, privileged, svinval, xracho].flat(),
];

const byName: ReadonlyMap<string, Instruction> = new Map(instructions.map((row) => [row.name, row]));

const formOf = ({ name, extension, encoding, syntax, expansion }: CompressedRow): CompressedInstruction => ({
  ...{ name, extension, length: 2, syntax },
  ...parseEncoding(encoding, 2),
  expansion: parseExpansion(expansion, instructionNamed),
});

/** Every 16-bit form. */
export const compressed: readonly CompressedInstruction[] = [...c, ...zcd].map(formOf);

const compressedByName: ReadonlyMap<string, CompressedInstruction> = new Map(compressed.map((row) => [row.name, row]));

/** The 32-bit instruction of that name, such as `addi`. */
export function instructionNamed(name: string): Instruction | undefined {
  return byName.get(name);
}

/** The compressed form of that name, such as `c.addi`. */
export function compressedNamed(name: string): CompressedInstruction | undefined {
  return compressedByName.get(name);
}
