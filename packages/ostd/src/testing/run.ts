/** For tests: boots a kernel on a fresh deterministic machine, and small user programs in assembly. */
import { Bytes } from '@racho/bytes';
import { wrap } from '@racho/bytes/raw';
import { assemble } from '@racho/isa/assembler';
import { Machine, type MachineOptions } from '@racho/machine';
import { Shadow } from '@racho/machine/checked';
import { boot, kernelImage, type BootedSystem, type BootOptions, type TraceEvent } from '../boot.ts';
import {
  FrameAllocOptions,
  power,
  Task,
  toVaddr,
  UserMode,
  VmSpace,
  type Coroutine,
  type UFrame,
  type Vaddr,
} from '../index.ts';

/** What a run left behind. */
export interface Run {
  readonly output: string;
  readonly status: number | undefined;
  readonly reason: 'halt' | 'idle' | 'budget' | 'debug';
  readonly panic: unknown;
  readonly trace: readonly TraceEvent[];
}

/** A booted system and what it has printed so far. */
export interface Started {
  readonly system: BootedSystem;
  readonly machine: Machine;
  readonly output: () => string;
  readonly panic: () => unknown;
  readonly trace: readonly TraceEvent[];
}

/** Whether machines are checked where a test does not say so: in a run of its own, all of them are. */
const CHECKED = process.env['RACHO_CHECKED'] === '1' ? 'on' : 'off';

/** Throws what a checked machine has found, whatever became of the exception where it was thrown. */
function seen<T>(shadow: Shadow | undefined, result: T): T {
  if (shadow?.violation !== undefined) throw shadow.violation;
  return result;
}

export function start(
  kernel: BootOptions['kernel'],
  options: Omit<BootOptions, 'kernel'> & {
    checks?: 'on' | 'off';
    machine?: Omit<MachineOptions, 'kernel'>;
  } = {},
): Started {
  const { checks = CHECKED, machine: machineOptions, ...bootOptions } = options;
  const printed: Uint8Array[] = [];
  let panic: unknown;
  const trace: TraceEvent[] = [];
  const shadow = checks === 'on' ? new Shadow() : undefined;
  const machine = new Machine({
    clock: 'deterministic',
    memory: 16 * 2 ** 20,
    ...(shadow === undefined ? {} : { checker: shadow }),
    ...machineOptions,
    kernel: options.image ?? kernelImage(),
    console: (bytes) => {
      printed.push(bytes.slice());
      machineOptions?.console?.(bytes);
    },
  });
  const booted = boot(machine, {
    onPanic: (error) => (panic = error),
    trace: (event) => trace.push(event),
    ...bootOptions,
    kernel,
  });
  const system = { step: (budget: number) => seen(shadow, booted.step(budget)) };
  const output = (): string => Bytes.concat(...printed.map((bytes) => wrap(bytes))).toText();
  return { system, machine, output, panic: () => panic, trace };
}

/** Runs `kernel` until the machine ends, the system is idle for good, or `budget` instructions are over. */
export function run(
  kernel: BootOptions['kernel'],
  options: Parameters<typeof start>[1] & { budget?: number } = {},
): Run {
  const { budget = 100_000_000, ...rest } = options;
  const { system, output, panic, trace } = start(kernel, rest);
  const { reason, status } = system.step(budget);
  return { output: output(), status, reason, panic: panic(), trace };
}

/** Runs `body` as the one task of a kernel, ends the machine after it, and throws what it threw. */
export function runTask(body: () => Coroutine<void>, options: Parameters<typeof run>[1] = {}): Run {
  const result = run(() => {
    Task.spawn('test', function* () {
      yield* body();
      power.shutdown(0);
    });
  }, options);
  if (result.panic !== undefined) throw new Error('the kernel panicked', { cause: result.panic });
  if (result.reason !== 'halt') throw new Error(`the task has not ended: ${result.reason}`);
  return result;
}

/** Where test programs lie, and their stack. */
export const PROGRAM: Vaddr = toVaddr(0x1_0000)!;
export const STACK: Vaddr = toVaddr(0x2_0000)!;

/** Maps a zeroed page and gives it back as a handle that the caller releases. */
export function mapPage(space: VmSpace, at: Vaddr, rights: string): UFrame {
  const frame = FrameAllocOptions.allocFrame();
  if (frame === undefined) throw new Error('out of memory');
  const flags = { readable: rights.includes('r'), writable: rights.includes('w'), executable: rights.includes('x') };
  const problem = space.cursor(at, 4096).map(frame, flags);
  if (problem !== undefined) throw new Error(problem);
  return frame;
}

/** A user whose code page is `source`, assembled for {@link PROGRAM}, with a page of stack at {@link STACK}. */
export function userProgram(source: string): { space: VmSpace; user: UserMode } {
  const space = VmSpace.create();
  if (space === undefined) throw new Error('out of memory');
  const code = mapPage(space, PROGRAM, 'rx');
  const { sections } = assemble(source, { base: BigInt(PROGRAM) });
  code.writer().write(Bytes.from(sections[0]!.bytes));
  code.release();
  mapPage(space, STACK, 'rw').release();
  const user = UserMode.create(space);
  if (user === undefined) throw new Error('out of memory');
  user.context.setPc(PROGRAM);
  user.context.setRegister(2, STACK + 4096);
  return { space, user };
}
