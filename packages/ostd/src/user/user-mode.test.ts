import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FrameAllocOptions,
  hex,
  power,
  Register,
  Task,
  toVaddr,
  UserMode,
  VmSpace,
  type Coroutine,
  type Suspend,
  type UserEvent,
} from '../index.ts';
import { mapPage, PROGRAM, run, runTask, STACK, userProgram } from '../testing/run.ts';

const code = (name: string): unknown => expect.objectContaining({ code: name });

/** Runs the program until something that is not a tick, and gives it back. */
function* untilEvent(user: UserMode): Coroutine<UserEvent> {
  for (;;) {
    const event = yield* user.execute();
    if (event.kind !== 'event') return event;
  }
}

describe('system calls', () => {
  it('arrive with number and arguments, and return where they came from with the result', () => {
    runTask(function* () {
      const { user } = userProgram(`
        li a7, 64
        li a0, -1
        li a1, 0x123456789
        li a2, -0x8000000000000000
        ecall
        addi a0, a0, 1
        ecall
      `);
      expect(yield* untilEvent(user)).toEqual({ kind: 'syscall' });
      const { context } = user;
      expect(context.syscallNumber).toBe(64);
      expect([0, 1, 2].map((i) => context.syscallArgument(i))).toEqual([-1, 0x1_2345_6789, undefined]);
      expect(context.register(Register.a2)).toBe(1n << 63n);
      context.setSyscallResult(41);
      yield* untilEvent(user);
      expect(context.syscallArgument(0)).toBe(42);
    });
  });

  it('leave every register as it was, for any values', () => {
    const values = fc.array(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), { minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(values, (registers) => {
        runTask(function* () {
          const { user } = userProgram('ecall\nnop\necall\n');
          yield* untilEvent(user);
          for (let n = 1; n < 32; n++) user.context.setRegister(n, registers[n]!);
          yield* untilEvent(user);
          for (let n = 1; n < 32; n++) expect([n, user.context.register(n)]).toEqual([n, registers[n]]);
          expect(user.context.register(0)).toBe(0n);
          expect(user.context.pc).toBe(BigInt(PROGRAM + 12));
        });
      }),
      { numRuns: 20 },
    );
  });
});

