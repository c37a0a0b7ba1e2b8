/** Frame allocators that attack: they use ostd while they are asked, and throw when frames are given back. */
import { expect, it } from 'vitest';
import { current } from '../context.ts';
import {
  DmaCoherent,
  FrameAllocOptions,
  log,
  PAGE_SIZE,
  power,
  Task,
  toVaddr,
  UserMode,
  VmSpace,
  WaitQueue,
  type UFrame,
} from '../index.ts';
import { stackAllocator } from '../mm/frame-allocator.ts';
import type { BootOptions } from '../boot.ts';
import type { Ppn } from '../mm/address.ts';
import type { FrameTable } from '../mm/frame-table.ts';
import { mapPage, PROGRAM, run, runTask, userProgram } from '../testing/run.ts';

const RW = { readable: true, writable: true, executable: false };

/** An allocator that does what it is told in the middle of its next answer, and that answer is honest. */
class Hooked {
  next: (() => void) | undefined;

  readonly make: NonNullable<BootOptions['frameAllocator']> = (first, end) => {
    const honest = stackAllocator(first, end);
    return {
      allocate: () => {
        this.#run();
        return honest.allocate();
      },
      allocateRun: (count) => {
        this.#run();
        return honest.allocateRun(count);
      },
      recycle: (page) => {
        honest.recycle(page);
        this.#run();
      },
    };
  };

  #run(): void {
    const { next } = this;
    this.next = undefined;
    next?.();
  }
}

function framesInUse(frames: FrameTable): number {
  return Array.from({ length: frames.count }, (_, i) => frames.references((frames.first + i) as Ppn)).filter(Boolean)
    .length;
}

interface Target {
  readonly space: VmSpace;
  readonly user: UserMode;
  readonly frame: UFrame;
  readonly memory: DmaCoherent;
}

/** What asks the allocator: for a frame, for several, and to take one back. */
const asking: readonly (readonly [what: string, act: (target: Target, i: number) => unknown])[] = [
  ['a frame is wanted', () => FrameAllocOptions.allocFrame()?.release()],
  ['frames are wanted', () => FrameAllocOptions.allocSegment(2)],
  ['a table is wanted', ({ space, frame }, i) => space.cursor(toVaddr((32 + i) * 2 ** 30)!, PAGE_SIZE).map(frame, RW)],
  ['a frame is given back', () => mapPage(VmSpace.create()!, PROGRAM, 'r').clone().release()],
  ['a space is given back', () => VmSpace.create()?.release()],
];

/** What it might do then. */
const uses: readonly (readonly [what: string, use: (target: Target) => unknown])[] = [
  ['allocate', () => FrameAllocOptions.allocFrame()],
  ['count', () => FrameAllocOptions.free()],
  ['make a space', () => VmSpace.create()],
  ['make a user', ({ space }) => UserMode.create(space)],
  ['spawn', () => Task.spawn('inner', function* () { yield* []; })], // prettier-ignore
  ['print', () => log.info('here')],
  ['release a frame', ({ frame }) => frame.release()],
  ['release a space', ({ space }) => space.release()],
  ['release a user', ({ user }) => user.release()],
  ['release memory of a device', ({ memory }) => memory.release()],
  ['unmap', ({ space }) => space.cursor(PROGRAM, PAGE_SIZE).unmap()],
  ['write to a frame', ({ frame }) => frame.writer().fill(1, 8)],
  ['write to a user', ({ space }) => space.writer(PROGRAM, 8)?.fill(1, 8)],
  ['set a register', ({ user }) => user.context.setRegister(5, 1)],
  ['end the system', () => power.shutdown(0)],
];

it.each(asking)('can use nothing of ostd when %s', (_what, act) => {
  const allocator = new Hooked();
  const outcomes: unknown[] = [];
  runTask(
    function* () {
      const space = VmSpace.create()!;
      mapPage(space, PROGRAM, 'rw').release();
      const target: Target = {
        space,
        user: UserMode.create(space)!,
        frame: FrameAllocOptions.allocFrame()!,
        memory: DmaCoherent.allocate(1)!,
      };
      for (const [i, [what, use]] of uses.entries()) {
        allocator.next = () => {
          try {
            use(target);
            outcomes.push([what, 'done']);
          } catch (error) {
            outcomes.push([what, (error as { code: string }).code]);
          }
        };
        act(target, i);
      }
      yield* [];
    },
    { frameAllocator: allocator.make },
  );
  expect(outcomes).toEqual(uses.map(([what]) => [what, 'E_BUSY']));
});

