/** Several harts: who runs when, what they see of each other, and that it depends on nothing but the program. Long by its guests, which are programs for two harts each. */
import { describe, expect, test } from 'vitest';
import type { Machine } from './machine.ts';
import type { MachineOptions } from './options.ts';
import { attach, RunExit } from './raw.ts';
import { machineFor, memoryOf, PASS } from './testing.ts';
import { TURN } from './turns.ts';

const DATA = 0x8001_0000;
const word = (machine: Machine, index: number): number => memoryOf(machine).readNumber(DATA + 64 * index);

/** Runs to the end, in steps of `budget`. */
function finish(machine: Machine, budget = 1_000_000, steps = 1_000_000): Machine {
  for (let i = 0; i < steps; i++) {
    const result = machine.step(budget);
    if (result.reason === 'budget') continue;
    expect(result).toMatchObject({ reason: 'halt', status: 0 });
    return machine;
  }
  throw new Error(`no end after ${machine.retired} instructions`);
}

/**
 * Every hart (id in s0, DATA in s1) executes `work`. The last one that is done ends the machine; word 15 counts them.
 */
const together = (work: string, harts = 4): string => `
  csrr s0, mhartid
  li s1, ${DATA}
  ${work}
  li t0, 1
  addi t1, s1, ${15 * 64}
  amoadd.d t0, t0, (t1)
  li t1, ${harts - 1}
  beq t0, t1, last
rest: wfi
  j rest
last: ${PASS}
  j last
`;

/** \`rounds\` increments of word 1, which is not atomic, under a lock in word 0. */
const locked = (lock: string, rounds = 2000): string => `
  li s2, ${rounds}
  addi s3, s1, 64
round:
  ${lock}
  ld t2, 0(s3)
  addi t2, t2, 1
  # Long enough for turns to end within.
  li t3, 5
1: addi t3, t3, -1
  bnez t3, 1b
  sd t2, 0(s3)
  amoswap.w.rl x0, x0, (s1)
  addi s2, s2, -1
  bnez s2, round
`;

const SPIN_BY_AMO = `
  li t1, 1
take: amoswap.w.aq t0, t1, (s1)
  bnez t0, take
`;
const SPIN_BY_LRSC = `
  li t1, 1
take: lr.w.aq t0, (s1)
  bnez t0, take
  sc.w t0, t1, (s1)
  bnez t0, take
`;
const SPIN_WITH_PAUSE = `
  li t1, 1
take: amoswap.w.aq t0, t1, (s1)
  beqz t0, taken
  .word 0x0100000f
  j take
taken:
`;

