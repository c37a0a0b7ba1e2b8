/** Ticks and sleeps. */
import { describe, expect, it } from 'vitest';
import { console, power, Task, timer } from './index.ts';
import { run, runTask, start, userProgram } from './testing/run.ts';

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

  it('lets go of its own callbacks only', () => {
    let ticks = 0;
    let off: (() => void) | undefined;
    const first = start(() => {
      off = timer.onTick(() => ticks++);
      Task.spawn('spinner', function* () {
        yield* userProgram('1: j 1b').user.execute();
        yield* userProgram('1: j 1b').user.execute();
        power.shutdown(0);
      });
    });
    run(() => {
      expect(off).toThrow(expect.objectContaining({ code: 'E_HANDLE' }));
    });
    first.system.step(100_000_000);
    expect(ticks).toBeGreaterThan(0);
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
