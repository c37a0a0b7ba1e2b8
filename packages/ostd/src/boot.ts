/** For apps: boots a kernel on a machine. Kernel code never sees this module. */
import { Bytes } from '@racho/bytes';
import type { Machine } from '@racho/machine';
import { Platform } from './arch/platform.unsafe.ts';
import { Supervisor } from './arch/supervisor.unsafe.ts';
import { discover, type MakeFrameAllocator } from './arch/discover.unsafe.ts';
import type { BootInfo, BootModule } from './boot-info.ts';
import { OstdError } from './error.ts';
import { builtInImage, imageFromElf } from './image/built-in-image.ts';
import { logLevels, type LogOptions } from './log.ts';
import { System, type StepResult } from './system.ts';
import type { TraceEvent } from './trace.ts';

/** How to boot. */
export interface BootOptions {
  /** The kernel's entry. It runs when the machine has started the image, spawns the first tasks and returns. */
  readonly kernel: (boot: BootInfo) => void;
  /** Files for the kernel. */
  readonly modules?: readonly {
    readonly name: string;
    readonly bytes: Bytes;
    readonly args?: readonly string[];
  }[];
  /** What the kernel's log prints; by default up to `info`, without colours. */
  readonly log?: Partial<LogOptions>;
  /** The policy for frames, which ostd never trusts: to the kernel an answer that is not unused RAM is `E_ALLOCATOR`, and so is an exception. */
  readonly frameAllocator?: MakeFrameAllocator;
  /** Called with each line of the trace. */
  readonly trace?: (event: TraceEvent) => void;
  /** Called with the exception when the kernel or ostd panics, before the machine ends with status 101. It may be the kernel's own: run no method of it. */
  readonly onPanic?: (error: unknown) => void;
  /** The kernel image that the machine was given; the built-in one by default. */
  readonly image?: Uint8Array;
}

/** A system in the hands of an app. */
export interface BootedSystem {
  /**
   * Runs at most `budget` instructions and says why it stopped. An idle system retires nothing; wait for the
   * deadline or for input, and call again.
   */
  readonly step: (budget: number) => StepResult;
}

/**
 * The kernel image: an ELF with symbols, to be given to `new Machine({ kernel })` before {@link boot}.
 * Assembled from `image/kernel.S`.
 */
export { kernelImage } from './image/built-in-image.ts';

/** Takes the supervisor's seat of `machine`, which runs the kernel image, and starts `options.kernel` on it. */
export function boot(machine: Machine, options: BootOptions): BootedSystem {
  const { kernel, frameAllocator } = options;
  if (typeof kernel !== 'function') throw new OstdError('E_ARGUMENT', 'the kernel is not a function');
  if (frameAllocator !== undefined && typeof frameAllocator !== 'function') {
    throw new OstdError('E_ARGUMENT', 'what makes the frame allocator is not a function');
  }
  const modules = (options.modules ?? []).map(({ name, bytes, args }): BootModule => {
    if (!Bytes.is(bytes)) throw new OstdError('E_ARGUMENT', `the module ${name} is not Bytes`);
    return Object.freeze({ name, bytes: bytes.slice(), args: Object.freeze([...(args ?? [])]) });
  });
  const log: LogOptions = Object.freeze({ level: 'info', colour: 'off', ...options.log });
  if (!logLevels.includes(log.level)) {
    throw new OstdError('E_ARGUMENT', `log level ${log.level}: it is one of ${logLevels.join(', ')}`);
  }
  if (!['on', 'off'].includes(log.colour)) {
    throw new OstdError('E_ARGUMENT', `log colour ${log.colour}: it is on or off`);
  }
  const platform = new Platform(machine);
  const image = options.image === undefined ? builtInImage() : imageFromElf(options.image);
  const supervisor = new Supervisor(platform, 0);
  const system = new System(
    { supervisor, image, discover: () => discover(platform, supervisor, image, frameAllocator) },
    {
      kernel,
      modules: Object.freeze(modules),
      log,
      trace: options.trace,
      onPanic: options.onPanic,
    },
  );
  return Object.freeze({ step: (budget: number) => system.step(budget) });
}

export type { BootInfo, BootModule } from './boot-info.ts';
export { hardenRealm } from './harden.ts';
export type { FrameAllocator } from './mm/frame-allocator.ts';
export type { LogLevel, LogOptions } from './log.ts';
export type { StepResult } from './system.ts';
export type { TraceEvent } from './trace.ts';
