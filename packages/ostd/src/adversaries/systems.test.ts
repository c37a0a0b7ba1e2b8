/** Handles in the wrong place: each method of one of them is refused in another system's step, and outside of all steps. */
import { Bytes } from '@racho/bytes';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  DmaCoherent,
  PAGE_SIZE,
  Task,
  timer,
  UserMode,
  VmSpace,
  type Coroutine,
  type UFrame,
  type VmCursor,
  type VmReader,
  type VmWriter,
} from '../index.ts';
import { mapPage, PROGRAM, runTask, start, userProgram, type Started } from '../testing/run.ts';

const RW = { readable: true, writable: true, executable: false };

interface Handles {
  readonly space: VmSpace;
  readonly user: UserMode;
  readonly frame: UFrame;
  readonly memory: DmaCoherent;
  readonly task: Task;
  readonly cursor: VmCursor;
  readonly reader: VmReader;
  readonly writer: VmWriter;
  readonly userWriter: VmWriter;
  readonly memoryWriter: VmWriter;
}

/** Every method of a handle that reads or changes what is behind it. */
const uses: Readonly<Record<string, (handles: Handles) => unknown>> = {
  'UFrame.paddr': ({ frame }) => frame.paddr,
  'UFrame.reader': ({ frame }) => frame.reader(),
  'UFrame.writer': ({ frame }) => frame.writer(),
  'UFrame.clone': ({ frame }) => frame.clone(),
  'UFrame.release': ({ frame }) => frame.release(),
  'VmReader.read': ({ reader }) => reader.read(Bytes.alloc(8)),
  'VmReader.accessible': ({ reader }) => reader.accessible(),
  'VmWriter.fill': ({ writer }) => writer.fill(1, 8),
  'VmWriter.write of a user': ({ userWriter }) => userWriter.write(Bytes.alloc(8)),
  'VmWriter.fill of a device': ({ memoryWriter }) => memoryWriter.fill(1, 8),
  'VmSpace.cursor': ({ space }) => space.cursor(PROGRAM, PAGE_SIZE),
  'VmSpace.release': ({ space }) => space.release(),
  'VmCursor.query': ({ cursor }) => cursor.query(),
  'VmCursor.map': ({ cursor, frame }) => cursor.map(frame, RW),
  'VmCursor.unmap': ({ cursor }) => cursor.unmap(),
  'VmCursor.protect': ({ cursor }) => cursor.protect(RW),
  'UserMode.execute': ({ user }) => user.execute(),
  'UserMode.release': ({ user }) => user.release(),
  'UserContext.register': ({ user }) => user.context.register(5),
  'UserContext.setRegister': ({ user }) => user.context.setRegister(5, 5),
  'UserContext.setPc': ({ user }) => user.context.setPc(PROGRAM),
  'UserContext.setFloat': ({ user }) => user.context.setFloat(1, 1n),
  'UserContext.fcsr': ({ user }) => user.context.fcsr,
  'DmaCoherent.paddr': ({ memory }) => memory.paddr,
  'DmaCoherent.release': ({ memory }) => memory.release(),
  'Task.wake': ({ task }) => task.wake(),
  'UserMode.create': ({ space }) => UserMode.create(space),
};

/** A system between two steps, and handles of it. */
function other(): { readonly handles: Handles; readonly started: Started } {
  let handles: Handles | undefined;
  const started = start(() => {
    Task.spawn('other', function* () {
      const space = VmSpace.create()!;
      const frame = mapPage(space, PROGRAM, 'rw');
      const memory = DmaCoherent.allocate(2)!;
      handles = {
        ...{ space, frame, memory, user: UserMode.create(space)!, task: Task.current()! },
        ...{ cursor: space.cursor(PROGRAM, PAGE_SIZE), reader: frame.reader(), writer: frame.writer() },
        ...{ userWriter: space.writer(PROGRAM, 8)!, memoryWriter: memory.writer() },
      };
      for (;;) yield* Task.yield();
    });
  });
  started.system.step(2_000_000);
  return { handles: handles!, started };
}

describe('a handle of another system', () => {
  let target: ReturnType<typeof other>;
  beforeAll(() => {
    target = other();
  });

  it.each(Object.entries(uses))('is refused outside of a step: %s', (_what, use) => {
    expect(() => use(target.handles)).toThrow(expect.objectContaining({ code: 'E_NOT_RUNNING' }));
  });

  it.each(Object.entries(uses))('is refused in that of the other: %s', (_what, use) => {
    runTask(function* () {
      expect(() => use(target.handles)).toThrow(expect.objectContaining({ code: 'E_HANDLE' }));
      yield* [];
    });
    expect(target.started.system.step(100_000).reason).toBe('budget'); // it lives on
  });
});

/** A system whose hart is in the middle of everything, with what its kernel lets another one have. */
function busy<T>(share: (user: UserMode, space: VmSpace) => T): {
  readonly started: Started;
  shared: () => T | undefined;
} {
  let shared: T | undefined;
  const started = start(
    () => {
      Task.spawn('busy', function* () {
        const { user, space } = userProgram('1: addi t1, t1, 1\n ecall\n j 1b');
        shared = share(user, space);
        for (;;) yield* user.execute(() => 'resume');
      });
    },
    { checks: 'on' },
  );
  return { started, shared: () => shared };
}

/** Steps both in turns, `busy` by few instructions at a time, so that it stops everywhere. */
function interleave({ started }: { readonly started: Started }, body: () => void): void {
  const meddler = start(() => {
    Task.spawn('meddler', function* () {
      for (;;) {
        body();
        yield* Task.yield();
      }
    });
  });
  for (let i = 0; i < 1000; i++) {
    expect(started.system.step(1 + (i % 13)).reason).toBe('budget');
    expect(meddler.system.step(20).reason).toBe('budget');
  }
  expect([started.panic(), meddler.panic()]).toEqual([undefined, undefined]);
}

it('nobody sets the registers of a user while they are restored', () => {
  const target = busy((user) => user);
  let refused = 0;
  interleave(target, () => {
    const user = target.shared();
    if (user === undefined) return;
    expect(() => user.context.setRegister(6, 1)).toThrow(expect.objectContaining({ code: 'E_HANDLE' }));
    refused++;
  });
  expect(refused).toBeGreaterThan(0);
});

it('nobody takes the place of what a hart was asked to do', () => {
  const target = busy((_user, space) => space);
  interleave(target, () => {
    const space = target.shared();
    if (space === undefined) return;
    expect(() => space.cursor(PROGRAM, PAGE_SIZE).protect(RW)).toThrow(expect.objectContaining({ code: 'E_HANDLE' }));
  });
});

it('nobody sleeps in two systems', () => {
  const target = busy(() => {
    const sleep: Coroutine<void> = timer.sleepUntil(1_000_000);
    expect(sleep.next().done).toBe(false);
    return sleep;
  });
  let refused = false;
  interleave(target, () => {
    const sleep = target.shared();
    if (sleep === undefined || refused) return;
    expect(() => sleep.next()).toThrow(expect.objectContaining({ code: 'E_HANDLE' }));
    refused = true;
  });
  expect(refused).toBe(true);
});
