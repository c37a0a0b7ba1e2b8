/** The control and status registers as one table: storage, which bits are there and writable, and what is special. */
import { csrNumber } from '@racho/isa';
import { MISA_EXTENSIONS } from '../isa.ts';
import type { CsrFile } from './csr-file.ts';
import { Interrupt, S } from './cause.ts';
import * as counters from './counters.ts';
import type { Halves } from './halves.ts';
import type { SlotName } from './csr-slots.ts';
import { Slot } from './csr-slots.ts';
import * as envcfg from './envcfg.ts';
import * as mstatus from './mstatus.ts';
import { PMP_ENTRIES, PMPADDR_HIGH, PMPCFG, writeAddress, writeConfig } from './pmp.ts';
import { floatIsOff, readStatus, writeFcsr } from './float.ts';
import { writeMstatus, writeSatp, writeTvec } from './warl.ts';

/** What must be looked at again when a register was written. */
export type CsrEffect = 'none' | 'translation' | 'protection' | 'interrupts' | 'both' | 'timer';

export interface CsrRow {
  readonly name: string;
  readonly number: number;
  /** The least privilege that may access it: bits 9:8 of the number. */
  readonly privilege: number;
  readonly readOnly: boolean;
  /** Index of its 8 bytes of storage, which a view shares with what it is a view of. */
  readonly slot: Slot;
  /** Stored bits that are seen. */
  readonly visible: Halves;
  /** Bits of storage below the register's bit 0; only for registers of less than 32 bits. */
  readonly shift: number;
  readonly writable: Halves;
  /** Bits that always read as 1. */
  readonly fixed: Halves;
  readonly effect: CsrEffect;
  /** Instead of reading storage: gives the low half, and leaves the high one in `csrs.high`. */
  readonly read?: (csrs: CsrFile) => number;
  /** Instead of writing storage: gets the value that plain storage would have now. */
  readonly write?: (csrs: CsrFile, slot: Slot, low: number, high: number) => void;
  /** Denies access although the privilege suffices. */
  readonly denied?: (csrs: CsrFile) => boolean;
  /** Limits `visible` and `writable` to these bits of the low half, which depend on another register. */
  readonly through?: (csrs: CsrFile) => number;
}

type Special = Partial<Pick<CsrRow, 'fixed' | 'shift' | 'effect' | 'read' | 'write' | 'denied' | 'through'>>;

const ALL: Halves = [-1, -1];
const NONE: Halves = [0, 0];
const low = (mask: number): Halves => [mask, 0];

function build(name: string, slot: Slot, visible: Halves, writable: Halves, special: Special): CsrRow {
  const number = csrNumber(name);
  if (number === undefined) throw new RangeError(`no CSR is called ${name}`);
  const [privilege, readOnly] = [(number >>> 8) & 3, number >>> 10 === 3];
  const own = { name, number, privilege, readOnly, slot, visible, writable };
  return { ...own, fixed: NONE, shift: 0, effect: 'none', ...special };
}

const register = (name: SlotName, writable: Halves, special: Special = {}): CsrRow =>
  build(name, Slot[name], writable, writable, special);
const view = (name: string, of: SlotName, visible: Halves, writable: Halves, special: Special = {}): CsrRow =>
  build(name, Slot[of], visible, writable, special);
/** Has no storage of its own: reads as a constant, or by its `read`; writes, where its number allows them, are ignored. */
const constant = (name: string, value: Halves = NONE, special: Special = {}): CsrRow =>
  build(name, 0, NONE, NONE, { fixed: value, ...special });
const numbered = (name: string, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => `${name}${first + i}`);

/** MXL in `misa`: 64 bits. */
const MXL_64 = 2 << 30;

/** Every exception that S-mode can handle: all but calls from M-mode. */
const DELEGABLE_EXCEPTIONS = 0xb3ff;
const S_INTERRUPTS = 0x222;
const INTERRUPTS = 0xaaa;
const SSIP = 0x002;

const delegated = (csrs: CsrFile): number => csrs.low(Slot.mideleg);

const float: Special = { denied: floatIsOff, write: writeFcsr };

