/** The stack of the host ends anywhere: an operation is done, or has not begun, or is the last of its system. */
import { MachineError } from '@racho/machine';
import { expect, it } from 'vitest';
import { current } from '../context.ts';
import {
  console,
  DmaCoherent,
  FrameAllocOptions,
  PAGE_SIZE,
  power,
  selfTest,
  Task,
  timer,
  UserMode,
  VmSpace,
  WaitQueue,
} from '../index.ts';
import type { Coroutine } from '../index.ts';
import { mapPage, PROGRAM, start } from '../testing/run.ts';

/** What is called where there is no stack left, and what must hold when it has returned. */
interface Attempt {
  readonly act: () => void;
  readonly after: () => Coroutine<void>;
}

/** After `release`, as many frames are free as before there was anything to be released. */
function releasing(make: () => { readonly release: () => void }): Attempt {
  const frames = FrameAllocOptions.free();
  const made = make();
  return {
    act: () => {
      made.release();
    },
    *after() {
      expect(FrameAllocOptions.free()).toBe(frames);
      yield* [];
    },
  };
}

/** What was made is there once, and nothing else is. */
function making(make: () => { readonly release: () => void } | undefined): Attempt {
  make()!.release(); // tables that stay are there from now on
  const frames = FrameAllocOptions.free();
  let made: { readonly release: () => void } | undefined;
  return {
    act: () => {
      made = make();
    },
    *after() {
      made!.release();
      expect(FrameAllocOptions.free()).toBe(frames);
      yield* [];
    },
  };
}

/** A task that waits, and goes on once. */
function waking(wait: () => Coroutine<void>, wake: (task: Task) => void): Attempt {
  let woken = 0;
  const task = Task.spawn('waiter', function* () {
    yield* wait();
    woken++;
  })!;
  return {
    act: () => {
      wake(task);
    },
    *after() {
      for (let i = 0; i < 5; i++) yield* Task.yield();
      expect(woken).toBe(1);
    },
  };
}

const rw = { readable: true, writable: true, executable: false };
const attempts: Readonly<Record<string, () => Attempt>> = {
  'UFrame.release': () => releasing(() => FrameAllocOptions.allocFrame()!),
  'UFrame.clone': () => {
    const frame = FrameAllocOptions.allocFrame()!;
    return making(() => frame.clone());
  },
  allocFrame: () => making(() => FrameAllocOptions.allocFrame()),
  allocSegment: () =>
    making(() => {
      const frames = FrameAllocOptions.allocSegment(5);
      return frames && { release: () => frames.forEach((frame) => frame.release()) };
    }),
  'DmaCoherent.allocate': () => making(() => DmaCoherent.allocate(5)),
  'DmaCoherent.release': () => releasing(() => DmaCoherent.allocate(5)!),
  'VmSpace.create': () => making(() => VmSpace.create()),
  'VmSpace.release': () =>
    releasing(() => {
      const space = VmSpace.create()!;
      mapPage(space, PROGRAM, 'rw').release();
      return space;
    }),
  'VmCursor.map': () => {
    const frames = FrameAllocOptions.free();
    const space = VmSpace.create()!;
    const frame = FrameAllocOptions.allocFrame()!;
    const cursor = space.cursor(PROGRAM, PAGE_SIZE);
    return {
      act: () => {
        cursor.map(frame, rw);
      },
      *after() {
        frame.release();
        space.release();
        expect(FrameAllocOptions.free()).toBe(frames);
        yield* [];
      },
    };
  },
  'VmCursor.unmap': () => {
    const frames = FrameAllocOptions.free();
    const space = VmSpace.create()!;
    mapPage(space, PROGRAM, 'rw').release();
    const cursor = space.cursor(PROGRAM, PAGE_SIZE);
    return {
      act: () => {
        cursor.unmap();
      },
      *after() {
        expect(frames - FrameAllocOptions.free()).toBe(5); // the tables stay with the space
        yield* [];
      },
    };
  },
  'UserMode.create': () => {
    const space = VmSpace.create()!;
    return making(() => UserMode.create(space));
  },
  'UserMode.release': () => {
    const space = VmSpace.create()!;
    UserMode.create(space)!.release();
    return releasing(() => UserMode.create(space)!);
  },
  'console.print': () => ({
    act: () => {
      console.print('x');
    },
    *after() {
      yield* [];
    },
  }),
  'timer.now': () => ({
    act: () => {
      timer.now();
    },
    *after() {
      yield* [];
    },
  }),
  'Task.spawn': () => {
    let ran = 0;
    return {
      act: () => {
        Task.spawn('spawned', function* () {
          ran++;
          yield* [];
        });
      },
      *after() {
        yield* Task.yield();
        expect(ran).toBe(1);
      },
    };
  },
  'Task.wake': () =>
    waking(
      () => Task.park(),
      (task) => {
        task.wake();
      },
    ),
  'WaitQueue.wakeOne': () => {
    const queue = new WaitQueue();
    let isOpen = false;
    return waking(
      function* () {
        yield* queue.waitUntil(() => (isOpen ? true : undefined));
      },
      () => {
        isOpen = true;
        queue.wakeOne();
      },
    );
  },
};

