/** Cases of floating-point instructions: values, flags, rounding modes, and what happens while FS is off. */
import type { ExtensionName } from '@racho/isa';
import type { TestCase } from './image.ts';
import { randomInstruction, rowsOf } from './instructions.ts';
import { randomRegisters, surroundings } from './integer.ts';
import { leavesFsClean } from './masks.ts';
import type { Random } from './random.ts';
import { FLOATS } from './record.ts';
import { FS, M, returningTo, S, U } from './status.ts';

/** Sign and exponent fields at the ends of their ranges, and near those of 1 and of the integers' limits. */
const exponents = {
  f32: [0, 1, 126, 127, 128, 150, 158, 190, 254, 255],
  f64: [0, 1, 1022, 1023, 1024, 1075, 1086, 2046, 2047],
};

function randomFloat(random: Random, format: 'f32' | 'f64'): bigint {
  const [width, fraction] = format === 'f32' ? [8, 23] : [11, 52];
  const exponent = random.chance(60) ? random.pick(exponents[format]) : random.below(2 ** width);
  const ones = (1n << BigInt(fraction)) - 1n;
  const low = random.pick([0n, 0n, 1n, ones, ones - 1n, 1n << BigInt(fraction - 1), random.u64() & ones]);
  return (BigInt(random.below(2)) << BigInt(width + fraction)) | (BigInt(exponent) << BigInt(fraction)) | low;
}

const box = (value: bigint): bigint => value | 0xffff_ffff_0000_0000n;

/** A register's value: a double, a single in its NaN box, or one that is not. */
function randomRegister(random: Random): bigint {
  if (random.chance(45)) return randomFloat(random, 'f64');
  const single = randomFloat(random, 'f32');
  return random.chance(90) ? box(single) : single | (BigInt(random.u32()) << 32n);
}

/** A case of instructions of one extension. */
export function floatCase(extension: ExtensionName): (random: Random, index: number) => TestCase {
  const rows = rowsOf(extension);
  const dirtying = rows.filter(({ name }) => !leavesFsClean(name));
  return (random, index) => {
    const around = surroundings(random, index);
    const all = random.chance(60);
    return {
      body: Array.from({ length: random.between(1, 16) }, () =>
        randomInstruction(around, all ? rows : dirtying),
      ).flat(),
      registers: randomRegisters(random),
      floats: Array.from({ length: FLOATS }, (_, i) => (i < 32 ? randomRegister(random) : BigInt(random.below(256)))),
      csrs: {
        mstatus: returningTo(random.pick([U, S, M])) | (random.chance(10) ? 0n : all ? FS : random.bits(FS)),
        medeleg: random.bits(0xb1ffn),
      },
      pokes: [],
    };
  };
}
