/** Sources of random bytes: the host's, and a reproducible one. */
import type { BackendState } from '../../snapshot/fields.ts';
import { le, u32 } from '../virtio/dma.ts';
import type { EntropySource } from './ports.ts';

/** Bytes that one call of the host's generator gives at most. */
const HOST_LIMIT = 65_536;

/** The host's cryptographic generator. */
export function hostEntropy(target: Uint8Array): void {
  const { crypto } = globalThis as unknown as {
    readonly crypto: { readonly getRandomValues: (bytes: Uint8Array) => void };
  };
  for (let at = 0; at < target.length; at += HOST_LIMIT) {
    crypto.getRandomValues(target.subarray(at, at + HOST_LIMIT));
  }
}

/** Bytes that depend on the seed (an integer) alone: Marsaglia's xorshift32. Nothing about it is secret. */
export function seededEntropy(seed: number): EntropySource {
  // Zero is where xorshift would stay.
  let state = (Math.imul(seed, 0x9e37_79b1) ^ 0x6a09_e667) | 0 || 1;
  const fill = (target: Uint8Array): void => {
    for (let i = 0; i < target.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      target[i] = state >>> 24;
    }
  };
  const saved: BackendState = {
    save: () => le(state >>> 0, 4),
    load: (bytes) => {
      const next = bytes.length === 4 ? u32(bytes, 0) | 0 : 0;
      return next === 0 ? undefined : () => void (state = next);
    },
  };
  return Object.assign(fill, { state: saved });
}
