/** Steps with frames: taking, sharing, writing and giving them up. */
import fc from 'fast-check';
import { FrameAllocOptions } from '../../index.ts';
import { lies } from './liar.ts';
import { same } from './same.ts';
import { always, attempt, byte, length, offset, step, which, type Steps } from './step.ts';
import type { HandleModel, World } from './world.ts';

export const handleOf = ({ handles }: World, n: number): HandleModel => handles[n % handles.length]!;

const few = { weight: 9, arbitrary: fc.integer({ min: 1, max: 5 }) };
const many = { weight: 1, arbitrary: fc.integer({ min: 1, max: 700 }) };

export const frameSteps: Steps = {
  allocate: step({}, (world) => {
    const given = attempt(world, always, () => FrameAllocOptions.allocFrame());
    if (given?.value !== undefined) world.adopt(given.value);
    else if (given !== undefined) same('there is no memory', given.scarce, true);
  }),

  'allocate segment': step({ count: fc.oneof(few, many) }, (world, { count }) => {
    const given = attempt(world, always, () => FrameAllocOptions.allocSegment(count));
    const frames = given?.value ?? [];
    for (const frame of frames) world.adopt(frame);
    frames.forEach((frame, i) => same('a segment is contiguous', frame.paddr, frames[0]!.paddr + i * 4096));
  }),

  clone: step({ frame: which }, (world, args) => {
    const { frame, model, live } = handleOf(world, args.frame);
    const copy = attempt(
      world,
      () => live,
      () => frame.clone(),
    );
    if (copy !== undefined) world.adopt(copy.value, model);
  }),

  release: step({ frame: which }, (world, args) => {
    const handle = handleOf(world, args.frame);
    const given = attempt(
      world,
      () => handle.live,
      () => handle.frame.release(),
    );
    if (given === undefined) return;
    handle.live = false;
    handle.model.handles--;
  }),

  fill: step({ frame: which, offset, length, byte }, (world, args) => {
    const { frame, model, live } = handleOf(world, args.frame);
    const given = attempt(
      world,
      () => live,
      () => {
        const writer = frame.writer();
        writer.skip(args.offset);
        return writer.fill(args.byte, args.length);
      },
    );
    if (given === undefined) return;
    const done = Math.min(args.length, 4096 - args.offset);
    same('a frame ends', given.value, { done });
    model.bytes.fill(args.byte, args.offset, args.offset + done);
  }),

  lie: step({ answer: fc.constantFrom(...lies) }, ({ liar }, { answer }) => void liar.pending.push(answer)),
};
