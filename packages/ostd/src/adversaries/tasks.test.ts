/**
 * Kernels that attack tasks: schedulers that lie or throw, suspensions of others, coroutines of their own making, callbacks that re-enter.
 * Long, since each attack is a kernel of its own.
 */
import { describe, expect, it } from 'vitest';
import { current } from '../context.ts';
import {
  console,
  FrameAllocOptions,
  injectScheduler,
  power,
  Task,
  timer,
  type Coroutine,
  type Scheduler,
  type Suspend,
  type UFrame,
} from '../index.ts';
import { run, runTask, userProgram } from '../testing/run.ts';

/** The error by which the system ended; `undefined` if it ended well. */
function endOf(kernel: () => void): unknown {
  const { panic, status } = run(kernel, { budget: 5_000_000 });
  expect(status).toBe(panic === undefined ? 0 : 101);
  return panic;
}
const code = (name: string): unknown => expect.objectContaining({ code: name });
const body = function* (): Coroutine<void> {
  yield* Task.yield();
};

describe('a scheduler', () => {
  let queue: Task[] = [];
  const liars: readonly (readonly [what: string, ends: string, pick: () => unknown])[] = [
    ['picks nothing while tasks are ready', 'E_SCHEDULER', () => undefined],
    ['picks what is no task', 'E_HANDLE', () => ({ id: 1, state: 'ready', wake: () => undefined })],
    ['picks what inherits from a task', 'E_HANDLE', () => Object.create(queue.shift()!) as unknown],
    ['picks what stands before a task', 'E_HANDLE', () => new Proxy(queue.shift()!, {})],
    ['picks null', 'E_HANDLE', () => null],
    ['picks a task again and again', 'E_SCHEDULER', () => queue[0]],
  ];
  it.each(liars)('that %s ends the system by %s', (_what, ends, pick) => {
    queue = [];
    const panic = endOf(() => {
      injectScheduler({ enqueue: (task) => void queue.push(task), pickNext: pick as () => Task });
      Task.spawn('a', function* () {
        for (;;) yield* Task.park();
      });
      Task.spawn('b', body);
    });
    expect(panic).toEqual(code(ends));
  });

  it('that picks a task which has ended ends the system', () => {
    queue = [];
    let first: Task | undefined;
    const panic = endOf(() => {
      injectScheduler({ enqueue: (task) => void queue.push(task), pickNext: () => queue.shift() ?? first });
      first = Task.spawn('a', body);
    });
    expect(panic).toEqual(code('E_SCHEDULER'));
  });

  it('that throws at a new task leaves none behind', () => {
    let mood: 'calm' | 'angry' = 'calm';
    queue = [];
    const panic = endOf(() => {
      injectScheduler({
        enqueue: (task) => {
          if (mood === 'angry') throw new Error('mine');
          queue.push(task);
        },
        pickNext: () => queue.shift(),
      });
      Task.spawn('calm', function* () {
        const free = FrameAllocOptions.free();
        mood = 'angry';
        expect(() => Task.spawn('x', body)).toThrow('mine');
        mood = 'calm';
        expect(FrameAllocOptions.free()).toBe(free);
        yield* Task.yield(); // the system knows of no other task
        power.shutdown(0);
      });
    });
    expect(panic).toBeUndefined();
  });

  it('that throws at a task which is woken leaves it parked', () => {
    let mood: 'calm' | 'angry' = 'calm';
    queue = [];
    const panic = endOf(() => {
      injectScheduler({
        enqueue: (task) => {
          if (mood === 'angry') throw new Error('mine');
          queue.push(task);
        },
        pickNext: () => queue.shift(),
      });
      const sleeper = Task.spawn('sleeper', function* () {
        yield* Task.park();
        power.shutdown(0);
      })!;
      Task.spawn('waker', function* () {
        mood = 'angry';
        expect(() => sleeper.wake()).toThrow('mine');
        expect(sleeper.state).toBe('parked');
        mood = 'calm';
        sleeper.wake();
        yield* [];
      });
    });
    expect(panic).toBeUndefined();
  });

  it('that wakes a task which it then refuses leaves it without a wake-up', () => {
    let mood: 'calm' | 'angry' = 'calm';
    queue = [];
    const panic = endOf(() => {
      injectScheduler({
        enqueue: (task) => {
          if (mood === 'angry') {
            mood = 'calm';
            task.wake();
            throw new Error('mine');
          }
          queue.push(task);
        },
        pickNext: () => queue.shift(),
      });
      let woken = 0;
      const sleeper = Task.spawn('sleeper', function* () {
        for (;;) {
          yield* Task.park();
          woken++;
        }
      })!;
      Task.spawn('waker', function* () {
        mood = 'angry';
        expect(() => sleeper.wake()).toThrow('mine');
        sleeper.wake();
        for (let i = 0; i < 3; i++) yield* Task.yield();
        expect(woken).toBe(1);
        power.shutdown(0);
      });
    });
    expect(panic).toBeUndefined();
  });

  it('is read once: what it turns into later is not asked', () => {
    let reads = 0;
    const panic = endOf(() => {
      const list: Task[] = [];
      const shifty = {
        get enqueue(): Scheduler['enqueue'] {
          reads++;
          return (task) => void list.push(task);
        },
        get pickNext(): Scheduler['pickNext'] {
          reads++;
          return () => list.shift();
        },
      };
      injectScheduler(shifty);
      for (const name of ['a', 'b']) Task.spawn(name, body);
      Task.spawn('end', function* () {
        yield* Task.yield();
        power.shutdown(0);
      });
    });
    expect(panic).toBeUndefined();
    expect(reads).toBe(2);
  });

  it('may spawn and wake while it is asked', () => {
    const { output } = run(() => {
      const list: Task[] = [];
      let spawned = 0;
      injectScheduler({
        enqueue: (task) => {
          task.wake();
          list.push(task);
          if (++spawned === 2) Task.spawn('from within', () => say('within '));
        },
        pickNext: () => {
          for (const task of list) task.wake();
          return list.shift();
        },
      });
      const say = function* (text: string): Coroutine<void> {
        console.print(text);
        yield* [];
      };
      Task.spawn('a', () => say('a '));
      Task.spawn('b', () => say('b '));
      Task.spawn('end', function* () {
        yield* Task.park();
        power.shutdown(0);
      });
    });
    expect(output).toBe('a b within ');
  });
});

