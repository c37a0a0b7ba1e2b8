/** A booted system on which one program after the other runs: a boot for each of thousands would take minutes. */
import type { Machine, MachineOptions } from '@racho/machine';
import type { BootOptions } from '../../boot.ts';
import { Task, type Coroutine } from '../../index.ts';
import { stackAllocator } from '../../mm/frame-allocator.ts';
import { start, type Started } from '../run.ts';

type Job = () => Coroutine<void>;

/** How a bench lives. */
export interface BenchOptions {
  /** Kernel code before the first task: the place to inject a scheduler. */
  readonly prepare?: () => void;
  readonly frameAllocator?: BootOptions['frameAllocator'];
  /** Instructions until a step ends and {@link BenchOptions.onStop} looks at the machine. */
  readonly budget?: () => number;
  readonly onStop?: (machine: Machine) => void;
  /** Steps after which a program counts as {@link Endless}. */
  readonly patience?: number;
  readonly machine?: Omit<MachineOptions, 'kernel' | 'console'>;
}

/** A program took too many steps: a guest of it may go in a circle. */
export class Endless extends Error {}

/** The system has ended before the program: by a panic, which is the cause. */
export class Ended extends Error {}

export class Bench {
  readonly #options: BenchOptions;
  readonly #jobs: Job[] = [];
  #started: Started | undefined;

  constructor(options: BenchOptions = {}) {
    this.#options = options;
  }

  /**
   * Runs `program` as the system's one task; gives what it returns and throws what it throws. Whatever throws ends the system,
   * and the next program has a fresh one.
   */
  run<T>(program: () => Coroutine<T>): T {
    const { system, machine, panic } = (this.#started ??= this.#boot());
    const { budget = () => 500, onStop, patience = 100_000 } = this.#options;
    let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
    this.#jobs.push(function* () {
      try {
        outcome = { value: yield* program() };
      } catch (error) {
        outcome = { error };
      }
    });
    try {
      for (let steps = 0; outcome === undefined; steps++) {
        const { reason } = system.step(budget());
        onStop?.(machine);
        if (steps > patience) throw new Endless('the program does not end');
        if (reason !== 'budget') throw new Ended(`the system has ended: ${reason}`, { cause: panic() });
      }
      if ('value' in outcome) return outcome.value;
      throw outcome.error;
    } catch (error) {
      this.#started = undefined;
      this.#jobs.length = 0;
      throw error;
    }
  }

  #boot(): Started {
    const jobs = this.#jobs;
    const { prepare = () => undefined, frameAllocator = stackAllocator, machine } = this.#options;
    return start(
      () => {
        prepare();
        Task.spawn('bench', function* () {
          for (;;) {
            const job = jobs.shift();
            if (job === undefined) yield* Task.yield();
            else yield* job();
          }
        });
      },
      { frameAllocator, machine: { memory: 8 * 2 ** 20, ...machine } },
    );
  }
}
