/** S3: what a hart must look like when it enters U-mode. */
import type { UserEntry } from '../checker.ts';
import { Slot } from '../hart/csr-slots.ts';
import { toNumber } from '../hart/halves.ts';
import type { Hart } from '../hart/hart.ts';
import * as mstatus from '../hart/mstatus.ts';
import { Access } from '../hart/page-walk.ts';
import { satpAsid, satpMode } from '../hart/satp.ts';
import type { GuestMemory } from '../memory.ts';
import type { ShadowFrames } from './frames.ts';
import { USER, type ShadowTables } from './tables.ts';
import { hex, type Report } from './violation.ts';

const PAGE_SIZE = 4096;
const SV39 = 8;

/** What the check looks at. */
export interface EntryFacts {
  readonly memory: GuestMemory;
  readonly frames: ShadowFrames;
  readonly tables: ShadowTables;
  readonly report: Report;
}

/** Before the hart is on its way, from which it would not come to U-mode (SPP), or with more rights than users have. */
export function checkStatus({ context, status }: UserEntry, memory: GuestMemory, report: Report): void {
  const found = memory.readU32(context + status) & (mstatus.SPP | mstatus.SUM | mstatus.MXR);
  if (found === 0) return;
  const page = Math.floor(context / PAGE_SIZE);
  throw report(
    'S3',
    `U-mode is to be entered by a context whose sstatus has ${hex(found)} set, of SPP, SUM and MXR`,
    page,
  );
}

export function checkEntry(hart: Hart, entry: UserEntry | undefined, facts: EntryFacts): void {
  const { memory, frames, tables, report } = facts;
  const { csrs } = hart;
  if (entry === undefined) throw report('S3', 'U-mode is entered, but no user was to run');
  const [satp, satpHigh] = [csrs.low(Slot.satp) & 0x003f_ffff, csrs.highHalf(Slot.satp)];
  if (satpMode(satpHigh) !== SV39 || satpAsid(satpHigh) !== entry.asid || satp !== entry.root) {
    throw report(
      'S3',
      `U-mode is entered in another address space than ${entry.asid}, of page table ${hex(entry.root * PAGE_SIZE)}`,
    );
  }
  if ((csrs.low(Slot.mstatus) & (mstatus.SUM | mstatus.MXR)) !== 0) {
    throw report('S3', 'U-mode is entered with SUM or MXR set in sstatus');
  }

  /** The frame behind a register that the way back depends on; users must neither see nor change it. */
  const frameBehind = (name: 'stvec' | 'sscratch', right: Access): number => {
    const address = toNumber(csrs.low(Slot[name]), csrs.highHalf(Slot[name]));
    const found = tables.walk(satp, address);
    if (found === undefined || (found.flags & USER) !== 0 || (found.flags & right) === 0) {
      throw report('S3', `U-mode is entered with ${name} = ${hex(address)}, where the kernel's own memory is not`);
    }
    return found.physical;
  };
  const vector = Math.floor(frameBehind('stvec', Access.Fetch) / PAGE_SIZE);
  if (frames.stateOf(vector) !== 'image')
    throw report('S3', 'U-mode is entered with stvec outside of the image', vector);
  const context = frameBehind('sscratch', Access.Store);
  const page = Math.floor(context / PAGE_SIZE);
  if (context !== entry.context || frames.stateOf(page) !== 'trap-context') {
    throw report(
      'S3',
      `U-mode is entered with sscratch at ${hex(context)}, but its context is at ${hex(entry.context)}`,
      page,
    );
  }
  const differs = (low: number, high: number, offset: number): boolean =>
    low >>> 0 !== memory.readU32(context + offset) || high >>> 0 !== memory.readU32(context + offset + 4);
  if (differs(csrs.pcLow, csrs.pcHigh, entry.pc))
    throw report('S3', 'U-mode is entered at another pc than its context has', page);
  for (let x = 1; x < 32; x++) {
    if (differs(csrs.xLow(x), csrs.xHigh(x), 8 * x)) {
      throw report('S3', `U-mode is entered with another x${x} than its context has`, page);
    }
  }
}
