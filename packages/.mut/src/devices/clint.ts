/**
 * The SiFive core-local interruptor: machine software interrupts, `mtime` and a timer compare register per hart.
 * Spec: SiFive FU540-C000 manual, chapter "Core-Local Interruptor (CLINT)"; register behaviour as QEMU's ACLINT models.
 */
import type { Fields } from '../snapshot/fields.ts';
import type { AccessWidth, Device } from './device.ts';

export const CLINT_BASE = 0x0200_0000;
export const CLINT_SIZE = 0x1_0000;

const MSIP = 0x0000;
const MTIMECMP = 0x4000;
const MTIME = 0xbff8;
/** QEMU maps nothing above `mtime`, although the device tree's window goes on. */
const END = 0xc000;
/** The software interrupt block ends here, however many harts there are. */
const MSIP_END = MTIMECMP;

/** Bits of `mtime`'s high half that exist: a tick count is a safe integer, 28 years at 10 MHz. */
const MTIME_HIGH_MASK = 0x1f_ffff;
const TWO_32 = 0x1_0000_0000;

/** Harts that fit between `mtimecmp` and `mtime`. */
export const CLINT_HARTS_MAX = 4095;

/** The clock and the interrupt lines behind the registers; the machine implements it. */
export interface ClintTimer {
  /**
   * `mtime` in ticks, a safe integer. It may not move within one instruction, so that the two halves of an
   * 8-byte access belong together.
   */
  readonly now: () => number;
  /** Sets `mtime` (and so the `time` CSR): the count goes on from `ticks`. Pending bits are to be computed anew. */
  readonly setNow: (ticks: number) => void;
  /** Sets `mip.MSIP` of a hart. */
  readonly setMsip: (hart: number, level: 0 | 1) => void;
  /**
   * From now on `mip.MTIP` of the hart is `now() >= deadline`. The deadline is exact in ticks, or `Infinity`
   * for the values from 2^53 up, which this clock never reaches.
   */
  readonly setMtimecmp: (hart: number, deadline: number) => void;
}

export class Clint implements Device {
  readonly name = 'clint';
  readonly base: number = CLINT_BASE;
  readonly size: number = CLINT_SIZE;
  readonly #timer: ClintTimer;
  readonly #msip: Uint32Array;
  /** Low and high word of each hart's register, as written: exact also where the deadline is `Infinity`. */
  readonly #mtimecmp: Uint32Array;

  /** `hartCount` is 1 … {@link CLINT_HARTS_MAX}. */
  constructor(hartCount: number, timer: ClintTimer) {
    this.#timer = timer;
    this.#msip = new Uint32Array(hartCount);
    this.#mtimecmp = new Uint32Array(2 * hartCount).fill(0xffff_ffff);
  }

  /** No software interrupt, no deadline. The spec leaves `mtimecmp` undefined at reset; "never" is the calm choice. */
  reset(): void {
    this.#msip.fill(0);
    this.#mtimecmp.fill(0xffff_ffff);
    for (let hart = 0; hart < this.#msip.length; hart++) {
      this.#timer.setMsip(hart, 0);
      this.#timer.setMtimecmp(hart, Infinity);
    }
  }

  /** The harts have their lines and deadlines themselves. */
  exchange(fields: Fields): void {
    fields.array('msip', this.#msip);
    fields.array('mtimecmp', this.#mtimecmp);
  }

  /** Registers are words; those of harts that do not exist read as zero. */
  read(offset: number, width: AccessWidth): number | undefined {
    if (width !== 4 || offset >= END) return undefined;
    if (offset < MSIP_END) return this.#msip[(offset - MSIP) >>> 2] ?? 0;
    if (offset < MTIME) return this.#mtimecmp[(offset - MTIMECMP) >>> 2] ?? 0;
    const now = this.#timer.now();
    return offset === MTIME ? now % TWO_32 : Math.floor(now / TWO_32);
  }

  write(offset: number, width: AccessWidth, value: number): boolean {
    if (width !== 4 || offset >= END) return false;
    if (offset < MSIP_END) this.#writeMsip((offset - MSIP) >>> 2, value);
    else if (offset < MTIME) this.#writeMtimecmp((offset - MTIMECMP) >>> 2, value);
    else this.#writeMtime(offset, value);
    return true;
  }

  #writeMsip(hart: number, value: number): void {
    if (hart >= this.#msip.length) return;
    const level = (value & 1) === 1 ? 1 : 0;
    this.#msip[hart] = level;
    this.#timer.setMsip(hart, level);
  }

  #writeMtimecmp(word: number, value: number): void {
    if (word >= this.#mtimecmp.length) return;
    this.#mtimecmp[word] = value;
    const hart = word >>> 1;
    const deadline = this.#mtimecmp[2 * hart + 1]! * TWO_32 + this.#mtimecmp[2 * hart]!;
    this.#timer.setMtimecmp(hart, deadline > Number.MAX_SAFE_INTEGER ? Infinity : deadline);
  }

  #writeMtime(offset: number, value: number): void {
    const now = this.#timer.now();
    const low = offset === MTIME ? value : now % TWO_32;
    const high = offset === MTIME ? Math.floor(now / TWO_32) : value & MTIME_HIGH_MASK;
    this.#timer.setNow(high * TWO_32 + low);
  }
}
