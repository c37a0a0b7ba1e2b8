/**
 * The floating-point registers of a hart, and whose values are in them.
 *
 * Neither ostd nor its image computes with them, so they keep a user's values over traps and other tasks until
 * another user needs them: a system call moves none of them, nor does a switch between users that never wrote any.
 */
import { FloatStatus } from '../arch/sstatus.ts';
import type { Supervisor } from '../arch/supervisor.unsafe.ts';
import type { TrapContext } from './trap-context.unsafe.ts';

export class FloatUnit {
  readonly #supervisor: Supervisor;
  /** Whose values the registers hold; `undefined`: nobody knows. */
  #owner: TrapContext | undefined;

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor;
  }

  /** Gives the registers to `user`, which runs next. */
  give(user: TrapContext): void {
    const owner = this.#owner;
    if (owner === user) return;
    const stayZero = owner?.floatStatus === FloatStatus.Initial && user.floatStatus === FloatStatus.Initial;
    if (!stayZero) {
      this.#save();
      this.#owner = undefined;
      this.#supervisor.loadFloat(user.base);
    }
    this.#owner = user;
  }

  /** Sees to it that what is in `user`'s trap context are its newest values. */
  sync(user: TrapContext): void {
    if (this.#owner === user) this.#save();
  }

  /** The same, and that the registers are loaded from there before `user` runs again. */
  evict(user: TrapContext): void {
    this.sync(user);
    this.forget(user);
  }

  /** `user` is gone: nothing is to be written to its trap context any more. */
  forget(user: TrapContext): void {
    if (this.#owner === user) this.#owner = undefined;
  }

  #save(): void {
    const owner = this.#owner;
    if (owner?.floatStatus !== FloatStatus.Dirty) return;
    this.#supervisor.saveFloat(owner.base);
    owner.floatStatus = FloatStatus.Clean;
  }
}