describe('a coroutine', () => {
  const made = (next: () => unknown): Coroutine<void> => ({ next }) as never;
  const bodies: readonly (readonly [what: string, ends: unknown, make: () => Coroutine<void>])[] = [
    ['that is none', expect.any(TypeError), () => undefined as never],
    ['that yields nothing', code('E_SUSPEND'), () => made(() => ({ done: false, value: undefined }))],
    ['that yields what looks like a request', code('E_SUSPEND'), () => made(() => ({ value: { kind: 'park' } }))],
    [
      'that yields what inherits from a request',
      code('E_SUSPEND'),
      () => made(() => ({ done: false, value: Object.create(Task.yield().next().value as Suspend) as unknown })),
    ],
    ['whose step is no object', expect.any(TypeError), () => made(() => undefined)],
    [
      'whose step throws when it is read',
      expect.objectContaining({ message: 'mine' }),
      () =>
        made(() => ({
          get done(): boolean {
            throw new Error('mine');
          },
        })),
    ],
    [
      'that throws what cannot be told',
      expect.anything(),
      () =>
        made(() => {
          throw Object.create(null);
        }),
    ],
    [
      'that throws an error whose message throws',
      expect.anything(),
      () =>
        made(() => {
          const error = new Error();
          Object.defineProperty(error, 'message', {
            get: () => {
              throw new Error('again');
            },
          });
          throw error;
        }),
    ],
  ];
  it.each(bodies)('%s ends the system, not the host', (_what, ends, make) => {
    expect(endOf(() => Task.spawn('x', make))).toEqual(ends);
  });

  it('that two tasks share runs in both, and ends in both', () => {
    const { output } = run(() => {
      const shared = (function* () {
        for (let i = 0; i < 4; i++) {
          console.print(`${Task.current()!.name}${i} `);
          yield* Task.yield();
        }
        power.shutdown(0);
      })();
      for (const name of ['a', 'b']) Task.spawn(name, () => shared);
    });
    expect(output).toBe('a0 b1 a2 b3 ');
  });

  it('for whose stack there is no memory costs no stack for later', () => {
    runTask(function* () {
      const { kernelSpace } = current();
      const first = kernelSpace.allocateStack()!;
      kernelSpace.releaseStack(first, () => undefined);
      const all: UFrame[] = [];
      for (let next = FrameAllocOptions.allocFrame(); next !== undefined; next = FrameAllocOptions.allocFrame()) {
        all.push(next);
      }
      expect(Task.spawn('x', body)).toBeUndefined();
      for (const each of all) each.release();
      expect(kernelSpace.allocateStack()).toEqual(first);
      yield* [];
    });
  });

  it('cannot be made a task without a name or a body', () => {
    runTask(function* () {
      const refused = code('E_ARGUMENT');
      expect(() => Task.spawn({ toString: () => 'x' } as never, body)).toThrow(refused);
      expect(() => Task.spawn('x', body() as never)).toThrow(refused);
      yield* [];
    });
  });
});

