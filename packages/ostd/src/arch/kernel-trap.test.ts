import { describe, expect, it } from 'vitest';
import { buildImage } from '../../scripts/build-image.ts';
import { current } from '../context.ts';
import { power, Task } from '../index.ts';
import { run } from '../testing/run.ts';
import { KernelTrap } from './supervisor.unsafe.ts';
import { kernelStackTop, KERNEL_STACK_SIZE } from './layout.ts';
import { decodeCause } from '../trap/cause.ts';

/** An image whose `load` is a routine that calls itself for ever on the stack whose top is a1. */
const overflowing = buildImage({
  load: `
    mv      sp, a1
overflow:
    addi    sp, sp, -16
    sd      ra, 8(sp)
    call    overflow
`,
});

describe('traps in kernel mode', () => {
  it('a kernel stack that overflows hits its guard page, and is reported', () => {
    const { status, output, panic } = run(
      () => {
        Task.spawn('victim', function* () {
          yield* [];
        });
        current().supervisor.load(kernelStackTop(0));
      },
      { image: overflowing },
    );
    expect(panic).toBeInstanceOf(KernelTrap);
    const trap = panic as KernelTrap;
    expect(decodeCause(trap.scause)).toEqual({ kind: 'exception', cause: 'store-page-fault' });
    const guard = kernelStackTop(0) - KERNEL_STACK_SIZE;
    expect(Number(BigInt.asIntN(64, trap.stval))).toBeLessThan(guard);
    expect(Number(BigInt.asIntN(64, trap.stval))).toBeGreaterThanOrEqual(guard - 4096);
    expect(output).toMatch(/panic: trap in kernel mode: scause 0xf, stval 0xffffff/);
    expect(status).toBe(101);
  });

  it('a store to the kernel’s own code is one too', () => {
    const { panic } = run(() => {
      const { supervisor, image } = current();
      supervisor.store(image.sections[0]!.address as never, 0);
      power.shutdown(0);
    });
    expect(panic).toBeInstanceOf(KernelTrap);
    expect(decodeCause((panic as KernelTrap).scause)).toMatchObject({ cause: 'store-page-fault' });
  });

  it('an operation that does not exist does nothing', () => {
    run(() => {
      const { supervisor } = current();
      supervisor.perform(999);
      expect(supervisor.argument(1)).toBe(-1);
      power.shutdown(0);
    });
  });
});
