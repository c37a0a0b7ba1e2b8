/** The JavaScript side that generated code calls: everything that is rare. Only i32 values cross. */
import type { SystemHandler } from '@racho/isa/ir';
import type { ModuleBuilder, Signature } from '../wasm/module.ts';

/**
 * Functions of the module's `env`. `load`, `store`, `atomic` and `fetch` give the address in the memory at which the
 * access can be done, or 0 when an exception is pending; `lo` and `hi` are the halves of a virtual address, `size` bytes.
 */
export interface HartImports {
  /** `fetch(lo, hi)`: the two bytes there are executable. */
  readonly fetch: (lo: number, hi: number) => number;
  readonly load: (lo: number, hi: number, size: number) => number;
  /** Does the whole store where memory is not plain: then the address given is that of the bounce buffer. */
  readonly store: (lo: number, hi: number, size: number, valueLo: number, valueHi: number) => number;
  /** For LR, which needs a load's rights. */
  readonly reserve: (lo: number, hi: number, size: number) => number;
  /** For SC and AMOs, which need a store's rights. */
  readonly atomic: (lo: number, hi: number, size: number) => number;
  /** Takes the pending exception at PC. */
  readonly trap: () => void;
  /** Raises an illegal-instruction exception at PC; `word` is the instruction, or its 16 bits. */
  readonly illegal: (word: number) => void;
  /**
   * Of checked machines: `check(row, lo, hi, access, place)` is told of a hit in the TLB's row at `row`, once after each change of the
   * shadow; PC is the instruction's.
   */
  readonly check?: (row: number, lo: number, hi: number, access: number, place: number) => void;
  /** Executes a system handler, numbered as in {@link handlerNumbers}; gives an {@link Action}. */
  readonly system: (handler: number, word: number) => number;
}

/** How generated code goes on after a system handler. */
export const Action = {
  /** With the next instruction; nothing changed that it holds in locals. */
  Next: 0,
  /** From the state in memory: PC, fuel and translation are new, and the instruction is accounted for. */
  Resume: 1,
  /** It returns to the hart's run loop. */
  Leave: 2,
} as const;
export type Action = (typeof Action)[keyof typeof Action];

/** Handlers implemented in JavaScript; the others of the IR are generated. PAUSE is a FENCE to the IR. */
export type HandlerName = Exclude<SystemHandler, 'fence' | 'fence_i' | 'lr_w' | 'lr_d' | 'sc_w' | 'sc_d'> | 'pause';

/** Their numbers. */
export const handlerNumbers: Readonly<Record<HandlerName, number>> = {
  ...{ csrrw: 0, csrrs: 1, csrrc: 2, csrrwi: 3, csrrsi: 4, csrrci: 5 },
  ...{ ecall: 6, ebreak: 7, mret: 8, sret: 9, wfi: 10, sfence_vma: 11, gate: 12, pause: 13 },
  ...{
    sinval_vma: 14,
    sfence_w_inval: 15,
    sfence_inval_ir: 16,
    cbo_inval: 17,
    cbo_clean: 18,
    cbo_flush: 19,
    cbo_zero: 20,
  },
};

const takes = (count: number): Signature => ({ parameters: Array.from({ length: count }, () => 'i32') });
const gives = (count: number): Signature => ({ ...takes(count), result: 'i32' });

const signatures: Readonly<Record<Exclude<keyof HartImports, 'check'>, Signature>> = {
  fetch: gives(2),
  load: gives(3),
  store: gives(5),
  reserve: gives(3),
  atomic: gives(3),
  trap: takes(0),
  illegal: takes(1),
  system: gives(2),
};

/** Function indices of the imports. */
export type ImportIndices = Readonly<Record<keyof typeof signatures, number>> & { readonly check: number | undefined };

export function declareImports(module: ModuleBuilder, checks: 'on' | 'off'): ImportIndices {
  const names = Object.keys(signatures) as (keyof typeof signatures)[];
  const indices = names.map((name) => [name, module.importFunction(name, signatures[name])] as const);
  const check = checks === 'on' ? module.importFunction('check', takes(5)) : undefined;
  return { ...(Object.fromEntries(indices) as Record<keyof typeof signatures, number>), check };
}
