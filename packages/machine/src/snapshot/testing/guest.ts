/** For tests: M-mode programs that use every device there is, made of pieces in any order, for any number of harts. */
import fc from 'fast-check';
import { image } from '../../testing.ts';

const RAM = 0x8000_0000;
/** Where the driver of a slot has its queue, header and status, and data. */
const queueOf = (slot: number): number => RAM + 0x10_0000 + 0x1_0000 * slot;

/** Brings up the device in a slot with one queue of 8 (virtio 1.2, section 3.1.1). s0 becomes its registers. */
const bringUp = (slot: number): string => {
  const steps: readonly (readonly [register: number, value: number])[] = [
    ...([
      [0x70, 0],
      [0x70, 1],
      [0x70, 3],
      [0x24, 1],
      [0x20, 1],
      [0x70, 11],
    ] as const),
    ...([
      [0x30, 0],
      [0x38, 8],
      [0x80, queueOf(slot)],
      [0x90, queueOf(slot) + 0x1000],
    ] as const),
    ...([
      [0xa0, queueOf(slot) + 0x2000],
      [0x44, 1],
      [0x70, 15],
    ] as const),
  ];
  const stores = steps.map(([register, value]) => `li t0, ${value}\n sw t0, ${register}(s0)`);
  return `li s0, ${0x1000_1000 + 0x1000 * slot}\n ${stores.join('\n')}`;
};

type Descriptor = readonly [address: number, length: number, flags: number, next: number];

/** Makes a chain available and tells the device, without waiting. Only hart 0 does it. */
function request(slot: number, chain: readonly Descriptor[]): string {
  const queue = queueOf(slot);
  const descriptors = chain.map(
    ([address, length, flags, next], i) => `
      li t0, ${address}
      sd t0, ${16 * i}(t1)
      li t0, ${length + flags * 2 ** 32 + next * 2 ** 48}
      sd t0, ${16 * i + 8}(t1)`,
  );
  return `bnez s11, 9f
    li t1, ${queue}
    ${descriptors.join('')}
    li t1, ${queue + 0x1000}
    lhu t0, 2(t1)
    addi t0, t0, 1
    sh t0, 2(t1)
    li t0, ${0x1000_1000 + 0x1000 * slot}
    sw zero, 0x50(t0)
  9:`;
}

const disk = (type: 0 | 1, sector: number): string => `
  li t1, ${queueOf(0) + 0x3000}
  li t0, ${type}
  sd t0, 0(t1)
  li t0, ${sector}
  sd t0, 8(t1)
  li t1, ${queueOf(0) + 0x4000}
  sd s4, 0(t1)
  ${request(0, [
    [queueOf(0) + 0x3000, 16, 1, 1],
    [queueOf(0) + 0x4000, 512, type === 0 ? 3 : 1, 2],
    [queueOf(0) + 0x3100, 1, 2, 0],
  ])}`;

const small = fc.nat({ max: 63 });

/** SV39 tables for eight pages from virtual address 0, in the order of their levels; frames behind them. */
const TABLES = RAM + 0x30_0000;
const FRAMES = RAM + 0x31_0000;
const READ_WRITE = 0b111;
const entryOf = (page: number): number => TABLES + 0x2000 + 8 * page;
const leaf = (frame: number): number => ((FRAMES + 0x1000 * frame) >>> 12) * 2 ** 10 + READ_WRITE;

const mapPage = (page: number, frame: number): string => `
  li t1, ${entryOf(page)}
  li t0, ${leaf(frame)}
  sd t0, 0(t1)`;

const bringUpPaging = `
  li t1, ${TABLES}
  li t0, ${((TABLES + 0x1000) >>> 12) * 2 ** 10 + 1}
  sd t0, 0(t1)
  li t0, ${((TABLES + 0x2000) >>> 12) * 2 ** 10 + 1}
  li t1, ${TABLES + 0x1000}
  sd t0, 0(t1)
  ${[0, 1, 2, 3, 4, 5, 6, 7].map((page) => mapPage(page, page)).join('')}
  li t0, ${TABLES >>> 12}
  li t1, 8
  slli t1, t1, 60
  or t0, t0, t1
  csrw satp, t0`;

const fencePage = (page: number): string => `
  li t0, ${4096 * page}
  sfence.vma t0, zero`;

/** As S-mode would (MPRV); an interrupt in between makes it U-mode, and a page fault. */
const translated = (access: string, page: number): string => `
  li t0, 0x20800
  csrs mstatus, t0
  li t1, ${4096 * page}
  ${access}
  li t0, 0x20000
  csrc mstatus, t0`;

/** Where harts fence: now and then, behind a change of a page's entry (enough for a hart that is alone), or before each access, too. */
export type Fences = 'seldom' | 'changes' | 'accesses';

