/**
 * A frame allocator that gives wrong answers when it is told to, and honest ones otherwise. Whenever it is asked it tries to use ostd,
 * which is in the middle of something.
 */
import { Mine } from './step.ts';
import { OstdError } from '../../index.ts';
import type { Ppn } from '../../mm/address.ts';
import { stackAllocator, type FrameAllocator } from '../../mm/frame-allocator.ts';
import type { FrameTable } from '../../mm/frame-table.ts';

/** Wrong answers by name: they are about the page that was given last, or of the kernel image. */
const answers: Readonly<Record<string, (liar: Liar) => unknown>> = {
  nothing: () => undefined,
  'out of RAM': () => 2 ** 30,
  'below RAM': () => -1,
  'an image page': ({ image }: Liar) => image,
  'the page given last': ({ last }: Liar) => last,
  'half a page': ({ last }: Liar) => last + 0.5,
  NaN: () => NaN,
  'a text': ({ last }: Liar) => String(last + 1),
  'what is another number each time': ({ last }: Liar) => {
    let reads = 0;
    return { valueOf: () => last + 1 + reads++ };
  },
  'an exception': () => {
    throw new Mine();
  },
};

export const lies: readonly string[] = Object.keys(answers);

export class Liar {
  /** Told at the next requests, the first at once. */
  readonly pending: string[] = [];
  /** Lies told so far. */
  told = 0;
  last = 0;
  readonly image: number;
  readonly policy: FrameAllocator;
  /** What it tries, one after the other; to be refused, all of it. */
  uses: readonly (() => unknown)[] = [];
  /** What became of a use that was not refused as it should be. */
  fault: Error | undefined;
  /** Of the system that it serves, from its first program on. */
  table: FrameTable | undefined;
  #tried = 0;

  /** Has the frames `first … end − 1` to give. */
  constructor(first: Ppn, end: Ppn) {
    this.image = first - 1;
    const honest = stackAllocator(first, end);
    this.policy = {
      allocate: () =>
        this.#answer(1, () => {
          let page = honest.allocate();
          while (page !== undefined && this.#isUsed(page)) page = honest.allocate(); // a lie that happened to be true
          return page;
        }),
      allocateRun: (count) => this.#answer(count, () => honest.allocateRun(count)),
      recycle: (page) => {
        this.#reenter();
        honest.recycle(page);
      },
    };
  }

  #isUsed(page: number): boolean {
    return this.table?.kindOf(page as Ppn) !== undefined;
  }

  #reenter(): void {
    const use = this.uses[this.#tried++ % this.uses.length];
    if (use === undefined) return;
    try {
      use();
      this.fault ??= new Error(`the allocator got through with ${use.toString()}`);
    } catch (error) {
      if (!(error instanceof OstdError && error.code === 'E_BUSY')) this.fault ??= error as Error;
    }
  }

  #answer(count: number, honest: () => Ppn | undefined): Ppn | undefined {
    this.#reenter();
    const lie = this.pending.shift();
    if (lie !== undefined) {
      this.told++;
      return answers[lie]!(this) as Ppn | undefined;
    }
    const page = honest();
    if (page === undefined) return undefined;
    if (Array.from({ length: count }, (_, i) => page + i).some((each) => this.#isUsed(each))) this.told++;
    this.last = page;
    return page;
  }
}
