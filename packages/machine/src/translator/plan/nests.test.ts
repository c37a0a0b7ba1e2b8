/** Loops are told apart and unrolled without a change of where control goes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowOrder, makeReducible } from './graph.ts';
import { isLong, type IslandPolicy } from './islands.ts';
import { innermostLoops, leafLoops, type Loop } from './loops.ts';
import { unnest, type Blocks } from './nests.ts';
import type { Op } from './region.ts';
import { unroll } from './unroll.ts';

const op = {} as Op;
const pcOf = (node: number): number => 0x1000 + 4 * node;

/** Blocks of one instruction each, from where they go to. */
function blocksOf(graph: readonly (readonly number[])[]): Blocks {
  return {
    blocks: graph.map((_, node) => ({ pc: pcOf(node), ops: [op], ending: { kind: 'goto', target: 0 } })),
    targets: graph.map((ways) => new Map(ways.map((to) => [pcOf(to), to]))),
  };
}

/** The addresses of the blocks that control comes by, as far as there are choices. */
function walk({ blocks, targets }: Blocks, choices: readonly number[]): readonly number[] {
  const path: number[] = [];
  let node: number | undefined = 0;
  for (const choice of choices) {
    const ways: readonly number[] = [...targets[node]!.keys()].sort((a, b) => a - b);
    if (blocks[node]!.ops.length > 0) path.push(blocks[node]!.pc);
    // An empty block has one way, and takes no choice.
    if (blocks[node]!.ops.length === 0) {
      node = targets[node]!.get(ways[0]!)!;
      path.push(blocks[node]!.pc);
    }
    const on: readonly number[] = [...targets[node]!.keys()].sort((a, b) => a - b);
    if (on.length === 0) break;
    node = targets[node]!.get(on[choice % on.length]!)!;
  }
  return path;
}

const successorsOf = ({ targets }: Blocks): number[][] => targets.map((known) => [...known.values()]);
function loopsOf(blocks: Blocks): readonly Loop[] {
  const flow = flowOrder(successorsOf(blocks));
  return leafLoops(flow, innermostLoops(flow));
}
/** With all loops unrolled that are short, where the graph is reducible. */
const unrolled = (blocks: Blocks): Blocks =>
  makeReducible(successorsOf(blocks)).dispatched.size > 0 ? blocks : unroll(blocks, loopsOf(blocks));

const graphs = fc
  .integer({ min: 1, max: 9 })
  .chain((size) => fc.array(fc.array(fc.nat(size - 1), { maxLength: 2 }), { minLength: size, maxLength: size }));
const choices = fc.array(fc.nat(5), { minLength: 40, maxLength: 40 });

describe('control goes the same ways', () => {
  it.each<[string, (blocks: Blocks) => Blocks]>([
    ['with an empty block in front', unnest],
    ['unrolled', unrolled],
    ['both', (blocks) => unrolled(unnest(blocks))],
  ])('%s', (_, change) => {
    fc.assert(
      fc.property(graphs, choices, (graph, chosen) => {
        const blocks = blocksOf(graph);
        expect(walk(change(blocks), chosen)).toEqual(walk(blocks, chosen));
      }),
      { numRuns: 2000 },
    );
  });
});

/** A loop (1) in a loop (1, 2, 0 again) that is entered at the inner one's head. */
const NESTED = blocksOf([[0, 1], [2], [0, 3], []]);
const leaves = (blocks: Blocks): readonly (readonly number[])[] =>
  loopsOf(blocks).map(({ nodes }) => [...nodes].sort());

it('two loops with one head are one, and are told apart', () => {
  expect(leaves(NESTED)).toEqual([[0, 1, 2]]);
  const told = unnest(NESTED);
  expect(told.blocks[0]).toMatchObject({ pc: pcOf(0), ops: [] });
  expect(leaves(told)).toEqual([[1]]);
});

it('a loop goes on in copies of its blocks, and back from the last one', () => {
  const loop = blocksOf([[1], [1, 2], []]);
  const { blocks, targets } = unrolled(loop);
  expect(targets.map((known) => [...known.values()])).toEqual([[1], [3, 2], [], [4, 2], [5, 2], [1, 2]]);
  expect(blocks.map(({ pc }) => pc)).toEqual([0, 1, 2, 1, 1, 1].map(pcOf));
});

it('what is long is left alone', () => {
  const loop = blocksOf([[1], [1, 2], []]);
  const long = {
    ...loop,
    blocks: loop.blocks.map((block) => ({ ...block, ops: Array.from({ length: 40 }, () => op) })),
  };
  expect(unroll(long, loopsOf(long))).toBe(long);
});

it('a loop is worth it if it goes round often for each visit of what is around', () => {
  const { blocks } = blocksOf([[1], [1, 2], []]);
  const [loop] = loopsOf(blocksOf([[1], [1, 2], []]));
  const policy = (...visits: readonly number[]): IslandPolicy => ({
    room: 8,
    rounds: 8,
    visits: (pc) => visits[blocks.findIndex((block) => block.pc === pc)]!,
  });
  const counts: readonly (readonly [counts: readonly number[], is: boolean])[] = [
    [[0, 7, 0], false],
    [[0, 8, 0], true],
    [[1, 8, 1], true],
    [[2, 15, 0], false],
    [[0, 1500, 187], true],
    [[0, 1500, 188], false],
  ];
  for (const [visits, is] of counts) expect(isLong(policy(...visits), blocks, loop!)).toBe(is);
});
