/** Trap handlers that change address spaces and stop at gates are the same however they are executed, wherever a run is cut. */
import { expect, test } from 'vitest';
import { coreOf } from '../machine.ts';
import { attach, RunExit } from '../raw.ts';
import { hartOf, machineFor } from '../testing.ts';

/**
 * A user in address space A (`s3`) makes calls, which S-mode serves in B (`s4`) by a gate. The page at `s0` is another one in each; `s2` is
 * the first call that is not followed by more. The timer interrupts, after the ticks in `s5`.
 */
const SYSTEM = `
  li t0, -1
  slli t0, t0, 63
  csrw menvcfg, t0
  li t0, 0x100
  csrw medeleg, t0
  li t0, 0x20
  csrw mideleg, t0
  csrw mie, t0
  li t0, -1
  csrw mcounteren, t0
  li s0, 0x100000000
  lla t0, rootA
  lla t1, middleA
  li t2, 0x200800c7
  call build
  mv s3, t0
  lla t0, rootB
  lla t1, middleB
  li t2, 0x201000c7
  call build
  li t1, 1
  slli t1, t1, 44
  or s4, t0, t1
  li t0, 0x80200000
  li t1, 111
  sd t1, 0(t0)
  li t0, 0x80400000
  li t1, 222222
  sd t1, 0(t0)
  lla t0, supervisor
  csrw mepc, t0
  li t0, 0x800
  csrs mstatus, t0
  csrw satp, s3
  mret
build:
  # A table at t0: RAM for users at 1 GiB, RAM and devices where they are, and the page t2 at 4 GiB. Gives satp.
  sd t2, 0(t1)
  srli t1, t1, 2
  ori t1, t1, 1
  sd t1, 32(t0)
  li t1, 0x200000df
  sd t1, 8(t0)
  li t1, 0x200000cf
  sd t1, 16(t0)
  srli t0, t0, 12
  li t1, 0x8000000000000000
  or t0, t0, t1
  ret
supervisor:
  lla t0, handler
  csrw stvec, t0
  lla t0, area
  csrw sscratch, t0
  lla t0, user
  li t1, 0x40000000
  sub t0, t0, t1
  csrw sepc, t0
  li t0, 0x100
  csrc sstatus, t0
  csrw stimecmp, zero
  sret
  .balign 4
handler:
  csrrw sp, sscratch, sp
  sd a0, 0(sp)
  sd t0, 8(sp)
  ld a1, 0(s0)
  csrw satp, s4
  csrr t0, scause
  bltz t0, timer
  ld a2, 0(s0)
  add a3, a3, a1
  xor a3, a3, a2
  sd a3, 0(s0)
  csrr a5, sstatus
  csrr t0, sepc
  addi t0, t0, 4
  csrw sepc, t0
  gate 5
  add a4, a4, a0
  csrrw a6, satp, s3
  ld a1, 0(s0)
  ld t0, 8(sp)
  ld a0, 0(sp)
  csrrw sp, sscratch, sp
  sret
timer:
  rdtime t0
  add t0, t0, s5
  csrw stimecmp, t0
  slli a7, a7, 1
  csrr t0, sepc
  xor a7, a7, t0
  csrw satp, s3
  ld t0, 8(sp)
  ld a0, 0(sp)
  csrrw sp, sscratch, sp
  sret
  .balign 4
user:
  addi a0, a0, 1
  xor s6, s6, a1
  ecall
  add s7, s7, a4
  j user
  .balign 4096
area: .fill 512, 8, 0
rootA: .fill 512, 8, 0
middleA: .fill 512, 8, 0
rootB: .fill 512, 8, 0
middleB: .fill 512, 8, 0
`;

test('calls, gates and ticks, with a run that ends at every count', () => {
  const modes = ['off', 'on', 'eager'] as const;
  const harts = modes.map((jit) => {
    const machine = machineFor(SYSTEM, { jit });
    const raw = attach(machine).harts[0]!;
    const { csrs } = hartOf(machine);
    const go = (fuel: number): RunExit => {
      const exit = raw.run(fuel);
      if (exit === RunExit.Gate) raw.setArguments(raw.gate, fuel, raw.retired, raw.argumentLow(3));
      return exit;
    };
    const run = (fuel: number): string => {
      const exit = go(fuel);
      const csr = (name: string): bigint | undefined => machine.hart(0).csr(name);
      const { pc, privilege, x, retired } = machine.hart(0);
      const named = ['sstatus', 'sepc', 'scause', 'stval', 'satp', 'sscratch'].map(csr);
      return [exit, retired, pc, privilege, ...named, ...Array.from({ length: 32 }, (_, n) => x(n))].join(' ');
    };
    return { machine, go, run, setTick: (ticks: number) => csrs.setX(21, ticks, 0) };
  });
  const all = (fuel: number): void => {
    const [first, ...others] = harts.map(({ run }) => run(fuel));
    for (const other of others) if (other !== first) expect(other, `fuel ${fuel}`).toBe(first);
  };
  // Warm, until everything is translated.
  for (const { go, setTick } of harts) {
    setTick(1000);
    for (let i = 0; i < 8000; i++) go(10_000);
  }
  for (const ticks of [7, 13, 31, 1000]) {
    for (const { setTick } of harts) setTick(ticks);
    for (let fuel = 1; fuel < 150; fuel++) all(fuel);
    for (let i = 0; i < 200; i++) all(10_000);
  }
  const [off, ...translated] = harts.map(({ machine }) => coreOf(machine).translator?.compiled ?? 0);
  expect(off).toBe(0);
  for (const regions of translated) expect(regions).toBeGreaterThan(3);
  const { x } = harts[0]!.machine.hart(0);
  for (const register of [13, 14, 17, 23]) expect(x(register), `x${register}`).not.toBe(0n);
});
