/** The command line of `pnpm bench`. */
import { parseArgs } from 'node:util';
import { BenchError } from './error.ts';
import type { Clock } from './rounds.ts';
import { programs, type Program } from './programs.ts';

/** What is measured beside programs. */
const ASPECTS = ['start', 'linux'] as const;
export type Aspect = (typeof ASPECTS)[number];

export interface Options {
  readonly programs: readonly Program[];
  readonly aspects: readonly Aspect[];
  /** Only contenders whose names begin with one of these; none: all. */
  readonly contenders: readonly string[];
  readonly runs: number;
  /** By what sizes are divided. */
  readonly divisor: number;
  /** Binaries of Node that racho is measured with. */
  readonly nodes: readonly string[];
  readonly clock: Clock;
  /** Commits that are to be measured beside each other, in place of this tree and of others' emulators. */
  readonly compare: readonly string[];
  /** Print commands instead of running them. */
  readonly commands: boolean;
  /** Where to write the page and the numbers, too. */
  readonly markdown: string | undefined;
  readonly json: string | undefined;
  /** Only say what there is. */
  readonly help: boolean;
}

export const usage = `usage: pnpm bench [OPTIONS] [PROGRAM | KIND | start | linux]…

  -n, --runs N       runs of each contender at each program (5)
  --quick            one run of a twentieth of the work: whether all works, not how fast
  --only NAME        only contenders whose name begins so, such as racho-bare; may be repeated; interpreter,
                     racho without translation, and qemu-system-7.2 take part only so
  --node PATH        a Node to run racho with; may be repeated (the one that runs this)
  --cpu              compare by processor time, where the computer does other things, too
  --compare A B      two commits beside each other, and nobody else; -n 7 or more tells them apart
  --commands         print the commands that would be measured, for a profiler or a debugger
  --markdown FILE    write the page there, too
  --json FILE        write the numbers there
  -h, --help         this

PROGRAM is one of ${programs.map(({ name }) => name).join(', ')};
KIND one of ${[...new Set(programs.map(({ kind }) => kind))].join(', ')};
start is racho's own start, and linux the boot of Linux with the translator and without. Without any: all.`;

const wrong = (message: string): BenchError => new BenchError('E_USAGE', `${message}\n${usage}`);

/** @throws BenchError `E_USAGE` for what makes no sense */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals: words } = parse(args);
  const compare = values.compare ? words.slice(0, 2) : [];
  if (values.compare && compare.length < 2) throw wrong('--compare: give two commits');
  const positionals = words.slice(compare.length);
  const aspects = ASPECTS.filter((aspect) => positionals.length === 0 || positionals.includes(aspect));
  const known = new Set<string>([...ASPECTS, ...programs.flatMap(({ name, kind }) => [name, kind])]);
  const unknown = positionals.find((word) => !known.has(word));
  if (unknown !== undefined) throw wrong(`there is no program or kind ${unknown}`);
  const runs = values.quick ? 1 : Number(values.runs);
  if (!Number.isSafeInteger(runs) || runs < 1) throw wrong(`--runs ${values.runs}: give a whole number of at least 1`);
  const chosen = ({ name, kind }: Program): boolean => positionals.includes(name) || positionals.includes(kind);
  return {
    programs: positionals.length === 0 ? programs : programs.filter(chosen),
    aspects,
    contenders: values.only,
    runs,
    divisor: values.quick ? 20 : 1,
    nodes: values.node.length === 0 ? [process.execPath] : values.node,
    clock: values.cpu ? 'cpu' : 'wall',
    compare,
    commands: values.commands,
    markdown: values.markdown,
    json: values.json,
    help: values.help,
  };
}

// eslint infers the type, which parseArgs makes of the table.
const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: table, allowPositionals: true });
  } catch (error) {
    throw wrong((error as Error).message);
  }
};

const table = {
  runs: { type: 'string', short: 'n', default: '5' },
  quick: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true, default: [] as string[] },
  node: { type: 'string', multiple: true, default: [] as string[] },
  cpu: { type: 'boolean', default: false },
  commands: { type: 'boolean', default: false },
  compare: { type: 'boolean', default: false },
  markdown: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;
