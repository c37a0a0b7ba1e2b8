/**
 * What goes wrong first if ostd leaves something out, on the checked machine: frames and translations that end while they are in use.
 * `tests/src/mutations.test.ts` leaves things out in a copy of ostd, and sees these tests name the invariant.
 */
import { Bytes } from '@racho/bytes';
import { describe, expect, it } from 'vitest';
import {
  FrameAllocOptions,
  PAGE_SIZE,
  toVaddr,
  UserMode,
  VmSpace,
  type Coroutine,
  type UserEvent,
  type Vaddr,
} from '../index.ts';
import { mapPage, PROGRAM, runTask, userProgram } from '../testing/run.ts';

const DATA: Vaddr = toVaddr(0x5_0000)!;

/** Writes to {@link DATA} and calls, over and over. */
const WRITER = `
  li t0, 0x50000
1: sd t0, 0(t0)
  ecall
  j 1b
`;

const checked = (body: () => Coroutine<void>): void => void runTask(body, { checks: 'on' });

/** Runs the user until it stops, timer interrupts aside. */
function* stopOf(user: UserMode): Coroutine<UserEvent> {
  for (;;) {
    const event = yield* user.execute();
    if (event.kind !== 'event') return event;
  }
}

/** A user that has written to its page a few times, so that every cache has it. */
function* warm(): Coroutine<{ space: VmSpace; user: UserMode }> {
  const { space, user } = userProgram(WRITER);
  mapPage(space, DATA, 'rw').release();
  for (let i = 0; i < 3; i++) expect((yield* stopOf(user)).kind).toBe('syscall');
  return { space, user };
}

const fault = { kind: 'exception', cause: 'store-page-fault', address: DATA };

describe('on the checked machine', () => {
  it('a page that is unmapped is out of reach, and its frame free', () => {
    checked(function* () {
      const { space, user } = yield* warm();
      const before = FrameAllocOptions.free();
      expect(space.cursor(DATA, PAGE_SIZE).unmap()).toBe(true);
      expect(FrameAllocOptions.free()).toBe(before + 1);
      expect(yield* stopOf(user)).toMatchObject(fault);
    });
  });

  it('a right that is taken away is gone', () => {
    checked(function* () {
      const { space, user } = yield* warm();
      space.cursor(DATA, PAGE_SIZE).protect({ readable: true, writable: false, executable: false });
      expect(yield* stopOf(user)).toMatchObject(fault);
    });
  });

  it('a frame lives as long as it is mapped, whoever lets go of it', () => {
    checked(function* () {
      const { space, user } = yield* warm();
      const frame = mapPage(space, toVaddr(DATA + PAGE_SIZE)!, 'rw');
      frame.release();
      const other = FrameAllocOptions.allocFrame()!;
      other.writer().fill(1, PAGE_SIZE);
      expect((yield* stopOf(user)).kind).toBe('syscall');
      other.release();
    });
  });

  it('nothing of a space outlives it, nor of a thread', () => {
    checked(function* () {
      const { space, user } = yield* warm();
      const second = UserMode.create(space)!;
      second.context.setPc(PROGRAM);
      expect((yield* stopOf(second)).kind).toBe('syscall');
      second.release();
      const frame = FrameAllocOptions.allocFrame()!;
      expect((yield* stopOf(user)).kind).toBe('syscall');
      user.release();
      space.release();
      frame.release();
    });
  });

  it('each thread of a space is entered with its own registers', () => {
    checked(function* () {
      const { space, user } = yield* warm();
      const second = UserMode.create(space)!;
      second.context.setPc(PROGRAM);
      second.context.setRegister(9, 9);
      expect((yield* stopOf(second)).kind).toBe('syscall');
      expect((yield* stopOf(user)).kind).toBe('syscall');
      expect(second.context.register(9)).toBe(9n);
    });
  });

  it('each space has a number of its own', () => {
    checked(function* () {
      const [first, second] = [yield* warm(), yield* warm()];
      for (const { user } of [first, second, first]) expect((yield* stopOf(user)).kind).toBe('syscall');
    });
  });

  it('a cursor ends with its frame', () => {
    checked(function* () {
      const frame = FrameAllocOptions.allocFrame()!;
      const [reader, writer] = [frame.reader(), frame.writer()];
      frame.release();
      expect(() => reader.read(Bytes.alloc(8))).toThrow(expect.objectContaining({ code: 'E_HANDLE' }));
      expect(() => writer.fill(1, 8)).toThrow(expect.objectContaining({ code: 'E_HANDLE' }));
      yield* [];
    });
  });
});