// A walk goes on where it was: were its root a trap context by then, an entry would be written into saved registers.
it('cannot make a page table into a trap context under a walk', () => {
  const allocator = new Hooked();
  const refused: unknown[] = [];
  const { status } = run(
    () => {
      Task.spawn('test', function* () {
        const { space: mine, user } = userProgram('ecall');
        const victim = VmSpace.create()!;
        const frame = FrameAllocOptions.allocFrame()!;
        allocator.next = () => {
          try {
            victim.release();
            UserMode.create(mine);
          } catch (error) {
            refused.push(error);
          }
        };
        // The 32nd word of the root would be sstatus.
        expect(victim.cursor(toVaddr(32 * 2 ** 30)!, PAGE_SIZE).map(frame, RW)).toBeUndefined();
        expect((yield* user.execute()).kind).toBe('syscall');
        power.shutdown(7);
      });
    },
    { frameAllocator: allocator.make, checks: 'on' },
  );
  expect({ status, refused }).toEqual({ status: 7, refused: [expect.objectContaining({ code: 'E_BUSY' })] });
});

it.each(['allocate', 'allocateRun'] as const)('cannot have what it answers run code: %s', (which) => {
  let ran = false;
  const answer = { valueOf: () => ((ran = true), 0x80300) } as never;
  let isAsked = false;
  const { panic } = run(
    () => {
      isAsked = true;
      if (which === 'allocate') FrameAllocOptions.allocFrame();
      else FrameAllocOptions.allocSegment(2);
    },
    {
      frameAllocator: (first, end) => {
        const honest = stackAllocator(first, end);
        return { ...honest, [which]: (count: number) => (isAsked ? answer : honest[which](count)) };
      },
    },
  );
  expect(panic).toMatchObject({ code: 'E_ALLOCATOR' });
  expect(ran).toBe(false);
});

const TEN_PAGES = Array.from({ length: 10 }, (_, i) => toVaddr(0x10_0000 + i * PAGE_SIZE)!);

function spaceOfTenPages(): VmSpace {
  const space = VmSpace.create()!;
  for (const at of TEN_PAGES) mapPage(space, at, 'rw').release();
  return space;
}

/** Each makes something, and gives what gives it back again. */
const releases: Readonly<Record<string, () => () => void>> = {
  'a frame is': () => releasing(FrameAllocOptions.allocFrame()!),
  'a space is': () => releasing(spaceOfTenPages()),
  'a user is': () => {
    const space = VmSpace.create()!;
    return releasing(UserMode.create(space)!, space);
  },
  'memory of a device is': () => releasing(DmaCoherent.allocate(8)!),
  'pages are': () => {
    const space = spaceOfTenPages();
    return () => {
      for (const at of TEN_PAGES) {
        const cursor = space.cursor(at, PAGE_SIZE);
        expect(cursor.unmap()).toBe(true);
        expect(cursor.remaining).toBe(0);
      }
      space.release();
    };
  },
};

function releasing(...handles: readonly { readonly release: () => void }[]): () => void {
  return () => {
    for (const handle of handles) handle.release();
  };
}

it.each(Object.entries(releases))('throws when %s given back: all goes back, and the system ends', (_what, make) => {
  const allocator = new Hooked();
  const mine = new Error('mine');
  let ended = false;
  const { panic, status } = run(
    () => {
      Task.spawn('test', function* () {
        const before = framesInUse(current().frames.table);
        const release = make();
        expect(framesInUse(current().frames.table)).toBeGreaterThan(before);
        allocator.next = () => {
          throw mine;
        };
        release();
        expect(framesInUse(current().frames.table)).toBe(before);
        ended = true;
        yield* Task.yield();
        ended = false; // the system goes no further than to the end of a task's turn
      });
    },
    { frameAllocator: allocator.make },
  );
  expect({ status, ended }).toEqual({ status: 101, ended: true });
  expect(panic).toMatchObject({ code: 'E_ALLOCATOR', cause: mine });
});

