/** The machine's time: `mtime` at 10 MHz, either a function of retired instructions or the host's clock. */

import type { Fields, Stateful } from './snapshot/fields.ts';

/** Ticks a second, as in QEMU's `virt`. */
export const TIMEBASE = 10_000_000;
export const TICK_NANOSECONDS = 100n;
const TICKS_PER_MS = TIMEBASE / 1000;
/** In deterministic mode a tick is so many instructions. */
export const INSTRUCTIONS_PER_TICK = 10;

export interface Clock extends Stateful {
  /** Ticks since reset, a safe integer; the same within one instruction. */
  readonly now: () => number;
  /** Sets the count, which goes on from `ticks`. */
  readonly setNow: (ticks: number) => void;
  /** Looks at the host's clock, if time is the host's. */
  readonly refresh: () => void;
  /** Instructions after which it is `deadline` (ticks), or `undefined` where that is not known. */
  readonly instructionsUntil: (deadline: number) => number | undefined;
  /** Lets time jump to `deadline`, when nothing happens until then; `false` if one has to wait for it. */
  readonly skipTo: (deadline: number) => boolean;
}

/** Time is retired instructions, plus what was skipped while all harts waited. */
export class DeterministicClock implements Clock {
  readonly #retired: () => number;
  #offset = 0;

  /** @param retired - instructions that the machine has retired */
  constructor(retired: () => number) {
    this.#retired = retired;
  }

  now(): number {
    return Math.min(Math.floor(this.#retired() / INSTRUCTIONS_PER_TICK) + this.#offset, Number.MAX_SAFE_INTEGER);
  }

  setNow(ticks: number): void {
    this.#offset += ticks - this.now();
  }

  /** Loaded when the harts have their counts again. */
  exchange(fields: Fields): void {
    this.setNow(fields.integer('now', this.now()));
  }

  refresh(): void {
    // Nothing but instructions moves this clock.
  }

  instructionsUntil(deadline: number): number {
    return (deadline - this.#offset) * INSTRUCTIONS_PER_TICK - this.#retired();
  }

  skipTo(deadline: number): boolean {
    this.setNow(Math.max(deadline, this.now()));
    return true;
  }
}

/** Time is the host's, looked at when the machine asks for it; it never goes backwards. */
export class WallClock implements Clock {
  readonly #milliseconds: () => number;
  readonly #origin: number;
  #latest: number;
  #offset = 0;

  /** @param milliseconds - the host's clock; only differences matter */
  constructor(milliseconds: () => number) {
    this.#milliseconds = milliseconds;
    const first = milliseconds();
    this.#origin = Number.isFinite(first) ? first : 0;
    this.#latest = this.#origin;
  }

  now(): number {
    const ticks = Math.floor((this.#latest - this.#origin) * TICKS_PER_MS) + this.#offset;
    return Math.min(ticks, Number.MAX_SAFE_INTEGER);
  }

  setNow(ticks: number): void {
    this.#offset += ticks - this.now();
  }

  /** The host's time goes on while a snapshot lies about; the machine's does not. */
  exchange(fields: Fields): void {
    this.setNow(fields.integer('now', this.now()));
  }

  refresh(): void {
    const milliseconds = this.#milliseconds();
    if (milliseconds > this.#latest && milliseconds < Infinity) this.#latest = milliseconds;
  }

  instructionsUntil(_deadline: number): undefined {
    return undefined;
  }

  skipTo(_deadline: number): boolean {
    return false;
  }
}

const { performance } = globalThis as unknown as { readonly performance: { readonly now: () => number } };

/** The host's monotonic clock in milliseconds, for {@link WallClock}. */
export const hostClock = (): number => performance.now();

export const ticksToMilliseconds = (ticks: number): number => ticks / TICKS_PER_MS;
