/** The machine's clock, as the options ask for it. */
import type { Values } from './options.ts';

/** Instructions, or the host's time in milliseconds. */
export function clockOf({ deterministic }: Values): 'deterministic' | (() => number) {
  return deterministic ? 'deterministic' : () => performance.now();
}
