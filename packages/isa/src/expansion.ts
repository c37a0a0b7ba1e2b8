/** Expansions: an instruction that is another one with some operands fixed, written as `addi rd, sp, imm`. */
import { IsaError } from './errors.ts';
import type { Expansion, Instruction, Operands, OperandSource } from './instruction.ts';
import { leavesOf, parseSyntax } from './syntax.ts';

/**
 * Parses an expansion; `find` looks instructions up by name. The operands correspond one to one with those of the
 * instruction's own syntax. Fields outside its syntax are 0, save one that may be given at the end: ` with fm = 8`.
 */
export function parseExpansion(text: string, find: (name: string) => Instruction | undefined): Expansion {
  const [, name, rest] = /^(\S+) ?(.*)$/.exec(text)!;
  const instruction = find(name!);
  if (instruction === undefined) throw new IsaError('E_NOTATION', `Expansion "${text}" names no instruction.`);
  const [main, extra] = rest!.split(' with ') as [string, string?];
  const given = leavesOf(parseSyntax(main));
  const wanted = leavesOf(parseSyntax(instruction.syntax));
  if (given.length !== wanted.length) {
    throw new IsaError('E_NOTATION', `Expansion "${text}" does not match the operands "${instruction.syntax}".`);
  }
  const operands: Record<string, OperandSource> = {};
  for (const field of instruction.fields) operands[field.name] = { constant: 0 };
  const [, field, value] = /^(\w+) = (\d+)$/.exec(extra ?? '') ?? [];
  if (field !== undefined) operands[field] = { constant: Number(value) };
  given.forEach((source, index) => {
    const target = wanted[index]!;
    if (target.kind === 'constant') return;
    operands[target.field] = source.kind === 'constant' ? { constant: source.value } : { field: source.field };
  });
  return { instruction, operands };
}

/** The operands of the instruction that an expansion with these operands stands for. */
export function expandOperands(expansion: Expansion, operands: Operands): Operands {
  const result: Record<string, number> = {};
  for (const [name, source] of Object.entries(expansion.operands)) {
    result[name] = 'field' in source ? operands[source.field]! : source.constant;
  }
  return result;
}
