/** The built-in SBI, extension by extension, against the specification. Long as that is, on one platform that all of it shares. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { SbiHart, SbiHartState, SbiPlatform } from './platform.ts';
import { Sbi, sbiExtensions } from './sbi.ts';

const BASE = 0x8000_0000n;
const SIZE = 0x1000n;
const ALL_ONES = 2n ** 64n - 1n;
const A0_UNTOUCHED = 0xa0n;
const A1_UNTOUCHED = 0xa1n;

let ram: Uint8Array;
let log: string[];
let input: number[];
let sbi: Sbi;
let states: SbiHartState[];
/** Registers of the hart that calls. */
let x: bigint[];

/** The hart that calls in all tests, and how many there are. */
const CALLER = 3;
const HARTS = 4;

const inside = (address: bigint, length: bigint): boolean => address >= BASE && address + length <= BASE + SIZE;

const fakeHart = (id: number): SbiHart => ({
  id,
  state: () => states[id]!,
  readX: (register) => x[register]!,
  writeX: (register, value) => {
    expect(id).toBe(CALLER);
    expect(value >= 0n && value <= ALL_ONES, `x${register} = ${value}`).toBe(true);
    x[register] = value;
  },
  setTimer: (deadline) => log.push(`timer ${id} ${deadline}`),
  setSoftwareInterrupt: (level) => log.push(`ipi ${id} ${level}`),
  fence: (asid = -1, page = NaN) => log.push(`fence ${id} asid ${asid} page ${page}`),
  enter: (address, opaque) => {
    log.push(`enter ${id} ${address} ${opaque}`);
    states[id] = 'started';
  },
  stop: () => void (states[id] = 'stopped'),
  suspend: () => void (states[id] = 'suspended'),
  load: (address) => (address === MASK_AT ? mask : undefined),
});

/** Where legacy calls find a mask of harts, and the mask. */
const MASK_AT = 0xffff_ffff_8000_0000n;
let mask: bigint;

const platform: SbiPlatform = {
  harts: Array.from({ length: HARTS }, (_, id) => fakeHart(id)),
  executable: (address) => inside(address, 2n),
  consoleWrite: (bytes) => log.push(`write ${String.fromCharCode(...bytes)}`),
  consoleRead: (limit) => Uint8Array.from(input.splice(0, limit)),
  readMemory: (address, length) =>
    inside(address, length) ? ram.slice(Number(address - BASE), Number(address - BASE + length)) : undefined,
  writeMemory: (address, bytes) => {
    if (!inside(address, BigInt(bytes.length))) return false;
    ram.set(bytes, Number(address - BASE));
    return true;
  },
  halt: (status) => log.push(`halt ${status}`),
  reset: () => log.push('reset'),
};

beforeEach(() => {
  ram = new Uint8Array(Number(SIZE));
  log = [];
  input = [];
  states = ['started', 'stopped', 'suspended', 'started'];
  mask = 0n;
  sbi = new Sbi(platform);
});

/** Calls with `a0 …` from `args`; what was not passed is recognisable. Gives all registers after. */
function registersAfter(eid: bigint, fid: bigint, ...args: bigint[]): bigint[] {
  x = Array.from({ length: 32 }, (_, i) => BigInt(0x1000 + i));
  x[10] = A0_UNTOUCHED;
  x[11] = A1_UNTOUCHED;
  args.forEach((value, i) => (x[10 + i] = value));
  x[16] = fid;
  x[17] = eid;
  const before = [...x];
  sbi.call(CALLER);
  // "All registers except a0 & a1 must be preserved."
  x.forEach((value, i) => {
    if (i !== 10 && i !== 11) expect(value).toBe(before[i]);
  });
  return x;
}

/** The answer as signed error and value. */
function call(eid: bigint, fid: bigint, ...args: bigint[]): [error: bigint, value: bigint] {
  registersAfter(eid, fid, ...args);
  return [BigInt.asIntN(64, x[10]!), x[11]!];
}

