/** The demo from power-on to shutdown: real programs under preemption, and what becomes of those that misbehave. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { wrap } from '@racho/bytes/raw';
import { kernelMain } from '@racho/kernel';
import { Machine } from '@racho/machine';
import { boot, kernelImage, type TraceEvent } from '@racho/ostd/boot';
import { type ProgramName, programUrl } from '@racho/user';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from './workspace.ts';

interface Run {
  readonly output: string;
  readonly lines: readonly string[];
  readonly status: number;
  readonly retired: number;
}

interface Options {
  readonly bootargs?: string;
  readonly trace?: (event: TraceEvent) => void;
  /** Instructions a step may take: no result depends on it. */
  readonly slice?: number;
}

/** Boots with these programs in deterministic mode and runs to the end. */
function runPrograms(names: readonly ProgramName[], { bootargs = '', trace, slice = 1_000_000 }: Options = {}): Run {
  const console: Uint8Array[] = [];
  const machine = new Machine({
    clock: 'deterministic',
    kernel: kernelImage(),
    bootargs,
    console: (bytes) => console.push(bytes.slice()),
  });
  const system = boot(machine, {
    kernel: kernelMain,
    modules: names.map((name) => ({ name, bytes: wrap(readFileSync(programUrl(name))) })),
    ...(trace ? { trace } : {}),
  });
  let retired = 0;
  for (;;) {
    const result = system.step(slice);
    retired += result.retired;
    if (result.reason === 'idle') throw new Error('the demo became idle');
    if (result.reason === 'halt') {
      const output = Buffer.concat(console).toString();
      return { output, lines: output.split('\n'), status: result.status ?? -1, retired };
    }
  }
}

/** What a run of the command line gave; its trace, millions of lines, as a hash. */
interface CliRun {
  readonly status: number | null;
  readonly lines: readonly string[];
  readonly trace: string;
  readonly traceBytes: number;
}