/** `cut`: in the middle of the operation, or of what the machine did for it. */
type Outcome = 'done' | 'cut';

/** Goes down as far as it can, `padding` more arguments at each level, and acts where that is first possible on the way back. */
function actAtTheEnd(act: () => void, padding: number): Outcome {
  const system = current();
  const rest = Array.from({ length: padding }, () => 0);
  let outcome: Outcome | undefined;
  const dive = (..._rest: readonly number[]): void => {
    try {
      dive(...rest);
    } catch {
      // this deep it goes
    }
    if (outcome !== undefined) return;
    try {
      act();
      outcome = 'done';
    } catch (error) {
      // Neither the machine's own errors nor what they are about is the kernel's (S4).
      if (error instanceof MachineError || (error instanceof Error && error.cause !== undefined)) throw error;
      if (system.unfinished > 0 || system.supervisor.failed) outcome = 'cut';
      else if (!(error instanceof RangeError)) throw error;
    }
  };
  dive();
  return outcome!;
}

it.each(Object.entries(attempts))('%s', (_name, prepare) => {
  for (let padding = 0; padding < 24; padding++) {
    let outcome: Outcome | undefined;
    const { system, panic } = start(() => {
      Task.spawn('diver', function* () {
        const { act, after } = prepare();
        yield* Task.yield();
        outcome = actAtTheEnd(act, padding);
        if (current().supervisor.failed)
          expect(() => {
            console.print('still here');
          }).toThrow(expect.objectContaining({ code: 'E_HOST' }));
        if (outcome === 'done') yield* after();
        power.shutdown(0); // is not how it ends, if something was cut
      });
    });
    let end: unknown;
    try {
      end = system.step(100_000_000);
    } catch (error) {
      end = error;
    }
    if (outcome === 'done') expect([panic(), end]).toEqual([undefined, expect.objectContaining({ status: 0 })]);
    else if (end instanceof MachineError) expect(end.code).toBe('E_UNWOUND');
    else if (end instanceof Error) expect(end).toBeInstanceOf(RangeError);
    else expect(panic()).toMatchObject({ code: 'E_UNWOUND' });
  }
});

/** V8 wants much stack to compile what is called for the first time, and nothing of this is here: so the stack is made to end in the middle. */
it('selfTest, in the middle', () => {
  const { system, panic } = start(() => {
    current().heap.release = () => {
      throw new RangeError('the stack has ended');
    };
    expect(() => selfTest()).toThrow(RangeError);
    power.shutdown(0); // is not how it ends
  });
  expect(system.step(100_000_000)).toMatchObject({ reason: 'halt', status: 101 });
  expect(panic()).toMatchObject({ code: 'E_UNWOUND' });
});