/** The pieces. s1 is the UART, s2 mtime, s3 memory of this hart's own, s4 its running sum, s6 its msip, s7 its mtimecmp, s11 its id. */
const pieceWith = (fences: Fences): fc.Arbitrary<string> => {
  const changed = (page: number): string => (fences === 'seldom' ? '' : fencePage(page));
  const before = fences === 'accesses' ? 'sfence.vma\n' : '';
  return fc.oneof(
    small.map((n) => `addi s4, s4, ${n}\n mul s4, s4, s2\n srli t0, s4, 7\n xor s4, s4, t0`),
    small.map((n) => `li t0, ${n}\n 1: addi t0, t0, -1\n add s4, s4, t0\n bgtz t0, 1b`),
    small.map(
      (n) => `fcvt.d.l fa0, s4\n fadd.d fa1, fa1, fa0\n fsd fa1, ${8 * n}(s3)\n csrr t0, fflags\n add s4, s4, t0`,
    ),
    small.map((n) => `sd s4, ${8 * n}(s3)\n ld t0, ${8 * (63 - n)}(s3)\n add s4, s4, t0`),
    small.map((n) => `ld t0, 0(s2)\n addi t0, t0, ${n}\n sd t0, 0(s7)\n wfi`),
    small.map((n) => `ld t0, 0(s2)\n addi t0, t0, ${n}\n sd t0, 0(s7)`),
    fc.constant('sb s4, 0(s1)'),
    fc.constant('lbu t0, 5(s1)\n andi t0, t0, 1\n beqz t0, 1f\n lbu t0, 0(s1)\n add s4, s4, t0\n 1:'),
    small.map((n) => `li t0, ${n & 3}\n sb t0, 1(s1)\n li t0, ${(n << 2) | 1}\n sb t0, 2(s1)`),
    small.map((n) => `lr.d t0, (s3)\n ${'addi s4, s4, 1\n'.repeat(n % 8)} sc.d t1, s4, (s3)\n add s4, s4, t1`),
    fc.constant('amoadd.w t0, s4, (s8)\n add s4, s4, t0'),
    small.map(
      (n) => `csrwi mcountinhibit, ${n & 5}\n csrr t0, mcycle\n csrr t1, minstret\n add s4, s4, t0\n xor s4, s4, t1`,
    ),
    fc.constant('csrw mcycle, s4'),
    // Ends a hart's turn, and is a fence else.
    fc.constant('pause\n fence'),
    // Interrupts that are claimed for a long time.
    fc.constant('lw s10, 4(s9)\n add s4, s4, s10'),
    fc.constant('sw s10, 4(s9)'),
    // Pages that are used, changed, cleaned of A and D, and now and then fenced.
    small.map((n) => translated(`${before} ld t2, 0(t1)\n add s4, s4, t2`, n & 7)),
    small.map((n) => translated(`${before} sd s4, 0(t1)`, n & 7)),
    small.map((n) => mapPage(n & 7, n >> 3) + changed(n & 7)),
    small.map(
      (n) =>
        `li t1, ${entryOf(n & 7)}\n ld t0, 0(t1)\n add s4, s4, t0\n andi t0, t0, ~0xc0\n sd t0, 0(t1)` + changed(n & 7),
    ),
    small.map((n) => (n & 1 ? 'sfence.vma' : fencePage(n >> 3))),
    small.map((n) => `li t0, ${0x200_0000 + 4 * (n % 3)}\n sw s6, 0(t0)`),
    small.map((n) => disk(0, n)),
    small.map((n) => disk(1, n)),
    small.map(
      (n) =>
        request(1, [[queueOf(1) + 0x4000 + n, 1 + n, 2, 0]]) +
        `\n li t0, ${queueOf(1) + 0x4000}\n ld t0, 0(t0)\n add s4, s4, t0`,
    ),
  );
};

/** Interrupts of every kind: each does something to the sum. */
const HANDLER = `
  .balign 4
handler:
  csrr t5, mcause
  bgez t5, exception
  slli t5, t5, 1
  li t6, 14
  beq t5, t6, timer
  li t6, 6
  beq t5, t6, software
  lw t5, 4(s9)
  add s4, s4, t5
  lbu t6, 0(s1)
  add s4, s4, t6
  li t6, 0x10001000
  lw t4, 0x60(t6)
  sw t4, 0x64(t6)
  li t6, 0x10002000
  lw t4, 0x60(t6)
  sw t4, 0x64(t6)
  sw t5, 4(s9)
  mret
timer:
  addi s4, s4, 1
  ld t6, 0(s2)
  addi t6, t6, 500
  sd t6, 0(s7)
  mret
software:
  slli s4, s4, 1
  slli t6, s11, 2
  li t5, 0x2000000
  add t6, t6, t5
  sw zero, 0(t6)
  mret
exception:
  csrr t5, mepc
  addi t5, t5, 4
  csrw mepc, t5
  addi s4, s4, 3
  mret
`;

/** A program that goes on for ever: sets everything up, then runs its pieces over and over. */
export const guestWith = (fences: Fences): fc.Arbitrary<Uint8Array> =>
  fc.array(pieceWith(fences), { minLength: 8, maxLength: 30 }).map((pieces) =>
    image(`
    mv s11, a0
    la t0, handler
    csrw mtvec, t0
    li s1, 0x10000000
    li s2, 0x200bff8
    li s8, ${RAM + 0x20_0000}
    slli t0, s11, 16
    add s3, s8, t0
    addi s3, s3, 256
    li s6, 1
    slli t0, s11, 3
    li s7, 0x2004000
    add s7, s7, t0
    slli t0, s11, 13
    li s9, 0xc200000
    add s9, s9, t0
    li t0, 0x6000
    csrs mstatus, t0
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 31
    csrw pmpcfg0, t0
    li t0, 0xc000000
    sw s6, 4(t0)
    sw s6, 8(t0)
    sw s6, 40(t0)
    slli t0, s11, 8
    li t1, 0xc002000
    add t0, t0, t1
    li t1, 0x406
    sw t1, 0(t0)
    bnez s11, 1f
    ${bringUp(0)}
    ${bringUp(1)}
  1:
    ${bringUpPaging}
    li t0, 0x888
    csrw mie, t0
    csrsi mstatus, 8
  again:
    ${pieces.join('\n')}
    lla t0, again
    jr t0
    ${HANDLER}`),
  );

export const guest: fc.Arbitrary<Uint8Array> = guestWith('seldom');
