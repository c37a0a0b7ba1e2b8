/** When a machine is saved: at a key, at a count, or when its user leaves it. */
import { setTimeout } from 'node:timers/promises';
import { type Machine, MachineError } from '@racho/machine';
import type { Ending } from './drive.ts';
import { writeSnapshot } from './snapshot-file.ts';

/** Milliseconds between tries, and how many there are, while a back-end works for a machine that has ended. */
const RETRY_AFTER = 10;
const RETRIES = 500;

export interface Saving {
  /** Wanted as soon as possible. */
  readonly request: () => void;
  /** Instructions until one is due; Infinity if none is. */
  readonly due: () => number;
  /** To be awaited between slices: saves what is wanted, unless a back-end is at work; then after a later slice. */
  readonly afterSlice: () => Promise<void>;
  /** To be awaited at the end: saves a guest that could go on, if nothing was saved before. */
  readonly atEnd: (ending: Ending) => Promise<void>;
}

/**
 * @param at - how many instructions the machine is to have retired for one more snapshot
 * @param saved - is told the file's name
 */
export function saving(machine: Machine, path: string, at: number | undefined, saved: (path: string) => void): Saving {
  let requested = false;
  let reached = at === undefined || machine.retired >= at;
  let some = false;
  /** Whether it could be done now. */
  const save = async (): Promise<boolean> => {
    let snapshot: Uint8Array;
    try {
      snapshot = machine.snapshot();
    } catch (error) {
      if (error instanceof MachineError && error.code === 'E_SNAPSHOT_BUSY') return false;
      throw error;
    }
    await writeSnapshot(path, snapshot);
    some = true;
    saved(path);
    return true;
  };
  return {
    request: () => (requested = true),
    due: () => (reached ? Infinity : at! - machine.retired),
    afterSlice: async () => {
      if (!reached && machine.retired >= at!) requested = reached = true;
      if (requested) requested = !(await save());
    },
    atEnd: async ({ end }) => {
      if (end === 'halt' || some) return;
      for (let i = 0; i < RETRIES && !(await save()); i++) await setTimeout(RETRY_AFTER);
    },
  };
}
