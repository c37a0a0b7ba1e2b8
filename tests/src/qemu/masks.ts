/**
 * Everything in which QEMU 10.0 and our machine may differ, and why: the one place where differences are masked.
 *
 * "Privileged" is Volume II of the RISC-V manual, version 1.12 or later.
 */
import { csrName } from '@racho/isa';
import type { Outcome, Trap } from './record.ts';
import { calls, Cause, M, MSTATUS, SSTATUS } from './status.ts';

/** QEMU's CPU with the extensions that we have, no others, and nothing that tells who made it. */
const cpu = [
  ...['rv64i', 'm=on', 'a=on', 'f=on', 'd=on', 'c=on', 's=on', 'u=on', 'mmu=on', 'pmp=on', 'sv48=on'],
  ...['zicbom', 'zicboz', 'zicntr', 'zicond', 'zicsr', 'zifencei', 'zihintpause', 'zihpm'].map((name) => `${name}=on`),
  ...['zba', 'zbb', 'zbs', 'sstc', 'svadu', 'svinval'].map((name) => `${name}=on`),
  ...['debug=off', 'pmu-mask=0', 'marchid=0', 'mimpid=0'],
];

/**
 * Two harts, the second one parked: with one, QEMU makes AMOs a load and a store, whose exceptions are then those of a load
 * (Privileged, "Machine Cause Register": AMOs raise store/AMO exceptions).
 */
export const qemuOptions: readonly string[] = ['-cpu', cpu.join(','), '-smp', '2'];

/**
 * For interrupts, with the advanced interrupt architecture: without it QEMU takes those with low numbers first, not in
 * the order of the manual (Privileged, "Machine Interrupt Registers").
 */
export const qemuInterruptOptions: readonly string[] = ['-cpu', [...cpu, 'smaia=on', 'ssaia=on'].join(',')];

/** With time as a function of the instructions executed, so that `minstret` counts them; that excludes a second hart. */
export const qemuCountingOptions: readonly string[] = ['-cpu', cpu.join(','), '-icount', 'shift=0'];

/**
 * Whether an instruction raises floating-point flags without making FS dirty in QEMU 10.0: comparisons, and conversions to
 * integers. FS is to say whether fcsr was written, too (Privileged, "Extension Context Status in mstatus Register"). They are
 * only in cases that start with FS dirty, or off.
 */
export const leavesFsClean = (name: string): boolean => /^f(eq|lt|le|cvt\.[wl]u?)\./.test(name);

/** What may be written to registers of which QEMU implements more, or with other rules, than we do. */
const writableBits: Readonly<Record<string, bigint>> = {
  // VS, XS, UXL, MPV and GVA are of extensions that we don't have.
  mstatus: MSTATUS,
  sstatus: SSTATUS,
  // The hypervisor's bits are there even without it. Calls from S go to M, whence the driver needs them.
  medeleg: 0xb1ffn,
  mideleg: 0x222n,
  mie: 0xaaan,
  sie: 0x222n,
  mip: 0x222n,
  sip: 0x222n,
  // We have all of the event counters, as zeros, and so their bits; QEMU has neither (both legal: Privileged, "Hardware
  // Performance Monitor").
  mcounteren: 0b111n,
  scounteren: 0b111n,
  // Without CBIE's upper bit, which alone is the reserved value: ours is never that.
  // STCE stays as it is, see `isUnlikeTimer`.
  menvcfg: 0x2000_0000_0000_00d1n,
  senvcfg: 0xd1n,
  // Long past or far off, whatever of it is set or cleared: time does not go alike.
  stimecmp: 0xffff_ff00_0000_00ffn,
  // Entries that are not locked, which no case could undo, and R and W as they are, because R = 0 with W = 1 is reserved.
  pmpcfg0: 0x1c1c_1c1c_1c1c_1c1cn,
  pmpcfg2: 0x1c1c_1c1c_1c1c_1c1cn,
  // Bits for time, which can't be inhibited, and for event counters, of which we have none.
  mcountinhibit: 0b101n,
  // With the C extension only bit 0 is always zero (Privileged, "Machine Exception Program Counter"); QEMU 10.0 keeps it.
  mepc: ~1n,
  sepc: ~1n,
};

/** A value near to this one that may be an operand of an instruction that accesses the register. */
export function legalOperand(csr: number, value: bigint): bigint {
  const name = csrName(csr) ?? '';
  // QEMU keeps the upper bits of pmpaddr, which RV64 has not.
  const writable = name.startsWith('pmpaddr') ? 0x003f_ffff_ffff_ffffn : (writableBits[name] ?? ~0n);
  return value & writable & 0xffff_ffff_ffff_ffffn;
}

