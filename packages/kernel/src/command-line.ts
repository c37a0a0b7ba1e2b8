/** The kernel's command line: words apart by spaces, `name` or `name=value`. Unknown ones are left to others, as on Linux. */

export interface CommandLine {
  /** No messages below errors, no boot tests: only the program speaks. */
  readonly quiet: boolean;
  /** Run only this module, and end with its exit status. */
  readonly init: string | undefined;
  /** A program is ended after this much time on the hart, in milliseconds. */
  readonly cpuLimit: number | undefined;
  /** Bytes that a program's image may have, if not those of the usual slot. */
  readonly slot: number | undefined;
}

/** What can't be understood is reported, never guessed. */
export function parseCommandLine(text: string): { readonly line: CommandLine; readonly problems: readonly string[] } {
  let quiet = false;
  let init: string | undefined;
  let cpuLimit: number | undefined;
  let slot: number | undefined;
  const problems: string[] = [];
  for (const word of text.split(' ')) {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const value = equals < 0 ? '' : word.slice(equals + 1);
    switch (name) {
      case 'quiet':
        quiet = true;
        break;
      case 'init':
        init = value;
        break;
      case 'cpu_limit': {
        cpuLimit = positive(value);
        if (cpuLimit === undefined)
          problems.push(`cpu_limit=${value} is ignored: it must be a whole number of milliseconds above 0`);
        break;
      }
      case 'slot': {
        slot = positive(value);
        if (slot === undefined) problems.push(`slot=${value} is ignored: it must be a whole number of bytes above 0`);
        break;
      }
    }
  }
  return { line: { quiet, init, cpuLimit, slot }, problems };
}

function positive(text: string): number | undefined {
  const value = Number(text);
  return text !== '' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
