/**
 * The program around the cases: sets up each one, catches its traps, reports its outcome, and goes on with the next.
 *
 * gp belongs to it, so that its handlers can save the other registers without touching `mscratch` or `sscratch`. It is the
 * same program on both machines, and runs as alike as the cases do: it counts nothing and waits for nothing.
 */
import * as layout from './layout.ts';
import { Descriptor, FLOATS, givenCsrs, RECORD_HEADER, REGISTERS, reportedCsrs, TRAP_SIZE } from './record.ts';
import { FS } from './status.ts';

/** A case that traps more often is ended. */
const TRAP_LIMIT = 24;

const CLINT_MSIP = 0x200_0000;
const CLINT_MTIMECMP = 0x200_4000;
const FINISHER = 0x10_0000;
const FINISHER_PASS = 0x5555;

/** Offsets from gp. */
const Saved = {
  descriptor: 0,
  nextDescriptor: 8,
  record: 16,
  log: 24,
  slot: 32,
  end: 40,
  minstret: 48,
  /** t0 … t4, while the handler of M- or S-mode runs. */
  m: 64,
  s: 128,
  registers: 256,
  csrs: 256 + 8 * REGISTERS,
  floats: 256 + 8 * (REGISTERS + reportedCsrs.length),
} as const;
const SAVED_DWORDS = REGISTERS + reportedCsrs.length + FLOATS;

const temporaries = ['t0', 't1', 't2', 't3', 't4'] as const;
const save = (area: number): string => temporaries.map((name, i) => `sd ${name}, ${area + 8 * i}(gp)`).join('\n  ');
const restore = (area: number): string => temporaries.map((name, i) => `ld ${name}, ${area + 8 * i}(gp)`).join('\n  ');

/** x1 … x31 without gp; the last one serves as the base when they are loaded. */
const floatRegisters = Array.from({ length: FLOATS - 1 }, (_, number) => number);
const caseRegisters = Array.from({ length: REGISTERS }, (_, i) => i + 1).filter((number) => number !== 3);

/** The handler of a privilege: logs the trap, and skips the instruction unless the case ends here. */
const handler = (p: 'm' | 's'): string => `
  .balign 4
${p}_handler:
  ${save(Saved[p])}
  csrr t0, ${p}cause
  csrr t1, ${p}epc
  csrr t2, ${p}tval
  csrr t3, ${p}status
  ld t4, ${Saved.log}(gp)
  sd t0, 0(t4)
  sd t1, 8(t4)
  sd t2, 16(t4)
  sd t3, 24(t4)
  li t2, ${p === 'm' ? 3 : 1}
  sd t2, 32(t4)
  addi t4, t4, ${TRAP_SIZE}
  sd t4, ${Saved.log}(gp)
  # what is masked in the log must not be seen elsewhere
  csrw ${p}cause, zero
  csrw ${p}tval, zero
  ld t2, ${Saved.record}(gp)
  sub t4, t4, t2
  li t2, ${TRAP_LIMIT * TRAP_SIZE + RECORD_HEADER}
  bgeu t4, t2, ${p}_finish
  bltz t0, ${p}_interrupt
  # the physical address of the instruction: that of the case's end, or one in its slot
  li t2, ${layout.WINDOW_MASK}
  and t1, t1, t2
  li t2, ${layout.RAM}
  add t1, t1, t2
  ld t2, ${Saved.end}(gp)
  beq t1, t2, ${p}_finish
  ld t2, ${Saved.slot}(gp)
  sub t2, t1, t2
  li t3, ${layout.SLOT_SIZE}
  bgeu t2, t3, ${p}_finish
  # what cannot be fetched cannot be skipped
  li t2, 1
  beq t0, t2, ${p}_finish
  li t2, 12
  beq t0, t2, ${p}_finish
  lbu t2, 0(t1)
  andi t2, t2, 3
  addi t2, t2, -3
  seqz t2, t2
  slli t2, t2, 1
  addi t2, t2, 2
  csrr t1, ${p}epc
  add t1, t1, t2
  csrw ${p}epc, t1
${p}_return:
  ${restore(Saved[p])}
  ${p}ret
${p}_interrupt:
  li t1, 1
  sll t1, t1, t0
  csrc ${p}ie, t1
  j ${p}_return
`;

/** S-mode asks M-mode to end the case, in a way that is not delegated: no case delegates both. */
const finishFromS = `
s_finish:
  csrr t1, sepc
  la t2, s_exit
  beq t1, t2, s_other_exit
  ${restore(Saved.s)}
s_exit:
  ecall
s_other_exit:
  ${restore(Saved.s)}
  unimp
`;

