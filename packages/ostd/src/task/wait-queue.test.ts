/** Waiting for a condition: nothing that was woken is forgotten, whatever the scheduler does in between. */
import { describe, expect, it } from 'vitest';
import { console, injectScheduler, power, Task, WaitQueue, type Coroutine } from '../index.ts';
import { run, runTask, start } from '../testing/run.ts';

const code = (name: string): unknown => expect.objectContaining({ code: name });

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

  // What ends the wait of a, which is woken for the one token that there is; b waits behind it.
  it.each<
    [string, (waiting: Coroutine<true>, wake: () => void, ending: { throws?: boolean; closes?: boolean }) => void]
  >([
    [
      'its condition throws',
      (_, wake, ending) => {
        ending.throws = true;
        wake();
      },
    ],
    [
      'it is closed before its turn',
      (waiting, wake) => {
        wake();
        waiting.return(true);
      },
    ],
    [
      'the scheduler closes it',
      (_, wake, ending) => {
        ending.closes = true;
        wake();
      },
    ],
  ])('hands its wake-up on when %s', (_what, end) => {
    const { output, panic } = run(() => {
      const list: Task[] = [];
      const queue = new WaitQueue();
      let tokens = 0;
      const ending: { throws?: boolean; closes?: boolean } = {};
      let waiting: Coroutine<true> | undefined;
      injectScheduler({
        enqueue: (task) => {
          if (ending.closes === true && task.name === 'a') waiting?.return(true);
          list.push(task);
        },
        pickNext: () => list.shift(),
      });
      const take = (): true | undefined => (tokens > 0 ? (tokens--, true) : undefined);
      Task.spawn('a', function* () {
        waiting = queue.waitUntil(() => {
          if (ending.throws === true) throw new Error('mine');
          return take();
        });
        try {
          yield* waiting;
        } catch (error) {
          console.print(`a: ${(error as Error).message} `);
        }
      });
      Task.spawn('b', function* () {
        yield* queue.waitUntil(take);
        console.print('b has it');
      });
      Task.spawn('giver', function* () {
        yield* Task.yield();
        tokens++;
        end(waiting!, () => queue.wakeOne(), ending);
        for (let i = 0; i < 5; i++) yield* Task.yield();
        power.shutdown(0);
      });
    });
    expect(panic).toBeUndefined();
    expect(output).toMatch(/^(a: mine )?b has it$/);
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
