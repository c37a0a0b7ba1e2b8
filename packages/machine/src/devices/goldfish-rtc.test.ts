import { beforeEach, describe, expect, test } from 'vitest';
import { machineFor, PASS } from '../testing.ts';
import { GoldfishRtc, RTC_BASE, RTC_IRQ } from './goldfish-rtc.ts';

const [TIME_LOW, TIME_HIGH, ALARM_LOW, ALARM_HIGH] = [0x00, 0x04, 0x08, 0x0c];
const [IRQ_ENABLED, CLEAR_ALARM, ALARM_STATUS, CLEAR_INTERRUPT] = [0x10, 0x14, 0x18, 0x1c];

/** 2026-11-22T20:00:00Z */
const DATE = 1_795_377_600_000;
const NANOSECONDS = BigInt(DATE) * 1_000_000n;

let ticks: number;
let level: 0 | 1;
let rtc: GoldfishRtc;

beforeEach(() => {
  [ticks, level] = [0, 0];
  rtc = new GoldfishRtc({
    date: () => DATE + Math.floor(ticks / 10_000),
    now: () => ticks,
    setLevel: (value) => (level = value),
    deadlineChanged: () => undefined,
  });
  rtc.reset();
});

const read = (offset: number): number => rtc.read(offset, 4)!;
const write = (offset: number, value: number): boolean => rtc.write(offset, 4, value);
const time = (): bigint => BigInt(read(TIME_LOW)) | (BigInt(read(TIME_HIGH)) << 32n);
const setAlarm = (value: bigint): void => {
  write(ALARM_HIGH, Number(value >> 32n));
  write(ALARM_LOW, Number(value & 0xffff_ffffn));
};
const advance = (to: number): void => {
  ticks = to;
  rtc.poll();
};

describe('the time', () => {
  test('is the date at power-on, and goes on with the ticks of 100 ns', () => {
    expect(time()).toBe(NANOSECONDS);
    ticks = 12_345;
    expect(time()).toBe(NANOSECONDS + 1_234_500n);
  });

  test('has a high word that belongs to the low one that was read before it', () => {
    write(TIME_LOW, 0xffff_ffff);
    const before = time() >> 32n;
    ticks = 1;
    expect(BigInt(read(TIME_HIGH))).toBe(before);
    expect(time() >> 32n).toBe(before + 1n);
  });

  test.each([0n, 1n, NANOSECONDS, 2n ** 64n - 1000n])('can be set to %d, even back, until a reset', (value) => {
    ticks = 10_000_000;
    write(TIME_HIGH, Number(value >> 32n));
    write(TIME_LOW, Number(value & 0xffff_ffffn));
    expect(time()).toBe(value);
    ticks += 3;
    expect(time()).toBe(value + 300n);
    rtc.reset();
    expect(time()).toBe(NANOSECONDS + 1_000_000_000n);
  });

  test('does not follow when somebody sets the clock', () => {
    ticks = 500;
    rtc.clockMoved(1_000_000 - 500);
    ticks = 1_000_000;
    expect(time()).toBe(NANOSECONDS + 50_000n);
  });
});

describe('the alarm', () => {
  test('goes off at the first tick that is not before it, and once', () => {
    write(IRQ_ENABLED, 1);
    setAlarm(NANOSECONDS + 901n);
    expect([rtc.deadline, read(ALARM_STATUS)]).toEqual([10, 1]);
    advance(9);
    expect([level, read(ALARM_STATUS)]).toEqual([0, 1]);
    advance(10);
    expect([level, read(ALARM_STATUS), rtc.deadline]).toEqual([1, 0, Infinity]);
    write(CLEAR_INTERRUPT, 1);
    advance(11);
    expect(level).toBe(0);
  });

  test('goes off at once when it is past', () => {
    write(IRQ_ENABLED, 1);
    setAlarm(NANOSECONDS);
    expect([level, read(ALARM_STATUS)]).toEqual([1, 0]);
  });

  test('is set by its low word', () => {
    write(ALARM_HIGH, 0xffff_ffff);
    expect(read(ALARM_STATUS)).toBe(0);
    write(ALARM_LOW, 5);
    expect([read(ALARM_STATUS), read(ALARM_LOW), read(ALARM_HIGH)]).toEqual([1, 5, 0xffff_ffff]);
    expect(rtc.deadline).toBe(Infinity); // no clock goes on for so long
  });

  test('can be cleared, and shows when the interrupt is enabled afterwards', () => {
    setAlarm(NANOSECONDS + 1000n);
    write(CLEAR_ALARM, 1);
    advance(100);
    expect(read(ALARM_STATUS)).toBe(0);
    setAlarm(NANOSECONDS);
    expect(level).toBe(0);
    write(IRQ_ENABLED, 0xffff_ffff);
    expect([level, read(IRQ_ENABLED)]).toEqual([1, 1]);
    write(IRQ_ENABLED, 2);
    expect(level).toBe(0);
  });

  test('keeps to the time when that is set, or the clock', () => {
    setAlarm(NANOSECONDS + 1_000_000n);
    rtc.clockMoved(5000);
    expect(rtc.deadline).toBe(15_000);
    ticks = 5000;
    write(TIME_LOW, Number(BigInt.asUintN(32, NANOSECONDS + 500_000n)));
    expect(rtc.deadline).toBe(10_000);
  });
});

