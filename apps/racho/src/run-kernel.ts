/** What `demo` and `run` share: the machine, ostd on it, and the kernel on that. */
import type { Bytes } from '@racho/bytes';
import { Machine } from '@racho/machine';
import { boot, kernelImage, type TraceEvent } from '@racho/ostd/boot';
import { clockOf } from './clock.ts';
import type { Context } from './command.ts';
import { jitOf } from './jit.ts';
import { session } from './session.ts';

export interface Program {
  readonly name: string;
  readonly bytes: Bytes;
  readonly args?: readonly string[];
}

/**
 * @param bootargs - the kernel's command line
 * @returns the exit status
 */
export async function runKernel(context: Context, programs: readonly Program[], bootargs: string): Promise<number> {
  const { io, values, err, colour } = context;
  if (!values['no-harden']) io.hardenRealm();
  const { kernelMain } = await import('@racho/kernel'); // its modules run now, and find what is hardened
  return session(context, (receive) => {
    const jit = jitOf(values, (text) => err.line(text));
    const machine = new Machine({
      ...jit.options,
      clock: clockOf(values),
      kernel: kernelImage(),
      bootargs,
      console: receive,
      ...(values.memory === undefined ? {} : { memory: values.memory }),
    });
    const guest = boot(machine, {
      kernel: kernelMain,
      modules: programs,
      log: { level: values.quiet ? 'error' : values.verbose ? 'debug' : 'info', colour },
      ...(values.trace ? { trace: (event: TraceEvent) => err.line(traceLine(event)) } : {}),
      onPanic: (error) => {
        if (values.verbose) err.line(stackOf(error));
      },
    });
    return { guest, machine, jitFinish: jit.finish };
  });
}

/** What was thrown is the kernel's, and so may be the code that makes a text of it, which is not run here. */
function stackOf(error: unknown): string {
  const stack: unknown = error instanceof Error ? error.stack : error;
  return typeof stack === 'string' ? stack : 'what was thrown has no stack';
}

/** `       10342 hart 0 task 2 syscall write(1, 0x10458, 24) = 24` */
export function traceLine({ at, hart, task, kind, text }: TraceEvent): string {
  return `${String(at).padStart(12)} hart ${hart} task ${task} ${kind} ${text}`;
}
