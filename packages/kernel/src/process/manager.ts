/** The task manager: the vector of processes, who is on the hart, and the end of the last one. */
import { log, Task, timer, type BootModule } from '@racho/ostd';
import type { CommandLine } from '../command-line.ts';
import { MAX_PROGRAMS, PROGRAM_SLOT } from '../loader/layout.ts';
import { Process } from './process.ts';
import { runProcess, type Limits } from './run.ts';

/** Milliseconds of a tick, for limits given in time. */
const TICK_MILLISECONDS = 10;

/** Status of a program that could not be started: what a shell says of a file that it can't execute. */
const CANNOT_EXECUTE = 126;

export class ProcessManager {
  readonly #processes: Process[] = [];
  readonly #byTask = new Map<Task, Process>();
  readonly #limits: Limits;
  readonly #slot: number;
  #running = 0;
  /** Called with the status of each process that ends, and with whether it was the last. */
  readonly #onEnd: (process: Process, left: number) => void;

  constructor({ cpuLimit, slot }: CommandLine, onEnd: (process: Process, left: number) => void) {
    this.#limits = { ticks: cpuLimit === undefined ? undefined : Math.ceil(cpuLimit / TICK_MILLISECONDS) };
    this.#slot = slot ?? PROGRAM_SLOT;
    this.#onEnd = onEnd;
    timer.onTick(() => {
      const task = Task.current();
      const process = task && this.#byTask.get(task);
      if (process !== undefined) process.ticks++;
    });
  }

  /** Processes that have not ended. */
  get running(): number {
    return this.#running;
  }

  /** Starts `program`; a status if that was not possible, with a message on the log. */
  start(program: BootModule): Process | number {
    const refuse = (message: string): number => {
      log.error(`[kernel] ${program.name}: ${message}`);
      return CANNOT_EXECUTE;
    };
    if (this.#processes.length >= MAX_PROGRAMS) return refuse(`no room: ${MAX_PROGRAMS} programs are loaded already`);
    const process = Process.load(this.#processes.length, program, this.#slot);
    if (!(process instanceof Process)) return refuse(process.message);
    const task = Task.spawn(program.name, () => this.#live(process));
    if (task === undefined) {
      process.release();
      return refuse('out of memory for its kernel stack');
    }
    this.#processes.push(process);
    this.#byTask.set(task, process);
    this.#running++;
    return process;
  }

  *#live(process: Process): ReturnType<typeof runProcess> {
    yield* runProcess(process, this.#limits);
    this.#running--;
    log.debug(`[kernel] ${process.name} is over: ${process.ticks} ticks on the hart, ${process.calls} system calls`);
    this.#onEnd(process, this.#running);
  }
}