const TIME = 0x5449_4d45n;
const SRST = 0x5352_5354n;
const DBCN = 0x4442_434en;
const IPI = 0x73_5049n;
const RFENCE = 0x5246_4e43n;
const HSM = 0x48_534dn;
const PMU = 0x50_4d55n;

describe('base', () => {
  test.each([
    ['specification 2.0', 0n, 0x0200_0000n],
    ['implementation id', 1n, 0x7261_6368n],
    ['implementation version', 2n, 1n],
    ['mvendorid', 4n, 0n],
    ['marchid', 5n, 0n],
    ['mimpid', 6n, 0n],
  ])('%s', (_, fid, value) => {
    expect(call(0x10n, fid)).toEqual([0n, value]);
  });

  test('the probe finds what a call finds', () => {
    const known = new Set(sbiExtensions.map((extension) => extension.eid));
    const legacy = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n];
    expect(known).toEqual(new Set([...legacy, 0x10n, TIME, IPI, RFENCE, HSM, SRST, DBCN]));
    const candidates = [...known, 9n, PMU, ALL_ONES, 2n ** 32n + 0x10n];
    for (const eid of candidates) {
      expect(call(0x10n, 3n, eid), `0x${eid.toString(16)}`).toEqual([0n, known.has(eid) ? 1n : 0n]);
      if (!known.has(eid)) expect(call(eid, 0n)).toEqual([-2n, 0n]);
    }
  });

  test('no two extensions share an id', () => {
    expect(new Set(sbiExtensions.map(({ eid }) => eid)).size).toBe(sbiExtensions.length);
  });
});

describe('what is not there', () => {
  test.each([
    [0x10n, 7n],
    [0x10n, ALL_ONES],
    [0x10n, 2n ** 32n],
    [TIME, 1n],
    [SRST, 1n],
    [DBCN, 3n],
    [DBCN, ALL_ONES],
    [IPI, 1n],
    [RFENCE, 3n],
    [RFENCE, 4n],
    [RFENCE, 5n],
    [RFENCE, 6n],
    [RFENCE, 7n],
    [HSM, 4n],
    [PMU, 0n],
    [0x9n, 0n],
    [ALL_ONES, 0n],
    [2n ** 32n + 0x10n, 0n],
  ])('EID %d, FID %d is SBI_ERR_NOT_SUPPORTED', (eid, fid) => {
    expect(call(eid, fid)).toEqual([-2n, 0n]);
    expect(log).toEqual([]);
  });
});

describe('legacy', () => {
  test('set_timer', () => {
    expect(call(0n, 9n, ALL_ONES)).toEqual([0n, A1_UNTOUCHED]);
    expect(log).toEqual([`timer 3 ${ALL_ONES}`]);
  });

  test('console_putchar writes the low byte, whatever a6 holds', () => {
    expect(call(1n, 77n, 0x141n)).toEqual([0n, A1_UNTOUCHED]);
    expect(log).toEqual(['write A']);
  });

  test('console_getchar gives a byte, or -1', () => {
    input = [0, 255];
    expect(call(2n, 0n)).toEqual([0n, A1_UNTOUCHED]);
    expect(call(2n, 0n)).toEqual([255n, A1_UNTOUCHED]);
    expect(call(2n, 0n)).toEqual([-1n, A1_UNTOUCHED]);
  });

  test('shutdown does not return', () => {
    expect(call(8n, 0n)).toEqual([A0_UNTOUCHED, A1_UNTOUCHED]);
    expect(log).toEqual(['halt 0']);
  });
});

test('TIME sets the timer of the calling hart', () => {
  expect(call(TIME, 0n, 123n)).toEqual([0n, 0n]);
  expect(call(TIME, 0n, ALL_ONES)).toEqual([0n, 0n]);
  expect(log).toEqual(['timer 3 123', `timer 3 ${ALL_ONES}`]);
});

