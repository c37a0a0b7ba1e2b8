/** What every frame of RAM is, who counts on it, and how often: the metadata behind all frame handles. */
import { OstdError } from '../error.ts';
import { hex, startOf, type Ppn } from './address.ts';

/** What a frame in use holds. Only `untyped` ones are ever mapped for users, only `dma` ones reached by devices; the kernel reads and writes both. */
export type FrameKind = 'untyped' | 'dma' | 'page-table' | 'trap-context' | 'kernel-stack' | 'heap' | 'image';

export const frameKinds: readonly FrameKind[] = [
  'untyped',
  'dma',
  'page-table',
  'trap-context',
  'kernel-stack',
  'heap',
  'image',
];

// The life cycle of OSTD: UNUSED → BUSY → IN_USE(n) → UNUSED.
const UNUSED = 0;
const BUSY = 1;
const IN_USE = 2;

/** What a count of 32 bits can hold. */
const MOST = 0xffff_ffff;

/**
 * Told of every change of a frame's state, by which a checked machine keeps an account of its own. Each change is told first and made
 * by plain stores after that: wherever the host's stack ends, it is made for both or for none.
 */
export type FrameObserver = (page: Ppn, state: FrameKind | 'unused' | 'busy', references: number) => void;

export class FrameTable {
  /** The first frame it knows. */
  readonly first: Ppn;
  /** Number of frames. */
  readonly count: number;
  readonly #state: Uint8Array;
  readonly #kind: Uint8Array;
  readonly #references: Uint32Array;
  readonly #observe: FrameObserver | undefined;

  constructor(first: Ppn, count: number, observe?: FrameObserver) {
    this.first = first;
    this.count = count;
    this.#state = new Uint8Array(count);
    this.#kind = new Uint8Array(count);
    this.#references = new Uint32Array(count);
    this.#observe = observe;
    if (observe !== undefined) for (let i = 0; i < count; i++) observe((first + i) as Ppn, 'unused', 0);
  }

  /** UNUSED → BUSY. `false` if the frame is out of range or not unused: whoever proposed it is mistaken. */
  claim(page: Ppn): boolean {
    if (!Number.isInteger(page)) return false;
    const index = page - this.first;
    if (index < 0 || index >= this.count || this.#state[index] !== UNUSED) return false;
    this.#observe?.(page, 'busy', 0);
    this.#state[index] = BUSY;
    return true;
  }

  /** BUSY → IN_USE(1), as `kind`. */
  publish(page: Ppn, kind: FrameKind): void {
    const index = this.#index(page, BUSY);
    const number = frameKinds.indexOf(kind);
    this.#observe?.(page, kind, 1);
    this.#state[index] = IN_USE;
    this.#kind[index] = number;
    this.#references[index] = 1;
  }

  /** BUSY → UNUSED: nothing came of it. */
  abandon(page: Ppn): void {
    const index = this.#index(page, BUSY);
    this.#observe?.(page, 'unused', 0);
    this.#state[index] = UNUSED;
  }

  /** One more user of the frame. */
  retain(page: Ppn): void {
    const index = this.#index(page, IN_USE);
    const references = this.#references[index]!;
    // Counting on would wrap to 0, and the frame would be freed under its users.
    if (references === MOST) throw new OstdError('E_HANDLE', `frame ${hex(startOf(page))} has ${MOST} users already`);
    this.#observe?.(page, frameKinds[this.#kind[index]!]!, references + 1);
    this.#references[index] = references + 1;
  }

  /** One user less; `true` when that was the last one and the frame is unused again. */
  release(page: Ppn): boolean {
    const index = this.#index(page, IN_USE);
    const left = this.#references[index]! - 1;
    this.#observe?.(page, left === 0 ? 'unused' : frameKinds[this.#kind[index]!]!, left);
    this.#references[index] = left;
    if (left === 0) this.#state[index] = UNUSED;
    return left === 0;
  }

  /** What the frame holds, or `undefined` if it is not in use. */
  kindOf(page: Ppn): FrameKind | undefined {
    const index = page - this.first;
    return this.#state[index] === IN_USE ? frameKinds[this.#kind[index]!] : undefined;
  }

  /** Users of the frame; 0 when it is not in use. */
  references(page: Ppn): number {
    const index = page - this.first;
    return this.#state[index] === IN_USE ? this.#references[index]! : 0;
  }

  #index(page: Ppn, state: number): number {
    const index = page - this.first;
    if (this.#state[index] !== state) {
      throw new OstdError(
        'E_HANDLE',
        `frame ${hex(startOf(page))} is not ${state === BUSY ? 'being set up' : 'in use'}`,
      );
    }
    return index;
  }
}
