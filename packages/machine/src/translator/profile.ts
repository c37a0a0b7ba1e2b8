/** Where indirect jumps went: a table in memory that generated code writes, and the translator reads. */
import { PROFILE, PROFILE_ROWS } from '../hart/layout.ts';
import type { Code } from '../wasm/code.ts';
import { i32, store, wrap } from '../wasm/instructions.ts';

const ROW_BYTES = 16;

/** The row of a pair of addresses. They are even; different targets of one jump get rows of their own. */
const rowOf = (site: Code, target: Code): Code =>
  i32.shl(
    i32.and(
      i32.xor(i32.shr_u(wrap(site), i32.const(1)), i32.mul(wrap(target), i32.const(0x9e35))),
      i32.const(PROFILE_ROWS - 1),
    ),
    i32.const(Math.log2(ROW_BYTES)),
  );

/** Code that remembers that the jump at `site` went to `target`. */
export function recordTarget(site: Code, target: Code): Code {
  const row = rowOf(site, target);
  return [store('i64.store', row, PROFILE, site), store('i64.store', row, PROFILE + 8, target)];
}

const toNumber = (low: number, high: number): number => high * 2 ** 32 + (low >>> 0);

/** Calls `each` with the pairs in the table. @param words - the machine's memory */
function forEachSeen(words: Int32Array, each: (site: number, target: number) => void): void {
  for (let row = 0; row < PROFILE_ROWS; row++) {
    const at = (PROFILE + row * ROW_BYTES) >>> 2;
    const site = toNumber(words[at]!, words[at + 1]!);
    if (site !== 0) each(site, toNumber(words[at + 2]!, words[at + 3]!));
  }
}

/** The targets that were seen of each jump. */
export function seenTargets(words: Int32Array): ReadonlyMap<number, readonly number[]> {
  const seen = new Map<number, number[]>();
  forEachSeen(words, (site, target) => {
    const targets = seen.get(site);
    if (targets === undefined) seen.set(site, [target]);
    else targets.push(target);
  });
  return seen;
}

/** The jumps that were seen to go to `target`. */
export function seenSites(words: Int32Array, target: number): readonly number[] {
  const sites: number[] = [];
  forEachSeen(words, (site, to) => {
    if (to === target) sites.push(site);
  });
  return sites;
}