describe('harts share memory', () => {
  test.each([
    ['swaps', SPIN_BY_AMO],
    ['LR and SC', SPIN_BY_LRSC],
    ['swaps and PAUSE', SPIN_WITH_PAUSE],
  ])('a lock made of %s lets one in at a time', (_, lock) => {
    const machine = finish(machineFor(together(locked(lock)), { harts: 4 }));
    expect(word(machine, 1)).toBe(4 * 2000);
  });

  test('PAUSE gives the turn to the hart that is waited for', () => {
    const count = (lock: string): number => finish(machineFor(together(locked(lock)), { harts: 4 })).retired;
    expect(count(SPIN_WITH_PAUSE)).toBeLessThan(count(SPIN_BY_AMO));
  });

  test.each([
    ['amoadd.d x0, t1, (s1)', 'an AMO'],
    ['1: lr.d t0, (s1)\n add t0, t0, t1\n sc.d t2, t0, (s1)\n bnez t2, 1b', 'LR and SC'],
  ])('no increment by %s is lost', (increment) => {
    const source = together(`li t1, 1\n li s2, 20000\nround: ${increment}\n addi s2, s2, -1\n bnez s2, round`, 8);
    expect(word(finish(machineFor(source, { harts: 8 })), 0)).toBe(8 * 20_000);
  });

  test('a message is complete when its flag is seen', () => {
    // Harts 0 and 1 pass a counter to and fro, with seven words of payload each time.
    const stores = [1, 2, 3, 4, 5, 6, 7].map((i) => `sd s2, ${64 * i}(s1)`).join('\n');
    const checks = [1, 2, 3, 4, 5, 6, 7].map((i) => `ld t1, ${64 * i}(s1)\n bne t1, t0, wrong`).join('\n');
    const machine = machineFor(
      together(
        `li s2, 1
         li s3, 500
       send:
         bne s0, x0, receive
         ${stores}
         sd s2, 0(s1)
       1: ld t0, 512(s1)
         bne t0, s2, 1b
         j on
       receive:
         ld t0, 0(s1)
         bne t0, s2, receive
         ${checks}
         sd s2, 512(s1)
       on: addi s2, s2, 1
         bne s2, s3, send
         j done
       wrong: j wrong
       done:`,
        2,
      ),
      { harts: 2 },
    );
    finish(machine);
    expect([word(machine, 0), word(machine, 8)]).toEqual([499, 499]);
  });

  test('an SC fails after another hart has changed the word and changed it back', () => {
    const machine = machineFor(
      together(
        `li t1, 7
         bnez s0, other
         sd t1, 0(s1)
         lr.d t0, (s1)
         sd t1, 64(s1)
       1: ld t2, 128(s1)
         beqz t2, 1b
         li t3, 9
         sc.d t4, t3, (s1)
         sd t4, 192(s1)
         j done
       other:
         ld t2, 64(s1)
         beqz t2, other
         sd x0, 0(s1)
         sd t1, 0(s1)
         sd t1, 128(s1)
       done:`,
        2,
      ),
      { harts: 2 },
    );
    finish(machine);
    expect([word(machine, 0), word(machine, 3)]).toEqual([7, 1]);
  });

  test('no phase of turns keeps an LR/SC loop from succeeding', () => {
    // Constrained loops of every length that the manual allows, in lockstep with the turns' ends as it comes.
    for (let padding = 0; padding <= 12; padding++) {
      const loop = `1: lr.d t0, (s1)\n addi t0, t0, 1\n ${'addi t3, t3, 1\n'.repeat(padding)} sc.d t2, t0, (s1)\n bnez t2, 1b`;
      const source = together(`li s2, 3000\nround: ${loop}\n addi s2, s2, -1\n bnez s2, round`, 3);
      const machine = finish(machineFor(source, { harts: 3 }));
      expect(word(machine, 0)).toBe(9000);
      // Nearly every SC succeeds: one at most fails a turn.
      expect(machine.retired).toBeLessThan(9000 * (7 + padding) * 1.02 + 1000);
    }
  });

  test('code that one hart has stored is executed by another after FENCE.I', () => {
    const machine = machineFor(
      together(
        `la s2, patch
         bnez s0, other
         la t1, replacement
         lw t1, 0(t1)
       1: ld t0, 64(s1)
         beqz t0, 1b
         sw t1, 0(s2)
         fence rw, rw
         sd t1, 128(s1)
         j done
       replacement: li a0, 7
       other:
         call patch
         sd a0, 0(s1)
         sd s0, 64(s1)
       1: ld t0, 128(s1)
         beqz t0, 1b
         fence.i
         call patch
         sd a0, 192(s1)
         j done
       patch: li a0, 5
         ret
       done:`,
        2,
      ),
      { harts: 2 },
    );
    finish(machine);
    expect([word(machine, 0), word(machine, 3)]).toEqual([5, 7]);
  });
});

/** Locks, LR/SC, AMOs, WFI, software interrupts and timers, with each hart at something else. */
const BUSY = together(`
  la t0, handler
  csrw mtvec, t0
  li t0, 0x88
  csrw mie, t0
  # mtimecmp of this hart, again and again; the interrupt counts in s4.
  li s5, 0x2004000
  slli t0, s0, 3
  add s5, s5, t0
  li t0, 0x200bff8
  ld t1, 0(t0)
  addi t1, t1, 37
  sd t1, 0(s5)
  csrsi mstatus, 8
  li s2, 60
round:
  # Work of a different length each, under the lock.
  li t1, 1
take: amoswap.w.aq t0, t1, (s1)
  bnez t0, take
  ld t2, 64(s1)
  slli t3, t2, 5
  sub t2, t3, t2
  add t2, t2, s0
  sd t2, 64(s1)
  amoswap.w.rl x0, x0, (s1)
  addi t6, s1, 128
1: lr.d t0, (t6)
  xor t0, t0, s2
  sc.d t1, t0, (t6)
  bnez t1, 1b
  # A software interrupt for the next hart, and a wait for anything.
  addi t0, s0, 1
  andi t0, t0, 3
  slli t0, t0, 2
  li t1, 0x2000000
  add t0, t0, t1
  li t1, 1
  sw t1, 0(t0)
  wfi
  csrr t2, mcycle
  add s6, s6, t2
  rdtime t2
  add s7, s7, t2
  addi s2, s2, -1
  bnez s2, round
  csrci mstatus, 8
  j done
  .balign 4
handler:
  addi s4, s4, 1
  li t5, 0x2000000
  slli t6, s0, 2
  add t5, t5, t6
  sw x0, 0(t5)
  li t5, 0x200bff8
  ld t6, 0(t5)
  addi t6, t6, 29
  sd t6, 0(s5)
  mret
done:`);

