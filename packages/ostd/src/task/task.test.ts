import { describe, expect, it } from 'vitest';
import {
  console,
  FrameAllocOptions,
  injectScheduler,
  power,
  Task,
  timer,
  WaitQueue,
  type Coroutine,
  type Scheduler,
} from '../index.ts';
import { run, runTask, start, userProgram } from '../testing/run.ts';

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

describe('waiting', () => {
  it('ends when the condition holds, in the order of arrival', () => {
    const { output } = run(() => {
      const queue = new WaitQueue();
      let tokens = 0;
      for (const name of ['a', 'b', 'c']) {
        Task.spawn(name, function* () {
          yield* queue.waitUntil(() => (tokens > 0 ? tokens-- : undefined));
          console.print(`${name} `);
          if (name === 'c') power.shutdown(0);
        });
      }
      Task.spawn('giver', function* () {
        for (let i = 0; i < 3; i++) {
          yield* Task.yield();
          tokens++;
          queue.wakeOne();
        }
      });
    });
    expect(output).toBe('a b c ');
  });

  it('takes no wake-up along: who has left the queue is not woken for who still waits', () => {
    const { output } = run(() => {
      const queue = new WaitQueue();
      let first = false;
      let second = false;
      const early = Task.spawn('early', function* () {
        yield* queue.waitUntil(() => (first ? true : undefined));
        for (let i = 0; i < 5; i++) yield* Task.yield();
      });
      Task.spawn('late', function* () {
        yield* queue.waitUntil(() => (second ? true : undefined));
        console.print('late is awake');
        power.shutdown(0);
      });
      Task.spawn('waker', function* () {
        yield* Task.yield();
        first = true;
        early?.wake(); // not by the queue, in which it stands first
        yield* Task.yield();
        yield* Task.yield();
        second = true;
        queue.wakeOne();
      });
    });
    expect(output).toBe('late is awake');
  });

  it('lets a task of another system go, which cannot be woken any more', () => {
    const queue = new WaitQueue();
    run(() => {
      Task.spawn('of the first system', function* () {
        yield* queue.waitUntil(() => undefined);
      });
      Task.spawn('its end', function* () {
        yield* Task.yield();
        power.shutdown(0);
      });
    });
    const { output } = run(() => {
      let ready = false;
      Task.spawn('of the second', function* () {
        yield* queue.waitUntil(() => (ready ? true : undefined));
        console.print('awake');
        power.shutdown(0);
      });
      Task.spawn('waker', function* () {
        yield* Task.yield();
        ready = true;
        expect(() => queue.wakeOne()).toThrow(code('E_HANDLE'));
        queue.wakeOne();
      });
    });
    expect(output).toBe('awake');
  });

  it.each(['wakeOne', 'wakeAll'] as const)('goes on in its order when the scheduler throws at %s', (wake) => {
    const { output, panic } = run(() => {
      const list: Task[] = [];
      let refused: string | undefined;
      injectScheduler({
        enqueue: (task) => {
          if (task.name === refused) throw new Error('mine');
          list.push(task);
        },
        pickNext: () => list.shift(),
      });
      const queue = new WaitQueue();
      let open = false;
      for (const name of ['a', 'b', 'c']) {
        Task.spawn(name, function* () {
          yield* queue.waitUntil(() => (open ? name : undefined));
          console.print(`${name} `);
          if (name === 'c') power.shutdown(0);
        });
      }
      Task.spawn('waker', function* () {
        open = true;
        refused = 'a';
        expect(() => queue[wake]()).toThrow('mine');
        expect(list).toEqual([]);
        refused = undefined;
        for (let i = 0; i < 3; i++) queue.wakeOne();
        yield* [];
      });
    });
    expect(panic).toBeUndefined();
    expect(output).toBe('a b c ');
  });

  // What wakes a, what the scheduler does before it refuses it, and who are served by as many wake-ups as there are then that wait.
  it.each<
    [string, (queue: WaitQueue, a: Task) => void, (queue: WaitQueue, waiting: Coroutine<boolean>) => void, string]
  >([
    ['ends its wait', (queue) => queue.wakeOne(), (_, waiting) => waiting.return(false), 'b '],
    ['ends its wait, which it hears of by the way,', (_, a) => a.wake(), (_, waiting) => waiting.return(false), 'b '],
    ['wakes one', (queue) => queue.wakeOne(), (queue) => queue.wakeOne(), 'a b '],
    ['wakes one, when it hears of a by the way,', (_, a) => a.wake(), (queue) => queue.wakeOne(), 'a b '],
    ['wakes all', (queue) => queue.wakeOne(), (queue) => queue.wakeAll(), 'a b '],
    ['wakes all, when it hears of a by the way,', (_, a) => a.wake(), (queue) => queue.wakeAll(), 'a b '],
    ['wakes nobody', (queue) => queue.wakeOne(), () => undefined, 'a b '],
  ])('neither loses a wake-up nor who waits for it when the scheduler %s and throws', (_what, wake, first, served) => {
    const { output, panic } = run(() => {
      const list: Task[] = [];
      const queue = new WaitQueue();
      let open = false;
      let waiting: Coroutine<boolean> | undefined;
      let refuses = false;
      injectScheduler({
        enqueue: (task) => {
          if (refuses && task.name === 'a') {
            refuses = false;
            first(queue, waiting!);
            throw new Error('mine');
          }
          list.push(task);
        },
        pickNext: () => list.shift(),
      });
      const a = Task.spawn('a', function* () {
        waiting = queue.waitUntil<boolean>(() => open || undefined);
        if (yield* waiting) console.print('a ');
        for (;;) yield* Task.park();
      });
      Task.spawn('b', function* () {
        yield* queue.waitUntil(() => open || undefined);
        console.print('b ');
      });
      Task.spawn('waker', function* () {
        refuses = true;
        expect(() => wake(queue, a!)).toThrow('mine');
        for (let i = 0; i < 3; i++) yield* Task.yield();
        open = true;
        served.match(/\w/g)?.forEach(() => queue.wakeOne());
        for (let i = 0; i < 3; i++) yield* Task.yield();
        power.shutdown(0);
      });
    });
    expect(panic).toBeUndefined();
    expect(output).toBe(served);
  });

  it('is not missed when the wake-up comes first', () => {
    const { reason } = runTask(function* () {
      Task.current()!.wake();
      yield* Task.park();
    });
    expect(reason).toBe('halt');
  });

  it('for nothing leaves the system idle: a step retires nothing, and there is no deadline', () => {
    const { system } = start(() => {
      Task.spawn('waits', function* () {
        for (;;) yield* Task.park();
      });
    });
    expect(system.step(1_000_000)).toMatchObject({ reason: 'idle' });
    expect(system.step(1_000_000)).toEqual({ reason: 'idle', retired: 0 });
  });
});

