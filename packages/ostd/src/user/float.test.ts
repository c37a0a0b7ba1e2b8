/** Floating-point registers and fcsr of users: each has its own, whoever else is on the hart. */
import { Bytes } from '@racho/bytes';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { current } from '../context.ts';
import { FrameAllocOptions, power, Task, UserMode, type Coroutine } from '../index.ts';
import { run, runTask, start, userProgram } from '../testing/run.ts';

const code = (name: string): unknown => expect.objectContaining({ code: name });
const ZEROS = Array.from({ length: 32 }, () => 0n);
const numbers = Array.from({ length: 32 }, (_, n) => n);

function* untilCall(user: UserMode): Coroutine<void> {
  for (;;) {
    const { kind } = yield* user.execute();
    if (kind === 'event') continue;
    expect(kind).toBe('syscall');
    return;
  }
}

const floats = ({ context }: UserMode): bigint[] => numbers.map((n) => context.float(n));

/** A program that makes calls for ever and never touches floating point. */
const integer = (): UserMode => userProgram('loop: ecall\nj loop').user;

/** A program that has the bits of s0 + n in each f-register n and `fcsr` in its CSR, from its first call on. */
function writer(bits: bigint, fcsr: number): UserMode {
  const fill = numbers.map((n) => `fmv.d.x f${n}, s0\naddi s0, s0, 1`).join('\n');
  const { user } = userProgram(`${fill}\nfscsr s1\nloop: ecall\nj loop`);
  user.context.setRegister(8, bits);
  user.context.setRegister(9, fcsr);
  return user;
}
const written = (bits: bigint): bigint[] => numbers.map((n) => BigInt.asUintN(64, bits + BigInt(n)));

const word = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const state = fc.record({
  f: fc.array(word, { minLength: 32, maxLength: 32 }),
  fcsr: fc.integer({ min: 0, max: 255 }),
});