/** All that a program could see, of all harts. */
function traceOf(machine: Machine): unknown {
  return Array.from({ length: machine.options.harts }, (_, id) => {
    const hart = machine.hart(id);
    return [hart.pc, hart.retired, ...Array.from({ length: 32 }, (_, i) => hart.x(i)), hart.csr('mip')];
  }).concat([[...machine.readMemory(DATA, 1024)], machine.retired] as never);
}

describe('the order of execution', () => {
  const options: MachineOptions = { harts: 4 };
  test('depends on the program alone, however it is stepped', () => {
    const run = (budget: number): unknown => traceOf(finish(machineFor(BUSY, options), budget));
    const whole = run(1_000_000);
    expect(whole).toEqual(run(2 ** 40));
    for (const budget of [1, 2, 3, 7, 10, 1000, TURN - 1, TURN, TURN + 1]) expect(run(budget)).toEqual(whole);
  });

  test('is the same at every count, too', () => {
    const machines = [machineFor(BUSY, options), machineFor(BUSY, options)];
    for (let i = 0; i < 40; i++) {
      machines[0]!.step(997);
      for (let left = 997; left > 0; left -= Math.min(left, 31)) machines[1]!.step(Math.min(left, 31));
      expect(traceOf(machines[1]!)).toEqual(traceOf(machines[0]!));
    }
  });

  test('is by turns of equal length', () => {
    const machine = machineFor('1: addi a0, a0, 1\n j 1b', { harts: 3 });
    machine.step(TURN + 10);
    const retired = (): number[] => [0, 1, 2].map((id) => machine.hart(id).retired);
    expect(retired()).toEqual([TURN, 10, 0]);
    machine.step(3 * TURN);
    expect(retired()).toEqual([2 * TURN, TURN + 10, TURN]);
  });

  test('leaves out harts that wait', () => {
    const machine = machineFor('csrr s0, mhartid\n li t0, 2\n beq s0, t0, 1f\nw: wfi\n j w\n1: addi a0, a0, 1\n j 1b', {
      harts: 4,
    });
    expect(machine.step(1_000_000)).toEqual({ reason: 'budget', retired: 1_000_000 });
    expect([0, 1, 3].map((id) => machine.hart(id).retired)).toEqual([4, 4, 4]);
  });
});

