/** What a kernel coroutine may yield: requests to the executor, made by ostd's primitives only. */
import { OstdError } from '../error.ts';
import { freezeClass } from '../frozen.ts';
import { checkKey, KEY } from '../key.ts';
import type { UserMode } from '../user/user-mode.ts';

/** Why a coroutine gives up the hart. */
export type Request =
  /** Goes to the end of the queue. */
  | { readonly kind: 'yield' }
  /** Sleeps until somebody wakes its task. */
  | { readonly kind: 'park' }
  /** Runs a user. */
  | { readonly kind: 'user'; readonly mode: UserMode };

export let makeSuspend: (request: Request) => Suspend;

/** The request in `value`; throws `E_SUSPEND` if a task yielded anything else. */
export let requestOf: (value: unknown) => Request;

/** A request, sealed: kernel code passes it on by `yield*` and can neither make nor read one. */
export class Suspend {
  readonly #request: Request;

  private constructor(key: symbol, request: Request) {
    checkKey(key);
    this.#request = request;
    Object.freeze(this);
  }

  static {
    makeSuspend = (request) => new Suspend(KEY, request);
    requestOf = (value) => {
      if (typeof value === 'object' && value !== null && #request in value) return value.#request;
      throw new OstdError(
        'E_SUSPEND',
        'a task yielded something that no ostd primitive made: use `yield*` on ostd calls',
      );
    };
  }
}
freezeClass(Suspend);

/** The body of a task: a coroutine that suspends by `yield*` on ostd's primitives. */
export type Coroutine<T> = Generator<Suspend, T, void>;