export const csrTable: readonly CsrRow[] = [
  // Machine information
  ...['mvendorid', 'marchid', 'mimpid', 'mconfigptr'].map((name) => constant(name)),
  view('mhartid', 'mhartid', low(-1), NONE),
  constant('misa', [MISA_EXTENSIONS, MXL_64]),

  // Status
  register('mstatus', low(mstatus.MSTATUS), {
    ...{ effect: 'both', write: writeMstatus },
    read: readStatus(mstatus.MSTATUS, mstatus.UXL_64 | mstatus.SXL_64),
  }),
  view('sstatus', 'mstatus', low(mstatus.SSTATUS), low(mstatus.SSTATUS), {
    effect: 'both',
    read: readStatus(mstatus.SSTATUS, mstatus.UXL_64),
  }),
  register('menvcfg', envcfg.MENVCFG, { effect: 'timer', write: envcfg.write }),
  register('senvcfg', envcfg.SENVCFG, { write: envcfg.write }),

  // Floating point
  register('fcsr', low(0xff), float),
  view('fflags', 'fcsr', low(0x1f), low(0x1f), float),
  view('frm', 'fcsr', low(0xe0), low(0xe0), { ...float, shift: 5 }),

  // Trap setup and handling
  register('medeleg', low(DELEGABLE_EXCEPTIONS)),
  register('mideleg', low(S_INTERRUPTS), { effect: 'interrupts' }),
  register('mie', low(INTERRUPTS), { effect: 'interrupts' }),
  view('sie', 'mie', low(INTERRUPTS), low(S_INTERRUPTS), { effect: 'interrupts', through: delegated }),
  register('mip', low(S_INTERRUPTS), {
    effect: 'interrupts',
    through: (csrs) => (envcfg.hasSupervisorTimer(csrs) ? ~Interrupt.STI : -1),
    read: (csrs) => csrs.withHigh(csrs.pending(), 0),
  }),
  view('sip', 'mip', low(INTERRUPTS), low(SSIP), {
    effect: 'interrupts',
    through: delegated,
    read: (csrs) => csrs.withHigh(csrs.pending() & delegated(csrs), 0),
  }),
  ...(['mtvec', 'stvec'] as const).map((name) => register(name, ALL, { write: writeTvec })),
  ...(['mscratch', 'sscratch', 'mcause', 'scause', 'mtval', 'stval'] as const).map((name) => register(name, ALL)),
  ...(['mepc', 'sepc'] as const).map((name) => register(name, [~1, -1])), // with C, only bit 0 is always zero

  // Translation and protection
  register('satp', ALL, {
    effect: 'translation',
    write: writeSatp,
    denied: (csrs) => csrs.privilege === S && (csrs.low(Slot.mstatus) & mstatus.TVM) !== 0,
  }),
  ...(['pmpcfg0', 'pmpcfg2'] as const).map((name) =>
    register(name, [PMPCFG, PMPCFG], { effect: 'protection', write: writeConfig }),
  ),
  ...numbered('pmpaddr', 0, PMP_ENTRIES - 1).map((name) =>
    register(name as SlotName, [-1, PMPADDR_HIGH], { effect: 'protection', write: writeAddress }),
  ),

  // Counters and timers
  register('stimecmp', ALL, { effect: 'timer', denied: counters.timerDenied }),
  ...(['mcounteren', 'scounteren'] as const).map((name) => register(name, low(-1))),
  register('mcountinhibit', low(counters.INHIBITABLE), { write: counters.writeInhibit }),
  ...(['mcycle', 'minstret'] as const).map((name) =>
    register(name, ALL, { read: counters.reader(Slot[name]), write: counters.write }),
  ),
  view('cycle', 'mcycle', ALL, NONE, { read: counters.reader(Slot.mcycle), denied: counters.denied(0) }),
  constant('time', NONE, { read: counters.readTime, denied: counters.denied(1) }),
  view('instret', 'minstret', ALL, NONE, { read: counters.reader(Slot.minstret), denied: counters.denied(2) }),
  ...numbered('hpmcounter', 3, 31).map((name, i) => constant(name, NONE, { denied: counters.denied(3 + i) })),
  ...[...numbered('mhpmcounter', 3, 31), ...numbered('mhpmevent', 3, 31)].map((name) => constant(name)),

  // Triggers: the one that can be selected does not exist (Debug 1.0, "Sdtrig", on type 0 and `info` 1)
  ...['tselect', 'tdata1', 'tdata2', 'tdata3'].map((name) => constant(name)),
  constant('tinfo', low(1)),
];

/** Rows by number; a hole is a register that does not exist. */
export const csrByNumber: readonly (CsrRow | undefined)[] = byNumber();

function byNumber(): (CsrRow | undefined)[] {
  const rows = new Array<CsrRow | undefined>(4096).fill(undefined);
  for (const row of csrTable) rows[row.number] = row;
  return rows;
}

/**
 * The table that lets generated code access registers that are nothing but storage, all of it or all but bit 0: the offset of the
 * register's slot from `CSRS` plus 1, plus 1 more if bit 0 is always zero. 0 stands for all other registers.
 */
export const plainCsrs: Uint16Array = Uint16Array.from(csrByNumber, (row) => (row === undefined ? 0 : plainEntry(row)));

function plainEntry(row: CsrRow): number {
  const { read, write, denied, through, effect, readOnly } = row;
  const special = [read, write, denied, through].some((hook) => hook !== undefined) || effect !== 'none' || readOnly;
  const [bits, high] = row.writable;
  if (special || row.visible !== row.writable || row.fixed !== NONE || high !== -1) return 0;
  return bits === -1 ? 8 * row.slot + 1 : bits === ~1 ? 8 * row.slot + 2 : 0;
}
