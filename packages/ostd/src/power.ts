/** The end of the system. */
import { current } from './context.ts';
import { checkInteger } from './error.ts';

export const power: {
  /**
   * Ends the machine with `status` (0 … 255) as soon as the running task, or the kernel's start, suspends or returns: what it still
   * prints is printed, and no other task runs again.
   */
  readonly shutdown: (status: number) => void;
} = Object.freeze({
  shutdown: (status: number) => {
    checkInteger('status', status, 0, 255);
    current().requestShutdown(status);
  },
});
