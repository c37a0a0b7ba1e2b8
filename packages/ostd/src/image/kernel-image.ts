/** The facts that ostd needs of its kernel image: sections with their rights, and symbols. */
import type { Ppn } from '../mm/address.ts';

/** A section of the image as it lies in memory; addresses are physical and page aligned, sizes whole pages. */
export interface ImageSection {
  readonly address: number;
  readonly size: number;
  readonly writable: boolean;
  readonly executable: boolean;
}

export interface KernelImage {
  readonly sections: readonly ImageSection[];
  /** First address behind the image. */
  readonly end: number;
  /** The page that holds `__alltraps` and `__restore`. */
  readonly trampoline: Ppn;
  /** Address of a symbol where it runs, as a number. Throws `E_IMAGE` for an unknown one. */
  readonly symbol: (name: string) => number;
}
