/**
 * A machine with somebody at its console, who types, and waits for what it prints. Waiting is limited by instructions, and time
 * passes by them: 100 000 are a millisecond, and an idle machine wakes at its deadline at once.
 */
import { Machine, type MachineOptions, type StepResult } from '@racho/machine';

export const INSTRUCTIONS_PER_MS = 100_000;
const STEP = 1_000_000;
/** Characters of the console that a failure shows. */
const TAIL = 1500;

export class Console {
  readonly machine: Machine;
  /** All that was printed. */
  output = '';
  /** What was printed before here has been waited for. */
  #seen = 0;
  /** Milliseconds that the machine slept. */
  #slept = 0;

  /** @param snapshot - where the machine is to go on, if not at its start */
  constructor(options: MachineOptions, snapshot?: Uint8Array) {
    let retired = (): number => 0;
    const decoder = new TextDecoder();
    const complete: MachineOptions = {
      clock: () => retired() / INSTRUCTIONS_PER_MS + this.#slept,
      console: (bytes) => (this.output += decoder.decode(bytes, { stream: true })),
      ...options,
    };
    this.machine = snapshot === undefined ? new Machine(complete) : Machine.restore(snapshot, complete);
    retired = () => this.machine.retired;
  }

  send(text: string): void {
    this.machine.send(new TextEncoder().encode(text));
  }

  /** Runs until the text, or a match, is printed after all that was waited for before; gives the match. */
  expect(text: string | RegExp, budget: number): RegExpExecArray {
    const pattern = typeof text === 'string' ? new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')) : text;
    let match: RegExpExecArray | null = null;
    const found = (): boolean => (match = pattern.exec(this.output.slice(this.#seen))) !== null;
    this.runUntil(found, budget, `${String(text)} was not printed`);
    this.#seen += match!.index + match![0].length;
    return match!;
  }

  /** Runs until the machine is switched off; gives its exit status. */
  halted(budget: number): number {
    let status: number | undefined;
    const off = (step: StepResult | undefined): boolean => (status = step?.status) !== undefined;
    this.runUntil(off, budget, 'the machine was not switched off');
    return status!;
  }

  /** Runs until `done`, which sees each step after the first time. */
  runUntil(done: (step: StepResult | undefined) => boolean, budget: number, failure: string): void {
    const end = this.machine.retired + budget;
    let step: StepResult | undefined;
    while (!done(step)) {
      if (step?.reason === 'halt') this.#fail(`${failure} before the machine was switched off`);
      if (step?.reason === 'idle' && step.deadline === undefined) this.#fail(`${failure}: the machine waits for input`);
      if (this.machine.retired >= end) this.#fail(`${failure} within ${budget / 1e6} million instructions`);
      if (step?.reason === 'idle') this.sleep(step.deadline!);
      step = this.machine.step(STEP);
    }
  }

  /** Lets time pass while the machine does nothing. */
  sleep(milliseconds: number): void {
    this.#slept += milliseconds;
  }

  #fail(what: string): never {
    const pc = this.machine.hart(0).pc.toString(16);
    throw new Error(`${what} (pc ${pc}); the console's last lines:\n${this.output.slice(-TAIL)}`);
  }
}
