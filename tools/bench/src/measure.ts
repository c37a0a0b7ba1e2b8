/** Runs a command as a fresh process, and tells what it took. */
import { spawnSync } from 'node:child_process';
import { buildMeasure } from './build.ts';
import { BenchError } from './error.ts';

/** What one process took. */
export interface Usage {
  /** Seconds from its start to its end. */
  readonly wall: number;
  /** Seconds of all its threads, on any processor. */
  readonly cpu: number;
  /** The most memory that was resident, in MiB. */
  readonly memory: number;
  readonly stdout: string;
  /** What it wrote to descriptor 4: racho's runner tells there of the guest. */
  readonly report: string;
}

/** As `shim/measure.c` writes it. */
interface Written {
  readonly wall: number;
  readonly user: number;
  readonly system: number;
  readonly maxRssKib: number;
  readonly status: number;
}

/** Nothing that is measured takes longer. */
const TIMEOUT_MS = 300_000;

/** @throws BenchError `E_RUN` if it does not end well. */
export function measure(command: readonly string[]): Usage {
  const { error, output, status, signal } = spawnSync(buildMeasure(), command, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const [, stdout = '', stderr = '', usage = '', report = ''] = output.map((text) => text ?? '');
  const failed = (how: string): BenchError =>
    new BenchError('E_RUN', `${command.join(' ')} ${how}${stderr === '' ? '' : `:\n${stderr.slice(-2000)}`}`);
  if (error) throw failed(`was not run (${error.message})`);
  if (status !== 0) throw failed(`could not be measured (${signal ?? `status ${status}`})`);
  const { wall, user, system, maxRssKib, status: own } = JSON.parse(usage) as Written;
  if (own !== 0) throw failed(`ended with status ${own}`);
  return { wall, cpu: user + system, memory: maxRssKib / 1024, stdout, report };
}
