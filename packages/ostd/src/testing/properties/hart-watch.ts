/** Looks at the hart whenever it stops: what it is in, and the registers with which it enters and leaves U-mode. */
import type { HartView, Machine } from '@racho/machine';
import type { UserContext } from '../../index.ts';
import { same } from './same.ts';

/** What a user may hold: x1 … x31, f0 … f31, fcsr and pc. */
export interface Registers {
  readonly x: readonly bigint[];
  readonly f: readonly bigint[];
  readonly fcsr: bigint;
  readonly pc: bigint;
}

const all = (read: (n: number) => bigint, first: number): bigint[] =>
  Array.from({ length: 32 - first }, (_, i) => BigInt.asUintN(64, read(first + i)));

export const registersOf = (context: UserContext): Registers => ({
  x: all((n) => context.register(n), 1),
  f: all((n) => context.float(n), 0),
  fcsr: BigInt(context.fcsr),
  pc: context.pc,
});

const registersOn = (hart: HartView): Registers => ({
  x: all((n) => hart.x(n), 1),
  f: all((n) => hart.f(n), 0),
  fcsr: hart.csr('fcsr')!,
  pc: BigInt.asUintN(64, hart.pc),
});

/** What may be in the CSRs that make a hart a user's (Privileged Architecture, 4.1): bits of `mask` are `value`. */
const inUserMode: readonly (readonly [csr: string, mask: bigint, value: bigint])[] = [
  ['mstatus', (1n << 17n) | (1n << 18n) | (1n << 19n), 0n], // MPRV, SUM, MXR
  ['sstatus', (1n << 8n) | (3n << 32n), 2n << 32n], // SPP: from U; UXL: 64 bits
  ['satp', 0xfn << 60n, 8n << 60n], // Sv39
];

export class HartWatch {
  /** What the user is to be entered with. */
  expected: Registers | undefined;
  /** The page tables that users may run on, by physical page. */
  readonly roots: Set<number> = new Set();
  /** How the hart was when it last stood in U-mode: with a budget of 1, how it trapped. */
  last: Registers | undefined;
  #vector: bigint | undefined;

  look(machine: Machine): void {
    const hart = machine.hart(0);
    if (hart.privilege !== 0) {
      if (hart.privilege !== 1) throw new Error(`the hart is in privilege ${hart.privilege}`);
      return;
    }
    for (const [csr, mask, value] of inUserMode) same(`${csr} in U-mode`, hart.csr(csr)! & mask, value);
    const root = Number(hart.csr('satp')! & ((1n << 44n) - 1n));
    same('the user’s page table is that of a space', this.roots.has(root), true);
    // Where traps go, and the trap context that they save to, are in the upper half, which is not the user's.
    same('the trap vector', hart.csr('stvec'), (this.#vector ??= hart.csr('stvec')));
    same('the trap context', BigInt.asIntN(64, hart.csr('sscratch')!) < 0n, true);
    this.last = registersOn(hart);
    if (this.expected === undefined) return;
    same('the registers that a user is entered with', this.last, this.expected);
    this.expected = undefined;
  }
}
