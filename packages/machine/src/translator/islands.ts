/**
 * Islands: long loops in regions that use more registers than the host has. In there, only those registers are in locals that the loop has to
 * do with; all else is where the hart's state has it, so that the host keeps none of it for what comes later.
 */
import type { FlowOrder } from './graph.ts';
import { leafLoops, type Loop } from './loops.ts';
import { membersOf, type Registers } from './registers.ts';
import type { Block } from './region.ts';

export interface Island extends Loop {
  /** Registers that are read or written in it: those that are in locals. */
  readonly touched: Registers;
}

/** What decides where islands are worth it. */
export interface IslandPolicy {
  /** Registers that a region may use without islands: the host has some ten for them, fuel, and addresses. */
  readonly room: number;
  /** How often control came to an address by a jump or backwards, or less. */
  readonly visits: (pc: number) => number;
  /** Rounds of a loop each time that another place in the region is come by. */
  readonly rounds: number;
}

export const noIslands: IslandPolicy = { room: 32, visits: () => 0, rounds: Infinity };

export interface IslandScope {
  readonly blocks: readonly Block[];
  /** For each block the registers that it reads or writes. */
  readonly uses: readonly Registers[];
  readonly flow: FlowOrder;
}

const union = (sets: readonly Registers[]): Registers => sets.reduce((bits, set) => bits | set, 0);

/** Whether a loop with this head goes round often for each visit of the places outside of it. */
export function isLong({ visits, rounds }: IslandPolicy, head: Block | undefined, others: readonly Block[]): boolean {
  if (head === undefined) return false;
  const outside = Math.max(0, ...others.map(({ pc }) => (pc === head.pc ? 0 : visits(pc))));
  return visits(head.pc) >= rounds * Math.max(1, outside);
}

/** For each node the island that it is in, if it is in one. */
export function findIslands(scope: IslandScope, policy: IslandPolicy): readonly (Island | undefined)[] {
  const { blocks, uses, flow } = scope;
  if (membersOf(union(uses)).length <= policy.room) return [];
  const islands = leafLoops(flow)
    .filter(({ head, nodes }) =>
      isLong(
        policy,
        blocks[head],
        blocks.filter((_, node) => !nodes.has(node)),
      ),
    )
    .map(({ head, nodes }) => ({ head, nodes, touched: union([...nodes].map((node) => uses[node] ?? 0)) }));
  return flow.place.map((_, node) => islands.find(({ nodes }) => nodes.has(node)));
}
