/** Calls of what the host gave the machine: none may unwind a hart in the middle of an instruction, or reach a guest's system. */
import { MachineError } from './error.ts';
import type { TranslationObserver } from './insight/observer.ts';
import type { RegionLimits } from './translator/plan/region.ts';

/** Calls the host; where that throws, `otherwise` is the answer, and the exception comes out of a run when the harts are consistent. */
export type Guard = <T>(callback: () => T, otherwise: T) => T;

/** Every call of the host's while the machine runs goes through here. */
export class HostCalls {
  /** Callbacks that have not returned: what is called meanwhile, the host calls. */
  count = 0;
  /** What one threw while a hart ran; thrown again when its state is consistent. */
  #thrown: { readonly thrown: unknown } | undefined;
  /** The last of them: no run was left in the middle by it. A plain field: where the stack of the host has ended, nothing can be called. */
  handedOn: { readonly thrown: unknown } | undefined;

  readonly guard: Guard = (callback, otherwise) => {
    this.count++;
    try {
      return callback();
    } catch (thrown) {
      this.#thrown ??= { thrown };
      return otherwise;
    } finally {
      this.count--;
    }
  };

  /** Not by `guard`, which calls all sorts of functions: this is on the way of system calls. */
  clock(milliseconds: () => unknown): () => number {
    return () => {
      this.count++;
      try {
        return Number(milliseconds()); // what is none is made one here, by code of the host’s
      } catch (thrown) {
        this.#thrown ??= { thrown };
        return NaN;
      } finally {
        this.count--;
      }
    };
  }

  /** Between two runs: throws what was thrown in the last. */
  rethrow(): void {
    const error = this.#thrown;
    if (error === undefined) return;
    this.#thrown = undefined;
    this.handedOn = error;
    throw error.thrown;
  }
}

/** An observer that throws nothing, into a run or into a write to RAM, by whomever, that drops a translation. */
export function guardedObserver(observer: TranslationObserver, guard: Guard): TranslationObserver {
  const limits = observer.limits && fixed(observer.limits);
  const tell = (event: () => void): void => {
    guard(event, undefined);
  };
  return {
    entered: (at) => {
      tell(() => {
        observer.entered(at);
      });
    },
    left: (at) => {
      tell(() => {
        observer.left(at);
      });
    },
    compiled: (compiled) => {
      tell(() => {
        observer.compiled(compiled);
      });
    },
    dropped: () => {
      tell(() => {
        observer.dropped();
      });
    },
    ...(limits === undefined ? {} : { limits }),
    substitute: (row) => guard(() => observer.substitute?.(row), undefined) ?? row,
  };
}

/** Read once: asked for its members in the middle of a run, the app could call what it hands over (S1). */
function fixed({ instructions, pages }: RegionLimits): RegionLimits {
  for (const limit of [instructions, pages]) {
    if (Number.isSafeInteger(limit) && limit > 0) continue;
    throw new MachineError(
      'E_CONFIG',
      `a limit of the observer is ${String(limit)}; give a number of instructions, and one of pages`,
    );
  }
  return { instructions, pages };
}