describe('a thread', () => {
  it('starts with zeros, also after others have used the registers', () => {
    runTask(function* () {
      const first = writer(-1n, 0xff);
      yield* untilCall(first);
      // It moves what it finds to where every user's registers can be seen.
      const look = numbers.slice(1).map((n) => `fmv.x.d x${n}, f${n}`);
      const { user } = userProgram(`${look.join('\n')}\necall\nfrcsr a0\nfmv.x.d a1, f0\necall`);
      yield* untilCall(user);
      for (const n of numbers) expect([n, user.context.register(n)]).toEqual([n, 0n]);
      user.context.setRegister(10, -1);
      user.context.setRegister(11, -1);
      yield* untilCall(user);
      expect([user.context.number(10), user.context.number(11)]).toEqual([0, 0]);
      expect([floats(first), first.context.fcsr]).toEqual([written(-1n), 0xff]);
    });
  });

  it('sees what the kernel sets, and the kernel what it computes', () => {
    runTask(function* () {
      const { user } = userProgram('loop: fadd.d f1, f1, f2\nfmul.d f3, f1, f1, rtz\necall\nj loop');
      const { context } = user;
      const double = (value: number): bigint => new BigUint64Array(Float64Array.of(value).buffer)[0]!;
      context.setFloat(2, double(0.5));
      yield* untilCall(user);
      expect([context.float(1), context.float(3), context.fcsr]).toEqual([double(0.5), double(0.25), 0]);
      context.setFloat(1, double(10));
      yield* untilCall(user);
      expect([context.float(1), context.float(3), context.fcsr]).toEqual([double(10.5), double(110.25), 0]);
      context.setFloat(2, 1n);
      context.setFcsr(0x70); // round up, and NV of some earlier time
      yield* untilCall(user);
      expect([context.float(1), context.fcsr]).toEqual([double(10.5) + 1n, 0x71]);
    });
  });

  it('keeps any state, while others with any state run in between', () => {
    fc.assert(
      fc.property(fc.array(state, { minLength: 2, maxLength: 4 }), fc.array(fc.nat(3)), (states, order) => {
        runTask(function* () {
          const users = states.map(() => integer());
          users.forEach(({ context }, i) => {
            numbers.forEach((n) => context.setFloat(n, states[i]!.f[n]!));
            context.setFcsr(states[i]!.fcsr);
          });
          for (const i of order) yield* untilCall(users[i % users.length]!);
          users.forEach((user, i) => expect({ f: floats(user), fcsr: user.context.fcsr }).toEqual(states[i]));
        });
      }),
      { numRuns: 20 },
    );
  });

  it('has what it wrote itself, whatever came between: a model over random histories', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('run' as const), user: fc.nat(2) }),
      fc.record({ kind: fc.constant('set' as const), user: fc.nat(2), n: fc.nat(31), bits: word }),
      fc.record({ kind: fc.constant('control' as const), user: fc.nat(2), fcsr: fc.nat(255) }),
      fc.record({ kind: fc.constant('look' as const), user: fc.nat(2) }),
    );
    // Every run of a user moves its registers round by one and counts its fcsr up.
    const rotate = numbers.slice(1).map((n) => `fsgnj.d f${n - 1}, f${n}, f${n}`);
    const source = `loop: fmv.x.d s0, f0\n${rotate.join('\n')}\nfmv.d.x f31, s0\nfrcsr s1\naddi s1, s1, 1\nfscsr s1\necall\nj loop`;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        runTask(function* () {
          const users = [0, 1, 2].map(() => ({ user: userProgram(source).user, f: [...ZEROS], fcsr: 0 }));
          for (const each of steps) {
            const model = users[each.user]!;
            const { context } = model.user;
            if (each.kind === 'run') {
              yield* untilCall(model.user);
              model.f.push(model.f.shift()!);
              model.fcsr = (model.fcsr + 1) & 0xff;
            } else if (each.kind === 'set') {
              context.setFloat(each.n, each.bits);
              model.f[each.n] = each.bits;
            } else if (each.kind === 'control') {
              context.setFcsr(each.fcsr);
              model.fcsr = each.fcsr;
            } else {
              expect([floats(model.user), context.fcsr]).toEqual([model.f, model.fcsr]);
            }
          }
          for (const { user, f, fcsr } of users) expect([floats(user), user.context.fcsr]).toEqual([f, fcsr]);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('cannot turn floating point off for itself: it has no way to sstatus', () => {
    runTask(function* () {
      const { user } = userProgram('li t0, 0x6000\ncsrc sstatus, t0');
      const event = yield* user.execute();
      expect(event).toMatchObject({ kind: 'exception', cause: 'illegal-instruction' });
    });
  });
});

describe('preemption', () => {
  it('in the middle of a computation leaves registers, rounding mode and flags as they were', () => {
    // Sums of 1/3 rounded down and up: they part at the first addition, and only one of them overflows.
    const source = (mode: number, extra: string): string => `
      fsrmi ${mode}
      ${extra}
      li t0, 3
      fcvt.d.l f1, t0
      li t0, 1
      fcvt.d.l f2, t0
      fdiv.d f3, f2, f1
      li s0, 1000000
    loop:
      fadd.d f4, f4, f3
      addi s0, s0, -1
      bnez s0, loop
      ecall`;
    const overflow = 'li t0, 0x7fefffffffffffff\nfmv.d.x f5, t0\nfadd.d f5, f5, f5';
    const bodies: readonly [name: string, source: string][] = [
      ['down', source(2, '')],
      ['up', source(3, overflow)],
    ];
    const outcome = (together: boolean): { results: unknown; switches: number } => {
      const results: Record<string, unknown> = {};
      const kernel = (): void => {
        for (const [name, text] of bodies) {
          Task.spawn(name, function* () {
            const { user } = userProgram(text);
            while ((yield* user.execute()).kind === 'event') if (together) yield* Task.yield();
            results[name] = [floats(user), user.context.fcsr];
            if (Object.keys(results).length === 2) power.shutdown(0);
          });
        }
      };
      const { trace, panic } = run(kernel);
      expect(panic).toBeUndefined();
      return { results, switches: trace.filter(({ kind }) => kind === 'switch').length };
    };
    const [apart, mixed] = [outcome(false), outcome(true)];
    expect(mixed.switches).toBeGreaterThan(apart.switches + 2);
    expect(mixed.results).toEqual(apart.results);
    const { down, up } = mixed.results as Record<'down' | 'up', [bigint[], number]>;
    expect([down[1], up[1]]).toEqual([0x41, 0x65]); // NX; NX and OF
    expect(up[0][4]).toBeGreaterThan(down[0][4]!);
  });
});

