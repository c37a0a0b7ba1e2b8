/**
 * Unrolls short loops that go round often: what a round costs beside its work (whether fuel lasts, the host's own check of its stack, and
 * registers that only the next exit would want) is paid once for some of them.
 */
import type { Loop } from './loops.ts';
import type { Blocks } from './nests.ts';

/** Instructions that the rounds in one have together at most, those that a region becomes longer by, and how many rounds there are. */
const INSTRUCTIONS = 64;
const MORE = 64;
const ROUNDS = 4;

/** The same with those of the loops unrolled that are short enough: copies of their blocks stand behind all others. */
export function unroll(original: Blocks, loops: readonly Loop[]): Blocks {
  const result = { blocks: [...original.blocks], targets: [...original.targets] };
  let room = MORE;
  for (const loop of loops) {
    const size = [...loop.nodes].reduce((sum, node) => sum + original.blocks[node]!.ops.length, 0);
    const rounds = Math.min(ROUNDS, Math.floor(INSTRUCTIONS / size));
    const more = (rounds - 1) * size;
    if (rounds <= 1 || more > room) continue;
    room -= more;
    copy(result, loop, rounds);
  }
  return result.blocks.length === original.blocks.length ? original : result;
}

type Growing = { readonly [K in keyof Blocks]: Blocks[K][number][] };

function copy({ blocks, targets }: Growing, { head, nodes }: Loop, rounds: number): void {
  const members = [...nodes];
  const known = members.map((node) => targets[node]!);
  const first = blocks.length;
  /** The block that stands for a member in a round. */
  const at = (round: number, node: number): number =>
    round === 0 ? node : first + (round - 1) * members.length + members.indexOf(node);
  for (let round = 0; round < rounds; round++) {
    const goes = (to: number): number => {
      if (!nodes.has(to)) return to;
      return to === head ? at((round + 1) % rounds, head) : at(round, to);
    };
    for (const [i, node] of members.entries()) {
      blocks[at(round, node)] = blocks[node]!;
      targets[at(round, node)] = new Map(Array.from(known[i]!, ([target, to]) => [target, goes(to)] as const));
    }
  }
}
