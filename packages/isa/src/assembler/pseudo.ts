/** Pseudo-instructions that are more than one instruction. */
import { instructionNamed } from '../table.ts';
import type { Assembly } from './assembly.ts';
import { constantSteps } from './constants.ts';
import { Problem } from './diagnostics.ts';
import type { Expression } from './expression.ts';
import { parseExpression } from './expression.ts';
import type { Operand } from './operands.ts';
import { parseFloatRegister, parseRegister, splitMemory } from './operands.ts';
import type { Token } from './tokens.ts';

interface Use {
  readonly assembly: Assembly;
  readonly operands: readonly (readonly Token[])[];
  readonly end: number;
}

/** Assembles a pseudo-instruction; false when its operands have another shape, which some real instruction may have. */
type Pseudo = (use: Use) => boolean;

const ra = 1;
const t1 = 6;

/** Emits an instruction by name, with operands given by field. */
function emit(assembly: Assembly, name: string, values: Readonly<Record<string, number | Expression>>): void {
  const operands = Object.entries(values).map(([field, value]): Operand => {
    const low = (name === 'lui' || name === 'auipc') && typeof value !== 'number';
    const leaf = low ? { kind: 'slice', field, low: 12, width: 20 } : { kind: 'field', field };
    return { leaf: leaf as Operand['leaf'], value, column: assembly.column };
  });
  assembly.emit(instructionNamed(name)!, operands);
}

/** AUIPC to `register`, and the low part of the offset, for the instruction that follows. */
function auipc(assembly: Assembly, register: number, target: Expression, column: number): Expression {
  const place = assembly.here();
  emit(assembly, 'auipc', { rd: register, imm: { kind: 'modifier', name: 'pcrel_hi', a: target, column } });
  return { kind: 'modifier', name: 'pcrel_lo', a: place, column };
}

function symbolOperand({ assembly, operands, end }: Use, index: number): Expression {
  return parseExpression(operands[index] ?? [], assembly.scope, end);
}

const columnOf = ({ operands, end }: Use, index: number): number => operands[index]?.[0]?.column ?? end;

const li: Pseudo = (use) => {
  const { assembly, operands, end } = use;
  if (operands.length !== 2) return false;
  const rd = parseRegister(operands[0]!, end);
  // GNU as takes this for a constant's low part, too.
  const [first] = operands[1]!;
  if (first?.text === '%') return false;
  for (const step of constantSteps(assembly.numberNow(operands[1]!, end))) {
    const from = step.first ? 0 : rd;
    if (step.name === 'lui') emit(assembly, 'lui', { rd, imm: step.value });
    else if (step.name === 'slli') emit(assembly, 'slli', { rd, rs1: from, shamt: step.value });
    else emit(assembly, step.name, { rd, rs1: from, imm: step.value });
  }
  return true;
};

const la: Pseudo = (use) => {
  if (use.operands.length !== 2) return false;
  const rd = parseRegister(use.operands[0]!, use.end);
  const low = auipc(use.assembly, rd, symbolOperand(use, 1), columnOf(use, 1));
  emit(use.assembly, 'addi', { rd, rs1: rd, imm: low });
  return true;
};

/** A far jump through `scratch`. */
const far =
  (link: number, scratch: number): Pseudo =>
  (use) => {
    if (use.operands.length !== 1) return false;
    const low = auipc(use.assembly, scratch, symbolOperand(use, 0), columnOf(use, 0));
    emit(use.assembly, 'jalr', { rd: link, rs1: scratch, imm: low });
    return true;
  };

/** `ld a0, symbol`. */
const load =
  (name: string): Pseudo =>
  (use) => {
    if (use.operands.length !== 2 || splitMemory(use.operands[1]!)) return false;
    const rd = parseRegister(use.operands[0]!, use.end);
    if (rd === 0) throw new Problem('x0 can hold no address', columnOf(use, 0));
    const low = auipc(use.assembly, rd, symbolOperand(use, 1), columnOf(use, 1));
    emit(use.assembly, name, { rd, rs1: rd, imm: low });
    return true;
  };

/** `sd a0, symbol, t0`: the address goes through the last register. */
const store =
  (name: string): Pseudo =>
  (use) => {
    if (use.operands.length !== 3) return false;
    const rs2 = parseRegister(use.operands[0]!, use.end);
    const scratch = parseRegister(use.operands[2]!, use.end);
    const low = auipc(use.assembly, scratch, symbolOperand(use, 1), columnOf(use, 1));
    emit(use.assembly, name, { rs1: scratch, rs2, imm: low });
    return true;
  };

/** `fld fa0, symbol, t0`, and `fsd`: an f-register can't hold the address either. */
const floatAccess =
  (name: string): Pseudo =>
  (use) => {
    if (use.operands.length !== 3) return false;
    const register = parseFloatRegister(use.operands[0]!, use.end);
    const scratch = parseRegister(use.operands[2]!, use.end);
    const low = auipc(use.assembly, scratch, symbolOperand(use, 1), columnOf(use, 1));
    emit(use.assembly, name, { rs1: scratch, [name.startsWith('fl') ? 'frd' : 'frs2']: register, imm: low });
    return true;
  };

const pseudos: ReadonlyMap<string, Pseudo> = new Map<string, Pseudo>([
  ['li', li],
  ['la', la],
  ['lla', la],
  ['call', far(ra, ra)],
  ['tail', far(0, t1)],
  ...['lb', 'lh', 'lw', 'ld', 'lbu', 'lhu', 'lwu'].map((name): [string, Pseudo] => [name, load(name)]),
  ...['sb', 'sh', 'sw', 'sd'].map((name): [string, Pseudo] => [name, store(name)]),
  ...['flw', 'fld', 'fsw', 'fsd'].map((name): [string, Pseudo] => [name, floatAccess(name)]),
]);

/** Assembles `mnemonic` if it is a pseudo-instruction of more than one instruction. */
export function assemblePseudo(mnemonic: string, use: Use): boolean {
  return pseudos.get(mnemonic)?.(use) ?? false;
}

export function pseudoNames(): Iterable<string> {
  return pseudos.keys();
}
