import { expect, it } from 'vitest';
import { decodeCause, exceptionCauses, interruptCauses } from './cause.ts';

it('decodes every cause by the top bit and the code', () => {
  for (const [code, cause] of Object.entries(exceptionCauses)) {
    expect(decodeCause(BigInt(code))).toEqual({ kind: 'exception', cause });
  }
  for (const [code, cause] of Object.entries(interruptCauses)) {
    expect(decodeCause((1n << 63n) | BigInt(code))).toEqual({ kind: 'interrupt', cause });
  }
});

it('does not guess: a supervisor sees no ecall from itself, and no cause above those of the table', () => {
  for (const scause of [9n, 10n, 11n, 14n, 24n, (1n << 63n) | 7n, 1n << 62n]) {
    expect(decodeCause(scause)).toEqual({ kind: 'unknown', scause });
  }
});
