/** Every option there is, once: the parser, the help and docs/cli.md are made from this table. */
import { parseDrive, parseNet, parseShare } from './device-options.ts';
import { parseAddress, parseCount, parseEndpoint, parseHarts, parseMemory, parseOneOf, parseText } from './values.ts';

export interface Option<Value> {
  /** One letter, for `-m`. */
  readonly short?: string;
  /** Name of the value in the help; an option without one is a switch. */
  readonly value?: string;
  /** What it means without a value, which it then has only behind "=". */
  readonly alone?: Value;
  /** From the text after the option; throws `BadValue`. */
  readonly parse: (text: string) => Value;
  /** It may be given several times: the value is an array, which grows. Of another option the last one counts. */
  readonly repeats?: true;
  readonly summary: string;
}

function flag(summary: string, short?: string): Option<true> {
  return { summary, parse: () => true, ...(short === undefined ? {} : { short }) };
}

function valued<Value>(value: string, parse: (text: string) => Value, summary: string, short?: string): Option<Value> {
  return { summary, value, parse, ...(short === undefined ? {} : { short }) };
}

/** `--name` or `--name=VALUE`. */
function variant<Value>(value: string, alone: Value, parse: (text: string) => Value, summary: string): Option<Value> {
  return { summary, value, alone, parse };
}

function repeated<Value>(value: string, parse: (text: string) => Value, summary: string): Option<readonly Value[]> {
  return { summary, value, parse: (text) => [parse(text)], repeats: true };
}

export const options = {
  kernel: valued('FILE', parseText, 'the image to start: an ELF, or raw bytes for 0x80200000'),
  bios: valued('FILE', parseText, 'firmware for M-mode; "none" starts the kernel in M-mode (built-in SBI otherwise)'),
  initrd: valued('FILE', parseText, 'an initial RAM disk, announced in the device tree'),
  memory: valued('SIZE', parseMemory, 'RAM, such as 64M or 1G; a bare number is MiB (128M otherwise)', 'm'),
  append: valued('STRING', parseText, "the kernel's command line"),
  smp: valued('N', parseHarts, 'number of harts, 1 to 8 (1 otherwise)'),
  drive: repeated('FILE[,ro|,overlay]', parseDrive, 'a disk: a raw image; overlay keeps what is written in memory'),
  net: valued('WIRE', parseNet, 'a network interface: listen=PORT, connect=PORT, or udp=PORT,local=PORT'),
  share: valued(
    'DIR[,tag=NAME][,ro]',
    parseShare,
    'a folder for the guest to mount by 9P, under the tag "share" otherwise',
  ),
  deterministic: flag('time is counted in instructions: two runs are the same, bit for bit'),
  jit: variant(
    'on|off|eager',
    'on',
    parseOneOf('on', 'off', 'eager'),
    'translate hot code to WebAssembly (otherwise), nothing, or all',
  ),
  'no-jit': flag('interpret everything; the same as --jit=off'),
  'jit-stats': flag('at the end, tell on stderr what was translated; slows the guest down'),
  'jit-dump': valued('ADDRESS', parseAddress, 'print translations of the code at ADDRESS, beside that, to stderr'),
  'max-instructions': valued(
    'N',
    parseCount,
    'stop the guest after N instructions (traps and kernel work count too), and exit with 1',
  ),
  snapshot: valued(
    'FILE',
    parseText,
    'where the machine is saved: at Ctrl-A s, at --snapshot-at, or else when you leave it',
  ),
  'snapshot-at': valued('N', parseCount, 'save the machine when it has retired N instructions'),
  restore: valued('FILE', parseText, 'go on with a machine that was saved, instead of starting one'),
  signature: valued(
    'FILE',
    parseText,
    'at the end, write the memory from begin_signature to end_signature as hex lines',
  ),
  'signature-granularity': valued('BYTES', parseOneOf('1', '2', '4', '8', '16'), 'bytes of such a line: 1 to 16 (4)'),
  sarif: valued('FILE', parseText, 'also write the findings as SARIF 2.1.0'),
  summary: valued('FILE', parseText, 'also append the figures and the findings as Markdown'),
  write: flag('accept the public face as it is: write its report and the figures of the README anew'),
  trace: flag('a line on stderr for each event'),
  'no-harden': flag('do not freeze the intrinsics of JavaScript before the kernel starts'),
  gdb: valued('[HOST:]PORT', parseEndpoint, 'let GDB connect there (on 127.0.0.1 otherwise); port 0 is any'),
  'gdb-wait': flag('execute nothing before GDB says so'),
  script: valued('FILE', parseText, 'GDB commands to carry out first'),
  base: valued('ADDRESS', parseAddress, 'where the code begins; for disasm: take FILE as raw code'),
  format: valued('FORMAT', parseOneOf('elf', 'bin'), '"elf" (otherwise) or "bin", the bytes alone'),
  output: valued('FILE', parseText, 'where to write; "-" is stdout', 'o'),
  listing: flag('print addresses and bytes beside the source'),
  json: flag('one JSON object on stdout, and nothing else there'),
  quiet: flag('say less: no logs and no progress', 'q'),
  verbose: flag('say more: debug logs, and where an internal error came from', 'v'),
  'no-color': flag('no colours; the same as NO_COLOR=1 (FORCE_COLOR=1 turns them on in a pipe)'),
  help: flag('help on the command', 'h'),
  version: flag('the version', 'V'),
} as const satisfies Readonly<Record<string, Option<unknown>>>;

export type OptionName = keyof typeof options;

/** What was given, by option. */
export type Values = { readonly [Name in OptionName]?: ReturnType<(typeof options)[Name]['parse']> };

/** Options that every command takes. */
export const commonOptions: readonly OptionName[] = ['json', 'quiet', 'verbose', 'no-color', 'help', 'version'];

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(options, name);
}

/** `-m, --memory SIZE`, as help and docs print it. */
export function optionSyntax(name: OptionName): string {
  const option: Option<unknown> = options[name];
  const value =
    option.value === undefined ? '' : option.alone === undefined ? ` ${option.value}` : `[=${option.value}]`;
  return `${option.short ? `-${option.short}, ` : ''}--${name}${value}`;
}
