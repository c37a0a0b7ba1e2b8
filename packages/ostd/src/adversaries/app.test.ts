/** Apps whose callbacks call the kernel: ostd is closed to it then, for it is in the middle of whatever the callback is asked for. */
import { Bytes } from '@racho/bytes';
import type { MachineOptions } from '@racho/machine';
import { expect, it } from 'vitest';
import type { BootOptions } from '../boot.ts';
import { console, FrameAllocOptions, power, Task, timer, toVaddr, trace, VmSpace, type Coroutine } from '../index.ts';
import { mapPage, start, userProgram } from '../testing/run.ts';

const quiet = (): undefined => undefined;
let milliseconds = 0;

/** Gives each instruction as it is, and calls when a member of it is read. */
const watched =
  (call: () => void) =>
  <Row extends object>(row: Row): Row =>
    new Proxy(row, { get: (target, name) => (call(), Reflect.get(target, name) as unknown) });

/** How an app calls the kernel back, and what the kernel does for that to happen. */
const callbacks: Readonly<
  Record<
    string,
    {
      readonly app: (call: () => void) => {
        readonly boot?: Partial<BootOptions>;
        readonly machine?: Partial<MachineOptions>;
      };
      readonly provoke: () => Coroutine<void> | undefined;
    }
  >
> = {
  console: {
    app: (call) => ({ machine: { console: call } }),
    provoke: () => {
      console.print('x\n');
      return undefined;
    },
  },
  trace: {
    app: (call) => ({ boot: { trace: ({ kind }) => kind === 'kind' && call() } }),
    provoke: () => {
      trace('kind', () => 'text');
      return undefined;
    },
  },
  clock: {
    app: (call) => ({ machine: { clock: () => (call(), ++milliseconds) } }),
    provoke: () => {
      timer.now();
      return undefined;
    },
  },
  'clock, by a time that has to be made a number,': {
    app: (call) => ({ machine: { clock: () => ({ valueOf: () => (call(), ++milliseconds) }) as unknown as number } }),
    provoke: () => {
      timer.now();
      return undefined;
    },
  },
  'clock, while all tasks sleep,': {
    app: (call) => ({ machine: { clock: () => (call(), ++milliseconds) } }),
    *provoke() {
      yield* timer.sleepUntil(timer.now() + 50);
    },
  },
  // A write to a page of code drops what was translated of it.
  'observer of the translator': {
    app: (call) => ({
      machine: { jit: 'eager', observer: { entered: quiet, left: quiet, compiled: quiet, dropped: call } },
    }),
    *provoke() {
      const { space, user } = userProgram('ecall');
      const code = mapPage(space, toVaddr(0x8000)!, 'rx');
      code.writer().write(Bytes.fromHex('73000000 6ff0dfff')); // 1: ecall; j 1b
      user.context.setPc(toVaddr(0x8000)!);
      let calls = 0;
      yield* user.execute(() => (++calls < 10 ? 'resume' : 'stop'));
      code.writer().fill(0, 64);
      user.release();
      space.release();
      code.release();
    },
  },
  // What it answers is looked at when it has returned.
  'observer, by an instruction that it gives,': {
    app: (call) => ({
      machine: {
        jit: 'eager',
        observer: { entered: quiet, left: quiet, compiled: quiet, dropped: quiet, substitute: watched(call) },
      },
    }),
    *provoke() {
      const { space, user } = userProgram('ecall');
      const code = mapPage(space, toVaddr(0x8000)!, 'rx');
      code.writer().write(Bytes.fromHex('73000000 6ff0dfff')); // 1: ecall; j 1b
      user.context.setPc(toVaddr(0x8000)!);
      let calls = 0;
      yield* user.execute(() => (++calls < 10 ? 'resume' : 'stop'));
      code.writer().fill(0, 64);
      user.release();
      space.release();
      code.release();
    },
  },
};

// Else what has begun ends half done, or goes on with what is another's by then: a page of a user that has become a page table.
it.each(Object.keys(callbacks))('an app’s %s hears that ostd is busy', (name) => {
  const { app, provoke } = callbacks[name]!;
  let spare: VmSpace | undefined;
  const heard: unknown[] = [];
  const free: number[] = [];
  const call = (): void => {
    if (spare === undefined) return;
    try {
      spare.release();
      heard.push('released');
    } catch (error) {
      heard.push((error as { code?: unknown }).code);
    }
  };
  const options = app(call);
  const kernel = (): void => {
    Task.spawn('main', function* () {
      for (let i = 0; i < 3; i++) {
        spare = VmSpace.create();
        yield* provoke() ?? [];
        spare?.release();
        spare = undefined;
        free.push(FrameAllocOptions.free());
      }
      power.shutdown(3);
    });
  };
  const { system, panic } = start(kernel, { ...options.boot, machine: options.machine ?? {} });
  let result = system.step(1_000_000);
  for (let i = 0; i < 1000 && result.reason === 'idle'; i++) result = system.step(1_000_000);
  expect({ result, panic: panic() }).toMatchObject({ result: { reason: 'halt', status: 3 }, panic: undefined });
  expect(heard.length).toBeGreaterThanOrEqual(3);
  expect(new Set(heard)).toEqual(new Set(['E_BUSY']));
  expect(new Set(free).size).toBe(1);
});

it('an app that hears of a panic can’t use what the kernel had', () => {
  let space: VmSpace | undefined;
  let heard: unknown;
  const onPanic = (): void => {
    try {
      space?.release();
    } catch (error) {
      heard = error;
    }
  };
  const kernel = (): void => {
    space = VmSpace.create();
    throw new Error('mine');
  };
  const { system } = start(kernel, { onPanic });
  expect(system.step(1_000_000)).toMatchObject({ reason: 'halt', status: 101 });
  expect(heard).toMatchObject({ code: 'E_BUSY' });
});
