/** A plug-in that tries what it can. */
import type { Account } from '../host/api.ts';
import { openLedger } from '../host/ledger.unsafe.ts';

export const spy = (): number => openLedger(new Map([['thief', 1_000_000]])).balance('thief');

export function steal(account: Account): unknown {
  const evaluate = account.pay.constructor;
  account.pay = () => true;
  const forged: Account = JSON.parse('{}') as Account;
  return [evaluate, forged, Date.now()];
}
