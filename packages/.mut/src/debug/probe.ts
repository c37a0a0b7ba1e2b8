/** What stands between a debugger and a hart: it is asked before each slice, and at fetches and accesses outside of the TLB. */
import type { CsrFile } from '../hart/csr-file.ts';
import { toNumber } from '../hart/halves.ts';
import type { Point, Points, Touch } from './points.ts';

/** Why the machine stands still. */
export type DebugStop =
  /** The debugger asked for it. */
  | { readonly kind: 'pause' }
  /** The hart has executed its one instruction, or taken the trap or the interrupt that came in its place. */
  | { readonly kind: 'step'; readonly hart: number }
  /** The instruction at pc is yet to be executed. */
  | { readonly kind: 'breakpoint'; readonly hart: number; readonly point: Point }
  /** So is the one at pc, which is about to touch the byte at `address` (and perhaps more). */
  | { readonly kind: 'watchpoint'; readonly hart: number; readonly point: Point; readonly address: bigint };

/** What a hart may do when the machine goes on. */
export type HartMode =
  | 'run'
  /** One instruction, then the machine stops. */
  | 'step'
  /** Nothing, while others run. */
  | 'hold';

/** What all probes of a machine share. */
export interface Session {
  readonly points: Points;
  stop: DebugStop | undefined;
  /** While a supervisor does what it cannot be interrupted in. */
  suspended: boolean;
}

export class Probe {
  readonly #hart: number;
  readonly #csrs: CsrFile;
  readonly #session: Session;
  /** Where the debugger was told of an instruction, which is therefore executed when the machine goes on. */
  #toldAt: number | undefined;
  /** The slice is one instruction, whose fetch need not be looked at, or also not what it does. */
  #slice: 'free' | 'looked at' | 'told' = 'free';
  /** The last slice ended where an instruction begins that must be looked at. */
  #look = false;
  #mode: HartMode = 'run';
  #stepped = false;
  #hit: { readonly point: Point; readonly address: number } | undefined;

  constructor(hart: number, csrs: CsrFile, session: Session) {
    this.#hart = hart;
    this.#csrs = csrs;
    this.#session = session;
  }

  get mode(): HartMode {
    return this.#mode;
  }

  get held(): boolean {
    return this.#mode === 'hold' && !this.#session.suspended;
  }

  /** The machine goes on. */
  resume(mode: HartMode): void {
    this.#mode = mode;
    this.#stepped = false;
  }

  /** Instructions that the hart may attempt now; 0 stops it. `interrupted`: it has just gone to an interrupt's handler. */
  allowance(interrupted: boolean): number {
    if (this.#session.suspended) return Infinity;
    const session = this.#session;
    const { pcLow, pcHigh } = this.#csrs;
    const pc = toNumber(pcLow, pcHigh);
    const told = this.#toldAt === pc;
    const stepping = this.#mode === 'step';
    if (stepping && interrupted) return this.#stop({ kind: 'step', hart: this.#hart });
    this.#toldAt = undefined;
    const point = told ? undefined : session.points.breakpointAt(pc);
    if (point !== undefined) return this.#stop({ kind: 'breakpoint', hart: this.#hart, point });
    const one = told || this.#look || stepping || session.points.inPage('fetch', pcLow, pcHigh);
    this.#slice = told ? 'told' : one ? 'looked at' : 'free';
    this.#look = false;
    this.#stepped = stepping;
    return one ? 1 : Infinity;
  }

  /** Whether the machine is to stop, or has. */
  stopped(): boolean {
    if (this.#session.suspended) return false;
    if (this.#session.stop !== undefined) return true;
    const hit = this.#hit;
    if (hit !== undefined) {
      this.#hit = undefined;
      const address = BigInt.asUintN(64, BigInt(hit.address));
      this.#stop({ kind: 'watchpoint', hart: this.#hart, point: hit.point, address });
      return true;
    }
    if (!this.#stepped) return false;
    this.#stop({ kind: 'step', hart: this.#hart });
    return true;
  }

  /** Whether the slice must end before the instruction that is fetched from there. */
  fetches(low: number, high: number): boolean {
    if (this.#session.suspended || this.#slice !== 'free' || !this.#session.points.inPage('fetch', low, high))
      return false;
    this.#look = true;
    return true;
  }

  /** Whether the machine must stop before the access. */
  touches(touch: Touch, low: number, high: number, size: number): boolean {
    if (this.#session.suspended || this.#slice === 'told') return false;
    this.#hit = this.#session.points.watchpointAt(touch, toNumber(low, high), size);
    return this.#hit !== undefined;
  }

  #stop(stop: DebugStop): 0 {
    this.#session.stop = stop;
    this.#toldAt = toNumber(this.#csrs.pcLow, this.#csrs.pcHigh);
    return 0;
  }
}
