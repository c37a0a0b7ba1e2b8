/** Calls of what the host gave the machine: none may unwind a hart in the middle of an instruction, or reach a guest's system. */
import type { TranslationObserver } from './insight/observer.ts';

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
  clock(milliseconds: () => number): () => number {
    return () => {
      this.count++;
      try {
        return milliseconds();
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
    ...(observer.limits === undefined ? {} : { limits: observer.limits }),
    substitute: (row) => guard(() => observer.substitute?.(row), undefined) ?? row,
  };
}