/** Registers that one side has and the other has not, or that tell of the implementation. */
const unlikeCsrs: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^t(select|data|info)/, 'QEMU has two triggers, or no registers for them; here they say that there is no trigger'],
  [/^m?hpm(counter|event)/, 'the manual wants all of them, if only as zero; QEMU leaves out those above pmu-num'],
];

export const isUnlike = (csr: number): boolean => unlikeCsrs.some(([pattern]) => pattern.test(csrName(csr) ?? ''));

/**
 * Registers that M-mode, or all, must leave alone with Sstc. While STCE is set, STIP reads as 0 in QEMU 10.0 when M-mode reads
 * `sip`, of which `mideleg` makes a view of `mip` (Privileged, "Supervisor Interrupt Registers"). And QEMU looks at the timer
 * when `stimecmp` is written, whether STCE is set or not; to the manual it is STCE that gives STIP to the timer ("Machine
 * Environment Configuration").
 */
export function isUnlikeTimer(csr: number, stce: 'on' | 'off', privilege: bigint): boolean {
  const name = csrName(csr);
  if (stce === 'off') return name === 'stimecmp';
  return name === 'menvcfg' || (name === 'sip' && privilege === M);
}

/** Registers that count at other speeds: what is read from them is not compared, only whether they could be read. */
export const isCounting = (csr: number): boolean =>
  ['cycle', 'time', 'instret', 'mcycle', 'minstret'].includes(csrName(csr) ?? '');

/**
 * Whether a case may access memory across the border of two pages, when some of its pages are mapped to these addresses where
 * nothing is. QEMU finds a page fault of the second page before an access fault of the first; the manual leaves the order
 * open in which the portions of a misaligned access are done.
 */
export const mayStraddle = (nowhere: readonly bigint[]): boolean => nowhere.length === 0;

/**
 * Instructions whose address is always aligned. An SC without a reservation fails in QEMU whatever its address is; a
 * misaligned address must trap (Unprivileged, "Load-Reserved/Store-Conditional Instructions").
 */
export const alwaysAligned: ReadonlySet<string> = new Set(['sc.w', 'sc.d']);

/**
 * Sizes of an SC by that of the LR before it. An SC that writes a part only of what was reserved may fail, as here, or
 * succeed, as in QEMU (same section).
 */
export const sizesOfSc: Readonly<Record<'w' | 'd', readonly ('w' | 'd')[]>> = { w: ['w', 'w', 'd'], d: ['d'] };

/**
 * Whether an instruction that only some privileges may execute leaves in xtval, where it may not be, what it is: QEMU has the word
 * of an earlier one there, or 0. The manual wants the word or 0 (Privileged, "Machine Trap Value Register").
 */
const hasStaleWord = (name: string | undefined): boolean =>
  name !== undefined && (['mret', 'sret'].includes(name) || name.startsWith('cbo.'));

/** Instructions that QEMU executes in U-mode, where they are illegal (Privileged, "Svinval"). */
export const isUnlikeInU = (name: string): boolean => ['sfence.w.inval', 'sfence.inval.ir'].includes(name);

type Side = 'racho' | 'qemu';

/** A trap as it is compared; `instruction` is what caused it, if that is known. */
function maskTrap(trap: Trap, instruction: string | undefined): Trap {
  if (trap.cause === Cause.illegal && hasStaleWord(instruction)) return { ...trap, tval: 0n };
  // The manual wants the value of rs1 ("Zicbom", "Faults"); QEMU gives the start of the block.
  if (trap.cause !== Cause.illegal && instruction?.startsWith('cbo.') === true)
    return { ...trap, tval: trap.tval & ~63n };
  return trap;
}

/** Makes of an outcome what is compared of it; `instructionAt` names the instruction at an address. */
export type Mask = (outcome: Outcome, side: Side, instructionAt: (pc: bigint) => string | undefined) => Outcome;

export const maskOutcome: Mask = (outcome, _side, instructionAt) => {
  return {
    ...outcome,
    traps: outcome.traps.map((trap) => maskTrap(trap, instructionAt(trap.epc))),
    // QEMU counts nanoseconds of the host's time, unless it counts instructions: see `counters.oracle.test.ts`.
    csrs: { ...outcome.csrs, minstret: 0n },
  };
};

/**
 * What is compared of an outcome where QEMU counts instructions. It counts calls too, though "ECALL and EBREAK are not
 * considered to retire" (Privileged, "Environment Call and Breakpoint").
 */
export const maskCountingOutcome: Mask = (outcome, side, instructionAt) => {
  const called = outcome.traps.filter(({ cause }) => calls.includes(cause)).length;
  const minstret = outcome.csrs.minstret - BigInt(side === 'qemu' ? called : 0);
  const masked = maskOutcome(outcome, side, instructionAt);
  return { ...masked, csrs: { ...masked.csrs, minstret } };
};
