/** The life of a process as a kernel task: into user mode, and out again for calls, faults and ticks. */
import { hex, log, Task, trace, type CallServer, type Coroutine } from '@racho/ostd';
import type { Outcome } from '../syscall/personality.ts';
import type { Process } from './process.ts';
import { describeFault } from './fault.ts';

/** Statuses of what the kernel ends, as a shell shows the signal that Linux would send: 128 + its number. */
const KILLED_BY_CPU_LIMIT = 128 + 24; // SIGXCPU

/** What a process may use. */
export interface Limits {
  /** Ticks on the hart; `undefined`: as many as it likes. */
  readonly ticks: number | undefined;
}

/** Runs `process` to its end, and gives its memory back. */
export function* runProcess(process: Process, limits: Limits): Coroutine<void> {
  const { user } = process;
  const serve: CallServer = () => serveCall(process);
  while (process.state.kind === 'ready') {
    const event = yield* user.execute(serve);
    switch (event.kind) {
      case 'syscall':
        // More than can be done while the task is suspended: the program has ended, or gives way.
        if (process.running) yield* Task.yield();
        break;
      case 'exception': {
        const fault = describeFault(event);
        log.error(`[kernel] ${process.name}: ${fault.text}, at pc ${hex(user.context.pc)}; ended`);
        process.end(fault.status);
        break;
      }
      case 'event':
        if (limits.ticks !== undefined && process.ticks >= limits.ticks) {
          log.error(`[kernel] ${process.name}: cpu limit of ${process.ticks} ticks used up; ended`);
          process.end(KILLED_BY_CPU_LIMIT);
        } else {
          yield* Task.yield();
        }
    }
  }
  process.release();
}

/** Serves one system call by the process's personality. */
function serveCall(process: Process): 'resume' | 'stop' {
  const { context } = process.user;
  const number = context.syscallNumber;
  process.calls++;
  const call = number === undefined ? undefined : process.personality.calls.get(number);
  if (call === undefined) {
    traceUnknown(process, number);
    context.setSyscallResult(process.personality.unknownCall);
    return 'resume';
  }
  const outcome = call.serve(process, process.argument);
  traceCall(process, call.name, outcome);
  if (outcome === 'ended') return 'stop';
  context.setSyscallResult(outcome === 'yield' ? 0 : outcome);
  return outcome === 'yield' ? 'stop' : 'resume';
}

// Functions of their own: where a closure is made, what it captures is allocated for each call that is served.
function traceCall(process: Process, name: string, outcome: Outcome): void {
  trace('syscall', () => `${process.name}: ${name} = ${outcome}`);
}

function traceUnknown(process: Process, number: number | undefined): void {
  trace('syscall', () => `${process.name}: ${number ?? '?'} is no call of ${process.personality.name}`);
}
