import { describe, expect, test } from 'vitest';
import { Machine } from './machine.ts';
import type { MachineOptions } from './options.ts';
import { image, machineFor, PASS } from './testing.ts';

const code = (value: string): Error => expect.objectContaining({ name: 'MachineError', code: value }) as Error;
const KERNEL = 0x8020_0000n;

describe('options', () => {
  test('have defaults', () => {
    const { options } = new Machine({ kernel: image('1: j 1b', KERNEL) });
    expect(options).toMatchObject({ memory: 128 << 20, harts: 1, bios: 'sbi', bootargs: '' });
    expect(typeof options.clock).toBe('function');
  });

  const kernel = image('1: j 1b');
  test.each<[string, unknown]>([
    ['memory that is no number', { memory: '1' }],
    ['memory that is not whole pages', { memory: (8 << 20) + 1 }],
    ['too little memory', { memory: 4096 }],
    ['too much memory', { memory: 2 ** 31 + 4096 }],
    ['negative memory', { memory: -(8 << 20) }],
    ['memory that is not a number', { memory: NaN }],
    ['no harts', { harts: 0 }],
    ['more harts than there can be', { harts: 9 }],
    ['half a hart', { harts: 1.5 }],
    ['an unknown clock', { clock: 'fast' }],
    ['an unknown bios', { bios: 'uefi' }],
    ['a kernel that is no bytes', { kernel: 'vmlinux' }],
    ['an initrd that is no bytes', { initrd: [1, 2] }],
    ['boot arguments that are no text', { bootargs: 5 }],
    ['a console that is no function', { console: {} }],
  ])('refuse %s', (_, options) => {
    expect(() => new Machine({ kernel, ...(options as MachineOptions) })).toThrow(code('E_CONFIG'));
  });

  test('nothing to start is an error of the image', () => {
    expect(() => new Machine()).toThrow(code('E_IMAGE_FORMAT'));
    expect(() => new Machine({ bios: 'none' })).toThrow(code('E_IMAGE_FORMAT'));
  });

  test('2 GiB of memory reach to its end', () => {
    const machine = machineFor(
      `li t0, 0xfffffff8
       li t1, 0x1122334455667788
       sd t1, 0(t0)
       ld a0, 0(t0)
       la t2, handler
       csrw mtvec, t2
       ld a1, 1(t0)
       .balign 4
     handler: csrr a2, mtval
       ${PASS}`,
      { memory: 2 ** 31 },
    );
    expect(machine.step(1000)).toMatchObject({ reason: 'halt', status: 0 });
    const hart = machine.hart(0);
    expect([hart.x(10), hart.x(12)]).toEqual([0x1122_3344_5566_7788n, 2n ** 32n]);
    expect(machine.readMemory(2 ** 32 - 8, 1)).toEqual(Uint8Array.of(0x88));
  });
});

describe('a step', () => {
  test('in the middle of which the stack of the host has ended is the last, and that is said', () => {
    const machine = machineFor('1: j 1b');
    const dive = (): void => {
      try {
        dive();
      } catch {
        machine.step(100);
      }
    };
    expect(dive).toThrow(code('E_UNWOUND'));
    expect(() => machine.step(1)).toThrow(code('E_UNWOUND'));
    expect(() => machine.snapshot()).toThrow(code('E_UNWOUND'));
  });

  test('retires its budget, and goes on where it was', () => {
    const machine = machineFor('li a0, 0\n1: addi a0, a0, 1\n j 1b');
    expect([machine.step(1), machine.step(2), machine.step(10)].map(({ retired }) => retired)).toEqual([1, 2, 10]);
    expect(machine.hart(0).x(10)).toBe(6n);
    expect(machine.retired).toBe(13);
  });

  test.each([0, -1, 0.5, NaN, Infinity, 2 ** 53])('refuses a budget of %d', (budget) => {
    expect(() => machineFor('1: j 1b').step(budget)).toThrow(code('E_CONFIG'));
  });

  test('ends when the machine is switched off, for good', () => {
    const machine = machineFor(`${PASS}\n1: j 1b`);
    const { reason, status, retired } = machine.step(1000);
    expect([reason, status]).toEqual(['halt', 0]);
    // The store that did it was the last instruction.
    expect(retired).toBeLessThan(6);
    expect(machine.step(1000)).toEqual({ reason: 'halt', status: 0, retired: 0 });
  });

  test('hands the console what was printed before it returns', () => {
    const seen: string[] = [];
    const machine = machineFor(
      `li t0, 0x10000000
       li t1, 'h'
       sb t1, 0(t0)
       li t1, 'i'
       sb t1, 0(t0)
       1: j 1b`,
      { console: (bytes) => seen.push(String.fromCharCode(...bytes)) },
    );
    machine.step(100);
    expect(seen.join('')).toBe('hi');
  });

  test('passes on what the console throws, with the machine as if it had not', () => {
    let throwing = true;
    const printed: number[] = [];
    const machine = machineFor('li t0, 0x10000000\n 1: sb t0, 0(t0)\n addi a1, a1, 1\n j 1b', {
      console: (bytes) => {
        if (throwing) throw new Error('the pipe broke');
        printed.push(bytes.length);
      },
    });
    expect(() => machine.step(30_000)).toThrow('the pipe broke');
    // A batch was handed over in the middle of the step: the rest was executed all the same.
    expect(machine.retired).toBe(30_000);
    throwing = false;
    machine.step(3);
    expect([machine.retired, printed]).toEqual([30_003, [1]]);
  });

  test('passes on what the clock throws', () => {
    let broken = false;
    const clock = (): number => {
      if (broken) throw new Error('no clock');
      return 1;
    };
    const machine = machineFor('1: rdtime a0\n j 1b', { clock });
    machine.step(10);
    broken = true;
    expect(() => machine.step(10)).toThrow('no clock');
    broken = false;
    expect(machine.step(10)).toEqual({ reason: 'budget', retired: 10 });
  });
});

