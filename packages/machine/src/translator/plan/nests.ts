/**
 * Tells the inner loop from the outer ones where a region is entered at the inner one's head. It mostly is: that is where code becomes hot.
 * All of those loops would be one then, with one head. An empty block in front of it becomes the head of the outer ones.
 */
import type { Block } from './region.ts';

/** Blocks in an order of their own; nodes of the graph to be. */
export interface Blocks {
  readonly blocks: readonly Block[];
  /** For each block the blocks that its targets are, by their addresses. */
  readonly targets: readonly ReadonlyMap<number, number>[];
}

/** The same with an empty block in front, if there are loops to tell apart. The entry is the first block. */
export function unnest({ blocks, targets }: Blocks): Blocks {
  const outer = outerSources(targets);
  const [entry] = blocks;
  if (entry === undefined || outer.size === 0) return { blocks, targets };
  const { pc } = entry;
  const moved = targets.map(
    (known, from) =>
      new Map(Array.from(known, ([target, to]) => [target, to === 0 && outer.has(from) ? 0 : to + 1] as const)),
  );
  return {
    blocks: [{ pc, ops: [], ending: { kind: 'goto', target: pc } }, ...blocks],
    targets: [new Map([[pc, 1]]), ...moved],
  };
}

/** Blocks from which control goes to the entry, and that have another such block on the way from there. */
function outerSources(targets: Blocks['targets']): ReadonlySet<number> {
  const predecessors = targets.map((): number[] => []);
  for (const [from, known] of targets.entries()) for (const to of known.values()) predecessors[to]!.push(from);
  const sources = new Set(predecessors[0]);
  const hasOtherInside = (source: number): boolean => {
    const body = new Set([0, source]);
    const queue = source === 0 ? [] : [source];
    for (let block = queue.pop(); block !== undefined; block = queue.pop()) {
      for (const before of predecessors[block]!) {
        if (before !== source && sources.has(before)) return true;
        if (body.has(before)) continue;
        body.add(before);
        queue.push(before);
      }
    }
    return false;
  };
  return new Set([...sources].filter(hasOtherInside));
}
