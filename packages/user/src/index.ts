/** The user programs of racho: what there is, and where their ELF files are. */
import type { ProgramName } from './programs.ts';

export { programs, type Ending, type Program, type ProgramName } from './programs.ts';

/**
 * Where the ELF file of `name` is: a `file:` URL under Node, what the bundler makes of it in a page. The path from here
 * is the same in src/ and in dist/, and bundlers know this form of it.
 */
export function programUrl(name: ProgramName): URL {
  return new URL(`../prebuilt/${name}.elf`, import.meta.url);
}
