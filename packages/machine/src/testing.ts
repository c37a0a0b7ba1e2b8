/** For tests: programs in assembly as images, and machines that run them. */
import { assemble } from '@racho/isa/assembler';
import { Slot, type SlotName } from './hart/csr-slots.ts';
import type { Hart } from './hart/hart.ts';
import { coreOf, Machine, type HartView } from './machine.ts';
import type { GuestMemory } from './memory.ts';
import type { MachineOptions } from './options.ts';
import { openMemory } from './sbi/hand-over.ts';

/** The bytes of a program from `base` on, with zeros between its sections. */
export function image(source: string, base = 0x8000_0000n): Uint8Array {
  const { sections } = assemble(source, { base });
  const end = sections.reduce((last, { address, size }) => Math.max(last, Number(address - base) + size), 0);
  const bytes = new Uint8Array(end);
  for (const section of sections) bytes.set(section.bytes, Number(section.address - base));
  return bytes;
}

/** A small deterministic machine that starts the program in M-mode at 0x8000_0000, with memory open to all privileges. */
export function machineFor(source: string, options: MachineOptions = {}): Machine {
  const machine = new Machine({
    memory: 8 << 20,
    clock: 'deterministic',
    bios: 'none',
    kernel: image(source),
    ...options,
  });
  for (const hart of coreOf(machine).harts) {
    openMemory(hart.csrs);
    hart.mmu.protect();
  }
  return machine;
}

/** Ends the machine with status 0. */
export const PASS = `
  li t6, 0x100000
  li t5, 0x5555
  sw t5, 0(t6)
`;

/** What a program in M-mode begins with, by how its loads and stores find their places: for `paged`, PMP denies it a word of RAM. */
export const MEMORY_MODES: Readonly<Record<'flat' | 'paged', string>> = {
  flat: '',
  paged: `
  li t0, 0x200c0000
  csrw pmpaddr0, t0
  li t0, 0x90
  csrw pmpcfg0, t0`,
};

/** The hart behind the view, whose state a test may set. */
export const hartOf = (machine: Machine): Hart => coreOf(machine).harts[0]!;

const halves = (value: bigint): [low: number, high: number] => [
  Number(BigInt.asIntN(32, value)),
  Number(BigInt.asIntN(32, value >> 32n)),
];

export const setX = (hart: Hart, register: number, value: bigint): void => hart.csrs.setX(register, ...halves(value));
export const setPc = (hart: Hart, value: bigint): void => hart.csrs.setPc(...halves(value));
export const setCsr = (hart: Hart, name: SlotName, value: bigint): void => hart.csrs.set(Slot[name], ...halves(value));

/** Physical memory of the machine, to be written as well. */
export const memoryOf = (machine: Machine): GuestMemory => coreOf(machine).memory;

/** What became of an instruction that was executed alone. */
export type Executed = { readonly cause: number; readonly tval: bigint } | 'retired';

const TRAP_VECTOR = 0x8000_0f00n;
const CODE = 0x8000_1000n;
const causeOf = (view: HartView, level: 'm' | 's'): Executed => ({
  cause: Number(view.csr(`${level}cause`)),
  tval: view.csr(`${level}tval`)!,
});

/** A hart in M-mode, with memory of its own, on which single instructions are executed. */
export class Workbench {
  readonly machine: Machine = machineFor('nop');
  readonly hart: Hart = hartOf(this.machine);
  readonly view: HartView = this.machine.hart(0);

  constructor() {
    setCsr(this.hart, 'mtvec', TRAP_VECTOR);
    setCsr(this.hart, 'stvec', TRAP_VECTOR + 0x80n);
  }

  /** Executes the instruction at a privilege. The trap it takes does not last: the hart is put back behind it. */
  execute(line: string, privilege = 3): Executed {
    const { hart, view } = this;
    memoryOf(this.machine).write(Number(CODE), image(line, CODE));
    setPc(hart, CODE);
    hart.csrs.privilege = privilege;
    hart.mmu.update();
    this.machine.step(1);
    if (view.pc === TRAP_VECTOR) return causeOf(view, 'm');
    if (view.pc === TRAP_VECTOR + 0x80n) return causeOf(view, 's');
    return 'retired';
  }

  /** Reads a CSR by an instruction; gives the trap if it is one. */
  read(name: string, privilege = 3): bigint | Executed {
    setX(this.hart, 10, 0xdead_beefn);
    const outcome = this.execute(`csrr a0, ${name}`, privilege);
    return outcome === 'retired' ? this.view.x(10) : outcome;
  }

  /** Writes it by an instruction (`csrw`, `csrs` or `csrc`). */
  write(name: string, value: bigint, privilege = 3, operation = 'csrw'): Executed {
    setX(this.hart, 11, value);
    return this.execute(`${operation} ${name}, a1`, privilege);
  }

  /** Writes in M-mode and reads back. */
  writeRead(name: string, value: bigint): bigint | Executed {
    this.write(name, value);
    return this.read(name);
  }
}
