/** LEB128, the variable-length integers of WebAssembly's binary format (core specification, 5.2.2). */

const single: readonly (readonly number[])[] = Array.from({ length: 0x80 }, (_, byte) => [byte]);

/** @param value - 0 … 2^32 − 1 */
export function unsigned(value: number): readonly number[] {
  if (value < 0x80) return single[value]!;
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}

/** @param value - a signed integer of any width */
export function signed(value: bigint | number): readonly number[] {
  if (typeof value === 'number' && value === (value | 0)) return signed32(value);
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    // Done when what is left is only copies of this byte's sign bit.
    if (rest === ((low & 0x40) === 0 ? 0n : -1n)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** As {@link signed}, without the cost of a BigInt: most constants are small. */
function signed32(value: number): readonly number[] {
  if (value >= -0x40 && value < 0x40) return single[value & 0x7f]!;
  const bytes: number[] = [];
  let rest = value;
  while (rest < -0x40 || rest >= 0x40) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  bytes.push(rest & 0x7f);
  return bytes;
}
