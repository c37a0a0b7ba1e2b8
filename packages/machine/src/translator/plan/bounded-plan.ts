/**
 * Plans that the host's optimiser can take. V8's graph has, for each way out of a loop, a node for each local that the loop may change; a function
 * whose graph has 2^24 nodes aborts the process. A guest decides what loops there are, so this is counted before V8 is given anything.
 */
import { noIslands, type IslandPolicy } from './islands.ts';
import { accessOf } from '../memory/groups.ts';
import { planRegion, type Plan } from './plan.ts';
import { membersOf } from './registers.ts';
import { defaultLimits, findRegion, type CodeSource, type Op, type RegionLimits } from './region.ts';

/** V8 adds others, and copies small loops, which is less than as much again. Half of the regions of a Linux have less than 7000, and none has 600,000. */
export const MOST_EXIT_NODES: number = 2 ** 22;

/** Of an instruction that has any: an atomic access is misaligned, strays or misses. */
const WAYS_OUT = 3;
/** Locals for an access: its place, and the page that is kept for it, in two. */
const LOCALS_FOR_ACCESS = 3;
/** Locals that every region has. */
const SCRATCH = 24;

const isAccess = (op: Op): boolean => accessOf(op) !== undefined;
const mayLeave = (op: Op): boolean => isAccess(op) || op.row.semantics.some(({ kind }) => kind === 'system');

/** An upper bound of the nodes for ways out of loops. */
export function exitNodes({ blocks, graph, flow, heads, loops, used, floats }: Plan): number {
  const accesses = blocks.reduce((sum, { ops }) => sum + ops.filter(isAccess).length, 0);
  const locals = membersOf(used).length + membersOf(floats.used).length + LOCALS_FOR_ACCESS * accesses + SCRATCH;
  const depth = (node: number): number => {
    let loopsAround = 0;
    for (let at = node; ; at = flow.dominator[at]!) {
      if (heads.has(at) && loops[at]!.nodes.has(node)) loopsAround++;
      if (at === 0) return loopsAround;
    }
  };
  const ways = flow.order.map((node) => {
    const within = WAYS_OUT * (blocks[node]?.ops.filter(mayLeave).length ?? 0);
    // Fuel, whether floating point may be executed, and where a block or a dispatch node goes to.
    return depth(node) * (2 + graph.successors[node]!.length + within);
  });
  return ways.reduce((sum, each) => sum + each, 0) * locals;
}

/** The plan for a region from `entry` on: as wished, without islands, or of less code; `undefined` if there is none to translate. */
export function planWithin(
  entry: number,
  source: CodeSource,
  policy: IslandPolicy,
  limits: RegionLimits = defaultLimits,
): Plan | undefined {
  const region = findRegion(entry, source, limits);
  if (region === undefined) return undefined;
  const wished = planRegion(region, policy);
  if (exitNodes(wished) <= MOST_EXIT_NODES) return wished;
  const plain = planRegion(region, noIslands);
  if (exitNodes(plain) <= MOST_EXIT_NODES) return plain;
  return planWithin(entry, source, policy, { ...limits, instructions: Math.floor((limits.instructions * 3) / 4) });
}