describe('exceptions', () => {
  // Each with the cause and stval it must give; addresses are where S-mode could go and a user must not.
  const cases: [name: string, source: string, cause: string, value: number | bigint][] = [
    ['a load from nowhere', 'li t0, 0x5000\nld t0, 0(t0)', 'load-page-fault', 0x5000],
    ['a load from the kernel', 'li t0, 0x80200000\nld t0, 0(t0)', 'load-page-fault', 0x8020_0000],
    ['a load from the trap context', 'li t0, -8192\nld t0, 0(t0)', 'load-page-fault', -8192],
    ['a load from the trampoline', 'li t0, -4096\nld t0, 0(t0)', 'load-page-fault', -4096],
    ['a jump to the trampoline', 'li t0, -4096\njr t0', 'instruction-page-fault', -4096],
    ['a store to its code', 'auipc t0, 0\nsd t0, 0(t0)', 'store-page-fault', PROGRAM],
    ['a jump to its stack', `li t0, ${STACK}\njr t0`, 'instruction-page-fault', STACK],
    ['a non-canonical address', 'li t0, 1 << 40\nsd t0, 0(t0)', 'store-page-fault', 2 ** 40],
    ['sret', 'sret', 'illegal-instruction', 0x1020_0073],
    ['a CSR of the supervisor', 'csrr t0, sstatus', 'illegal-instruction', 0x1000_22f3],
    ['the gate', 'gate 1', 'illegal-instruction', 0x0010_000b],
    ['sfence.vma', 'sfence.vma', 'illegal-instruction', 0x1200_0073],
    ['ebreak', 'ebreak', 'breakpoint', PROGRAM],
  ];
  it.each(cases)('%s', (_name, source, cause, value) => {
    runTask(function* () {
      const { user } = userProgram(source);
      const event = yield* untilEvent(user);
      expect(event).toMatchObject({ kind: 'exception', cause });
      if (event.kind === 'exception') expect(hex(event.value)).toBe(hex(value));
    });
  });

  it('give the address as one only where it is canonical', () => {
    runTask(function* () {
      const low = yield* untilEvent(userProgram('li t0, -8192\nld t0, 0(t0)').user);
      expect(low).toMatchObject({ address: -8192 });
      const high = yield* untilEvent(userProgram('li t0, 1 << 40\nld t0, 0(t0)').user);
      expect(high).not.toHaveProperty('address');
    });
  });

  it('can be mended: the instruction is tried again', () => {
    runTask(function* () {
      const { space, user } = userProgram('li t0, 0x5000\nli t1, 7\nsb t1, 0(t0)\nlb a0, 0(t0)\necall');
      expect(yield* untilEvent(user)).toMatchObject({ kind: 'exception', address: 0x5000 });
      mapPage(space, toVaddr(0x5000)!, 'r').release();
      expect(yield* untilEvent(user)).toMatchObject({ kind: 'exception', cause: 'store-page-fault' });
      space.cursor(toVaddr(0x5000)!, 4096).protect({ readable: true, writable: true, executable: false });
      expect(yield* untilEvent(user)).toEqual({ kind: 'syscall' });
      expect(user.context.syscallArgument(0)).toBe(7);
    });
  });

  it('see a page gone as soon as it is unmapped, although it was just used', () => {
    runTask(function* () {
      const { space, user } = userProgram('li t0, 0x5000\nloop: lb a0, 0(t0)\necall\nj loop');
      mapPage(space, toVaddr(0x5000)!, 'r').release();
      expect(yield* untilEvent(user)).toEqual({ kind: 'syscall' });
      space.cursor(toVaddr(0x5000)!, 4096).unmap();
      expect(yield* untilEvent(user)).toMatchObject({ kind: 'exception', cause: 'load-page-fault' });
    });
  });
});

describe('preemption', () => {
  it('takes the hart from a loop that never calls, and goes on exactly where it was', () => {
    const { trace } = run(() => {
      for (const name of ['one', 'two']) {
        Task.spawn(name, function* () {
          const { user } = userProgram('loop: addi s0, s0, 1\nj loop');
          let last = 0n;
          for (let i = 0; i < 3; i++) {
            expect(yield* user.execute()).toEqual({ kind: 'event' });
            const count = user.context.register(8);
            expect(count).toBeGreaterThan(last);
            last = count;
            yield* Task.yield();
          }
          if (name === 'two') power.shutdown(0);
        });
      }
    });
    const order = trace.filter(({ kind }) => kind === 'switch').map(({ task }) => task);
    expect(order).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
  });

  it('is the same for every budget: the trace does not depend on how the host slices the run', () => {
    const traceWith = (budget: number): unknown => {
      const events: unknown[] = [];
      const kernel = (): void => {
        for (const name of ['one', 'two']) {
          Task.spawn(name, function* () {
            const { user } = userProgram('li s1, 30\nloop: addi s0, s0, 1\nbne s0, s1, loop\nli s0, 0\necall\nj loop');
            for (let i = 0; i < 20; i++) {
              const event = yield* user.execute();
              events.push([name, event.kind, user.context.register(8)]);
              yield* Task.yield();
            }
            if (name === 'two') power.shutdown(0);
          });
        }
      };
      run(kernel, { budget });
      return events;
    };
    const whole = traceWith(1e8);
    expect(whole).toHaveLength(40);
    expect(traceWith(5e7)).toEqual(whole);
  });
});

