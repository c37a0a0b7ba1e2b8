/** Address-space numbers (ASIDs, Privileged Architecture 4.1.11): 0 is the kernel's, the others go round. */

/** The ASID field of satp has 16 bits. */
const ASID_COUNT = 65_536;

export class AsidPool {
  #fresh = 1;
  readonly #free: number[] = [];

  /** An unused number, or `undefined`. */
  take(): number | undefined {
    if (this.#fresh < ASID_COUNT) return this.#fresh++;
    return this.#free.shift();
  }

  /** The number is unused, and its translations are fenced already. */
  give(asid: number): void {
    this.#free.push(asid);
  }
}