describe('time', () => {
  it('wakes sleepers in order, never early; in deterministic mode waiting costs nothing', () => {
    const { output } = run(() => {
      for (const milliseconds of [300, 100, 200, 3_600_000]) {
        Task.spawn('sleeper', function* () {
          yield* timer.sleepUntil(milliseconds);
          expect(timer.now()).toBeGreaterThanOrEqual(milliseconds);
          expect(timer.now()).toBeLessThan(milliseconds + 20);
          console.print(`${milliseconds} `);
          if (milliseconds === 3_600_000) power.shutdown(0);
        });
      }
    });
    expect(output).toBe('100 200 300 3600000 ');
  });

  // The largest that is allowed is more ticks than a number holds exactly.
  it.each([[[2 ** 40]], [[20, 2 ** 40]], [[2 ** 40, 2 ** 40 - 5, 20]]])('lets them sleep for decades: %j', (sleeps) => {
    const awake: number[] = [];
    const { system, panic } = start(() => {
      for (const milliseconds of sleeps) {
        Task.spawn('sleeper', function* () {
          yield* timer.sleepUntil(milliseconds);
          awake.push(milliseconds);
        });
      }
    });
    let result = system.step(1_000_000);
    for (let i = 0; i < 20; i++) result = system.step(1_000_000);
    expect({ reason: result.reason, panic: panic(), awake }).toEqual({
      reason: 'idle',
      panic: undefined,
      awake: sleeps.filter((milliseconds) => milliseconds < 100),
    });
  });

  it('wakes a sleeper once, although it was woken early', () => {
    runTask(function* () {
      const task = Task.current()!;
      Task.spawn('early bird', function* () {
        task.wake();
        yield* [];
      });
      yield* timer.sleepUntil(50);
      let woken = false;
      Task.spawn('later', function* () {
        yield* timer.sleepUntil(200);
        woken = true;
        task.wake();
      });
      yield* Task.park();
      expect(woken).toBe(true);
    });
  });

  it.each([
    [50, 20],
    [20, 50],
    [20, 20],
  ])('serves two sleeps of one task, until %i and until %i', (first, second) => {
    runTask(function* () {
      const sleeps = [timer.sleepUntil(first), timer.sleepUntil(second)];
      for (;;) {
        const parked = sleeps.map((sleep) => sleep.next()).filter(({ done }) => done !== true);
        const [next] = parked;
        if (next?.done !== false) break;
        yield next.value;
      }
      expect(timer.now()).toBeGreaterThanOrEqual(50 - (first === second ? 30 : 0));
    });
  });

  it('lets go of callbacks, and calls a new one at the next tick only', () => {
    runTask(function* () {
      let calls = 0;
      const stop = timer.onTick(() => {
        calls++;
        timer.onTick(() => undefined);
      });
      const { user } = userProgram('loop: j loop');
      while (calls < 3) yield* user.execute();
      stop();
      for (let i = 0; i < 3; i++) yield* user.execute();
      expect(calls).toBe(3);
    });
  });

  it('lets go of a callback at once, also of one that is due', () => {
    runTask(function* () {
      let calls = 0;
      const stops: (() => void)[] = [];
      for (let i = 0; i < 2; i++) {
        const registered = timer.onTick(() => {
          calls++;
          for (const stop of stops) stop();
        });
        stops.push(registered);
      }
      const { user } = userProgram('loop: j loop');
      for (let i = 0; i < 3; i++) yield* user.execute();
      expect(calls).toBe(1);
    });
  });

  it('lets go of one registration only, however often it is told to', () => {
    runTask(function* () {
      let calls = 0;
      const callback = (): number => calls++;
      const [stop, stopOther] = [timer.onTick(callback), timer.onTick(callback)];
      stop();
      stop();
      const { user } = userProgram('loop: j loop');
      while (calls < 3) yield* user.execute();
      stopOther();
      for (let i = 0; i < 3; i++) yield* user.execute();
      expect(calls).toBe(3);
    });
  });

  it('of the host passes outside: an idle step retires nothing and says how long to wait', () => {
    let now = 1000;
    const { system, output } = start(
      () => {
        Task.spawn('sleeper', function* () {
          yield* timer.sleepUntil(500);
          console.print('awake');
          power.shutdown(0);
        });
      },
      { machine: { clock: () => now } },
    );
    const first = system.step(1_000_000);
    expect(first.reason).toBe('idle');
    expect(first.deadline).toBeCloseTo(500, 0);
    now += 400;
    const second = system.step(1_000_000);
    expect(second).toMatchObject({ reason: 'idle', retired: 0 });
    expect(second.deadline).toBeCloseTo(100, 0);
    now += 100;
    expect(system.step(1_000_000).reason).toBe('halt');
    expect(output()).toBe('awake');
  });

  it('ticks about 100 times a second while a task runs', () => {
    let ticks = 0;
    runTask(function* () {
      timer.onTick(() => ticks++);
      const { user } = userProgram('loop: j loop');
      while (timer.now() < 500) yield* user.execute();
    });
    expect(ticks).toBeGreaterThanOrEqual(47);
    expect(ticks).toBeLessThanOrEqual(51);
  });
});
