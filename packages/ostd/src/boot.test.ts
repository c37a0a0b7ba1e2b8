import { describe, expect, it } from 'vitest';
import { Bytes } from '@racho/bytes';
import { Machine } from '@racho/machine';
import { boot, kernelImage, type BootInfo } from './boot.ts';
import { console, FrameAllocOptions, log, power, selfTest, Task, timer, toVaddr, trace } from './index.ts';
import { mapPage, run, runTask, start, userProgram } from './testing/run.ts';

describe('boot', () => {
  it('hands the kernel what the device tree and the app say, frozen', () => {
    let seen: BootInfo | undefined;
    const file = Bytes.fromText('file');
    run(
      (info) => {
        seen = info;
        power.shutdown(0);
      },
      {
        machine: { bootargs: 'a=1 quiet', memory: 32 * 2 ** 20 },
        modules: [{ name: 'file', bytes: file, args: ['x'] }],
      },
    );
    expect(seen).toMatchObject({
      commandLine: 'a=1 quiet',
      memory: { base: 0x8000_0000, size: 32 * 2 ** 20 },
      harts: 1,
      timebase: 10_000_000,
      modules: [{ name: 'file', args: ['x'] }],
    });
    for (const part of [seen, seen?.memory, seen?.modules, seen?.modules[0], seen?.modules[0]?.args]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    file.set(0, 0); // the kernel has a copy
    expect(seen?.modules[0]?.bytes.toText()).toBe('file');
  });

  it('passes its own boot tests and leaks no frame', () => {
    const { output, status, panic } = run(() => {
      for (const { name, failure } of selfTest()) console.print(`${name} ${failure ?? 'passed'}\n`);
      power.shutdown(0);
    });
    expect(panic).toBeUndefined();
    expect(output).toBe('heap_test passed\nframe_allocator_test passed\nremap_test passed\n');
    expect(status).toBe(0);
  });

  it('gives back all that its boot tests take, also where memory is too short for them', () => {
    runTask(function* () {
      const shortOf = (free: number): readonly (string | undefined)[] => {
        while (FrameAllocOptions.free() > free) FrameAllocOptions.allocFrame();
        const failures = selfTest().map(({ failure }) => failure);
        expect(FrameAllocOptions.free()).toBe(free);
        return failures;
      };
      expect(shortOf(50)).toEqual(['out of memory', undefined, undefined]);
      expect(shortOf(3)).toEqual(['out of memory', 'out of memory', undefined]);
      yield* [];
    });
  });

  it('ends with the status that the kernel asks for, after what it still prints', () => {
    for (const status of [0, 1, 42, 255]) {
      const result = run(() => {
        power.shutdown(status);
        console.print('last words');
      });
      expect(result).toMatchObject({ reason: 'halt', status, output: 'last words' });
    }
  });

  it('reports an exception of the kernel, ends with status 101, and spares the host', () => {
    const atBoot = run(() => {
      throw new Error('no root file system');
    });
    expect(atBoot).toMatchObject({ reason: 'halt', status: 101 });
    expect(atBoot.output).toBe('[ERROR] [ostd] panic: no root file system\n');
    const inTask = run(() => {
      Task.spawn('broken', function* () {
        yield* Task.yield();
        throw new Error('broken task');
      });
    });
    expect(inTask).toMatchObject({ status: 101, output: '[ERROR] [ostd] panic: broken task\n' });
  });

  it('calls the kernel as a function, of nothing that is the app’s', () => {
    const seen: unknown[] = [];
    const kernel = function (this: unknown): void {
      seen.push(this);
      power.shutdown(0);
    };
    start(kernel).system.step(1_000_000);
    expect(seen).toEqual([undefined]);
  });

  it('runs no task if it was told to end before the first', () => {
    const { output, status } = run(() => {
      Task.spawn('late', function* () {
        console.print('late');
        yield* Task.yield();
      });
      power.shutdown(3);
      console.print('the start goes on');
    });
    expect({ output, status }).toEqual({ output: 'the start goes on', status: 3 });
  });

  it('goes on halting after the end', () => {
    const { system } = start(() => power.shutdown(3));
    expect(system.step(1_000_000)).toMatchObject({ reason: 'halt', status: 3 });
    expect(system.step(1_000_000)).toEqual({ reason: 'halt', retired: 0, status: 3 });
  });

  it('passes on what the app’s own callback throws, and is over then', () => {
    const machine = new Machine({
      kernel: kernelImage(),
      console: () => {
        throw new Error('the terminal is gone');
      },
    });
    const system = boot(machine, { kernel: () => console.print('hello') });
    expect(() => system.step(1_000_000)).toThrow('the terminal is gone');
    expect(system.step(1_000_000)).toMatchObject({ reason: 'halt', retired: 0 });
  });

  // With its error would come whatever hangs on it: memory, files.
  it.each(
    (['console', 'clock', 'trace'] as const).flatMap((callback) => [
      [callback, Error] as const,
      [callback, RangeError] as const, // which is what V8 throws where the stack has ended, but not only that
    ]),
  )('keeps what the app’s %s throws from the kernel: a %o', (callback, Thrown) => {
    const own = Object.assign(new Thrown('mine'), { memory: new Uint8Array(1) });
    let isOver = false;
    const fail = (): never => {
      throw own;
    };
    const machine = new Machine({
      kernel: kernelImage(),
      console: () => callback === 'console' && fail(),
      clock: () => (callback === 'clock' && isOver ? fail() : 0),
    });
    const caught: unknown[] = [];
    const tryAll = (): void => {
      isOver = true;
      for (const use of [
        () => timer.now(),
        () => console.print('x'),
        () => trace('kind', () => 'text'),
        () => FrameAllocOptions.allocFrame(),
        () => console.print('once more'),
      ]) {
        try {
          use();
        } catch (error) {
          caught.push(error);
        }
      }
    };
    const kernel = (): void => {
      tryAll();
      Task.spawn('later', function* () {
        tryAll();
        yield* Task.yield();
      });
    };
    const system = boot(machine, { kernel, trace: ({ kind }) => callback === 'trace' && kind === 'kind' && fail() });
    expect(() => system.step(1_000_000)).toThrow(own);
    expect(caught.length).toBeGreaterThan(0);
    for (const error of caught) {
      expect(error).toMatchObject({ code: 'E_HOST' });
      expect(Object.values(error as object)).toEqual(['E_HOST', 'OstdError']);
      expect(error).not.toHaveProperty('cause');
    }
    expect(system.step(1_000_000)).toMatchObject({ reason: 'halt' });
  });

  // A write to a page of code drops what was translated of it, of which an observer is told.
  it('keeps what the app’s observer throws from the kernel that writes', () => {
    const own = Object.assign(new Error('mine'), { memory: new Uint8Array(1) });
    const caught: unknown[] = [];
    const dropped = (): never => {
      throw own;
    };
    const quiet = (): undefined => undefined;
    const kernel = (): void => {
      Task.spawn('writer', function* () {
        const { space, user } = userProgram('ecall');
        const code = mapPage(space, toVaddr(0x8000)!, 'rx');
        code.writer().write(Bytes.fromHex('73000000 6ff0dfff')); // 1: ecall; j 1b
        user.context.setPc(toVaddr(0x8000)!);
        let calls = 0;
        yield* user.execute(() => (++calls < 10 ? 'resume' : 'stop'));
        try {
          code.writer().fill(0, 64);
          yield* Task.yield();
          power.shutdown(0);
        } catch (error) {
          caught.push(error);
        }
      });
    };
    const machine = { jit: 'eager', observer: { entered: quiet, left: quiet, compiled: quiet, dropped } } as const;
    const { system, panic } = start(kernel, { machine });
    expect(() => system.step(1_000_000)).toThrow(own);
    for (const error of caught) expect(Object.values(error as object)).toEqual(['E_HOST', 'OstdError']);
    expect(panic()).toBeUndefined();
  });

  it('is not stepped from within a step', () => {
    let inner: unknown;
    const started = start(() => {
      try {
        started.system.step(1);
      } catch (error) {
        inner = error;
      }
      power.shutdown(0);
    });
    expect(started.system.step(1_000_000)).toMatchObject({ reason: 'halt', status: 0 });
    expect(inner).toMatchObject({ code: 'E_BUSY' });
  });

  it('takes the seat of a machine once', () => {
    const machine = new Machine({ kernel: kernelImage() });
    boot(machine, { kernel: () => undefined });
    expect(() => boot(machine, { kernel: () => undefined })).toThrow(/supervisor|attached/i);
  });

  it('refuses options that are none', () => {
    const machine = new Machine({ kernel: kernelImage() });
    const wrong = expect.objectContaining({ code: 'E_ARGUMENT' }) as unknown;
    const kernel = (): void => undefined;
    expect(() => boot(machine, { kernel, modules: [{ name: 'm', bytes: 'text' as never }] })).toThrow(wrong);
    expect(() => boot(machine, { kernel, log: { level: 'loud' as never } })).toThrow(wrong);
    expect(() => boot(machine, { kernel, log: { colour: 'blue' as never } })).toThrow(wrong);
    expect(() => boot(machine, {} as never)).toThrow(wrong);
    expect(() => boot(machine, { kernel, frameAllocator: {} as never })).toThrow(wrong);
    boot(machine, { kernel }); // the seat is still free
  });

  it('serves nobody outside of a step', () => {
    expect(() => log.info('x')).toThrow(expect.objectContaining({ code: 'E_NOT_RUNNING' }));
  });

  it('keeps two systems in one process apart', () => {
    const first = start(() => {
      Task.spawn('a', function* () {
        for (let i = 0; i < 3; i++, yield* Task.yield()) console.print(`a${i} `);
        power.shutdown(1);
      });
    });
    const second = start(() => {
      Task.spawn('b', function* () {
        for (let i = 0; i < 3; i++, yield* Task.yield()) console.print(`b${i} `);
        power.shutdown(2);
      });
    });
    const ends = new Set<number | undefined>();
    for (let i = 0; i < 100_000 && ends.size < 2; i++) {
      for (const { system } of [first, second]) {
        const { reason, status } = system.step(100);
        if (reason === 'halt') ends.add(status);
      }
    }
    expect([...ends].sort()).toEqual([1, 2]);
    expect([first.output(), second.output()]).toEqual(['a0 a1 a2 ', 'b0 b1 b2 ']);
  });
});

describe('log', () => {
  it('prints what the level lets through, with colours when asked', () => {
    const say = (): void => {
      for (const level of ['error', 'warn', 'info', 'debug', 'trace'] as const) log[level](level);
      power.shutdown(0);
    };
    expect(run(say, { log: { level: 'warn' } }).output).toBe('[ERROR] error\n[ WARN] warn\n');
    expect(run(say, { log: { level: 'off' } }).output).toBe('');
    expect(run(say, { log: { level: 'error', colour: 'on' } }).output).toBe('\u001b[31m[ERROR] error\u001b[0m\n');
  });

  it('prints long texts and any Unicode whole', () => {
    const text = 'Grüße, 世界 🚀 '.repeat(2000);
    const print = (): void => {
      console.print(text);
      power.shutdown(0);
    };
    expect(run(print).output).toBe(text);
  });
});
