/** The floating-point operations of the IR, exactly, over BigInt: what faster arithmetic is compared with. */
import type { FloatFormat, FloatOp } from '../ir.ts';
import { add, divide, fusedMultiplyAdd, multiply, squareRoot, subtract } from './arithmetic.ts';
import type { Operand } from './comparison.ts';
import { classify, compareEqual, compareLess, extremum } from './comparison.ts';
import type { IntegerType } from './conversion.ts';
import { fromInteger, toFormat, toInteger } from './conversion.ts';
import { unpack } from './format.ts';
import type { Result, RoundingMode } from './rounding.ts';

/**
 * `op` of operands that are bits of `format`, or of what else it converts from: the bits of the result, or the integer
 * as a 64-bit register has it, and the exceptions as bits of `fflags`.
 */
export function compute(op: FloatOp, format: FloatFormat, operands: readonly bigint[], mode: RoundingMode): Result {
  const from = op === 'promote' ? 'f32' : op === 'demote' ? 'f64' : format;
  const [a, b, c] = operands.map((bits): Operand => ({ bits, value: unpack(from, bits) })) as [
    Operand,
    Operand,
    Operand,
  ];
  switch (op) {
    case 'add':
      return add(format, a.value, b.value, mode);
    case 'sub':
      return subtract(format, a.value, b.value, mode);
    case 'mul':
      return multiply(format, a.value, b.value, mode);
    case 'div':
      return divide(format, a.value, b.value, mode);
    case 'sqrt':
      return squareRoot(format, a.value, mode);
    case 'fma':
      return fusedMultiplyAdd(format, a.value, b.value, c.value, mode);
    case 'min':
    case 'max':
      return extremum(format, a, b, op);
    case 'eq':
      return compareEqual(a, b);
    case 'lt':
    case 'le':
      return compareLess(format, a, b, op);
    case 'class':
      return classify(format, a);
    case 'to_i32':
    case 'to_u32':
    case 'to_i64':
    case 'to_u64':
      return toInteger(op.slice(3) as IntegerType, a.value, mode);
    case 'from_i32':
    case 'from_u32':
    case 'from_i64':
    case 'from_u64':
      return fromInteger(format, op.slice(5) as IntegerType, operands[0]!, mode);
    case 'promote':
    case 'demote':
      return toFormat(format, a.value, mode);
  }
}