describe('misuse', () => {
  it('is refused: a released thread, a released space, one thread in two tasks', () => {
    runTask(function* () {
      const { space, user } = userProgram('ecall');
      const other = UserMode.create(space)!;
      other.release();
      expect(() => other.execute()).toThrow(code('E_HANDLE'));
      expect(() => other.context.pc).toThrow(code('E_HANDLE'));
      const running = user.execute()[Symbol.iterator]();
      running.next();
      expect(() => user.execute()[Symbol.iterator]()).toThrow(code('E_BUSY'));
      expect(() => running.next()).toThrow(code('E_BUSY'));
      yield* [];
    });
    runTask(function* () {
      const { space, user } = userProgram('ecall');
      space.release();
      expect(() => user.execute()[Symbol.iterator]().next()).toThrow(code('E_HANDLE'));
      yield* [];
    });
  });

  it('leaves the thread to be released, when a coroutine that waits for it was resumed too soon', () => {
    runTask(function* () {
      const before = FrameAllocOptions.free();
      const { space, user } = userProgram('ecall');
      const once = (function* () {
        return yield* user.execute();
      })();
      once.next();
      expect(() => once.next()).toThrow(code('E_BUSY'));
      expect(once.next().done).toBe(true);
      expect(yield* untilEvent(user)).toMatchObject({ kind: 'syscall' });
      user.release();
      space.release();
      expect(FrameAllocOptions.free()).toBe(before);
    });
  });

  it('leaks nothing, whichever of thread and space is released first', () => {
    runTask(function* () {
      const before = FrameAllocOptions.free();
      for (const order of ['user first', 'space first']) {
        const { space, user } = userProgram('ecall');
        yield* untilEvent(user);
        if (order === 'user first') user.release();
        space.release();
        if (order === 'space first') user.release();
        expect(FrameAllocOptions.free()).toBe(before);
      }
    });
  });

  it('of a suspension is refused: after its thread is gone, twice, or by another task', () => {
    const first = (user: UserMode): Suspend => user.execute()[Symbol.iterator]().next().value as Suspend;
    const bodies: (() => Coroutine<void>)[] = [
      function* () {
        const { user } = userProgram('ecall');
        const token = first(user);
        yield token;
        yield token;
      },
      function* () {
        const { space, user } = userProgram('ecall');
        const token = first(user);
        expect(() => user.release()).toThrow(code('E_BUSY'));
        space.release();
        yield token;
      },
      function* () {
        const { user } = userProgram('ecall');
        const token = first(user);
        Task.spawn('thief', function* () {
          yield token;
        });
        yield* Task.park();
      },
    ];
    for (const body of bodies) {
      const { status, panic } = run(() => void Task.spawn('test', body));
      expect(status).toBe(101);
      expect(panic).toMatchObject({ code: expect.stringMatching(/E_SUSPEND|E_HANDLE/) as string });
    }
  });

  it('ends with the coroutine: one that is closed in the middle leaves a thread that can be released', () => {
    runTask(function* () {
      const before = FrameAllocOptions.free();
      const { space, user } = userProgram('ecall');
      const closed = (function* (): Coroutine<void> {
        yield* user.execute();
      })();
      closed.next();
      closed.return();
      user.release();
      space.release();
      expect(FrameAllocOptions.free()).toBe(before);
      yield* [];
    });
  });

  it('of registers is refused', () => {
    runTask(function* () {
      const { context } = userProgram('ecall').user;
      for (const n of [-1, 32, 1.5, NaN]) expect(() => context.register(n)).toThrow(code('E_ARGUMENT'));
      for (const n of [0, 32]) expect(() => context.setRegister(n, 0)).toThrow(code('E_ARGUMENT'));
      for (const value of [0.5, NaN, 2 ** 53]) expect(() => context.setRegister(1, value)).toThrow(code('E_ARGUMENT'));
      expect(() => context.setPc(toVaddr(1)!)).toThrow(code('E_ADDRESS'));
      yield* [];
    });
  });

  it('gives threads of one space trap contexts of their own', () => {
    runTask(function* () {
      const { space, user } = userProgram('addi a0, a0, 1\necall');
      const second = UserMode.create(space)!;
      second.context.setPc(PROGRAM);
      second.context.setRegister(Register.a0, 100);
      for (const each of [user, second]) yield* untilEvent(each);
      expect([user, second].map(({ context }) => context.syscallArgument(0))).toEqual([1, 101]);
      second.release();
      expect(VmSpace.create()).toBeDefined();
    });
  });
});
