/** A record of what happens, for people and for comparing runs. */
import { current } from './context.ts';
import { OstdError } from './error.ts';

/** One line of a trace. */
export interface TraceEvent {
  /** Instructions that the hart has retired. */
  readonly at: number;
  readonly hart: number;
  /** Id of the running task; 0 at boot and when idle. */
  readonly task: number;
  /** `switch`, `trap`, `syscall`, … */
  readonly kind: string;
  readonly text: string;
}

/** Adds a line to the trace, if there is one; `text` is only called then. */
export function trace(kind: string, text: () => string): void {
  if (typeof kind !== 'string' || typeof text !== 'function') {
    throw new OstdError('E_ARGUMENT', 'a trace has a kind, which is a string, and a function for its text');
  }
  current().trace(kind, text);
}