describe('IPI', () => {
  test.each([
    ['nobody', 0n, 0n, []],
    ['one', 0b1n, 0n, [0]],
    ['one that is suspended', 0b1n, 2n, [2]],
    ['itself', 0b1000n, 0n, [3]],
    ['not those that are stopped', 0b1111n, 0n, [0, 2, 3]],
    ['harts above a base', 0b11n, 2n, [2, 3]],
    ['all, whatever the mask says', 0x8000_0000_0000_0000n, ALL_ONES, [0, 2, 3]],
  ])('interrupts %s', (_, harts, base, expected) => {
    expect(call(IPI, 0n, harts, base)).toEqual([0n, 0n]);
    expect(log).toEqual(expected.map((id) => `ipi ${id} 1`));
  });

  test.each([
    ['a hart that does not exist', 0b1_0001n, 0n],
    ['one above the base', 0b10n, 3n],
    ['one far above', 1n << 63n, 1n],
    ['a base that does not exist', 0n, 4n],
    ['a large base', 1n, ALL_ONES - 1n],
  ])('to %s is SBI_ERR_INVALID_PARAM, and nobody is interrupted', (_, harts, base) => {
    expect(call(IPI, 0n, harts, base)).toEqual([-3n, 0n]);
    expect(call(RFENCE, 0n, harts, base, 0n, 0n)).toEqual([-3n, 0n]);
    expect(call(RFENCE, 1n, harts, base, 0n, 0n)).toEqual([-3n, 0n]);
    expect(call(RFENCE, 2n, harts, base, 0n, 0n, 1n)).toEqual([-3n, 0n]);
    expect(log).toEqual([]);
  });
});

describe('RFENCE', () => {
  test('fence_i has nothing to do', () => {
    expect(call(RFENCE, 0n, 0b11n, 0n)).toEqual([0n, 0n]);
    expect(log).toEqual([]);
  });

  test.each([
    ['everything, by zeros', 0n, 0n, [NaN]],
    ['everything, by a size of all ones', 0x1000n, ALL_ONES, [NaN]],
    ['a page', 0x5000n, 0x1000n, [5]],
    ['the pages of a few bytes', 0x5ffen, 4n, [5, 6]],
    ['pages up to the end of the address space', 2n ** 64n - 0x2000n, 0x2000n, [-2, -1]],
    ['pages across it', 2n ** 64n - 0x1000n, 0x2000n, [-1, 0]],
    ['everything, for many pages', 0x1000n, 65n * 0x1000n, [NaN]],
  ])('sfence_vma fences %s', (_, start, size, pages) => {
    expect(call(RFENCE, 1n, 0b100n, 0n, start, size)).toEqual([0n, 0n]);
    expect(log).toEqual(pages.map((page) => `fence 2 asid -1 page ${page}`));
  });

  test('64 pages are fenced one by one', () => {
    call(RFENCE, 1n, 0b1n, 0n, 0n, 64n * 0x1000n);
    expect(log).toEqual(Array.from({ length: 64 }, (_, page) => `fence 0 asid -1 page ${page}`));
  });

  test('sfence_vma_asid fences one address space, on all harts', () => {
    expect(call(RFENCE, 2n, 0n, ALL_ONES, 0x3000n, 1n, 0xffff_0007n)).toEqual([0n, 0n]);
    expect(log).toEqual([0, 1, 2, 3].map((id) => `fence ${id} asid 7 page 3`));
  });
});