test('has words up to 0x24 and nothing else', () => {
  const none = undefined;
  expect([rtc.read(0x20, 4), rtc.read(0x24, 4), rtc.read(0, 1), rtc.read(0, 2)]).toEqual([0, none, none, none]);
  expect([rtc.write(0x20, 4, 1), rtc.write(0x24, 4, 1), rtc.write(0, 1, 1), rtc.write(0, 2, 1)]).toEqual([
    ...[true, false, false, false],
  ]);
});

/** Waits for an alarm in 1 ms; leaves the ticks before and after the wait in s2 and s3, the interrupt's source in s4. */
const waitForAlarm = `
  li s0, ${RTC_BASE}
  li s1, 0xc000000
  li t0, 1
  sw t0, ${4 * RTC_IRQ}(s1)
  li t1, 0xc002000
  li t0, ${1 << RTC_IRQ}
  sw t0, 0(t1)
  li t0, 0x800
  csrw mie, t0
  lwu t0, ${TIME_LOW}(s0)
  lwu t1, ${TIME_HIGH}(s0)
  csrr s2, time
  slli t1, t1, 32
  add t0, t0, t1
  li t1, 1000000
  add t0, t0, t1
  li t1, 1
  sw t1, ${IRQ_ENABLED}(s0)
  srli t1, t0, 32
  sw t1, ${ALARM_HIGH}(s0)
  sw t0, ${ALARM_LOW}(s0)
`;
const thenPass = `
  csrr s3, time
  li t1, 0xc200004
  lw s4, 0(t1)
  ${PASS}
`;

describe('in the machine', () => {
  test.each([1, 3, 1_000_000])('the alarm ends a wait at its tick, whatever the budget: %d', (budget) => {
    const machine = machineFor(`${waitForAlarm} wfi ${thenPass}`, { date: () => DATE });
    while (machine.step(budget).reason !== 'halt');
    const hart = machine.hart(0);
    expect([hart.x(19) - hart.x(18), hart.x(20)]).toEqual([10_000n, BigInt(RTC_IRQ)]);
  });

  test.each([1, 3, 1_000_000])('the alarm comes at its tick while a hart runs, whatever the budget: %d', (budget) => {
    const machine = machineFor(`${waitForAlarm} 1: csrr t0, mip\nandi t0, t0, -2048\nbeqz t0, 1b\n ${thenPass}`);
    while (machine.step(budget).reason !== 'halt');
    const hart = machine.hart(0);
    const waited = Number(hart.x(19) - hart.x(18));
    expect(waited).toBeGreaterThanOrEqual(10_000);
    expect(waited).toBeLessThan(10_002);
  });

  test('an idle machine tells its host when the alarm will be', () => {
    let now = 0;
    const machine = machineFor(`${waitForAlarm} wfi ${thenPass}`, { clock: () => now, date: () => DATE + 0.5 });
    expect(machine.step(1000)).toMatchObject({ reason: 'idle', deadline: 1 });
    now = 1;
    expect(machine.step(1000)).toMatchObject({ reason: 'halt', status: 0 });
  });

  test('a host whose date is none gets a clock that begins with 1970', () => {
    for (const date of [() => NaN, () => Infinity]) {
      const machine = machineFor(`li s0, ${RTC_BASE}\nlw s1, 0(s0)\nlw s2, 4(s0)${PASS}`, { date });
      machine.step(100);
      expect([machine.hart(0).x(9) < 10_000n, machine.hart(0).x(18)]).toEqual([true, 0n]);
    }
  });
});
