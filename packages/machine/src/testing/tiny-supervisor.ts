/** For tests of the checker: the smallest supervisor that runs a user, with every step in the test's hands. */
import { Shadow } from '../checked/index.ts';
import type { Jit } from '../jit.ts';
import { Machine } from '../machine.ts';
import { attach, RunExit, type FrameState, type RawMachine } from '../raw.ts';
import { image } from '../testing.ts';

const MODE_SV39 = 8 * 2 ** 16;
const RAM_PAGES = 2048;
const FIRST = 0x80000;

type PageName = 'image' | 'code' | 'data' | 'root' | 'middle' | 'leaves' | 'context' | 'spare' | 'other';

/** Page numbers: code of the image, the user's two pages, the three levels of tables above them, a trap context, spare ones. */
export const Page: Readonly<Record<PageName, number>> = {
  ...{ image: 0x80200, code: 0x80300, data: 0x80301, root: 0x80310, middle: 0x80311, leaves: 0x80312 },
  ...{ context: 0x80320, spare: 0x80330, other: 0x80331 },
};

/** Where the user has them: the bits of an entry, and its place among the leaves. */
const CODE_SLOT = 0x10;
export const DATA_SLOT = 0x11;
export const V = 1;
export const R = 2;
export const W = 4;
export const X = 8;
export const U = 16;
const AD = 0xc0;

/** Enters U-mode with all registers 0: a0 = MODE and ASID, a1 = root, a2 = sscratch, a3 = pc, a4 = what x5 shall be, a5 = stvec or 0. */
const SUPERVISOR = `
start:
  gate 0
serve:
  slli a0, a0, 44
  or a0, a0, a1
  csrw satp, a0
  csrw sscratch, a2
  csrw sepc, a3
  bnez a5, 1f
  la a5, trap
1: csrw stvec, a5
  li t1, 0x100
  csrc sstatus, t1
  li t1, 0x2000
  csrs sstatus, t1
  mv t0, a4
  li t1, 0
  li a0, 0
  li a1, 0
  li a2, 0
  li a3, 0
  li a4, 0
  li a5, 0
  sret
  .balign 4
trap:
  csrr a0, scause
  csrr a1, stval
  gate 1
  j serve
`;

/** Writes to the data page twenty times, and calls. */
const WRITER = `
  lui a0, 0x11
  li a1, 20
1: sd a1, 8(a0)
  addi a1, a1, -1
  bnez a1, 1b
  li a0, 0
  ecall
`;

/** Goes round until it is hot, does `access` to the data page in the middle of that and of translated code, and calls. */
export const lateUser = (access: string): string => `
  lui a0, 0x11
  li a1, 2000
  li a2, 1000
1: bne a1, a2, 2f
  ${access}
2: addi a1, a1, -1
  bnez a1, 1b
  li a0, 0
  ecall
`;

interface EntryOptions {
  root: number;
  asid: number;
  context: number;
  pc: number;
  x5: number;
  vector: number;
  told: { root: number; context: number };
}

/** Offset of `sstatus` in the trap context, which only the shadow looks at: this supervisor sets its own. */
export const STATUS = 256;

export class TinySupervisor {
  readonly shadow: Shadow = new Shadow();
  readonly raw: RawMachine;
  /** What the next user is entered with, and what the shadow is told of it. */
  entry: EntryOptions = {
    ...{ root: Page.root, asid: 1, context: Page.context * 4096, pc: 264, x5: 0, vector: 0 },
    told: { root: Page.root, context: Page.context * 4096 },
  };

  /** @param user - its code, at 0x10000; its data are at 0x11000 */
  constructor(jit: Jit = 'off', user: string = WRITER) {
    const kernel = image(SUPERVISOR, BigInt(Page.image * 4096));
    const machine = new Machine({
      memory: RAM_PAGES * 4096,
      clock: 'deterministic',
      kernel,
      jit,
      checker: this.shadow,
    });
    this.raw = attach(machine);
    this.raw.harts[0]!.run(100_000);
    for (let page = FIRST; page < FIRST + RAM_PAGES; page++) this.tell(page, 'unused', 0);
    this.tell(Page.image, 'busy', 0);
    this.tell(Page.image, 'image', 1); // it is there already
    for (const page of [Page.root, Page.middle, Page.leaves]) this.claim(page, 'page-table');
    this.claim(Page.context, 'trap-context');
    for (const page of [Page.code, Page.data]) this.claim(page, 'untyped', 2);
    this.raw.memory('untyped').copyIn(Page.code * 4096, image(user, 0x1_0000n));
    this.raw.memory('trap-context').writeNumber(this.entry.context + this.entry.pc, 0x1_0000);
    this.point(Page.root, 0, Page.middle, V);
    this.point(Page.root, 2, FIRST, V | R | W | X); // all RAM, for S-mode
    this.point(Page.middle, 0, Page.leaves, V);
    this.point(Page.leaves, CODE_SLOT, Page.code, V | R | X | U);
    this.point(Page.leaves, DATA_SLOT, Page.data, V | R | W | U);
  }

  tell(page: number, state: FrameState, references: number): void {
    this.raw.shadow!.frame(page, state, references);
  }

  /** Takes an unused frame, as a supervisor does it. */
  claim(page: number, state: FrameState, references = 1): void {
    this.tell(page, 'busy', 0);
    this.raw.memory('busy').fill(page * 4096, 4096, 0);
    this.tell(page, state, references);
  }

  /** Writes an entry of a page table. */
  point(table: number, slot: number, target: number, flags: number): void {
    this.raw
      .memory('page-table')
      .writeNumber(table * 4096 + 8 * slot, target * 1024 + flags + (flags & (R | X) ? AD : 0));
  }

  unmap(slot: number): void {
    this.raw.memory('page-table').writeNumber(Page.leaves * 4096 + 8 * slot, 0);
  }

  /** Runs the user until it traps; gives scause. */
  run(): number {
    const { root, asid, context, pc, x5, vector, told } = this.entry;
    const hart = this.raw.harts[0]!;
    const operands = [MODE_SV39 + asid, root, context, 0x1_0000, x5, vector];
    operands.forEach((value, i) => hart.setArgument(i, value));
    this.raw.shadow!.enter({ ...told, asid, pc, status: STATUS });
    const exit = hart.run(100_000);
    if (exit !== RunExit.Gate) throw new Error(`the user did not come back: ${exit}`);
    return hart.argument(0);
  }
}
