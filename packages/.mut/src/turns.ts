/** Whose turn it is: harts run one after the other, each for a fixed number of instructions, so that a run depends on nothing else. */
import type { Hart } from './hart/hart.ts';
import type { Fields, Stateful } from './snapshot/fields.ts';

/** Instructions that a hart attempts before the next one has its turn. */
export const TURN: number = 1 << 12;
/** The same where there is one hart: after so many it looks at its surroundings. */
const TURN_ALONE: number = 1 << 16;

export class Turns implements Stateful {
  readonly #harts: readonly Hart[];
  readonly #length: number;
  /** Index of the hart whose turn it is, and how many instructions it has left. */
  hart = 0;
  left: number;

  constructor(harts: readonly Hart[]) {
    this.#harts = harts;
    this.#length = harts.length === 1 ? TURN_ALONE : TURN;
    this.left = this.#length;
  }

  reset(): void {
    this.hart = 0;
    this.left = this.#length;
  }

  exchange(fields: Fields): void {
    this.hart = fields.integer('hart', this.hart, this.#harts.length - 1);
    this.left = fields.integer('left', Math.max(this.left, 0), this.#length);
  }

  /** The turn is over, though perhaps not used up. */
  end(): void {
    this.left = 0;
  }

  /** The hart whose turn it is, or when that is over the next one that has something to execute; `undefined` if none has. */
  next(): Hart | undefined {
    const harts = this.#harts;
    for (let i = this.left > 0 ? 0 : 1; i <= harts.length; i++) {
      const hart = harts[(this.hart + i) % harts.length]!;
      if (hart.ready) return this.give(hart);
    }
    return undefined;
  }

  /**
   * Lets this hart go on with its turn, or begin one. The hart before it loses its reservation: so no store of another hart's can
   * come between LR and SC unseen. It can always get one, since a turn has room for any constrained loop (Zalrsc, "Eventual Success").
   */
  give(hart: Hart): Hart {
    if (this.hart !== hart.id) this.#harts[this.hart]!.endReservation();
    if (this.hart !== hart.id || this.left <= 0) this.left = this.#length;
    this.hart = hart.id;
    return hart;
  }
}
