/** System calls that are served while their task stays suspended, and servers that misbehave. */
import { describe, expect, it } from 'vitest';
import { power, Register, Task, UserMode, type CallServer, type UserEvent, type Coroutine } from '../index.ts';
import { run, runTask, start, userProgram } from '../testing/run.ts';

const code = (name: string): unknown => expect.objectContaining({ code: name });
const COUNTS = 'loop: ecall\nj loop';

/** Executes until something that is not a tick. */
function* untilEvent(user: UserMode, serve: CallServer): Coroutine<UserEvent> {
  for (;;) {
    const event = yield* user.execute(serve);
    if (event.kind !== 'event') return event;
  }
}

describe('a server', () => {
  it('has every call until it stops, with the registers of each, and its results arrive', () => {
    runTask(function* () {
      const { user } = userProgram('loop: addi a0, a0, 1\necall\nj loop');
      const { context } = user;
      const seen: (number | undefined)[] = [];
      const serve: CallServer = () => {
        seen.push(context.syscallArgument(0));
        context.setSyscallResult(10 * seen.length);
        return seen.length < 4 ? 'resume' : 'stop';
      };
      expect(yield* untilEvent(user, serve)).toEqual({ kind: 'syscall' });
      expect(seen).toEqual([1, 11, 21, 31]);
      expect(context.number(Register.a0)).toBe(40);
      // Without one, the task is told of the next call.
      const event = yield* user.execute();
      expect([event.kind, seen.length]).toEqual(['syscall', 4]);
    });
  });

  it('runs in the name of its task, and exceptions and ticks are none of its business', () => {
    runTask(function* () {
      const task = Task.current();
      const { user } = userProgram('ecall\nebreak');
      const serve: CallServer = () => {
        expect(Task.current()).toBe(task);
        return 'resume';
      };
      expect(yield* untilEvent(user, serve)).toMatchObject({ kind: 'exception', cause: 'breakpoint' });
    });
  });

  it('does not hold up a step, nor keep ticks and other tasks away', () => {
    let served = 0;
    let ticks = 0;
    const { system } = start(() => {
      Task.spawn('calls', function* () {
        const { user } = userProgram(COUNTS);
        const serve: CallServer = () => {
          served++;
          return 'resume';
        };
        for (;;) {
          if ((yield* user.execute(serve)).kind === 'event') ticks++;
        }
      });
    });
    system.step(50_000);
    const after = served;
    expect(system.step(50_000)).toMatchObject({ reason: 'budget' });
    // A call costs its instructions and what is charged for the kernel's work.
    expect(served - after).toBeGreaterThan(300);
    expect(served - after).toBeLessThan(600);
    system.step(30_000_000);
    expect(ticks).toBeGreaterThan(10);
  });

  it('costs as many instructions as a task that serves', () => {
    const retired = (serve: CallServer | undefined): number => {
      const { system } = start(() => {
        Task.spawn('calls', function* () {
          const { user } = userProgram('li s0, 100\nloop: ecall\naddi s0, s0, -1\nbnez s0, loop\nebreak');
          while ((yield* user.execute(serve)).kind !== 'exception');
          power.shutdown(0);
        });
      });
      const step = system.step(1_000_000);
      expect(step).toMatchObject({ reason: 'halt', status: 0 });
      return step.retired;
    };
    expect(retired(() => 'resume')).toBe(retired(undefined));
  });
});

describe('a server that misbehaves', () => {
  it('is refused if it is no function', () => {
    runTask(function* () {
      const { user } = userProgram('ecall');
      for (const serve of [null, 'resume', {}, 1]) {
        expect(() => user.execute(serve as never)).toThrow(code('E_ARGUMENT'));
      }
      expect((yield* user.execute()).kind).toBe('syscall');
    });
  });

  it.each(['go', undefined, true, 1, { toString: () => 'resume' }])('stops the execution by %o', (answer) => {
    runTask(function* () {
      const { user } = userProgram('ecall');
      expect(yield* untilEvent(user, () => answer as never)).toEqual({ kind: 'syscall' });
    });
  });

  it('can neither release its user nor run it again', () => {
    runTask(function* () {
      const { user } = userProgram('ecall');
      const serve: CallServer = () => {
        expect(() => user.release()).toThrow(code('E_BUSY'));
        expect(() => user.execute()).toThrow(code('E_BUSY'));
        return 'stop';
      };
      yield* untilEvent(user, serve);
      user.release();
    });
  });

  it.each<[what: string, serve: (space: { release: () => void }) => 'resume', status: number]>([
    ['throws', () => fail(), 101],
    ['releases the address space under its user', (space) => (space.release(), 'resume'), 101],
    ['shuts the machine down', () => (power.shutdown(3), 'resume'), 3],
  ])('and %s ends the system', (_what, serve, status) => {
    const result = run(() => {
      Task.spawn('test', function* () {
        const { space, user } = userProgram(COUNTS);
        yield* untilEvent(user, () => serve(space));
      });
    });
    expect(result).toMatchObject({ reason: 'halt', status });
  });

  it('that closes the coroutine does not come back to the user', () => {
    let calls = 0;
    const result = run(() => {
      Task.spawn('test', function* () {
        const { user } = userProgram(COUNTS);
        const inner = untilEvent(user, () => {
          calls++;
          inner.return({ kind: 'event' });
          return 'resume';
        });
        yield* inner;
        power.shutdown(calls);
      });
    });
    expect(result).toMatchObject({ status: 1 });
  });
});

function fail(): never {
  throw new Error('a bug of the kernel');
}
