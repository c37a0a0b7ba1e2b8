/** Structured control flow for a reducible graph, from its dominator tree (Ramsey, "Beyond Relooper", ICFP 2022). */
import type { Code, Label } from '../wasm/code.ts';
import { block, br, label, loop } from '../wasm/code.ts';
import type { FlowOrder } from './graph.ts';

export interface StructureOptions {
  readonly flow: FlowOrder;
  /** The node's code. It must not fall off its end; `to(successor)` is code that goes to one, and is used once for each edge. */
  readonly emit: (node: number, to: (successor: number) => Code) => Code;
  /** What is made of the code of the loop with this head, which never falls off its end either. */
  readonly around?: (head: number, loop: Code) => Code;
}

/** Whether the edge goes back to a loop's head: in a reducible graph, to a node that comes no later in reverse postorder. */
export const isBackEdge = ({ place }: FlowOrder, from: number, to: number): boolean => place[to]! <= place[from]!;

/** The nodes to which an edge goes back. */
export function loopHeads(flow: FlowOrder): ReadonlySet<number> {
  const heads = flow.order.filter((node) => flow.predecessors[node]!.some((from) => isBackEdge(flow, from, node)));
  return new Set(heads);
}

/** Code that runs the graph from its entry, and never falls off its end. */
export function structure({ flow, emit, around = (_, code) => code }: StructureOptions): Code {
  const { order, predecessors, dominator } = flow;
  const heads = loopHeads(flow);
  const children = new Map<number, number[]>();
  // Later nodes first: their blocks are the outer ones.
  for (const node of order.slice(1).reverse()) {
    const parent = dominator[node]!;
    children.set(parent, [...(children.get(parent) ?? []), node]);
  }
  const isMerge = (node: number): boolean =>
    predecessors[node]!.filter((from) => !isBackEdge(flow, from, node)).length > 1;
  const loopLabels = new Map<number, Label>();
  const blockLabels = new Map<number, Label>();

  const goto = (from: number, to: number): Code => {
    if (isBackEdge(flow, from, to)) return br(loopLabels.get(to)!);
    const end = blockLabels.get(to);
    return end === undefined ? tree(to) : br(end);
  };

  const within = (node: number, followers: readonly number[]): Code => {
    const [outer, ...inner] = followers;
    if (outer === undefined) return emit(node, (to) => goto(node, to));
    const end = label(`to ${outer}`);
    blockLabels.set(outer, end);
    return [block(end, within(node, inner)), tree(outer)];
  };

  const tree = (node: number): Code => {
    const followers = (children.get(node) ?? []).filter(isMerge);
    if (!heads.has(node)) return within(node, followers);
    const start = label(`loop ${node}`);
    loopLabels.set(node, start);
    const body = within(node, followers);
    return around(node, loop(start, body));
  };
  return tree(0);
}
