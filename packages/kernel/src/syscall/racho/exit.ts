/** `exit`: ends the program. */
import { log, Register } from '@racho/ostd';
import type { Call } from '../personality.ts';

export const exit: Call['serve'] = (process) => {
  // The low 32 bits count; of them a parent, here the host, sees the lowest 8, as with POSIX's wait.
  const status = Number(process.user.context.register(Register.a0) % 256n);
  log.debug(`[kernel] ${process.name} exits with ${status}`);
  process.end(status);
  return 'ended';
};
