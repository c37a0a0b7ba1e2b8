/** Whatever is handed to a function of ostd in the place of what its type says, the answer is an error of ostd's own, and nothing has happened. */
import { describe, expect, it } from 'vitest';
import {
  console,
  DmaCoherent,
  FrameAllocOptions,
  injectScheduler,
  log,
  PAGE_SIZE,
  power,
  Task,
  timer,
  toVaddr,
  trace,
  UserMode,
  vaddr,
  VmSpace,
  WaitQueue,
} from '../index.ts';
import { accountedFrames, checkInvariants } from '../testing/invariants.ts';
import { mapPage, PROGRAM, run, runTask } from '../testing/run.ts';

const throwing = {
  toString: (): string => {
    throw new Error('mine');
  },
};
const JUNK: Readonly<Record<string, unknown>> = {
  ...{ undefined, null: null, 'a symbol': Symbol('x'), 'an object': {}, 'an object that throws': throwing, NaN: NaN },
  ...{ 'a list': [], 'a function': Math.max, 'a bigint': 1n, 'a negative number': -1, 'a fraction': 0.5 },
};

interface Target {
  readonly space: VmSpace;
  readonly user: UserMode;
}

type Use = readonly [what: string, use: (target: Target, junk: never) => unknown, good?: readonly string[]];

/** Each takes one wrong argument; `good` names what is none. */
const uses: readonly Use[] = [
  ['console.print', (_, x) => console.print(x)],
  ['console.write', (_, x) => console.write(x)],
  ['log.info', (_, x) => log.info(x)],
  ['trace, its kind', (_, x) => trace(x, () => '')],
  ['trace, its text', (_, x) => trace('kind', x), ['a function']],
  ['power.shutdown', (_, x) => power.shutdown(x)],
  ['vaddr', (_, x) => vaddr(x), ['a negative number']],
  ['timer.onTick', (_, x) => timer.onTick(x), ['a function']],
  ['timer.sleepUntil', (_, x) => timer.sleepUntil(x).next()],
  ['injectScheduler', (_, x) => injectScheduler(x)],
  ['Task.spawn, the name', (_, x) => Task.spawn(x, function* () { yield* []; })], // prettier-ignore
  ['Task.spawn, the body', (_, x) => Task.spawn('x', x), ['a function']],
  ['WaitQueue.waitUntil', (_, x) => new WaitQueue().waitUntil(x).next(), ['a function']],
  ['FrameAllocOptions.allocSegment', (_, x) => FrameAllocOptions.allocSegment(x)],
  ['DmaCoherent.allocate', (_, x) => DmaCoherent.allocate(x)],
  ['UserMode.create', (_, x) => UserMode.create(x)],
  ['UserMode.execute', ({ user }, x) => user.execute(x), ['undefined', 'a function']],
  ['VmSpace.cursor, the start', ({ space }, x) => space.cursor(x, PAGE_SIZE)],
  ['VmSpace.cursor, the length', ({ space }, x) => space.cursor(PROGRAM, x)],
  ['VmCursor.skip', ({ space }, x) => space.cursor(PROGRAM, PAGE_SIZE).skip(x)],
  ['VmCursor.map, the frame', ({ space }, x) => space.cursor(FREE, PAGE_SIZE).map(x, RIGHTS)],
  ['VmCursor.map, the rights', ({ space }, x) => space.cursor(FREE, PAGE_SIZE).map(FrameAllocOptions.allocFrame()!, x)],
  ['VmCursor.protect', ({ space }, x) => space.cursor(PROGRAM, PAGE_SIZE).protect(x)],
  ['VmReader.read', ({ space }, x) => space.reader(PROGRAM, 8)!.read(x)],
  ['VmWriter.write', ({ space }, x) => space.writer(PROGRAM, 8)!.write(x)],
  ['VmWriter.fill', ({ space }, x) => space.writer(PROGRAM, 8)!.fill(x, 1)],
  ['UserContext.register', ({ user }, x) => user.context.register(x)],
  ['UserContext.setRegister, which', ({ user }, x) => user.context.setRegister(x, 1)],
  [
    'UserContext.setRegister, to what',
    ({ user }, x) => user.context.setRegister(5, x),
    ['a bigint', 'a negative number'],
  ],
  ['UserContext.setPc', ({ user }, x) => user.context.setPc(x)],
  ['UserContext.setFloat', ({ user }, x) => user.context.setFloat(1, x), ['a bigint']],
  ['UserContext.setFcsr', ({ user }, x) => user.context.setFcsr(x)],
  [
    'UserContext.setSyscallResult',
    ({ user }, x) => user.context.setSyscallResult(x),
    ['a bigint', 'a negative number'],
  ],
];
const RIGHTS = { readable: true, writable: true, executable: false };
const FREE = toVaddr(0x50_0000)!;

describe.each(uses.map(([what, use, good = []]) => ({ what, use, good })))('$what', ({ use, good }) => {
  it.each(Object.entries(JUNK).filter(([name]) => !good.includes(name)))('refuses %s', (_name, junk) => {
    runTask(function* () {
      const frames = accountedFrames();
      const space = VmSpace.create()!;
      mapPage(space, PROGRAM, 'rw').release();
      const user = UserMode.create(space)!;
      const refusal = { name: 'OstdError', code: expect.stringMatching(/^E_/) as string };
      expect(() => use({ space, user }, junk as never)).toThrow(expect.objectContaining(refusal));
      checkInvariants([space]);
      expect(accountedFrames()).toBe(frames);
      yield* [];
    });
  });
});

it.each(Object.entries(JUNK))('a frame allocator that is %s ends the system', (_name, junk) => {
  const { panic, status } = run(() => undefined, { frameAllocator: () => junk as never });
  expect({ panic, status }).toEqual({
    panic: expect.objectContaining({ code: 'E_ALLOCATOR' }) as unknown,
    status: 101,
  });
});
