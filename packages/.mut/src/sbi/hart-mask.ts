/** The harts that a call is about. Spec: SBI v2.0, "Hart list parameter". */
import type { SbiHart, SbiPlatform } from './platform.ts';

const ALL_HARTS = 2n ** 64n - 1n;

/** Those with a bit in `hart_mask`, counted from `hart_mask_base`; `undefined` if one of them, or the base, does not exist. */
export function selectHarts({ harts }: SbiPlatform, mask: bigint, base: bigint): readonly SbiHart[] | undefined {
  if (base === ALL_HARTS) return harts;
  const count = BigInt(harts.length);
  if (base >= count) return undefined;
  const selected = mask << base;
  return selected >> count === 0n ? harts.filter(({ id }) => ((selected >> BigInt(id)) & 1n) === 1n) : undefined;
}
