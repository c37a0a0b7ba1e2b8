/** One measurement from its options: who takes part, what they do, and what came of it. */
import { cpus } from 'node:os';
import { build } from './build.ts';
import { bundle, ownTree } from './bundle.ts';
import { native, nodeName, peerNames, peers, racho, v86, type Contender } from './contenders.ts';
import { BenchError } from './error.ts';
import type { LinuxBoot, Measurements, RoundTrip, Row, Start } from './measurements.ts';
import type { Options } from './options.ts';
import { runsOn, type Program } from './programs.ts';
import { callTimes } from './round-trip.ts';
import { compete } from './rounds.ts';
import { measureLinux, measureStart } from './start-up.ts';
import { ownCommit, type Tree } from './trees.ts';

/** Starts are short, and so are disturbed easily. */
const START_RUNS = 7;

/** A racho to be measured: a tree under a Node. */
interface Own {
  readonly label: string;
  readonly tree: string;
  readonly node: string;
}

export class Session {
  readonly #options: Options;
  readonly #own: readonly Own[];
  readonly #compared: readonly string[] | undefined;
  /** Told what is measured now. */
  readonly #progress: (what: string) => void;

  /** @param trees - to be compared; none: this one, beside others' emulators */
  constructor(options: Options, trees: readonly Tree[], progress: (what: string) => void) {
    const { nodes } = options;
    this.#options = options;
    this.#progress = progress;
    this.#compared = trees.length > 0 ? trees.map(({ commit }) => commit) : undefined;
    this.#own =
      trees.length > 0
        ? trees.map(({ commit, path }) => ({ label: `@${commit}`, tree: path, node: nodes[0]! }))
        : nodes.map((node, i) => ({ label: i === 0 ? '' : `-${nodeName(node)}`, tree: ownTree, node }));
  }

  /** @throws BenchError `E_USAGE` if nobody has a name that is asked for */
  async contenders(): Promise<readonly Contender[]> {
    const { contenders: prefixes, nodes } = this.#options;
    const own = await Promise.all(
      this.#own.map(async ({ label, tree, node }) => racho(await bundle('runner', `tree${label}`, tree), node, label)),
    );
    const others = this.#compared ? [] : [native, ...this.#peers(), v86(await bundle('v86', 'tree'), nodes[0]!)];
    const all = [...own.flat(), ...others];
    const chosen = all.filter(
      ({ name, onRequest }) =>
        (prefixes.length === 0 && !onRequest) || prefixes.some((prefix) => name.startsWith(prefix)),
    );
    if (chosen.length > 0) return chosen;
    const names = all.map(({ name }) => name).join(', ');
    throw new BenchError('E_USAGE', `--only ${prefixes.join(', ')}: nobody is called so; there are ${names}`);
  }

  /** Those that are installed; for what the others need, see the README. */
  #peers(): readonly Contender[] {
    const found = peers();
    for (const name of peerNames.filter((each) => !found.some((peer) => peer.name === each))) {
      this.#progress(`(without ${name}, which is not installed)`);
    }
    return found;
  }

  /** The commands that would be measured, with the programs built. */
  async commands(): Promise<readonly string[]> {
    const contenders = await this.contenders();
    return this.#options.programs.flatMap((program) =>
      contenders
        .filter((contender) => this.#takesPart(contender, program))
        .map(({ command, target }) => command(build(program.name, target, this.#sizeOf(program))).join(' ')),
    );
  }

  async measure(): Promise<Measurements> {
    const { runs, clock, divisor, aspects, programs } = this.#options;
    // Before the bundles are made of it: measuring takes long, and the tree may change.
    const commit = ownCommit();
    const contenders = await this.contenders();
    const [rows, roundTrips, problems]: [Row[], RoundTrip[], string[]] = [[], [], []];
    const [starts, linux]: [Start[], LinuxBoot[]] = [[], []];
    for (const program of programs) {
      const { name, kind } = program;
      const able = contenders.filter((contender) => this.#takesPart(contender, program));
      if (able.length === 0) continue;
      this.#progress(name);
      const size = this.#sizeOf(program);
      try {
        if (kind === 'call') {
          const calls = callTimes(name, size, able, runs, clock);
          rows.push(calls.row);
          roundTrips.push(...calls.roundTrips);
        } else {
          rows.push({ program: name, kind, size, results: compete(name, size, able, runs, clock) });
        }
      } catch (error) {
        // The others are measured all the same.
        if (!(error instanceof BenchError) || error.code === 'E_TOOL') throw error;
        problems.push(error.message);
      }
    }
    if (aspects.includes('start')) {
      this.#progress('start');
      const startRuns = divisor > 1 ? 1 : Math.max(runs, START_RUNS);
      for (const { label, tree, node } of this.#own)
        starts.push(await measureStart(`racho-user${label}`, node, tree, startRuns));
    }
    if (aspects.includes('linux') && divisor > 1) this.#progress('(without linux: there is no twentieth of a boot)');
    else if (aspects.includes('linux')) {
      this.#progress('linux');
      for (const { label, tree, node } of this.#own)
        linux.push(await measureLinux(`racho-user${label}`, node, tree, runs));
    }
    const processors = cpus();
    return {
      date: new Date().toISOString().slice(0, 10),
      cpu: processors[0]?.model ?? 'unknown',
      processors: processors.length,
      commit,
      runs,
      clock,
      divisor,
      problems,
      contenders: contenders.map(({ name, version }) => ({ name, version })),
      ...(this.#compared ? { compared: this.#compared } : {}),
      rows,
      roundTrips,
      starts,
      linux,
    };
  }

  /** Unless they are named, machines do the integer programs only, or a run would take too long. */
  #takesPart({ target }: Contender, program: Program): boolean {
    const machine = target === 'bare' || target === 'pc';
    const all = this.#options.contenders.length > 0 || program.kind === 'integer';
    return runsOn(program, target) && (all || !machine);
  }

  /** At least 2, so that what one call takes can be told from what the program takes. */
  #sizeOf({ size }: Program): number {
    return Math.max(2, Math.round(size / this.#options.divisor));
  }
}
