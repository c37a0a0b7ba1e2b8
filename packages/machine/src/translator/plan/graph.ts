/** Control-flow graphs: orders, dominators, and the dispatch nodes that make an irreducible graph reducible. */

/** Nodes are numbered from 0, the entry; `successors` may name a node more than once. */
export type Successors = readonly (readonly number[])[];

export interface ReducibleGraph {
  readonly successors: Successors;
  /**
   * Nodes of an irreducible part that was entered at several places, by the dispatch node through which all edges to
   * them now go, and their index among its successors.
   */
  readonly dispatched: ReadonlyMap<number, { readonly dispatcher: number; readonly index: number }>;
}

/** Strongly connected components of the nodes for which `inside` holds (Tarjan's algorithm). */
function components(successors: Successors, inside: ReadonlySet<number>): number[][] {
  const found: number[][] = [];
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const stack: number[] = [];
  const onStack = new Set<number>();
  const visit = (node: number): void => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    onStack.add(node);
    for (const next of successors[node]!) {
      if (!inside.has(next)) continue;
      if (!index.has(next)) {
        visit(next);
        low.set(node, Math.min(low.get(node)!, low.get(next)!));
      } else if (onStack.has(next)) {
        low.set(node, Math.min(low.get(node)!, index.get(next)!));
      }
    }
    if (low.get(node) !== index.get(node)) return;
    const component = stack.splice(stack.indexOf(node));
    for (const member of component) onStack.delete(member);
    found.push(component);
  };
  for (const node of inside) if (!index.has(node)) visit(node);
  return found;
}

/** The nodes that the entry leads to, each behind all that it leads to but by edges back. */
function postorder(successors: Successors): number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  const visit = (node: number): void => {
    seen.add(node);
    for (const next of successors[node]!) if (!seen.has(next)) visit(next);
    order.push(node);
  };
  visit(0);
  return order;
}

/** Gives each loop one entry: where there are several, a dispatch node of its own ("Beyond Relooper", section on irreducibility). */
export function makeReducible(graph: Successors): ReducibleGraph {
  const successors = graph.map((targets) => [...targets]);
  const dispatched = new Map<number, { readonly dispatcher: number; readonly index: number }>();

  const reachable = new Set(postorder(successors));
  const entriesOf = (component: ReadonlySet<number>): number[] => {
    const entered = new Set(component.has(0) ? [0] : []);
    for (const [node, targets] of successors.entries()) {
      if (component.has(node) || !reachable.has(node)) continue;
      for (const target of targets) if (component.has(target)) entered.add(target);
    }
    return [...entered];
  };

  const dispatchTo = (entries: readonly number[]): number => {
    const dispatcher = successors.length;
    for (const targets of successors) {
      for (const [i, target] of targets.entries()) if (entries.includes(target)) targets[i] = dispatcher;
    }
    successors.push([...entries]);
    reachable.add(dispatcher);
    for (const [index, entry] of entries.entries()) dispatched.set(entry, { dispatcher, index });
    return dispatcher;
  };

  const visit = (inside: ReadonlySet<number>): void => {
    for (const members of components(successors, inside)) {
      if (members.length === 1) continue;
      const component = new Set(members);
      const entries = entriesOf(component);
      // The entry of the whole is entered from outside as well: it stays where it is, as a loop's head.
      if (entries.length === 1) component.delete(entries[0]!);
      else dispatchTo(entries);
      visit(component);
    }
  };
  visit(new Set(reachable));
  return { successors, dispatched };
}

export interface FlowOrder {
  /** Reachable nodes in reverse postorder. */
  readonly order: readonly number[];
  /** Place of each node in it; −1 for unreachable ones. */
  readonly place: readonly number[];
  readonly predecessors: readonly (readonly number[])[];
  /** Immediate dominators; the entry is its own. */
  readonly dominator: readonly number[];
}

/** Orders and dominators (Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm"). */
export function flowOrder(successors: Successors): FlowOrder {
  const order = postorder(successors).reverse();
  const place = successors.map((_, node) => order.indexOf(node));
  const predecessors: number[][] = successors.map(() => []);
  for (const node of order) for (const next of successors[node]!) predecessors[next]!.push(node);
  const dominator = successors.map(() => -1);
  dominator[0] = 0;
  const common = (one: number, other: number): number => {
    let [a, b] = [one, other];
    while (a !== b) {
      while (place[a]! > place[b]!) a = dominator[a]!;
      while (place[b]! > place[a]!) b = dominator[b]!;
    }
    return a;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const node of order.slice(1)) {
      const known = predecessors[node]!.filter((from) => dominator[from]! >= 0);
      const next = known.reduce(common);
      if (dominator[node] === next) continue;
      dominator[node] = next;
      changed = true;
    }
  }
  return { order, place, predecessors, dominator };
}

/** Whether all ways from the entry to the second node lead through the first one. */
export function dominates({ dominator }: FlowOrder, first: number, second: number): boolean {
  for (let node = second; node !== first; node = dominator[node]!) if (node === 0) return false;
  return true;
}
