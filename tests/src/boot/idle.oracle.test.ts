/** Linux at its prompt leaves the host alone: between its own timer events it retires nothing, and input wakes it. */
import { expect, test } from 'vitest';
import { INSTRUCTIONS_PER_MS } from './console.ts';
import { Linux } from './linux.ts';

/** Far more than a timer event takes. */
const STEP = 10_000_000;
const EVENTS = 50;

test('Linux at its prompt is idle', () => {
  const linux = Linux.boot([], {});
  const { machine } = linux;
  linux.run('sleep 10'); // until the kernel has done what it left for later

  const [start, ticks] = [machine.retired, () => Number(machine.hart(0).csr('time'))];
  const before = ticks();
  for (let events = 0; events < EVENTS;) {
    const { reason, deadline } = machine.step(STEP);
    if (reason !== 'idle') continue;
    // Nothing happens before its deadline, however often it is asked.
    linux.sleep(deadline! / 2);
    if (deadline! > 1) expect(machine.step(STEP)).toMatchObject({ reason: 'idle', retired: 0 });
    linux.sleep(deadline! / 2);
    events++;
  }
  // Housekeeping takes less than a hundredth of the time.
  const milliseconds = (ticks() - before) / 10_000;
  expect(milliseconds).toBeGreaterThan(1000);
  expect(machine.retired - start).toBeLessThan((milliseconds * INSTRUCTIONS_PER_MS) / 100);

  expect(linux.run('echo awake')).toBe('awake\n');
  expect(linux.powerOff()).toBe(0);
});
