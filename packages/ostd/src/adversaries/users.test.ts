/** Kernels that attack user mode: register values and program counters that make no sense, and contexts that outlive their user. */
import { describe, expect, it } from 'vitest';
import { trapContextAddress } from '../arch/layout.ts';
import { current } from '../context.ts';
import { FrameAllocOptions, Register, UserMode, VmSpace, type UserContext, type Vaddr } from '../index.ts';
import { virtualPageOf } from '../mm/address.ts';
import { partsOf } from '../mm/vm-space.ts';
import { PROGRAM, runTask, userProgram } from '../testing/run.ts';

const refusal = expect.objectContaining({ code: expect.stringMatching(/^E_/) as string }) as unknown;

describe('a context refuses', () => {
  const attempts: readonly (readonly [what: string, attempt: (context: UserContext) => unknown])[] = [
    ['x0', (context) => context.setRegister(0, 1)],
    ['x32', (context) => context.setRegister(32, 1)],
    ['a register below x0', (context) => context.register(-1)],
    ['half a register', (context) => context.register(0.5)],
    ['a register that is a text', (context) => context.register('sstatus' as never)],
    ['a register that changes', (context) => context.setRegister({ valueOf: () => 1 } as never, 1)],
    ['a value that is no number', (context) => context.setRegister(1, NaN)],
    ['a value that is not exact', (context) => context.setRegister(1, 2 ** 60)],
    ['a value that is a text', (context) => context.setRegister(1, '1' as never)],
    ['f32', (context) => context.setFloat(32, 0n)],
    ['bits that are a number', (context) => context.setFloat(0, 1 as never)],
    ['more of fcsr than there is', (context) => context.setFcsr(0x100)],
    ['an odd pc', (context) => context.setPc((PROGRAM + 1) as Vaddr)],
    ['a pc that is none', (context) => context.setPc(NaN as Vaddr)],
    ['a pc that is a bigint', (context) => context.setPc(BigInt(PROGRAM) as never)],
    ['a seventh argument', (context) => context.syscallArgument(6)],
  ];
  it.each(attempts)('%s', (_what, attempt) => {
    runTask(function* () {
      const { user } = userProgram('ecall');
      expect(() => attempt(user.context)).toThrow(refusal);
      const event = yield* user.execute(); // nothing has changed
      expect(event.kind).toBe('syscall');
    });
  });
});

describe('a user', () => {
  const places: readonly (readonly [what: string, pc: number])[] = [
    ['the trampoline', -4096],
    ['its trap context', -8192],
    ["the kernel's image", 0x8020_0000],
    ['an address that is not canonical', 2 ** 50],
    ['the last address', -2],
    ['nowhere', 0],
  ];
  it.each(places)('that starts at %s faults there, in user mode', (_what, pc) => {
    runTask(function* () {
      const { user } = userProgram('ecall');
      user.context.setPc(pc as Vaddr);
      const event = yield* user.execute();
      expect(event).toMatchObject({ kind: 'exception', cause: 'instruction-page-fault' });
      expect(user.context.pc).toBe(BigInt.asUintN(64, BigInt(pc)));
    });
  });

  it('with any registers is a user still: it reads no CSR of the supervisor', () => {
    runTask(function* () {
      const { user } = userProgram('csrr a0, sstatus');
      for (let n = 1; n < 32; n++) user.context.setRegister(n, (1n << 64n) - 1n);
      expect(yield* user.execute()).toMatchObject({ kind: 'exception', cause: 'illegal-instruction' });
      for (let n = 1; n < 32; n++) expect(user.context.register(n)).toBe((1n << 64n) - 1n);
    });
  });

  it('that was released lets nobody at its registers', () => {
    runTask(function* () {
      const { space, user } = userProgram('ecall');
      const { context } = user;
      user.release();
      const other = UserMode.create(space)!; // its registers may be in the frame that was given back
      const uses = [
        () => context.register(1),
        () => context.setRegister(1, 1),
        () => context.setPc(PROGRAM),
        () => context.pc,
        () => context.setFloat(0, 1n),
        () => context.setFcsr(0),
        () => user.execute(),
        () => user.release(),
      ];
      for (const use of uses) expect(use).toThrow(expect.objectContaining({ code: 'E_HANDLE' }) as Error);
      expect(other.context.register(1)).toBe(0n);
      yield* [];
    });
  });

  it('is made in a space of ostd’s, and in no other thing', () => {
    runTask(function* () {
      const space = VmSpace.create()!;
      for (const forged of [undefined, 1, {}, Object.create(space) as unknown, new Proxy(space, {})]) {
        expect(() => UserMode.create(forged as VmSpace)).toThrow(
          expect.objectContaining({ code: 'E_HANDLE' }) as Error,
        );
      }
      yield* [];
    });
  });

  // The host's stack may end anywhere in it.
  it('that is made half way has nothing mapped that is given back', () => {
    runTask(function* () {
      const space = VmSpace.create()!;
      UserMode.create(space)!.release(); // the tables above its context are there from now on
      const free = FrameAllocOptions.free();
      const system = current();
      const { kernelSpace } = system;
      Object.assign(system, { kernelSpace: undefined });
      expect(() => UserMode.create(space)).toThrow(TypeError);
      Object.assign(system, { kernelSpace });
      expect(FrameAllocOptions.free()).toBe(free);
      const contexts = [0, 1].map((slot) => virtualPageOf(trapContextAddress(slot)));
      expect(contexts.map((page) => partsOf(space).table.query(page))).toEqual([undefined, undefined]);
      yield* [];
    });
  });

  it('has its registers where the convention has them, whoever tries to move them', () => {
    runTask(function* () {
      expect(() => Object.assign(Register, { a0: 2 })).toThrow(TypeError);
      yield* [];
    });
  });
});
