/** The instructions that F and D have in common, one set for each format (unprivileged manual, "F" and "D" chapters). */
import type { Instruction } from '../instruction.ts';
import type { Expr, FloatFormat, FloatOp, Stmt } from '../ir.ts';
import { binary, box, float, i32, i64, number, rs1, setf } from '../ir.ts';
import { rowsOf } from '../row.ts';

/** A format as its instructions spell it. */
interface Spelling {
  readonly extension: 'F' | 'D';
  /** Behind the dot of a mnemonic. */
  readonly suffix: 's' | 'd';
  /** Bits 26:25. */
  readonly fmt: string;
}

const spellings: Readonly<Record<FloatFormat, Spelling>> = {
  f32: { extension: 'F', suffix: 's', fmt: '00' },
  f64: { extension: 'D', suffix: 'd', fmt: '01' },
};

/** Integers that conversions give and take: suffix, rs2 field, name in the IR. */
const integers = [
  ['w', '00000', 'i32'],
  ['wu', '00001', 'u32'],
  ['l', '00010', 'i64'],
  ['lu', '00011', 'u64'],
] as const;

export function floatRows(format: FloatFormat): readonly Instruction[] {
  const { extension, suffix, fmt } = spellings[format];
  const row = rowsOf(extension);
  const [a, b, c] = (['frs1', 'frs2', 'frs3'] as const).map((field) => number(format, field)) as [Expr, Expr, Expr];
  const sign = format === 'f64' ? i64(1n << 63n) : i32(-(2n ** 31n));
  const magnitude = format === 'f64' ? i64((1n << 63n) - 1n) : i32(0x7fff_ffff);
  const negated = (x: Expr): Expr => binary('xor', x, sign);

  const rounded = (name: string, funct5: string, op: FloatOp): Instruction =>
    row(
      `${name}.${suffix}`,
      `${funct5}${fmt} frs2 frs1 rm frd 1010011`,
      'frd, frs1, frs2, rm',
      float(op, format, a, b),
    );
  const fused = (name: string, opcode: string, x: Expr, z: Expr): Instruction => {
    const encoding = `frs3 ${fmt} frs2 frs1 rm frd ${opcode}`;
    return row(`${name}.${suffix}`, encoding, 'frd, frs1, frs2, frs3, rm', float('fma', format, x, b, z));
  };
  const twoOperands = (name: string, funct5: string, funct3: string, semantics: Stmt): Instruction =>
    row(`${name}.${suffix}`, `${funct5}${fmt} frs2 frs1 ${funct3} frd 1010011`, 'frd, frs1, frs2', semantics);
  const comparison = (name: string, funct3: string, op: FloatOp): Instruction =>
    row(`${name}.${suffix}`, `10100${fmt} frs2 frs1 ${funct3} rd 1010011`, 'rd, frs1, frs2', float(op, format, a, b));
  /** The magnitude of rs1 with another sign. */
  const signed = (by: Expr): Stmt => {
    const value = binary('or', binary('and', a, magnitude), binary('and', by, sign));
    return setf(format === 'f64' ? value : box(value));
  };

  return [
    fused('fmadd', '1000011', a, c),
    fused('fmsub', '1000111', a, negated(c)),
    fused('fnmsub', '1001011', negated(a), c),
    fused('fnmadd', '1001111', negated(a), negated(c)),

    rounded('fadd', '00000', 'add'),
    rounded('fsub', '00001', 'sub'),
    rounded('fmul', '00010', 'mul'),
    rounded('fdiv', '00011', 'div'),
    row(`fsqrt.${suffix}`, `01011${fmt} 00000 frs1 rm frd 1010011`, 'frd, frs1, rm', float('sqrt', format, a)),

    twoOperands('fsgnj', '00100', '000', signed(b)),
    twoOperands('fsgnjn', '00100', '001', signed(negated(b))),
    twoOperands('fsgnjx', '00100', '010', signed(binary('xor', a, b))),
    twoOperands('fmin', '00101', '000', float('min', format, a, b)),
    twoOperands('fmax', '00101', '001', float('max', format, a, b)),

    comparison('feq', '010', 'eq'),
    comparison('flt', '001', 'lt'),
    comparison('fle', '000', 'le'),
    row(`fclass.${suffix}`, `11100${fmt} 00000 frs1 001 rd 1010011`, 'rd, frs1', float('class', format, a)),

    ...integers.flatMap(([name, rs2, type]) => [
      row(
        ...([`fcvt.${name}.${suffix}`, `11000${fmt} ${rs2} frs1 rm rd 1010011`, 'rd, frs1, rm'] as const),
        float(`to_${type}`, format, a),
      ),
      row(
        ...([`fcvt.${suffix}.${name}`, `11010${fmt} ${rs2} rs1 rm frd 1010011`, 'frd, rs1, rm'] as const),
        float(`from_${type}`, format, rs1),
      ),
    ]),
  ];
}
