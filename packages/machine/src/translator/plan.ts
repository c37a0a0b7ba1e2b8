/** What a region's code needs to know before it is written: its graph, its registers, and its longest ways. */
import { effectsOf } from '@racho/isa';
import { planFloats, type FloatPlan } from './float-plan.ts';
import { flowOrder, makeReducible, type FlowOrder, type ReducibleGraph } from './graph.ts';
import type { Registers } from './registers.ts';
import type { Block, Ending, Op, Region } from './region.ts';
import { loopHeads } from './structure.ts';

/** Of an x-register: x0 is none. */
const fieldBit = (op: Op, field: string): Registers => (field.startsWith('f') ? 0 : (1 << op.operands[field]!) & ~1);
const bitsOf = (op: Op, fields: readonly string[]): Registers =>
  fields.reduce((bits, field) => bits | fieldBit(op, field), 0);

export const written = (op: Op): Registers => bitsOf(op, effectsOf(op.row).writes);
export const read = (op: Op): Registers => bitsOf(op, effectsOf(op.row).reads);

export interface Plan {
  readonly region: Region;
  /** Node i is block i, as far as there are blocks; the others are dispatch nodes. */
  readonly blocks: readonly Block[];
  readonly graph: ReducibleGraph;
  readonly flow: FlowOrder;
  /** Where fuel is checked, besides the entry. */
  readonly heads: ReadonlySet<number>;
  /** For each node the instructions on the longest way from its start to the next check, or out. */
  readonly longest: readonly number[];
  readonly used: Registers;
  /** Registers that it may write. */
  readonly dirty: Registers;
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

export function planRegion(region: Region): Plan {
  const blocks = [...region.blocks.values()];
  const nodes = new Map(blocks.map(({ pc }, node) => [pc, node]));
  const graph = makeReducible(
    blocks.map(({ ending }) => targetsOf(ending).flatMap((target) => nodes.get(target) ?? [])),
  );
  const flow = flowOrder(graph.successors);
  const heads = loopHeads(flow);

  const longest = graph.successors.map(() => 0);
  for (const node of flow.order.toReversed()) {
    const beyond = graph.successors[node]!.map((next) => (heads.has(next) ? 0 : longest[next]!));
    longest[node] = (blocks[node]?.ops.length ?? 0) + Math.max(0, ...beyond);
  }

  const all = blocks.flatMap(({ ops }) => ops);
  const dirty = all.reduce((bits, op) => bits | written(op), 0);
  const used = all.reduce((bits, op) => bits | read(op), dirty);
  return { region, blocks, graph, flow, heads, longest, used, dirty, floats: planFloats(blocks, flow) };
}
