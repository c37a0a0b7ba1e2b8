/** Structured control flow for a reducible graph, from its dominator tree (Ramsey, "Beyond Relooper", ICFP 2022). */
import type { Code, Label } from '../wasm/code.ts';
import { block, br, label, loop } from '../wasm/code.ts';
import type { FlowOrder } from './plan/graph.ts';
import { innermostLoops, isBackEdge, loopHeads, type Loop } from './plan/loops.ts';

export interface StructureOptions {
  readonly flow: FlowOrder;
  /** For each node the innermost loop around it, where that is known already. */
  readonly loops?: readonly (Loop | undefined)[];
  /** The node's code. It must not fall off its end; `to(successor)` is code that goes to one, and is used once for each edge. */
  readonly emit: (node: number, to: (successor: number) => Code) => Code;
  /** What is made of the code of the loop with this head, which never falls off its end either. */
  readonly around?: (head: number, loop: Code) => Code;
}

/**
 * Code that runs the graph from its entry, and never falls off its end. A node stands beside its dominator; behind the loops that this one
 * is in and it is not, since what stands within a loop costs the host a copy of its locals wherever it is left.
 */
export function structure({
  flow,
  loops = innermostLoops(flow),
  emit,
  around = (_, code) => code,
}: StructureOptions): Code {
  const { order, predecessors, dominator } = flow;
  const heads = loopHeads(flow);
  const beside = new Map<number, number[]>();
  const behind = new Map<number, number[]>();
  // Later nodes first: their blocks are the outer ones.
  for (const node of order.slice(1).reverse()) {
    const left = outermostLeft(dominator[node]!, node);
    const [places, at] = left === undefined ? [beside, dominator[node]!] : [behind, left];
    places.set(at, [...(places.get(at) ?? []), node]);
  }
  /** The head of the outermost loop around `from` that `to` is not in. */
  function outermostLeft(from: number, to: number): number | undefined {
    const lefts: number[] = [];
    for (let at = from; ; at = dominator[at]!) {
      const nodes = heads.has(at) ? loops[at]!.nodes : undefined;
      if (nodes?.has(from) === true && !nodes.has(to)) lefts.push(at);
      if (at === 0) return lefts.at(-1);
    }
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

  /** Code from which control goes to some nodes, which follow it. */
  const before = (followers: readonly number[], code: () => Code): Code => {
    const [outer, ...inner] = followers;
    if (outer === undefined) return code();
    const end = label(`to ${outer}`);
    blockLabels.set(outer, end);
    return [block(end, before(inner, code)), tree(outer)];
  };

  const written = new Set<number>();
  const tree = (node: number): Code => {
    // Code that stands twice contains all behind it twice, and so on.
    if (written.has(node)) throw new RangeError(`node ${node} is written twice`);
    written.add(node);
    const followers = (beside.get(node) ?? []).filter(isMerge);
    const own = (): Code => emit(node, (to) => goto(node, to));
    if (!heads.has(node)) return before(followers, own);
    const start = label(`loop ${node}`);
    loopLabels.set(node, start);
    return before(behind.get(node) ?? [], () => around(node, loop(start, before(followers, own))));
  };
  return tree(0);
}
