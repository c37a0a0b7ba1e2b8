/** A shortcut that somebody took: a raw capability, used in a file that nobody reviews for it. */
import type { Ledger } from './ledger.unsafe.ts';

export function refund(ledger: Ledger, to: string): void {
  ledger.move('bank', to, 100);
}
