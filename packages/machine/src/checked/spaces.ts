/** Which page table each address-space number (ASID) stands for, as long as that is alive: a hart may tell translations apart by it alone. */
import type { UserEntry } from '../checker.ts';
import { hex, type Report } from './violation.ts';

const PAGE_SIZE = 4096;

export class ShadowSpaces {
  readonly #roots = new Map<number, number>();
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  /** A user runs in this space. */
  enter({ asid, root }: UserEntry): void {
    const other = this.#roots.get(asid);
    if (other !== undefined && other !== root) {
      throw this.#report(
        'S2',
        `address space ${asid} is entered, which is that of page table ${hex(other * PAGE_SIZE)}, too`,
        root,
      );
    }
    this.#roots.set(asid, root);
  }

  /** The page table is gone, and its number may be another's. */
  dropped(root: number): void {
    for (const [asid, each] of this.#roots) if (each === root) this.#roots.delete(asid);
  }
}