describe('looking inside', () => {
  const machine = machineFor('li a0, -1\n csrw mscratch, a0\n1: j 1b');
  machine.step(5);
  const hart = machine.hart(0);

  test('shows registers as unsigned numbers', () => {
    expect([hart.id, hart.pc, hart.privilege, hart.retired]).toEqual([0, 0x8000_0008n, 3, 5]);
    expect([hart.x(0), hart.x(10), hart.csr('mscratch'), hart.csr('misa')]).toEqual([
      0n,
      2n ** 64n - 1n,
      2n ** 64n - 1n,
      0x8000_0000_0014_112dn,
    ]);
    expect([hart.csr('vstart'), hart.csr('nonsense')]).toEqual([undefined, undefined]);
  });

  test('shows the bits of f-registers', () => {
    const code = `li a0, -2\n li a1, 3\n li a2, 0x2000\n csrs mstatus, a2\n fmv.d.x f31, a0\n fmv.w.x f1, a1\n1: j 1b`;
    const floating = machineFor(code);
    floating.step(8);
    const { f } = floating.hart(0);
    expect([f(0), f(1), f(31)]).toEqual([0n, 0xffff_ffff_0000_0003n, 2n ** 64n - 2n]);
  });

  test('gives copies of memory', () => {
    const bytes = machine.readMemory(0x8000_0000, 4);
    bytes.fill(0);
    expect(machine.readMemory(0x8000_0000, 4)).not.toEqual(bytes);
    expect(() => machine.readMemory(0x7fff_ffff, 4)).toThrow(RangeError);
    expect(() => machine.readMemory(0x8000_0000, -1)).toThrow(RangeError);
  });

  test.each([1, -1, 0.5, NaN])('has no hart %d', (id) => {
    expect(() => machine.hart(id)).toThrow(code('E_CONFIG'));
    expect(() => machine.translate(id, 0n)).toThrow(code('E_CONFIG'));
  });

  test('translates without paging to the address itself', () => {
    expect([machine.translate(0, 0x8000_1234n), machine.translate(0, 1n << 32n)]).toEqual([0x8000_1234, undefined]);
  });
});

test('code that a program writes over itself is what it executes', () => {
  // The first round writes `li a1, 7` over `li a1, 5` in the loop's own page, behind FENCE.I as it should be.
  const machine = machineFor(`
    li s0, 2
    li a2, 0
    la t0, patch
    la t1, other
    lw t1, 0(t1)
  1:
  patch: li a1, 5
    add a2, a2, a1
    sw t1, 0(t0)
    fence.i
    addi s0, s0, -1
    bnez s0, 1b
    ${PASS}
  other: li a1, 7
  `);
  machine.step(1000);
  expect(machine.hart(0).x(12)).toBe(12n);
});

test('a guest that resets for ever does not hold up its host', () => {
  const machine = machineFor('li t0, 0x100000\nli t1, 0x7777\nsw t1, 0(t0)\nj .');
  expect(machine.step(1000)).toMatchObject({ reason: 'budget' });
  expect(machine.step(1_000_000)).toMatchObject({ reason: 'budget' });
  expect(machine.retired).toBeGreaterThan(3);
});

describe('a misuse that is named', () => {
  test('a step within a step', () => {
    const thrown: unknown[] = [];
    const machine = machineFor(`li t0, 0x10000000\n li t1, 65\n sb t1, 0(t0)\n ${PASS}`, {
      console: () => {
        try {
          machine.step(1);
        } catch (error) {
          thrown.push(error);
        }
      },
    });
    expect(machine.step(100)).toMatchObject({ reason: 'halt' });
    expect(thrown).toEqual([code('E_NESTED')]);
  });

  test.each([-1, 32, 1.5, NaN])('register %s', (register) => {
    const hart = machineFor(PASS).hart(0);
    expect(() => hart.x(register)).toThrow(code('E_CONFIG'));
    expect(() => hart.f(register)).toThrow(code('E_CONFIG'));
  });
});
