/**
 * The system whose step is running: what ostd's functions act upon, as the hart-local pointer of a real kernel.
 *
 * Several systems may live in one process; each is current only while its own `step` runs.
 */
import { OstdError } from './error.ts';
import type { System } from './system.ts';

let running: System | undefined;

/** The running system; throws `E_NOT_RUNNING` outside of a step. */
export function current(): System {
  if (running === undefined) {
    throw new OstdError('E_NOT_RUNNING', 'ostd is used outside of a running system: call it from kernel code only');
  }
  return running;
}

/** Runs `body` with `system` as the current one. */
export function runIn<T>(system: System, body: () => T): T {
  const outer = running;
  running = system;
  try {
    return body();
  } finally {
    running = outer;
  }
}
