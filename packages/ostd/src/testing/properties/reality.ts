/** Compares the whole system with the model: every frame of RAM, every page table, every byte that the program knows. */
import { viewOf } from '@racho/bytes/raw';
import { current } from '../../context.ts';
import { FrameAllocOptions } from '../../index.ts';
import type { FrameKind } from '../../mm/frame-table.ts';
import type { Ppn } from '../../mm/address.ts';
import { frameBytes, walk } from './page-walk.ts';
import { same } from './same.ts';
import { TRAMPOLINE_PAGE, type SpaceModel, type World } from './world.ts';

const USER = 16;
const GLOBAL = 32;
const TRAMPOLINE_FLAGS = 2 | 8 | GLOBAL;
const CONTEXT_FLAGS = 2 | 4;
/** V and the rights; A and D are the MMU's. */
const flagsOf = (entry: number): number => entry & (2 | 4 | 8 | USER | GLOBAL);

/** What a frame is in use as, and how often; `undefined` and 0 if it is free. */
interface Use {
  readonly kind: FrameKind | undefined;
  readonly references: number;
}

/** How the frames were before the program began. */
export class Baseline {
  readonly #uses: readonly Use[];
  readonly #free: number;

  constructor() {
    const { table, free } = current().frames;
    this.#uses = Array.from({ length: table.count }, (_, i) => useOf((table.first + i) as Ppn));
    this.#free = free;
  }

  /** Throws unless the program has left nothing behind. */
  restored(): void {
    this.#compareFrames(new Map());
  }

  /** Throws unless exactly what `world` says is in use is, as what it says. */
  compare(world: World): void {
    if (world.liar.fault !== undefined) throw world.liar.fault;
    const expected = new Map<number, Use>();
    const use = (page: number, kind: FrameKind, references: number): void => {
      if (expected.has(page)) throw new Error(`page ${page} has two owners: ${expected.get(page)!.kind}, and ${kind}`);
      expected.set(page, { kind, references });
    };
    for (const { page, handles, mappings } of world.frames) {
      if (handles + mappings > 0) use(page, 'untyped', handles + mappings);
    }
    for (const { page, pages } of world.memories.filter(({ live }) => live)) {
      for (let i = 0; i < pages; i++) use(page + i, 'dma', 1);
    }
    for (const { page } of world.liveUsers) use(page, 'trap-context', 1);
    for (const space of world.spaces.filter(({ live }) => live)) {
      for (const table of compareSpace(space, world)) use(table, 'page-table', 1);
    }
    this.#compareFrames(expected);
  }

  /** Every frame of RAM is used as it was before, or as `expected` says. */
  #compareFrames(expected: ReadonlyMap<number, Use>): void {
    const { first } = current().frames.table;
    this.#uses.forEach((before, i) => {
      const page = (first + i) as Ppn;
      const { kind, references } = expected.get(page) ?? before;
      const actual = useOf(page);
      if (actual.kind === kind && actual.references === references) return;
      throw new Error(`page ${page} is ${actual.kind} ${actual.references} instead of ${kind} ${references}`);
    });
    same('the number of free frames', FrameAllocOptions.free(), this.#free - expected.size);
  }
}

function useOf(page: Ppn): Use {
  const { table } = current().frames;
  return { kind: table.kindOf(page), references: table.references(page) };
}

/** What the page table of a space maps is what the model has mapped; gives the frames of the table. */
function compareSpace({ root, pages, space }: SpaceModel, world: World): readonly number[] {
  const { leaves, tables } = walk(root);
  const found = new Map(leaves.map(({ page, target, flags }) => [page, `${target} ${flagsOf(flags)}`]));
  const expected = new Map([...pages].map(([page, { frame, flags }]) => [page, `${frame.page} ${flags | USER}`]));
  const contexts = world.liveUsers.filter((user) => user.space === space).map(({ page }) => page);
  for (const { page, target, flags } of leaves.filter((leaf) => leaf.page < 0)) {
    found.delete(page);
    const isTrampoline = page === TRAMPOLINE_PAGE;
    same('an upper page', flagsOf(flags), isTrampoline ? TRAMPOLINE_FLAGS : CONTEXT_FLAGS);
    same('its frame', isTrampoline ? target === current().trampoline : contexts.includes(target), true);
  }
  same('upper pages', leaves.filter(({ page }) => page < 0).length, contexts.length + 1);
  same('the mappings of a space', found, expected);
  return tables;
}

/** Frames hold what was written through the program's handles and mappings; trap contexts what was set. */
export function compareBytes(world: World): void {
  for (const { page, bytes, handles, mappings } of world.frames) {
    if (handles + mappings > 0 && Buffer.compare(viewOf(frameBytes(page)), viewOf(bytes)) !== 0)
      throw new Error(`the bytes of page ${page} changed`);
  }
  for (const { page, registers } of world.users.filter(({ live }) => live)) {
    const bytes = frameBytes(page);
    registers.forEach((value, n) => {
      if (n > 0 && bytes.u64(8 * n) !== value) throw new Error(`x${n} of the user in page ${page} changed`);
    });
  }
}
