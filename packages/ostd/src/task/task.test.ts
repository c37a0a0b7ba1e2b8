import { describe, expect, it } from 'vitest';
import { console, FrameAllocOptions, injectScheduler, power, Task, type Scheduler } from '../index.ts';
import { run, runTask, start } from '../testing/run.ts';

const code = (name: string): unknown => expect.objectContaining({ code: name });

describe('tasks', () => {
  it('take turns, and tell their state', () => {
    const { output } = run(() => {
      const tasks = ['a', 'b', 'c'].map((name) =>
        Task.spawn(name, function* () {
          for (let i = 0; i < 2; i++) {
            expect(Task.current()).toMatchObject({ name, state: 'running' });
            console.print(`${name}${i} `);
            yield* Task.yield();
          }
          if (name === 'c') power.shutdown(0);
        }),
      );
      expect(tasks.map((task) => task?.state)).toEqual(['ready', 'ready', 'ready']);
    });
    expect(output).toBe('a0 b0 c0 a1 b1 c1 ');
  });

  it('give their kernel stack back when they end', () => {
    runTask(function* () {
      const spawnAndWait = function* (): Generator<never, void> {
        Task.spawn('short', function* () {
          yield* [];
        });
        yield* [];
      };
      yield* spawnAndWait();
      yield* Task.yield();
      const before = FrameAllocOptions.free();
      for (let i = 0; i < 10; i++) {
        yield* spawnAndWait();
        yield* Task.yield();
      }
      expect(FrameAllocOptions.free()).toBe(before);
    });
  });

  it('that yield something of their own making end the system, not the host', () => {
    for (const value of [undefined, 1, {}, { kind: 'yield' }]) {
      const { status, panic } = run(() => {
        Task.spawn('forger', function* () {
          yield value as never;
        });
      });
      expect(status).toBe(101);
      expect(panic).toEqual(code('E_SUSPEND'));
    }
  });

  it('that never suspend for a user still let a step end', () => {
    const { system } = start(() => {
      Task.spawn('busy', function* () {
        for (;;) yield* Task.yield();
      });
    });
    expect(system.step(100_000).reason).toBe('budget');
  });
});

describe('a scheduler that lies', () => {
  const liars: Record<string, (queue: Task[]) => Scheduler> = {
    'picks a task twice': (queue) => ({ enqueue: (task) => void queue.push(task), pickNext: () => queue[0] }),
    'loses a task': () => ({ enqueue: () => undefined, pickNext: () => undefined }),
    'makes a task up': () => ({ enqueue: () => undefined, pickNext: () => ({ id: 1 }) as Task }),
  };
  it.each(Object.keys(liars))('%s: the system ends with a report', (name) => {
    const { status, panic, output } = run(() => {
      injectScheduler(liars[name]!([]));
      for (const each of ['a', 'b']) {
        Task.spawn(each, function* () {
          for (;;) yield* Task.park();
        });
      }
    });
    expect(status).toBe(101);
    expect(panic).toMatchObject({ code: expect.stringMatching(/E_SCHEDULER|E_HANDLE/) as string });
    expect(output).toMatch(/\[ostd\] panic/);
  });

  it('is injected before the first task, and is a pair of functions', () => {
    runTask(function* () {
      expect(() => injectScheduler({ enqueue: () => undefined, pickNext: () => undefined })).toThrow(
        code('E_SCHEDULER'),
      );
      expect(() => injectScheduler({} as Scheduler)).toThrow(code('E_SCHEDULER'));
      yield* [];
    });
  });

  it('is injected after one that has refused the first task, which there is not then, but not while it has it', () => {
    const { output } = run(() => {
      const enqueue = (): never => {
        expect(() => injectScheduler({ enqueue: () => undefined, pickNext: () => undefined })).toThrow(
          code('E_SCHEDULER'),
        );
        throw new Error('full');
      };
      injectScheduler({ enqueue, pickNext: () => undefined });
      expect(() => Task.spawn('refused', () => Task.yield())).toThrow('full');
      const list: Task[] = [];
      injectScheduler({ enqueue: (task) => void list.push(task), pickNext: () => list.shift() });
      Task.spawn('first', function* () {
        console.print('first');
        power.shutdown(0);
        yield* [];
      });
    });
    expect(output).toBe('first');
  });
});
