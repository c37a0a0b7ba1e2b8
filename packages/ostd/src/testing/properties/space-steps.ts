/** Steps with address spaces: mapping, unmapping, protecting, and memory through a user's eyes. */
import { Bytes } from '@racho/bytes';
import fc from 'fast-check';
import type { Copied, PageFlags, VmCursor } from '../../index.ts';
import { handleOf } from './frame-steps.ts';
import { same } from './same.ts';
import { attempt, byte, length, offset, page, step, which, type Steps } from './step.ts';
import { addressOf, READ, WRITE, type FrameModel, type SpaceModel, type World } from './world.ts';

export const spaceOf = ({ spaces }: World, n: number): SpaceModel => spaces[n % spaces.length]!;

/** R, W and X as bits 0 … 2; often a legal set. */
export const flags: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(1, 3, 4, 5, 7) },
  { weight: 1, arbitrary: fc.nat(7) },
);
export const flagsOf = (bits: number): PageFlags => ({
  readable: (bits & 1) !== 0,
  writable: (bits & 2) !== 0,
  executable: (bits & 4) !== 0,
});
/** An entry with no right is a pointer, and W without R is reserved (Privileged Architecture, 4.3.1). */
const isLegal = (bits: number): boolean => (bits & 5) !== 0 && ((bits & 2) === 0 || (bits & 1) !== 0);

const cursorAt = ({ space }: SpaceModel, at: number): VmCursor => space.cursor(addressOf(at), 4096);

export const spaceSteps: Steps = {
  'release space': step({ space: which }, (world, args) => {
    const model = spaceOf(world, args.space);
    const given = attempt(
      world,
      () => model.live,
      () => model.space.release(),
    );
    if (given === undefined) return;
    model.live = false;
    for (const { frame } of model.pages.values()) frame.mappings--;
  }),

  map: step({ space: which, page, frame: which, flags }, (world, args) => map(world, args, flagsOf(args.flags))),

  unmap: step({ space: which, page }, (world, args) => {
    const model = spaceOf(world, args.space);
    const given = attempt(
      world,
      () => model.live,
      () => cursorAt(model, args.page).unmap(),
    );
    if (given === undefined) return;
    const mapped = model.pages.get(args.page);
    same('what was mapped is unmapped', given.value, mapped !== undefined);
    model.pages.delete(args.page);
    if (mapped !== undefined) mapped.frame.mappings--;
  }),

  protect: step({ space: which, page, flags }, (world, args) => {
    const model = spaceOf(world, args.space);
    const legal = (): boolean => model.live && isLegal(args.flags);
    const given = attempt(world, legal, () => cursorAt(model, args.page).protect(flagsOf(args.flags)));
    if (given === undefined) return;
    const mapped = model.pages.get(args.page);
    same('what is mapped is protected', given.value, mapped !== undefined);
    if (mapped !== undefined) model.pages.set(args.page, { ...mapped, flags: args.flags << 1 });
  }),

  'read user': step({ space: which, page, offset, length }, (world, args) => {
    const into = Bytes.alloc(args.length);
    copy(world, args, READ, ({ space }, start) => space.reader(start, args.length)?.read(into), (piece, at) => {
      const { bytes } = piece.frame;
      const expected = bytes.slice(piece.from, piece.from + piece.length);
      same('what is read is there', into.slice(at, at + piece.length).equals(expected), true);
    }); // prettier-ignore
  }),

  'fill user': step({ space: which, page, offset, length, byte }, (world, args) => {
    copy(world, args, WRITE, ({ space }, start) => space.writer(start, args.length)?.fill(args.byte, args.length), (piece) => {
      piece.frame.bytes.fill(args.byte, piece.from, piece.from + piece.length);
    }); // prettier-ignore
  }),
};

export type MapArguments = Readonly<Record<'space' | 'page' | 'frame' | 'flags', number>>;

/** Maps by `rights`, whose members say what `args.flags` does. */
export function map(world: World, args: MapArguments, rights: PageFlags): void {
  const model = spaceOf(world, args.space);
  const handle = handleOf(world, args.frame);
  const legal = (): boolean => model.live && handle.live && isLegal(args.flags);
  const given = attempt(world, legal, () => cursorAt(model, args.page).map(handle.frame, rights));
  if (given === undefined || (given.value === 'no-memory' && given.scarce)) return;
  same('a page is mapped once', given.value, model.pages.has(args.page) ? 'occupied' : undefined);
  if (given.value !== undefined) return;
  model.pages.set(args.page, { frame: handle.model, flags: args.flags << 1 });
  handle.model.mappings++;
}

interface Piece {
  readonly frame: FrameModel;
  readonly from: number;
  readonly length: number;
}

/** Copies between user memory and the kernel: page after page, up to the first that denies `right`. */
function copy(
  world: World,
  {
    space,
    page: first,
    offset: from,
    length: wanted,
  }: Readonly<Record<'space' | 'page' | 'offset' | 'length', number>>,
  right: number,
  act: (model: SpaceModel, start: number) => Copied | undefined,
  effect: (piece: Piece, at: number) => void,
): void {
  const model = spaceOf(world, space);
  const start = first * 4096 + from;
  const inRange = start + wanted <= 2 ** 38;
  const given = attempt(
    world,
    () => model.live || !inRange,
    () => act(model, start),
  );
  if (given === undefined) return;
  if (!inRange) {
    same('user memory ends', given.value, undefined);
    return;
  }
  let done = 0;
  while (done < wanted) {
    const at = start + done;
    const mapped = model.pages.get(Math.floor(at / 4096));
    if (mapped === undefined || (mapped.flags & right) === 0) break;
    const piece = { frame: mapped.frame, from: at % 4096, length: Math.min(wanted - done, 4096 - (at % 4096)) };
    effect(piece, done);
    done += piece.length;
  }
  same('a copy ends where access is denied', given.value, done < wanted ? { done, fault: start + done } : { done });
}