describe('HSM', () => {
  test('starts a hart that is stopped', () => {
    expect(call(HSM, 0n, 1n, BASE, 42n)).toEqual([0n, 0n]);
    expect([log, states[1]]).toEqual([[`enter 1 ${BASE} 42`], 'started']);
    expect(call(HSM, 0n, 1n, BASE, 42n)).toEqual([-6n, 0n]);
  });

  test.each([
    ['itself', BigInt(CALLER), BASE, -6n],
    ['one that runs', 0n, BASE, -6n],
    ['one that is suspended', 2n, BASE, -3n],
    ['one that does not exist', 4n, BASE, -3n],
    ['hart -1', ALL_ONES, BASE, -3n],
    ['one at an address below RAM', 1n, BASE - 2n, -5n],
    ['one at an address beyond RAM', 1n, BASE + SIZE, -5n],
    ['one at address -1', 1n, ALL_ONES, -5n],
  ])('cannot start %s', (_, id, address, error) => {
    const before = [...states];
    expect(call(HSM, 0n, id, address, 0n)).toEqual([error, 0n]);
    expect([log, states]).toEqual([[], before]);
  });

  test('tells states', () => {
    expect([0n, 1n, 2n, 3n].map((id) => call(HSM, 2n, id))).toEqual([
      [0n, 0n],
      [0n, 1n],
      [0n, 4n],
      [0n, 0n],
    ]);
    for (const id of [4n, ALL_ONES]) expect(call(HSM, 2n, id)).toEqual([-3n, 0n]);
  });

  test('stop does not return', () => {
    expect(call(HSM, 1n)).toEqual([A0_UNTOUCHED, A1_UNTOUCHED]);
    expect(states[CALLER]).toBe('stopped');
  });

  test('a retentive suspend returns when it is over', () => {
    expect(call(HSM, 3n, 0xffff_ffff_0000_0000n)).toEqual([0n, 0n]);
    expect([log, states[CALLER]]).toEqual([[], 'suspended']);
  });

  test('one that is not resumes elsewhere', () => {
    expect(call(HSM, 3n, 0x8000_0000n, BASE + 2n, 9n)).toEqual([0x8000_0000n, BASE + 2n]);
    expect([log, states[CALLER]]).toEqual([[`enter 3 ${BASE + 2n} 9`], 'suspended']);
    states[CALLER] = 'started';
    expect(call(HSM, 3n, 0x8000_0000n, BASE - 2n, 9n)).toEqual([-5n, 0n]);
    expect(states[CALLER]).toBe('started');
  });

  test.each([
    [1n, -3n],
    [0x0fff_ffffn, -3n],
    [0x1000_0000n, -2n],
    [0x7fff_ffffn, -2n],
    [0x8000_0001n, -3n],
    [0x8fff_ffffn, -3n],
    [0x9000_0000n, -2n],
    [0xffff_ffffn, -2n],
  ])('suspend type %d gives error %d', (type, error) => {
    expect(call(HSM, 3n, type, BASE, 0n)).toEqual([error, 0n]);
    expect([log, states[CALLER]]).toEqual([[], 'started']);
  });
});

describe('legacy calls for other harts', () => {
  test('clear_ipi is for the caller', () => {
    expect(call(3n, 0n)).toEqual([0n, A1_UNTOUCHED]);
    expect(log).toEqual(['ipi 3 0']);
  });

  test('the mask is at a virtual address, and 0 stands for all', () => {
    mask = 0b101n;
    expect(call(4n, 0n, MASK_AT)).toEqual([0n, A1_UNTOUCHED]);
    expect(call(5n, 0n, MASK_AT)).toEqual([0n, A1_UNTOUCHED]);
    expect(log.splice(0)).toEqual(['ipi 0 1', 'ipi 2 1']);
    expect(call(4n, 0n, 0n)).toEqual([0n, A1_UNTOUCHED]);
    expect(log).toEqual(['ipi 0 1', 'ipi 2 1', 'ipi 3 1']);
  });

  test('remote_sfence_vma, of one address space or all', () => {
    mask = 0b10n;
    call(6n, 0n, MASK_AT, 0x7000n, 0x1000n);
    call(7n, 0n, MASK_AT, 0x7000n, 0x1000n, 5n);
    expect(log).toEqual(['fence 1 asid -1 page 7', 'fence 1 asid 5 page 7']);
  });

  test.each([4n, 5n, 6n, 7n])('EID %d refuses a mask that cannot be read or has no such hart', (eid) => {
    expect(call(eid, 0n, MASK_AT + 8n, 0n, 0n)[0]).toBe(-5n);
    mask = 0b1_0000n;
    expect(call(eid, 0n, MASK_AT, 0n, 0n)[0]).toBe(-3n);
    expect(log).toEqual([]);
  });
});

