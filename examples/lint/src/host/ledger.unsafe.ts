/** The books: whoever holds them may move any money. */
export interface Ledger {
  readonly move: (from: string, to: string, cents: number) => void;
  readonly balance: (name: string) => number;
}

export function openLedger(balances: Map<string, number>): Ledger {
  const balance = (name: string): number => balances.get(name) ?? 0;
  return {
    balance,
    move: (from, to, cents) => {
      balances.set(from, balance(from) - cents);
      balances.set(to, balance(to) + cents);
    },
  };
}
