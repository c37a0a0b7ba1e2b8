/** A frame allocator that gives wrong answers when it is told to, and honest ones otherwise. */
import { Mine } from './step.ts';
import { current } from '../../context.ts';
import type { Ppn } from '../../mm/address.ts';
import { stackAllocator, type FrameAllocator } from '../../mm/frame-allocator.ts';

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

  /** Has the frames `first … end − 1` to give. */
  constructor(first: Ppn, end: Ppn) {
    this.image = first - 1;
    const honest = stackAllocator(first, end);
    this.policy = {
      allocate: () =>
        this.#answer(1, () => {
          let page = honest.allocate();
          while (page !== undefined && isUsed(page)) page = honest.allocate(); // a lie that happened to be true
          return page;
        }),
      allocateRun: (count) => this.#answer(count, () => honest.allocateRun(count)),
      recycle: (page) => honest.recycle(page),
    };
  }

  #answer(count: number, honest: () => Ppn | undefined): Ppn | undefined {
    const lie = this.pending.shift();
    if (lie !== undefined) {
      this.told++;
      return answers[lie]!(this) as Ppn | undefined;
    }
    const page = honest();
    if (page === undefined) return undefined;
    if (Array.from({ length: count }, (_, i) => page + i).some(isUsed)) this.told++;
    this.last = page;
    return page;
  }
}

const isUsed = (page: number): boolean => current().frames.table.kindOf(page as Ppn) !== undefined;