describe('a suspension', () => {
  const users: readonly (readonly [what: string, ends: string, kernel: () => void])[] = [
    [
      'that was yielded already',
      'E_SUSPEND',
      () => {
        Task.spawn('twice', function* () {
          const { user } = userProgram('ecall');
          const request = user.execute()[Symbol.iterator]().next().value as Suspend;
          yield request;
          yield request;
        });
      },
    ],
    [
      'of another task',
      'E_SUSPEND',
      () => {
        let stolen: Suspend | undefined;
        Task.spawn('owner', function* () {
          const { user } = userProgram('ecall');
          stolen = user.execute()[Symbol.iterator]().next().value as Suspend;
          yield* Task.park();
        });
        Task.spawn('thief', function* () {
          while (stolen === undefined) yield* Task.yield();
          yield stolen;
        });
      },
    ],
    [
      'of a user that was released',
      'E_HANDLE',
      () => {
        Task.spawn('late', function* () {
          const { user } = userProgram('ecall');
          const iteration = user.execute()[Symbol.iterator]();
          const request = iteration.next().value as Suspend;
          iteration.return?.();
          user.release();
          yield request;
        });
      },
    ],
    [
      'of a space that was released',
      'E_HANDLE',
      () => {
        Task.spawn('late', function* () {
          const { space, user } = userProgram('ecall');
          const request = user.execute()[Symbol.iterator]().next().value as Suspend;
          space.release();
          yield request;
        });
      },
    ],
    [
      'of a user that another task runs',
      'E_BUSY',
      () => {
        const spawn = (user: ReturnType<typeof userProgram>['user']): void => {
          Task.spawn('second', function* () {
            yield* user.execute();
          });
        };
        Task.spawn('first', function* () {
          const { user } = userProgram('loop: j loop');
          spawn(user);
          yield* user.execute(); // until the tick
          const again = user.execute()[Symbol.iterator]();
          again.next();
          yield* Task.yield();
        });
      },
    ],
  ];
  it.each(users)('%s ends the system by %s', (_what, ends, kernel) => {
    expect(endOf(kernel)).toEqual(code(ends));
  });

  it('cannot be replaced in the iteration that ostd calls', () => {
    runTask(function* () {
      const { user } = userProgram('ecall');
      for (const forged of [{ enter: () => undefined }, { deliver: () => undefined }, { checkIdle: () => undefined }]) {
        expect(() => Object.assign(user.execute(), forged)).toThrow(TypeError);
      }
      const frozen = [user, Task.current()!, Task.yield().next().value as Suspend];
      for (const each of frozen) expect(() => Object.assign(each, { name: 'x', context: {} })).toThrow(TypeError);
      const shared = [user.execute(), Task.yield().next().value as Suspend, Task.park(), timer.sleepUntil(0)];
      for (const each of shared) {
        expect(() => Object.assign(Object.getPrototypeOf(each) as object, { next: () => undefined })).toThrow(
          TypeError,
        );
      }
      yield* [];
    });
  });
});

describe('a callback of the timer', () => {
  /** A task with a user that never stops, and `onTick` at the first tick. */
  const ticking = (onTick: (user: ReturnType<typeof userProgram>) => void): unknown =>
    endOf(() => {
      Task.spawn('user', function* () {
        const made = userProgram('loop: j loop');
        const end = timer.onTick(() => {
          end();
          onTick(made);
        });
        const event = yield* made.user.execute();
        expect(event.kind).toBe('event');
        power.shutdown(0);
      });
    });

  it('may spawn, print, allocate and wake', () => {
    const panic = ticking(() => {
      console.print('tick');
      Task.spawn('from a tick', body);
      Task.current()?.wake();
      FrameAllocOptions.allocFrame()?.release();
    });
    expect(panic).toBeUndefined();
  });

  it('that throws ends the system', () => {
    const panic = ticking(() => {
      throw new Error('mine');
    });
    expect(panic).toMatchObject({ message: 'mine' });
  });

  it('cannot release the user that it interrupts', () => {
    const panic = ticking(({ user }) => user.release());
    expect(panic).toEqual(code('E_BUSY'));
  });

  it('may take its space away: the user does not run again', () => {
    expect(ticking(({ space }) => space.release())).toBeUndefined();
  });

  it('that closes the coroutine it interrupts, and frees all, leaves nothing running', () => {
    const panic = endOf(() => {
      let coroutine: Coroutine<void> | undefined;
      let done = 0;
      const life = function* (): Coroutine<void> {
        const { space, user } = userProgram('loop: j loop');
        try {
          for (;;) yield* user.execute();
        } finally {
          user.release();
          space.release();
          done++;
        }
      };
      const end = timer.onTick(() => {
        end();
        coroutine?.return();
        expect(done).toBe(1);
      });
      Task.spawn('user', () => (coroutine = life()));
      Task.spawn('end', function* () {
        while (done === 0) yield* Task.yield();
        power.shutdown(0);
      });
    });
    expect(panic).toBeUndefined();
  });
});
