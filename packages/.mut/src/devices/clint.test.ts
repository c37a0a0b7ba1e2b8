import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Clint, type ClintTimer } from './clint.ts';

/** What a machine would know of the CLINT. */
function machine(hartCount: number) {
  const state = { now: 0, msip: Array<number>(hartCount).fill(0), deadline: Array<number>(hartCount).fill(Infinity) };
  const timer: ClintTimer = {
    now: () => state.now,
    setNow: (ticks) => (state.now = ticks),
    setMsip: (hart, level) => (state.msip[hart] = level),
    setMtimecmp: (hart, deadline) => (state.deadline[hart] = deadline),
  };
  return { state, clint: new Clint(hartCount, timer) };
}

describe('msip', () => {
  test('is one bit a hart', () => {
    const { state, clint } = machine(3);
    expect(clint.write(4, 4, 0xffff_ffff)).toBe(true);
    expect(state.msip).toEqual([0, 1, 0]);
    expect(clint.read(4, 4)).toBe(1);
    expect(clint.read(0, 4)).toBe(0);
    clint.write(4, 4, 0xffff_fffe);
    expect(state.msip).toEqual([0, 0, 0]);
  });

  test('of harts that do not exist reads as zero and ignores writes', () => {
    const { state, clint } = machine(1);
    expect(clint.write(4, 4, 1)).toBe(true);
    expect(clint.write(0x3ffc, 4, 1)).toBe(true);
    expect(clint.read(4, 4)).toBe(0);
    expect(clint.read(0x3ffc, 4)).toBe(0);
    expect(state.msip).toEqual([0]);
  });
});

describe('mtimecmp', () => {
  test('keeps each half as written, and the deadline is their sum in ticks', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3 }), fc.nat({ max: 0xffff_ffff }), fc.nat({ max: 0xffff_ffff }), (hart, low, high) => {
        const { state, clint } = machine(4);
        clint.write(0x4000 + 8 * hart, 4, low);
        clint.write(0x4004 + 8 * hart, 4, high);
        expect(clint.read(0x4000 + 8 * hart, 4)).toBe(low);
        expect(clint.read(0x4004 + 8 * hart, 4)).toBe(high);
        const ticks = (BigInt(high) << 32n) | BigInt(low);
        const deadline = state.deadline[hart]!;
        if (ticks >= 2n ** 53n) expect(deadline).toBe(Infinity);
        else expect(BigInt(deadline)).toBe(ticks);
        expect(state.deadline.filter((_, other) => other !== hart)).toEqual([Infinity, Infinity, Infinity]);
      }),
    );
  });

  test('the sequence that 32-bit software uses has no early deadline', () => {
    // Privileged, "Machine Timer Registers": -1 to the low half, then the high half, then the low half.
    const { state, clint } = machine(1);
    const seen: number[] = [];
    for (const [offset, value] of [
      [0x4000, 0xffff_ffff],
      [0x4004, 1],
      [0x4000, 5],
    ] as const) {
      clint.write(offset, 4, value);
      seen.push(state.deadline[0]!);
    }
    expect(seen).toEqual([Infinity, 0x1_ffff_ffff, 0x1_0000_0005]);
  });

  test('of harts that do not exist reads as zero and ignores writes', () => {
    const { state, clint } = machine(1);
    expect(clint.write(0x4008, 4, 1)).toBe(true);
    expect(clint.write(0xbff4, 4, 1)).toBe(true);
    expect(clint.read(0x4008, 4)).toBe(0);
    expect(clint.read(0xbff4, 4)).toBe(0);
    expect(state.deadline).toEqual([Infinity]);
  });
});

describe('mtime', () => {
  test.each([0, 1, 0xffff_ffff, 0x1_0000_0000, 0x1_2345_6789, Number.MAX_SAFE_INTEGER])('reads %d in halves', (now) => {
    const { state, clint } = machine(1);
    state.now = now;
    expect(clint.read(0xbff8, 4)).toBe(now % 2 ** 32);
    expect(clint.read(0xbffc, 4)).toBe(Math.floor(now / 2 ** 32));
  });

  test('a half is written without the other', () => {
    const { state, clint } = machine(1);
    state.now = 0x1_2345_6789;
    clint.write(0xbff8, 4, 0xffff_ffff);
    expect(state.now).toBe(0x1_ffff_ffff);
    clint.write(0xbffc, 4, 7);
    expect(state.now).toBe(0x7_ffff_ffff);
  });

  test('the upper eleven bits do not exist', () => {
    const { state, clint } = machine(1);
    clint.write(0xbffc, 4, 0xffff_ffff);
    clint.write(0xbff8, 4, 0xffff_ffff);
    expect(state.now).toBe(Number.MAX_SAFE_INTEGER);
    expect(clint.read(0xbffc, 4)).toBe(0x1f_ffff);
  });
});

test('only words are registers', () => {
  const { clint } = machine(1);
  for (const offset of [0, 0x4000, 0xbff8]) {
    for (const width of [1, 2] as const) {
      expect(clint.read(offset, width)).toBeUndefined();
      expect(clint.write(offset, width, 0)).toBe(false);
    }
  }
});

test('nothing is decoded above mtime', () => {
  const { clint } = machine(1);
  for (const offset of [0xc000, 0xfffc]) {
    expect(clint.read(offset, 4)).toBeUndefined();
    expect(clint.write(offset, 4, 0)).toBe(false);
  }
});

test('before any write and after reset there is no deadline and no software interrupt', () => {
  const { state, clint } = machine(2);
  expect(clint.read(0x4000, 4)).toBe(0xffff_ffff);
  clint.write(0, 4, 1);
  clint.write(0x400c, 4, 0);
  clint.write(0x4008, 4, 9);
  expect(state).toMatchObject({ msip: [1, 0], deadline: [Infinity, 9] });
  clint.reset();
  expect(state).toMatchObject({ msip: [0, 0], deadline: [Infinity, Infinity] });
  expect([clint.read(0, 4), clint.read(0x4008, 4), clint.read(0x400c, 4)]).toEqual([0, 0xffff_ffff, 0xffff_ffff]);
});
