/** What a region's code needs to know before it is written: its graph, its registers, and its longest ways. */
import { effectsOf } from '@racho/isa';
import { planFloats, type FloatPlan } from '../float/plan.ts';
import { flowOrder, makeReducible, type FlowOrder, type ReducibleGraph } from './graph.ts';
import { findIslands, isLong, noIslands, type Island, type IslandPolicy } from './islands.ts';
import { innermostLoops, leafLoops, loopHeads, type Loop } from './loops.ts';
import { unnest, type Blocks } from './nests.ts';
import type { Registers } from './registers.ts';
import type { Block, Ending, Op, Region } from './region.ts';
import { unroll } from './unroll.ts';

/** Of an x-register: x0 is none. */
const fieldBit = (op: Op, field: string): Registers => (field.startsWith('f') ? 0 : (1 << op.operands[field]!) & ~1);
const bitsOf = (op: Op, fields: readonly string[]): Registers =>
  fields.reduce((bits, field) => bits | fieldBit(op, field), 0);

export const written = (op: Op): Registers => bitsOf(op, effectsOf(op.row).writes);
const union = (ops: readonly Op[], of: (op: Op) => Registers): Registers => ops.reduce((bits, op) => bits | of(op), 0);

export const read = (op: Op): Registers => bitsOf(op, effectsOf(op.row).reads);

export interface Plan {
  readonly region: Region;
  /** Node i is block i, as far as there are blocks; the others are dispatch nodes. The first one may be empty, see `nests.ts`; some stand there several times, see `unroll.ts`. */
  readonly blocks: readonly Block[];
  /** For each block the blocks that its targets are, by their addresses. */
  readonly targets: readonly ReadonlyMap<number, number>[];
  readonly graph: ReducibleGraph;
  readonly flow: FlowOrder;
  /** Where fuel is checked, besides the entry. */
  readonly heads: ReadonlySet<number>;
  /** For each node the instructions on the longest way from its start to the next check, or out. */
  readonly longest: readonly number[];
  readonly used: Registers;
  /** Registers that it may write. */
  readonly dirty: Registers;
  /** For each node the innermost loop around it, and the island that it is in. */
  readonly loops: readonly (Loop | undefined)[];
  readonly islands: readonly (Island | undefined)[];
  readonly floats: FloatPlan;
}

/** The addresses to which control goes from a block without leaving to the interpreter. */
function targetsOf(ending: Ending): readonly number[] {
  switch (ending.kind) {
    case 'goto':
      return [ending.target];
    case 'branch':
      return [ending.target, ending.next];
    case 'indirect':
      return ending.targets;
    case 'switch':
    case 'interpret':
      return [];
  }
}

/** The blocks of a region, and where each goes to. */
function blocksOf(region: Region): Blocks {
  const blocks = [...region.blocks.values()];
  const nodes = new Map(blocks.map(({ pc }, node) => [pc, node]));
  const targets = blocks.map(
    ({ ending }) =>
      new Map(targetsOf(ending).flatMap((target) => (nodes.has(target) ? [[target, nodes.get(target)!]] : []))),
  );
  return { blocks, targets };
}

/** A graph, its order and loops, and those of them that are worth more code. */
type Shape = Blocks & Pick<Plan, 'graph' | 'flow' | 'loops'> & { readonly long: readonly Loop[] };

function shapeOf({ blocks, targets }: Blocks, policy: IslandPolicy): Shape {
  const graph = makeReducible(targets.map((known) => [...known.values()]));
  const flow = flowOrder(graph.successors);
  const loops = innermostLoops(flow);
  const long = leafLoops(flow, loops).filter((loop) => isLong(policy, blocks, loop));
  return { blocks, targets, graph, flow, loops, long };
}

/** The shape that the region is compiled in: with outer loops told apart, and long ones unrolled, where that is worth it. */
function bestShape(region: Region, policy: IslandPolicy): Shape {
  const found = blocksOf(region);
  const told = isLong(policy, found.blocks, { head: 0, nodes: new Set([0]) }) ? unnest(found) : found;
  const shape = shapeOf(told, policy);
  // Where dispatch nodes are in between, they would be copied, too; it is rare.
  const unrolled = shape.graph.dispatched.size > 0 ? told : unroll(told, shape.long);
  return unrolled === told ? shape : shapeOf(unrolled, policy);
}

export function planRegion(region: Region, policy: IslandPolicy = noIslands): Plan {
  const { blocks, targets, graph, flow, loops, long } = bestShape(region, policy);
  const heads = loopHeads(flow);

  const longest = graph.successors.map(() => 0);
  for (const node of flow.order.toReversed()) {
    const beyond = graph.successors[node]!.map((next) => (heads.has(next) ? 0 : longest[next]!));
    longest[node] = (blocks[node]?.ops.length ?? 0) + Math.max(0, ...beyond);
  }

  const all = blocks.flatMap(({ ops }) => ops);
  const dirty = union(all, written);
  const used = dirty | union(all, read);
  const uses = blocks.map(({ ops }) => union(ops, written) | union(ops, read));
  const islands = findIslands(policy, uses, graph.successors.length, long);
  const floats = planFloats(blocks, flow);
  return { region, blocks, targets, graph, flow, heads, longest, used, dirty, loops, islands, floats };
}
