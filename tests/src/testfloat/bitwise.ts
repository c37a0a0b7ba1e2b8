/** Sign injection, minimum, maximum and classes ("F" 2.2), from the bits alone: a model that shares nothing with ours. */
import { RECORD_BYTES } from './vectors.ts';

interface Bits {
  readonly sign: bigint;
  /** Everything but the sign: orders magnitudes. */
  readonly magnitude: bigint;
  readonly isNan: boolean;
  readonly isSignalling: boolean;
}

interface Format {
  readonly width: bigint;
  readonly fraction: bigint;
}

const formats: Readonly<Record<'f32' | 'f64', Format>> = {
  f32: { width: 32n, fraction: 23n },
  f64: { width: 64n, fraction: 52n },
};

const INVALID = 16n;

export interface Bitwise {
  readonly instruction: string;
  readonly format: 'f32' | 'f64';
  readonly sources: 1 | 2;
  readonly toInteger: boolean;
  readonly compute: (a: Bits, b: Bits, format: Format) => readonly [result: bigint, flags: bigint];
}

const infinity = ({ width, fraction }: Format): bigint => (1n << (width - 1n)) - (1n << fraction);
const join = (sign: bigint, magnitude: bigint, { width }: Format): bigint => (sign << (width - 1n)) | magnitude;

function parse(bits: bigint, format: Format): Bits {
  const { width, fraction } = format;
  const value = BigInt.asUintN(Number(width), bits);
  const magnitude = BigInt.asUintN(Number(width) - 1, value);
  const isNan = magnitude > infinity(format);
  const quiet = ((magnitude >> (fraction - 1n)) & 1n) === 1n;
  return { sign: value >> (width - 1n), magnitude, isNan, isSignalling: isNan && !quiet };
}

/** Less, with −0 below +0, of numbers. */
const below = (a: Bits, b: Bits): boolean =>
  a.sign !== b.sign ? a.sign === 1n : a.sign === 0n ? a.magnitude < b.magnitude : a.magnitude > b.magnitude;

/** minimumNumber and maximumNumber of IEEE 754-2019: a NaN loses against a number, and only a signalling one is invalid. */
const extreme =
  (wanted: 'min' | 'max'): Bitwise['compute'] =>
  (a, b, format) => {
    const flags = a.isSignalling || b.isSignalling ? INVALID : 0n;
    if (a.isNan && b.isNan) return [infinity(format) | (1n << (format.fraction - 1n)), flags];
    const first = b.isNan || (!a.isNan && below(a, b) === (wanted === 'min'));
    const chosen = first ? a : b;
    return [join(chosen.sign, chosen.magnitude, format), flags];
  };

const inject =
  (sign: (a: bigint, b: bigint) => bigint): Bitwise['compute'] =>
  (a, b, format) => [join(sign(a.sign, b.sign), a.magnitude, format), 0n];

/** The bit numbers of FCLASS: −∞, normal, subnormal, −0, then upwards; 8 and 9 are NaNs. */
const classify: Bitwise['compute'] = (a, _, format) => {
  if (a.isNan) return [a.isSignalling ? 1n << 8n : 1n << 9n, 0n];
  const size =
    a.magnitude === infinity(format) ? 0n : a.magnitude >> format.fraction > 0n ? 1n : a.magnitude > 0n ? 2n : 3n;
  return [1n << (a.sign === 1n ? size : 7n - size), 0n];
};

const row = (instruction: string, format: 'f32' | 'f64', compute: Bitwise['compute'], sources: 1 | 2 = 2): Bitwise => {
  return { instruction, format, sources, toInteger: sources === 1, compute };
};

export const bitwise: readonly Bitwise[] = (['f32', 'f64'] as const).flatMap((format) => {
  const suffix = format === 'f32' ? 's' : 'd';
  return [
    row(`fmin.${suffix}`, format, extreme('min')),
    row(`fmax.${suffix}`, format, extreme('max')),
    row(
      `fsgnj.${suffix}`,
      format,
      inject((_, b) => b),
    ),
    row(
      `fsgnjn.${suffix}`,
      format,
      inject((_, b) => 1n - b),
    ),
    row(
      `fsgnjx.${suffix}`,
      format,
      inject((a, b) => a ^ b),
    ),
    row(`fclass.${suffix}`, format, classify, 1),
  ];
});

/** The records with their results. */
export function expectedRecords({ format: name, toInteger, compute }: Bitwise, operands: Uint8Array): Uint8Array {
  const format = formats[name];
  const records = operands.slice();
  const view = new DataView(records.buffer, records.byteOffset);
  const box = name === 'f32' && !toInteger ? 0xffff_ffff_0000_0000n : 0n;
  for (let at = 0; at < records.length; at += RECORD_BYTES) {
    const [a, b] = [at, at + 8].map((offset) => parse(view.getBigUint64(offset, true), format));
    const [result, flags] = compute(a!, b!, format);
    view.setBigUint64(at + 24, result | box, true);
    view.setBigUint64(at + 32, flags, true);
  }
  return records;
}
