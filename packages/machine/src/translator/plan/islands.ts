/**
 * Islands: long loops in regions that use more registers than the host has. In there, only those registers are in locals that the loop has to
 * do with; all else is where the hart's state has it, so that the host keeps none of it for what comes later.
 */
import type { Loop } from './loops.ts';
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

const union = (sets: readonly Registers[]): Registers => sets.reduce((bits, set) => bits | set, 0);

/** Whether a loop goes round often for each visit of the places outside of it. */
export function isLong({ visits, rounds }: IslandPolicy, blocks: readonly Block[], { head, nodes }: Loop): boolean {
  const first = blocks[head];
  if (first === undefined) return false;
  const most = visits(first.pc) / rounds;
  return most >= 1 && blocks.every(({ pc }, node) => nodes.has(node) || pc === first.pc || visits(pc) <= most);
}

/**
 * For each node the island that it is in, if it is in one.
 * @param uses - for each block the registers that it reads or writes; `long` are the loops that may be islands
 */
export function findIslands(
  { room }: IslandPolicy,
  uses: readonly Registers[],
  nodes: number,
  long: readonly Loop[],
): readonly (Island | undefined)[] {
  const islands = new Array<Island | undefined>(nodes).fill(undefined);
  if (membersOf(union(uses)).length <= room) return islands;
  for (const loop of long) {
    const island = { ...loop, touched: union([...loop.nodes].map((node) => uses[node] ?? 0)) };
    for (const node of loop.nodes) islands[node] = island;
  }
  return islands;
}
