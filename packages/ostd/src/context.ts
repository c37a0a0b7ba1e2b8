/**
 * The system whose step is running: what ostd's functions and handles act upon, as the hart-local pointer of a real kernel.
 *
 * Several systems may live in one process; each is current only while its own `step` runs.
 */
import { OstdError } from './error.ts';
import { checkModule } from './strict.ts';
import type { System } from './system.ts';

checkModule(); // before any code of a kernel's, which imports this, has run

/** `asking`: a system runs, and has asked its frame allocator or the app in the middle of something. */
let running: System | 'asking' | undefined;

/**
 * The running system; throws `E_NOT_RUNNING` outside of a step, and `E_BUSY` while it is in the middle of something: a frame allocator is
 * asked, or the machine calls the app.
 */
export function current(): System {
  if (running === undefined) {
    throw new OstdError('E_NOT_RUNNING', 'ostd is used outside of a running system: call it from kernel code only');
  }
  if (running === 'asking' || running.supervisor.calls.count > 0) {
    throw new OstdError(
      'E_BUSY',
      'ostd is used by what it asks in the middle of its work: that can only answer from what it knows',
    );
  }
  return running;
}

/** For the methods of handles: throws as {@link current}, and `E_HANDLE` if it is not `system` that runs. */
export function checkRunning(system: System, what: string): void {
  if (current() === system) return;
  throw new OstdError('E_HANDLE', `${what} belongs to another system`);
}

/**
 * Runs an operation of the running system's that changes more than one thing. Where the host's stack ends in the middle of it, nobody
 * can tell what is done: the system ends, though not before its kernel gives way (S6). What is plain here calls nothing, for it could not.
 */
export function whole<T>(body: (system: System) => T): T {
  const system = current();
  system.unfinished++;
  try {
    const result = body(system);
    system.unfinished--;
    return result;
  } catch (error) {
    if (!(error instanceof RangeError)) system.unfinished--;
    throw error;
  }
}

/** Runs `body` with `system` as the current one. */
export function runIn<T>(system: System, body: () => T): T {
  return runAs(system, body);
}

/** Runs client code in the middle of ostd's own work, which it therefore must not use. */
export function ask<T>(policy: () => T): T {
  return runAs('asking', policy);
}

function runAs<T>(next: typeof running, body: () => T): T {
  const outer = running;
  running = next;
  try {
    return body();
  } finally {
    running = outer;
  }
}
