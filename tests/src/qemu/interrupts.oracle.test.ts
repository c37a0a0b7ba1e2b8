/** Interrupts, compared with QEMU. */
import { test } from 'vitest';
import { compareWithQemu } from './compare.ts';
import { interruptCase } from './interrupts.ts';
import { qemuInterruptOptions } from './masks.ts';
import { calls, Cause, interrupt } from './status.ts';
import { timerCase } from './timer.ts';

test('interrupts are taken when, where and in the order in which QEMU takes them', async () => {
  const suite = { name: 'interrupts', cases: 4000, generate: interruptCase, qemuOptions: qemuInterruptOptions };
  // Software, timer and external interrupts, for S and M; no external one reaches M without a PLIC.
  await compareWithQemu(suite, [...calls, ...[1, 3, 5, 7, 9].map(interrupt)]);
});

test('the timer of S-mode says when its time has come, and wakes and interrupts, as in QEMU', async () => {
  await compareWithQemu({ name: 'timer', cases: 1000, generate: timerCase }, [
    ...[Cause.callFromS, Cause.callFromM],
    interrupt(5),
  ]);
});
