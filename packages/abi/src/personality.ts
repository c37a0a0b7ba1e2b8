/**
 * Personalities: which table of calls a program means. An ELF file says so by a note or by its OS/ABI byte.
 *
 * The note decides if there is one: linkers leave the byte alone, so it is what a build gets without a tool of its own. The
 * byte is for files that are made by other means. 255 is `ELFOSABI_STANDALONE`, "embedded": a program for no system that
 * is known to the list, and never a Linux one.
 */
import { freeze } from './freeze.ts';

/** How an ELF file names its personality. */
export interface Personality {
  readonly name: string;
  /** The name, type and 32-bit little-endian descriptor of the note that selects it. */
  readonly note: { readonly name: string; readonly type: number; readonly version: number };
  /** The value of `EI_OSABI` that selects it where no note does. */
  readonly osabi: number;
}

/** A program that none of these fits cannot be run. */
export const PERSONALITIES = [{ name: 'racho', note: { name: 'racho', type: 1, version: 1 }, osabi: 255 }] as const;

const rows: readonly Personality[] = PERSONALITIES;
freeze(rows);

/** `'racho'`, until there are more. */
export type PersonalityName = (typeof PERSONALITIES)[number]['name'];