describe('waiting', () => {
  test('the machine is idle when every hart is, and then retires nothing', () => {
    const machine = machineFor('wfi\n1: j 1b', { harts: 8 });
    expect(machine.step(1_000_000)).toEqual({ reason: 'idle', retired: 8 });
    for (let i = 0; i < 3; i++) expect(machine.step(1_000_000)).toEqual({ reason: 'idle', retired: 0 });
  });

  test("a software interrupt ends another hart's", () => {
    const machine = machineFor(
      `csrr s0, mhartid
       li t0, 8
       csrw mie, t0
       beqz s0, sender
       wfi
       csrr s2, mip
       rdtime s3
     1: j 1b
     sender:
       li t0, 10000
     1: addi t0, t0, -1
       bnez t0, 1b
       li t0, 0x2000004
       li t1, 1
       sw t1, 0(t0)
       rdtime s3
       wfi`,
      { harts: 2 },
    );
    machine.step(40_000);
    const [sender, receiver] = [machine.hart(0), machine.hart(1)];
    expect(receiver.x(18)).toBe(8n);
    // The other one has gone to sleep by then.
    expect(receiver.x(19)).toBeGreaterThanOrEqual(sender.x(19));
    expect(receiver.x(19) - sender.x(19)).toBeLessThan(2n);
  });

  test('time jumps to the first deadline of any hart', () => {
    const machine = machineFor(
      `csrr s0, mhartid
       li t0, 0x80
       csrw mie, t0
       li t0, 0x2004000
       slli t1, s0, 3
       add t0, t0, t1
       li t1, 5000
       addi t2, s0, 1
       mul t1, t1, t2
       sd t1, 0(t0)
       wfi
       rdtime s3
       li t1, -1
       sd t1, 0(t0)
       wfi`,
      { harts: 3 },
    );
    expect(machine.step(1000)).toMatchObject({ reason: 'idle' });
    expect([0, 1, 2].map((id) => machine.hart(id).x(19))).toEqual([5000n, 10_000n, 15_000n]);
  });

  test('a timer interrupts at its count while all harts compute', () => {
    // Each hart has its own handler's time in s3; a turn of the others may lie between deadline and interrupt.
    const machine = machineFor(
      `la t0, handler
       csrw mtvec, t0
       csrr s0, mhartid
       li t0, 0x80
       csrw mie, t0
       csrsi mstatus, 8
       li t0, 0x2004000
       slli t1, s0, 3
       add t0, t0, t1
       li t1, 3000
       sd t1, 0(t0)
     1: j 1b
       .balign 4
     handler: rdtime s3
     1: j 1b`,
      { harts: 4 },
    );
    machine.step(100_000);
    const times = [0, 1, 2, 3].map((id) => Number(machine.hart(id).x(19)));
    // Count 30000 is in the turn of hart 3: 30000 = 7 · 4096 + 1328.
    expect(times).toEqual([3276, 3686, 4096, 3000]);
  });

  test('time is the same for all harts, and never goes back', () => {
    const source = together(
      `li s2, 3000
       addi s3, s1, 64
     round:
       ${SPIN_BY_AMO}
       ld t2, 0(s3)
       rdtime t3
       bltu t3, t2, wrong
       sd t3, 0(s3)
       amoswap.w.rl x0, x0, (s1)
       addi s2, s2, -1
       bnez s2, round
       j done
     wrong: j wrong
     done:`,
    );
    finish(machineFor(source, { harts: 4 }));
    let now = 0;
    finish(machineFor(source, { harts: 4, clock: () => (now += 0.01) }));
  });
});

describe('the whole machine', () => {
  test('is switched off by any hart', () => {
    const machine = machineFor(`csrr s0, mhartid\n li t0, 3\n1: bne s0, t0, 1b\n ${PASS}\n j .`, { harts: 4 });
    expect(finish(machine).step(1000)).toEqual({ reason: 'halt', status: 0, retired: 0 });
    expect(machine.retired).toBeLessThan(4 * TURN);
  });

  test('is reset as a whole, and all harts start anew', () => {
    const machine = machineFor(
      // Memory is cleared, so the second life is told by nothing but the time.
      `csrr s0, mhartid
       li t0, 3
       rdtime t1
       li t2, 5000
       bltu t1, t2, first
       beq s0, t0, off
       wfi
     first: bne s0, t0, first
       li t1, 0x100000
       li t2, 0x7777
     1: rdtime t3
       li t4, 5000
       bltu t3, t4, 1b
       sw t2, 0(t1)
     off: ${PASS}
       j .`,
      { harts: 4 },
    );
    finish(machine);
    expect([0, 1, 2].map((id) => machine.hart(id).x(8))).toEqual([0n, 1n, 2n]);
    expect(machine.step(1)).toMatchObject({ reason: 'halt' });
  });
});

describe('a supervisor', () => {
  test('has all harts, and runs the one that it wants to', () => {
    const machine = machineFor('csrr s0, mhartid\n1: addi a0, a0, 1\n j 1b', { harts: 2 });
    const raw = attach(machine);
    expect(raw.harts.map(({ id }) => id)).toEqual([0, 1]);
    expect(raw.harts[1]!.run(101)).toBe(RunExit.Fuel);
    expect(raw.harts.map(({ retired }) => retired)).toEqual([0, 101]);
    expect(raw.retired).toBe(101);
  });

  test('an SC fails if another hart ran since the LR', () => {
    const source = `csrr s0, mhartid\n li s1, ${DATA}\n lr.d t0, (s1)\n ${'nop\n'.repeat(20)} sc.d t1, s0, (s1)\n1: j 1b`;
    for (const between of [0, 1]) {
      const machine = machineFor(source, { harts: 2 });
      const { harts } = attach(machine);
      for (const id of [0, between, 0]) harts[id]!.run(14);
      expect(machine.hart(0).x(6)).toBe(BigInt(between));
    }
  });
});
