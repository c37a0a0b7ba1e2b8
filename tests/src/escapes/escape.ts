/** How a way out is written down: a program that tries it, and which layer stops it. */

/** A way out that a program of the kernel might try. */
export interface Escape {
  /** What it does, in a few words: "asserts any". */
  readonly what: string;
  /** The program of its group that comes out the same way, of which this is another spelling; without it, a program is a mechanism of its own. */
  readonly variantOf?: string;
  readonly code: string;
  /** Other files of the kernel that it imports, by name. */
  readonly beside?: Readonly<Record<string, string>>;
  /**
   * Errors of the compiler, which knows no library but `@racho/safe-lib`. `'imported'`: the program itself has none, but
   * what it imports names what is banned.
   */
  readonly types: readonly (number | 'imported')[];
  /** Rules of the safe tier that report it. */
  readonly lint: readonly string[];
}

/** Ways out of one kind. */
export interface Group {
  readonly title: string;
  readonly escapes: readonly Escape[];
}

/** A kernel that keeps to the rules, and that ostd refuses when it runs. */
export interface Misuse {
  readonly what: string;
  readonly variantOf?: string;
  readonly code: string;
  /** The code of the error with which the system ends; its message, of one that is not ostd's. */
  readonly refused: string;
}
