/** `li`: the shortest straightforward sequence that makes a 64-bit constant. */

/** An instruction of the sequence: `addi`, `addiw` and `slli` work on the register itself after the first step. */
export interface ConstantStep {
  readonly name: 'lui' | 'addi' | 'addiw' | 'slli';
  /** For `lui`, the value of the register afterwards (as in the IR). */
  readonly value: number;
  /** Whether it starts from x0 and not from the register. */
  readonly first: boolean;
}

/**
 * Steps that make the signed 64-bit `value`. The low 12 bits are added last, as a signed number; what remains has
 * trailing zeros, which a shift makes; and so on, until LUI and ADDIW make the rest.
 */
export function constantSteps(value: bigint): ConstantStep[] {
  const low = Number(BigInt.asIntN(12, value));
  if (BigInt(low) === value) return [{ name: 'addi', value: low, first: true }];
  if (BigInt.asIntN(32, value) === value) {
    // ADDIW wraps, so that e.g. 0x7fff_ffff is LUI 0x8_0000 and ADDIW -1.
    const lui: ConstantStep = { name: 'lui', value: Number(BigInt.asIntN(32, value - BigInt(low))), first: true };
    return low === 0 ? [lui] : [lui, { name: 'addiw', value: low, first: false }];
  }
  let high = BigInt.asIntN(64, value - BigInt(low)) >> 12n;
  let shift = 12;
  for (; (high & 1n) === 0n; shift++) high >>= 1n;
  const steps: ConstantStep[] = [...constantSteps(high), { name: 'slli', value: shift, first: false }];
  return low === 0 ? steps : [...steps, { name: 'addi', value: low, first: false }];
}