describe('SRST', () => {
  test.each([
    ['shutdown', 0n, 0n, 'halt 0'],
    ['shutdown after a failure', 0n, 1n, 'halt 1'],
    ['cold reboot', 1n, 0n, 'reset'],
    ['warm reboot after a failure', 2n, 1n, 'reset'],
    ['shutdown, with dirt above its 32 bits', 0xffff_ffff_0000_0000n, 0x1_0000_0000n, 'halt 0'],
  ])('%s does not return', (_, type, reason, expected) => {
    expect(registersAfter(SRST, 0n, type, reason).slice(10, 12)).toEqual([type, reason]);
    expect(log).toEqual([expected]);
  });

  test.each([
    [3n, 0n],
    [0xefff_ffffn, 0n],
    [0xf000_0000n, 0n],
    [ALL_ONES, 0n],
    [0n, 2n],
    [0n, 0xe000_0000n],
    [1n, 0xffff_ffffn],
  ])('type %d, reason %d is SBI_ERR_INVALID_PARAM', (type, reason) => {
    expect(call(SRST, 0n, type, reason)).toEqual([-3n, 0n]);
    expect(log).toEqual([]);
  });
});

describe('DBCN', () => {
  test('write', () => {
    ram.set([104, 105, 33], 0x10);
    expect(call(DBCN, 0n, 3n, BASE + 0x10n, 0n)).toEqual([0n, 3n]);
    expect(log).toEqual(['write hi!']);
  });

  test('read takes what there is and touches no more memory', () => {
    input = [1, 2, 3];
    ram.fill(9);
    expect(call(DBCN, 1n, 8n, BASE + 0x20n, 0n)).toEqual([0n, 3n]);
    expect([...ram.subarray(0x1f, 0x25)]).toEqual([9, 1, 2, 3, 9, 9]);
    expect(call(DBCN, 1n, 8n, BASE, 0n)).toEqual([0n, 0n]);
    expect(ram[0]).toBe(9);
  });

  test('read takes no more than asked for', () => {
    input = [1, 2, 3];
    expect(call(DBCN, 1n, 2n, BASE, 0n)).toEqual([0n, 2n]);
    expect(input).toEqual([3]);
  });

  test('write_byte', () => {
    expect(call(DBCN, 2n, 0xff41n)).toEqual([0n, 0n]);
    expect(log).toEqual(['write A']);
  });

  test('zero bytes are none', () => {
    expect(call(DBCN, 0n, 0n, BASE, 0n)).toEqual([0n, 0n]);
    expect(call(DBCN, 1n, 0n, BASE, 0n)).toEqual([0n, 0n]);
  });

  test.each([
    ['below memory', 1n, BASE - 1n, 0n],
    ['beyond memory', 1n, BASE + SIZE, 0n],
    ['across its end', 2n, BASE + SIZE - 1n, 0n],
    ['wrapping round', ALL_ONES, BASE, 0n],
    ['all ones', ALL_ONES, ALL_ONES, ALL_ONES],
    ['with a high half', 1n, BASE, 1n],
  ])('memory %s is SBI_ERR_INVALID_PARAM, and no input is lost', (_, length, low, high) => {
    input = [7];
    expect(call(DBCN, 0n, length, low, high)).toEqual([-3n, 0n]);
    expect(call(DBCN, 1n, length, low, high)).toEqual([-3n, 0n]);
    expect(log).toEqual([]);
    expect(input).toEqual([7]);
  });
});

test('any call at all is answered', () => {
  const register = fc.oneof(fc.bigInt({ min: 0n, max: ALL_ONES }), fc.bigInt({ min: 0n, max: 20n }));
  const eid = fc.oneof(register, fc.constantFrom(...sbiExtensions.map((extension) => extension.eid)));
  fc.assert(
    fc.property(eid, register, register, register, register, (id, fid, a0, a1, a2) => {
      registersAfter(id, fid, a0, a1, a2);
    }),
  );
});
