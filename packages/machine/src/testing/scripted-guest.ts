/** For tests: a guest that does what a table says, store by store, so that what drivers do can be made up and changed as data. */
import { coreOf, type Machine } from '../machine.ts';
import type { MachineOptions } from '../options.ts';
import { machineFor, memoryOf } from '../testing.ts';

const RAM = 0x8000_0000;
const TABLES = RAM + 0x10_0000;
const TABLE_SIZE = 0x8_0000;
/** RAM from here on is the script's to use: the guest itself is below. */
export const ARENA: number = RAM + 0x20_0000;
const MSIP = 0x200_0000;

/** `pause` waits for {@link wake}; `spin` lets `value` turns of a loop go by. Addresses are physical. */
export type Op =
  | { readonly op: 'store4' | 'store8'; readonly address: number; readonly value: bigint }
  | { readonly op: 'load4'; readonly address: number }
  | { readonly op: 'spin'; readonly value: bigint }
  | { readonly op: 'pause' };

const codes = { store4: 1, store8: 2, load4: 3, spin: 4, pause: 5 } as const;

/** Accesses that fault are passed over. A hart that is through waits. */
const PROGRAM = `
  la t0, handler
  csrw mtvec, t0
  li t0, 8
  csrw mie, t0
  slli t0, a0, 2
  li s1, ${MSIP}
  add s1, s1, t0
  li t0, ${TABLE_SIZE}
  mul t0, t0, a0
  li s0, ${TABLES - 24}
  add s0, s0, t0
next:
  addi s0, s0, 24
  ld t0, 0(s0)
  ld t1, 8(s0)
  ld t2, 16(s0)
  li t3, ${codes.store4}
  beq t0, t3, store4
  li t3, ${codes.store8}
  beq t0, t3, store8
  li t3, ${codes.load4}
  beq t0, t3, load4
  li t3, ${codes.spin}
  beq t0, t3, spin
  li t3, ${codes.pause}
  beq t0, t3, pause
end:
  wfi
  sw zero, 0(s1)
  j end
store4:
  sw t2, 0(t1)
  j next
store8:
  sd t2, 0(t1)
  j next
load4:
  lw t2, 0(t1)
  add s2, s2, t2
  j next
spin:
  addi t2, t2, -1
  bgtz t2, spin
  j next
pause:
  wfi
  sw zero, 0(s1)
  j next
  .balign 4
handler:
  csrr t4, mepc
  addi t4, t4, 4
  csrw mepc, t4
  mret
`;

const halves = (value: bigint): [low: number, high: number] => [
  Number(BigInt.asUintN(32, value)),
  Number(BigInt.asUintN(32, value >> 32n)),
];

/** @param scripts - one for each hart */
export function scriptedGuest(scripts: readonly (readonly Op[])[], options: MachineOptions): Machine {
  const machine = machineFor(PROGRAM, { harts: scripts.length, ...options });
  const memory = memoryOf(machine);
  scripts.forEach((script, hart) => {
    if (script.length >= TABLE_SIZE / 24) throw new Error(`a script of ${script.length}`);
    script.forEach((step, i) => {
      const words = [
        BigInt(codes[step.op]),
        BigInt('address' in step ? step.address : 0),
        'value' in step ? step.value : 0n,
      ].flatMap(halves);
      words.forEach((word, j) => memory.writeU32(TABLES + hart * TABLE_SIZE + 24 * i + 4 * j, word));
    });
  });
  return machine;
}

/** Ends the pause that every hart is in. */
export function wake(machine: Machine): void {
  const { bus, harts } = coreOf(machine);
  for (const { id } of harts) bus.write(MSIP + 4 * id, 4, 1);
}
