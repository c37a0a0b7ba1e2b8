/** Calls of what the host gave the machine: none may unwind a hart in the middle of an instruction, or reach a guest's system. */
import type { TranslationObserver } from './insight/observer.ts';

/** Calls the host; where that throws, `otherwise` is the answer, and the exception comes out of a run when the harts are consistent. */
export type Guard = <T>(callback: () => T, otherwise: T) => T;

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