it('throws while the system boots, and the kernel asks for its end: the one is not lost with the other', () => {
  const allocator = new Hooked();
  const mine = new Error('mine');
  const { panic, status } = run(
    () => {
      const frame = FrameAllocOptions.allocFrame()!;
      allocator.next = () => {
        throw mine;
      };
      frame.release();
      power.shutdown(0);
    },
    { frameAllocator: allocator.make },
  );
  expect(status).toBe(101);
  expect(panic).toMatchObject({ code: 'E_ALLOCATOR', cause: mine });
});

it.each(
  Object.entries({
    'an object of the app': new Error('mine'),
    'what may be the end of the stack': new RangeError('mine'),
  }),
)('throws %s when it is asked: the kernel never sees it, and the app does', (_what, mine) => {
  const allocator = new Hooked();
  const asked: readonly (() => unknown)[] = [
    () => FrameAllocOptions.allocFrame(),
    () => FrameAllocOptions.allocSegment(2),
  ];
  const caught: unknown[] = [];
  let seen: unknown;
  const { panic, status } = run(
    () => {
      for (const ask of asked) {
        allocator.next = () => {
          throw Object.assign(mine, { cause: process });
        };
        try {
          ask();
        } catch (error) {
          caught.push(error);
        }
      }
      seen = (caught as Error[]).map(({ message, cause }) => ({ message, cause }));
      // Whoever made a text of it would run this.
      const toString = (): never => {
        throw mine;
      };
      throw Object.assign(caught[0] as Error, { message: { toString } });
    },
    { frameAllocator: allocator.make },
  );
  const message = 'the frame allocator threw when it was asked for frames';
  expect(seen).toEqual([
    { message, cause: undefined },
    { message, cause: undefined },
  ]);
  expect(caught).not.toContain(mine);
  expect(status).toBe(101);
  expect(panic).toMatchObject({ code: 'E_ALLOCATOR', message, cause: mine });
});

it('has members that run code: that can use nothing of ostd', () => {
  const codes: unknown[] = [];
  const used = (act: () => unknown): void => {
    try {
      codes.push(act());
    } catch (error) {
      codes.push((error as { code: string }).code);
    }
  };
  run(
    () => {
      power.shutdown(0);
    },
    {
      frameAllocator: (first, end) => {
        const { allocate, allocateRun, recycle } = stackAllocator(first, end);
        return {
          get allocate() {
            for (const [, use] of uses.slice(4, 6)) used(() => use({} as Target));
            used(() => {
              power.shutdown(7);
            });
            return allocate;
          },
          allocateRun,
          recycle,
        };
      },
    },
  );
  expect(codes).toEqual(['E_BUSY', 'E_BUSY', 'E_BUSY']);
});

it('throws when the stack of a task is given back: all goes back, and the system ends', () => {
  const allocator = new Hooked();
  let frames: FrameTable | undefined;
  let before = 0;
  const { panic } = run(
    () => {
      frames = current().frames.table;
      before = framesInUse(frames);
      Task.spawn('test', function* () {
        allocator.next = () => {
          throw new Error('mine');
        };
        yield* [];
      });
    },
    { frameAllocator: allocator.make },
  );
  expect(panic).toMatchObject({ code: 'E_ALLOCATOR' });
  expect(framesInUse(frames!)).toBe(before);
});

// The language closes it, whatever ostd says to that.
it('closes a coroutine that waits, and nothing of it is left', () => {
  const hooked = new Hooked();
  runTask(
    function* () {
      const { user } = userProgram('ecall');
      const running = (function* () {
        yield* user.execute();
      })();
      running.next();
      hooked.next = () => void running.return();
      FrameAllocOptions.allocFrame()!.release();
      user.release();

      const queue = new WaitQueue();
      const waiting = queue.waitUntil(() => undefined);
      waiting.next();
      hooked.next = () => void waiting.return(undefined);
      FrameAllocOptions.allocFrame()!.release();
      let isOpen = false;
      let served = 0;
      Task.spawn('other', function* () {
        yield* queue.waitUntil(() => (isOpen ? true : undefined));
        served++;
      });
      yield* Task.yield();
      isOpen = true;
      queue.wakeOne();
      yield* Task.yield();
      expect(served).toBe(1);
    },
    { frameAllocator: hooked.make },
  );
});
