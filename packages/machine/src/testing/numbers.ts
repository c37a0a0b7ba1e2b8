/** For tests: bits of floating-point numbers, often near powers of two, zero, infinity and the subnormal numbers. */
import fc from 'fast-check';

/** A format by its width and the bits of its fraction. */
function bitsOf(width: bigint, fraction: bigint): fc.Arbitrary<bigint> {
  const top = (1n << (width - 1n - fraction)) - 1n;
  const last = (1n << fraction) - 1n;
  const bias = top >> 1n;
  const exponent = fc.oneof(
    fc.constantFrom(0n, 0n, 1n, 2n, fraction, top, top, top - 1n, top - fraction),
    fc.bigInt({ min: bias - 70n, max: bias + 70n }),
    fc.bigInt({ min: 0n, max: top }),
  );
  const trailing = fc.oneof(
    fc.constantFrom(0n, 0n, 1n, last, last - 1n, 1n << (fraction - 1n)),
    fc.bigInt({ min: 0n, max: last }),
    fc.bigInt({ min: 0n, max: fraction - 1n }).map((bit) => 1n << bit),
    // With zeros at the end: sums and products of such numbers may be exact, or half-way between two.
    fc
      .tuple(fc.bigInt({ min: 0n, max: last }), fc.bigInt({ min: fraction / 2n - 1n, max: fraction }))
      .map(([bits, zeros]) => (bits >> zeros) << zeros),
  );
  return fc
    .tuple(fc.constantFrom(0n, 1n), exponent, trailing)
    .map(([sign, e, t]) => (sign << (width - 1n)) | (e << fraction) | t);
}

const BOX = 0xffff_ffff_0000_0000n;

export const doubles: fc.Arbitrary<bigint> = bitsOf(64n, 52n);
/** Of 64 bits: most of them are NaN-boxed. */
export const singles: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 20, arbitrary: bitsOf(32n, 23n).map((bits) => BOX | bits) },
  doubles,
);
