/** The natural loops of a reducible graph. */
import { dominates, type FlowOrder } from './graph.ts';

export interface Loop {
  readonly head: number;
  /** All nodes in it, its head too. */
  readonly nodes: ReadonlySet<number>;
}

/** Whether the edge goes back to a loop's head: in a reducible graph, to a node that comes no later in reverse postorder. */
export const isBackEdge = ({ place }: FlowOrder, from: number, to: number): boolean => place[to]! <= place[from]!;

/** The nodes to which an edge goes back. */
export function loopHeads(flow: FlowOrder): ReadonlySet<number> {
  const heads = flow.order.filter((node) => flow.predecessors[node]!.some((from) => isBackEdge(flow, from, node)));
  return new Set(heads);
}

/** For each node the innermost loop that it is in, if it is in one. */
export function innermostLoops(flow: FlowOrder): readonly (Loop | undefined)[] {
  const loops = flow.order.flatMap((head): Loop[] => {
    const sources = flow.predecessors[head]!.filter((from) => isBackEdge(flow, from, head));
    return sources.length === 0 ? [] : [{ head, nodes: bodyOf(flow, head, sources) }];
  });
  loops.sort((a, b) => a.nodes.size - b.nodes.size);
  return flow.place.map((_, node) => loops.find(({ nodes }) => nodes.has(node)));
}

/** The nodes from which control comes back to the head without leaving through it. */
function bodyOf({ predecessors }: FlowOrder, head: number, sources: readonly number[]): ReadonlySet<number> {
  const body = new Set([head]);
  const queue = [...sources];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (body.has(node)) continue;
    body.add(node);
    queue.push(...predecessors[node]!);
  }
  return body;
}

/** Those loops that have no other ones inside, and no way in but their heads. @param loops - for each node the innermost one around it */
export function leafLoops(flow: FlowOrder, loops: readonly (Loop | undefined)[]): readonly Loop[] {
  const isLeaf = (loop: Loop): boolean =>
    [...loop.nodes].every((node) => loops[node] === loop && dominates(flow, loop.head, node));
  return [...new Set(loops)].filter((loop): loop is Loop => loop !== undefined && isLeaf(loop));
}