const setUp = `
next_case:
  ld s0, ${Saved.descriptor}(gp)
  ld s1, ${Saved.record}(gp)
  ld t0, ${Descriptor.entry}(s0)
  beqz t0, stop
  csrw mepc, t0
  ld t0, ${Descriptor.slot}(s0)
  sd t0, ${Saved.slot}(gp)
  ld t0, ${Descriptor.end}(s0)
  sd t0, ${Saved.end}(gp)
  addi t0, s1, ${RECORD_HEADER}
  sd t0, ${Saved.log}(gp)
  ld t0, ${Descriptor.pokeCount}(s0)
  addi t1, s0, ${Descriptor.pokes}
1:
  beqz t0, 2f
  ld t2, 0(t1)
  ld t3, 8(t1)
  sd t3, 0(t2)
  addi t1, t1, 16
  addi t0, t0, -1
  j 1b
2:
  sd t1, ${Saved.nextDescriptor}(gp)
  sfence.vma
  la t0, m_handler
  csrw mtvec, t0
  la t0, s_handler
  csrw stvec, t0
  csrw mcause, zero
  csrw mtval, zero
  li t0, ${FS}
  csrs mstatus, t0
  ${floatRegisters.map((number) => `fld f${number}, ${Descriptor.floats + 8 * number}(s0)`).join('\n  ')}
  ld t0, ${Descriptor.floats + 8 * 32}(s0)
  csrw fcsr, t0
  ${givenCsrs.map((name, i) => `ld t0, ${Descriptor.csrs + 8 * i}(s0)\n  csrw ${name}, t0`).join('\n  ')}
  csrr t0, minstret
  sd t0, ${Saved.minstret}(gp)
  mv x31, s0
  ${caseRegisters.map((number) => `ld x${number}, ${Descriptor.registers + 8 * (number - 1)}(x31)`).join('\n  ')}
  mret
`;

const report = `
m_finish:
  ${restore(Saved.m)}
  ${caseRegisters.map((number) => `sd x${number}, ${Saved.registers + 8 * (number - 1)}(gp)`).join('\n  ')}
  ${reportedCsrs.map((name, i) => `csrr t0, ${name}\n  sd t0, ${Saved.csrs + 8 * i}(gp)`).join('\n  ')}
  li t0, ${FS}
  csrs mstatus, t0
  ${floatRegisters.map((number) => `fsd f${number}, ${Saved.floats + 8 * number}(gp)`).join('\n  ')}
  csrr t0, fcsr
  sd t0, ${Saved.floats + 8 * 32}(gp)
  # minstret: how many instructions since the case was entered
  ld t0, ${Saved.csrs}(gp)
  ld t1, ${Saved.minstret}(gp)
  sub t0, t0, t1
  sd t0, ${Saved.csrs}(gp)
  csrw mie, zero
  csrw mip, zero
  csrw mstatus, zero
  csrw satp, zero
  csrw mcountinhibit, zero
  csrw menvcfg, zero
  csrw pmpcfg0, zero
  csrw pmpcfg2, zero
  call quieten
  ld s1, ${Saved.log}(gp)
  addi t0, gp, ${Saved.registers}
  addi t1, t0, ${8 * SAVED_DWORDS}
1:
  ld t2, 0(t0)
  sd t2, 0(s1)
  addi s1, s1, 8
  addi t0, t0, 8
  bltu t0, t1, 1b
  # pokes: what is there now, and zeros again
  ld s0, ${Saved.descriptor}(gp)
  ld t0, ${Descriptor.pokeCount}(s0)
  addi t1, s0, ${Descriptor.pokes}
1:
  beqz t0, 2f
  ld t2, 0(t1)
  ld t3, 0(t2)
  sd t3, 0(s1)
  sd zero, 0(t2)
  addi s1, s1, 8
  addi t1, t1, 16
  addi t0, t0, -1
  j 1b
2:
  # scratch memory: what has changed, and the pattern again
  li t0, ${layout.SCRATCH}
  li t1, ${layout.SCRATCH_FIRST}
  li t2, ${layout.SCRATCH_STEP}
  li t3, ${layout.SCRATCH + layout.SCRATCH_SIZE}
1:
  ld t4, 0(t0)
  beq t4, t1, 2f
  sd t0, 0(s1)
  sd t4, 8(s1)
  addi s1, s1, 16
  sd t1, 0(t0)
2:
  add t1, t1, t2
  addi t0, t0, 8
  bltu t0, t3, 1b
  ld t0, ${Saved.record}(gp)
  sub t1, s1, t0
  sd t1, 0(t0)
  addi t1, t0, ${RECORD_HEADER}
  ld t2, ${Saved.log}(gp)
  sub t1, t2, t1
  sd t1, 8(t0)
  sd s1, ${Saved.record}(gp)
  ld t0, ${Saved.nextDescriptor}(gp)
  sd t0, ${Saved.descriptor}(gp)
  j next_case
`;

/** The driver's source. */
export const driver = `
  .globl _start
_start:
  csrr t0, mhartid
  bnez t0, park
  li gp, ${layout.STATE}
  li t0, ${layout.DESCRIPTORS}
  sd t0, ${Saved.descriptor}(gp)
  li t0, ${layout.RESULTS}
  sd t0, ${Saved.record}(gp)
  sd zero, ${Saved.registers + 8 * 2}(gp)
  csrw mie, zero
  call quieten
  li t0, ${layout.SCRATCH}
  li t1, ${layout.SCRATCH_FIRST}
  li t2, ${layout.SCRATCH_STEP}
  li t3, ${layout.SCRATCH + layout.SCRATCH_SIZE}
1:
  sd t1, 0(t0)
  add t1, t1, t2
  addi t0, t0, 8
  bltu t0, t3, 1b
  j next_case
  # a hart that is not wanted
park:
  wfi
  j park
  # no interrupt from the CLINT
quieten:
  li t0, ${CLINT_MSIP}
  sw zero, 0(t0)
  li t0, ${CLINT_MTIMECMP}
  li t1, -1
  sd t1, 0(t0)
  ret
stop:
  sd zero, 0(s1)
  li t0, ${FINISHER}
  li t1, ${FINISHER_PASS}
  sw t1, 0(t0)
  j stop
${setUp}
${handler('m')}
${report}
${handler('s')}
${finishFromS}
`;
