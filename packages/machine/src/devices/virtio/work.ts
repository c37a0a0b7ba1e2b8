/** How much devices do before harts go on: a driver that asks for more is served in pieces, so that it cannot hold up the host. */
import type { Fields, Stateful } from '../../snapshot/fields.ts';
import type { Dma } from './dma.ts';

/** Bytes that devices may move, and what each access counts for beside its bytes. */
export const WORK_MAX: number = 4 << 20;
const ACCESS = 64;

export class Work implements Stateful {
  /** In bytes. */
  done = 0;
  readonly #left: () => void;
  #pending = false;

  /** @param left - is told when a device has left something for later */
  constructor(left: () => void) {
    this.#left = left;
  }

  /** Whether a device has left something for later. */
  get pending(): boolean {
    return this.#pending;
  }

  get allowed(): boolean {
    return this.done < WORK_MAX;
  }

  leave(): void {
    this.#pending = true;
    this.#left();
  }

  /** Counts what goes through `dma`. */
  counted(dma: Dma): Dma {
    return {
      read: (address, length) => {
        this.done += ACCESS + length;
        return dma.read(address, length);
      },
      write: (address, bytes) => {
        this.done += ACCESS + bytes.length;
        return dma.write(address, bytes);
      },
    };
  }

  /** Makes room for more; gives what was done. */
  reset(): number {
    const { done } = this;
    this.done = 0;
    this.#pending = false;
    return done;
  }

  exchange(fields: Fields): void {
    this.done = fields.integer('done', this.done);
    this.#pending = fields.flag('pending', this.#pending);
  }
}
