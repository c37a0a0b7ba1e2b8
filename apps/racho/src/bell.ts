/** What an idle guest is woken by: a time, or a ring. A ring before the wait is not lost. */

/** The longest that a host timer can wait. */
const WAIT_MAX = 2 ** 31 - 1;

export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  readonly ring = (): void => {
    this.#rung = true;
    this.#wake?.();
  };

  /** Forgets earlier rings: call it before looking at what they announce. */
  reset(): void {
    this.#rung = false;
  }

  /** Resolves at the next ring, or after `ms` milliseconds if that is given. */
  async wait(ms: number | undefined): Promise<void> {
    if (this.#rung) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (ms !== undefined) timer = setTimeout(resolve, Math.min(Math.ceil(ms), WAIT_MAX));
    });
    clearTimeout(timer);
    this.#wake = undefined;
  }
}
