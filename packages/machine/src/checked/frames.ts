/** The shadow of every frame of RAM: what it holds, who counts on it, and how often page tables lead to it. */
import type { FrameState } from '../checker.ts';
import type { FrameFacts, Report } from './violation.ts';

const states: readonly FrameState[] = [
  ...(['foreign', 'unused', 'busy', 'untyped', 'dma'] as const),
  ...(['page-table', 'trap-context', 'kernel-stack', 'heap', 'image'] as const),
];

/** States without an owner whose bytes count. */
const IDLE: ReadonlySet<FrameState> = new Set(['foreign', 'unused', 'busy']);

export class ShadowFrames {
  readonly #first: number;
  readonly #count: number;
  readonly #state: Uint8Array;
  readonly #references: Uint32Array;
  readonly #mappings: Uint32Array;
  readonly #report: Report;

  /** @param first - page number of the first frame of RAM */
  constructor(first: number, count: number, report: Report) {
    this.#first = first;
    this.#count = count;
    this.#state = new Uint8Array(count);
    this.#references = new Uint32Array(count);
    this.#mappings = new Uint32Array(count);
    this.#report = report;
  }

  contains(page: number): boolean {
    return page >= this.#first && page < this.#first + this.#count;
  }

  stateOf(page: number): FrameState {
    return states[this.#state[page - this.#first]!]!;
  }

  factsOf(page: number): FrameFacts {
    const index = page - this.#first;
    const [references, mappings] = [this.#references[index]!, this.#mappings[index]!];
    return { page, state: this.stateOf(page), references, mappings };
  }

  /** The life cycle (unused → busy → in use → unused), and what must be over before it goes on. */
  change(page: number, to: FrameState, references: number): void {
    if (!this.contains(page)) throw this.#report('S1', `a frame outside of RAM becomes ${to}`);
    const from = this.stateOf(page);
    if (!follows(from, to)) throw this.#report('S1', `a frame that is ${from} becomes ${to}`, page);
    const index = page - this.#first;
    const { mappings } = this.factsOf(page);
    // A page table's count is the entries above it; others' references include their mappings.
    const least = to === 'untyped' || IDLE.has(to) ? mappings : 0;
    if (references < least) {
      const end = references === 0 ? 'is freed' : `is left with ${references} references`;
      throw this.#report(
        from === 'kernel-stack' || from === 'trap-context' ? 'S1' : 'S2',
        `a frame ${end} while mapped`,
        page,
      );
    }
    this.#state[index] = states.indexOf(to);
    this.#references[index] = references;
  }

  /** An entry of a page table leads to the frame, or does so no more. */
  map(page: number): void {
    this.#mappings[page - this.#first]! += 1;
  }
  unmap(page: number): void {
    this.#mappings[page - this.#first]! -= 1;
  }
}

function follows(from: FrameState, to: FrameState): boolean {
  if (from === to) return true;
  if (to === 'unused') return true;
  if (to === 'busy') return from === 'unused';
  return from === 'busy' && to !== 'foreign';
}
