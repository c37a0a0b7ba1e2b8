/** Accounts for plug-ins: each can spend its own money, and no more than it has. */
import type { Ledger } from './ledger.unsafe.ts';

export class Account {
  readonly #ledger: Ledger;
  readonly #name: string;

  constructor(ledger: Ledger, name: string) {
    this.#ledger = ledger;
    this.#name = name;
  }

  /** Whether it was paid: `cents` must be a whole number, above zero and no more than is there. */
  pay(to: string, cents: number): boolean {
    // SAFETY: reading moves no money.
    const left = this.#ledger.balance(this.#name);
    if (!Number.isSafeInteger(cents) || cents <= 0 || cents > left) return false;
    // SAFETY: the account's own money, of which there is enough; the sum of the books stays the same.
    this.#ledger.move(this.#name, to, cents);
    return true;
  }
}