/** `racho demo --deterministic --trace`, from the sources, in a process of its own. */
async function cliDemo(): Promise<CliRun> {
  const racho = ['--conditions=@racho/source', '--import', 'tsx', 'apps/racho/src/main.ts'];
  const args = [...racho, 'demo', '--deterministic', '--trace'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const hash = createHash('sha256');
  const output: Uint8Array[] = [];
  let traceBytes = 0;
  child.stdout.on('data', (chunk: Uint8Array) => output.push(chunk));
  child.stderr.on('data', (chunk: Uint8Array) => {
    hash.update(chunk);
    traceBytes += chunk.length;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, lines: Buffer.concat(output).toString().split('\n'), trace: hash.digest('hex'), traceBytes };
}

/** Three guest seconds at ten instructions a tick are 300 M instructions. */
const LONG = 600_000;

describe('the four programs', () => {
  let demo: CliRun;
  let again: CliRun;
  beforeAll(async () => {
    [demo, again] = await Promise.all([cliDemo(), cliDemo()]);
  }, LONG);

  it('begin after the boot tests, and end with the machine', () => {
    expect(demo.status).toBe(0);
    expect(demo.lines.slice(0, 5)).toEqual([
      '[ INFO] [kernel] Hello, world!',
      'heap_test passed!',
      'frame_allocator_test passed!',
      'remap_test passed!',
      '[ INFO] num_app = 4',
    ]);
    expect(demo.lines.slice(-2)).toEqual(['[ INFO] All applications completed!', '']);
  });

  it.each([
    ['power_3', 3, 200_000, 871008973],
    ['power_5', 5, 140_000, 386471875],
    ['power_7', 7, 160_000, 667897727],
  ])('%s computes the true power, with a line every 10000 steps', (name, base, count, power) => {
    const progress = demo.lines.filter((line) => line.startsWith(`${name} [`));
    const expected = Array.from({ length: count / 10_000 }, (_, i) => `${name} [${(i + 1) * 10_000}/${count}]`);
    expect(progress).toEqual(expected);
    expect(demo.lines).toContain(`${base}^${count} = ${power}(MOD 998244353)`);
    expect(demo.lines).toContain(`Test ${name} OK!`);
  });

  it('sleep ends last, after its three seconds', () => {
    expect(demo.lines.at(-3)).toBe('Test sleep OK!');
  });

  it('interleave: the hart changes hands although nobody gives it away', () => {
    const speakers = demo.lines.flatMap((line) => /^(power_\d) \[/.exec(line)?.[1] ?? []);
    const changes = speakers.filter((speaker, i) => i > 0 && speaker !== speakers[i - 1]).length;
    expect(new Set(speakers).size).toBe(3);
    // Three programs that ran one after the other would change hands twice.
    expect(changes).toBeGreaterThan(6);
  });

  it('give the same trace again, bit for bit', () => {
    expect(demo.traceBytes).toBeGreaterThan(1_000_000);
    expect(again).toEqual(demo);
  });
});

it('does not matter to a run how it is cut into steps', () => {
  const traced = (slice: number): { run: Run; events: readonly TraceEvent[] } => {
    const events: TraceEvent[] = [];
    const trace = (event: TraceEvent): unknown => events.push(event);
    return { run: runPrograms(['power_3', 'power_5', 'power_7', 'hello'], { slice, trace }), events };
  };
  const whole = traced(1_000_000);
  expect(whole.events.length).toBeGreaterThan(50);
  expect(traced(12_347)).toEqual(whole);
});

/** Each with the words that must stand in what the kernel or the program says of its end, and the exit status. */
const misbehaving: readonly (readonly [name: ProgramName, end: RegExp, status: number])[] = [
  ['store_readonly', /store_readonly: page fault: may not store to 0x[0-9a-f]+, at pc 0x[0-9a-f]+; ended/, 139],
  ['load_kernel', /load_kernel: page fault: may not load from 0x80200000, at pc/, 139],
  ['load_trampoline', /load_trampoline: page fault: may not load from 0xfffffffffffff000, at pc/, 139],
  ['load_trap_context', /load_trap_context: page fault: may not load from 0xffffffffffffe000, at pc/, 139],
  ['execute_data', /execute_data: page fault: may not execute 0x[0-9a-f]+, at pc/, 139],
  ['privileged', /privileged: illegal instruction 0x[0-9a-f]+, at pc/, 132],
  ['csr_access', /csr_access: illegal instruction 0x[0-9a-f]+, at pc/, 132],
  ['stack_overflow', /stack_overflow: page fault: may not store to 0x[0-9a-f]+, at pc/, 139],
  ['bad_pointer', /bad_pointer: every call was refused/, 0],
  ['bad_call', /bad_call: every call was refused/, 0],
  ['huge_length', /huge_length: every call was refused/, 0],
];

describe('a program that misbehaves', () => {
  it.each(misbehaving)('%s gets its own clear end', (name, end, status) => {
    const run = runPrograms([name], { bootargs: `quiet init=${name}` });
    expect(run.output).toMatch(end);
    expect(run.output).not.toContain('THIS MUST NOT BE SEEN');
    expect(run.status).toBe(status);
  });

  it('endless is preempted, and ended by its limit', () => {
    const run = runPrograms(['endless'], { bootargs: 'quiet init=endless cpu_limit=50' });
    expect(run.output).toMatch(/endless: cpu limit of \d+ ticks used up; ended/);
    expect(run.status).toBe(152);
  });

  it('leaves the others alone, all at once', () => {
    const names: ProgramName[] = ['hello', ...misbehaving.map(([name]) => name), 'endless', 'power_5'];
    const { output, status } = runPrograms(names, { bootargs: 'cpu_limit=2000' });
    for (const [, end] of misbehaving) expect(output).toMatch(end);
    expect(output).toContain('Test power_5 OK!');
    expect(output).toContain('endless: cpu limit');
    expect(output).toContain('All applications completed!');
    expect(status).toBe(0);
  });
});