describe('what it costs', () => {
  /** Instructions that the hart retires for one more call of each user in turn. */
  function* roundOf(users: readonly UserMode[]): Coroutine<number> {
    for (let i = 0; i < 2; i++) for (const user of users) yield* untilCall(user);
    const { supervisor } = current();
    const before = supervisor.retired;
    for (const user of users) yield* untilCall(user);
    return supervisor.retired - before;
  }

  it('is nothing for a call, and nothing for a switch between users that never wrote floating-point state', () => {
    runTask(function* () {
      const call = yield* roundOf([integer()]);
      expect(yield* roundOf([writer(5n, 1)])).toBe(call);
      expect(yield* roundOf([integer(), integer()])).toBe(2 * call);
    });
  });

  it('is a load for a switch to a user that wrote some, and no second save of what has not changed', () => {
    runTask(function* () {
      const call = yield* roundOf([integer()]);
      const load = (yield* roundOf([writer(5n, 1), integer()])) - 2 * call;
      expect(load).toBeGreaterThanOrEqual(2 * 33);
      expect(yield* roundOf([writer(5n, 1), writer(7n, 2)])).toBe(2 * call + load);
    });
  });
});

describe('the end of a thread', () => {
  it('leaves its registers to nobody, and nothing is written to its page afterwards', () => {
    runTask(function* () {
      const users = [writer(-1n, 0xff), writer(-2n, 0xff)];
      for (const user of users) yield* untilCall(user);
      users[1]!.release();
      // The freed frame is the next to be given away. Its owner writes what a trap context with unsaved values would have.
      const frame = FrameAllocOptions.allocFrame()!;
      const bytes = Bytes.alloc(4096);
      bytes.fill(0x60);
      frame.writer().write(bytes);
      const next = integer();
      yield* untilCall(next);
      const found = Bytes.alloc(4096);
      frame.reader().read(found);
      expect(found.equals(bytes)).toBe(true);
      expect(floats(next)).toEqual(ZEROS);
    });
  });
});

describe('misuse', () => {
  it('is refused: registers that there are not, a released thread, outside of a step', () => {
    let outside: UserMode | undefined;
    const { system } = start(() => {
      Task.spawn('test', function* () {
        const user = integer();
        const { context } = user;
        outside = integer();
        for (const n of [-1, 32, 1.5, NaN]) {
          expect(() => context.float(n)).toThrow(code('E_ARGUMENT'));
          expect(() => context.setFloat(n, 0n)).toThrow(code('E_ARGUMENT'));
        }
        for (const value of [-1, 256, 0.5, NaN]) expect(() => context.setFcsr(value)).toThrow(code('E_ARGUMENT'));
        user.release();
        expect(() => context.float(0)).toThrow(code('E_HANDLE'));
        expect(() => context.setFcsr(0)).toThrow(code('E_HANDLE'));
        power.shutdown(0);
        yield* [];
      });
    });
    expect(system.step(1e7)).toMatchObject({ reason: 'halt', status: 0 });
    expect(() => outside!.context.fcsr).toThrow(code('E_NOT_RUNNING'));
  });

  it('is refused: the user of another system', () => {
    let stranger: UserMode | undefined;
    run(() => {
      stranger = integer();
    });
    run(() => {
      expect(() => stranger!.context.float(0)).toThrow(code('E_HANDLE'));
      power.shutdown(0);
    });
  });
});
