/** Reproducible random numbers: a generator is a function of its name, which begins with the run's seed. */

/** The seed of this run; the environment variable `RACHO_QEMU_SEED` gives another one. */
export const seed: string = process.env['RACHO_QEMU_SEED'] ?? '1';

/** xoshiro128** (Blackman and Vigna), seeded by a hash of a name. */
export class Random {
  readonly #state = new Uint32Array(4);

  constructor(name: string) {
    // FNV-1a, once for each word of the state.
    for (let word = 0; word < 4; word++) {
      let hash = 0x811c_9dc5 ^ word;
      for (const character of `${word}${name}`) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x0100_0193);
      this.#state[word] = hash;
    }
    this.#state[3]! |= 1;
    for (let i = 0; i < 16; i++) this.u32();
  }

  /** 0 … 2^32 − 1. */
  u32(): number {
    const s = this.#state;
    const x = Math.imul(s[1]!, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = (s[3]! << 11) | (s[3]! >>> 21);
    return result;
  }

  u64(): bigint {
    return (BigInt(this.u32()) << 32n) | BigInt(this.u32());
  }

  /** 0 … `limit` − 1. */
  below(limit: number): number {
    return Math.floor((this.u32() / 2 ** 32) * limit);
  }

  /** `first` … `last`. */
  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** A random subset of the bits of `mask`. */
  bits(mask: bigint): bigint {
    return this.u64() & mask;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  }
}
