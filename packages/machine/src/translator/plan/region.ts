/** Finds a region: the code that is reached from an entry by direct branches and by indirect jumps seen before, as basic blocks. */
import { decode, lengthOf, type Instruction, type Operands } from '@racho/isa';
import type { SystemHandler } from '@racho/isa/ir';
import { isReserving } from '../../interpreter/reservation.ts';
import { PAUSE } from '../../isa.ts';
import { isCsrHandler, translatesCsr } from '../csrs.ts';
import { isSwitch } from '../switches.ts';

/** An instruction at its place. Addresses are sign-extended, and exact as numbers in every paging mode. */
export interface Op {
  readonly pc: number;
  readonly next: number;
  readonly row: Instruction;
  readonly operands: Operands;
}

/** How a block ends. A target that is no block of the region is left for. */
export type Ending =
  | { readonly kind: 'goto'; readonly target: number }
  /** The last operation branches, or goes on to `next`. */
  | { readonly kind: 'branch'; readonly target: number; readonly next: number }
  /** The last operation jumps to a computed address; these targets were seen. A return goes only behind calls of the region. */
  | { readonly kind: 'indirect'; readonly targets: readonly number[]; readonly returns: boolean }
  /** The last operation goes on in another address space or mode, or ends the run: the region ends. */
  | { readonly kind: 'switch' }
  /** The interpreter has to execute what is at `target`. */
  | { readonly kind: 'interpret'; readonly target: number };

export interface Block {
  readonly pc: number;
  readonly ops: readonly Op[];
  readonly ending: Ending;
}

export interface Region {
  readonly entry: number;
  /** By their addresses; the entry comes first. */
  readonly blocks: ReadonlyMap<number, Block>;
  /** Virtual addresses of the pages that its instructions are in, each once, the entry's first. */
  readonly pages: readonly number[];
}

export interface CodeSource {
  /** The half-word of code at an even address, or `undefined` where a region must not go. */
  readonly half: (address: number) => number | undefined;
  /** Where the indirect jump at `pc` was seen to go. */
  readonly targets: (pc: number) => readonly number[];
  /** What is translated for an instruction, if not itself. */
  readonly substitute?: ((row: Instruction) => Instruction) | undefined;
}

export interface RegionLimits {
  readonly instructions: number;
  readonly pages: number;
}

export const defaultLimits: RegionLimits = { instructions: 300, pages: 4 };

const PAGE_SIZE = 4096;
export const pageOf = (address: number): number => Math.floor(address / PAGE_SIZE) * PAGE_SIZE;

/** Handlers that are nothing where harts take turns and code is watched: the others are left to the interpreter. */
const inert: readonly SystemHandler[] = ['fence', 'fence_i'];

/** Whether regions contain the instruction, and go on behind it. */
export const translatable = (row: Instruction, operands: Operands): boolean =>
  row.semantics.every(
    (stmt) =>
      stmt.kind !== 'system' ||
      inert.includes(stmt.handler) ||
      isReserving(stmt.handler) ||
      (isCsrHandler(stmt.handler) && translatesCsr(stmt.handler, operands['csr']!)),
  );

const RA = 1;

/** The address that a jump or branch relative to pc goes to, or `undefined` if it is not that. */
function directTarget({ pc, row, operands }: Op): number | undefined {
  const [statement] = row.semantics;
  if (statement?.kind !== 'jump' && statement?.kind !== 'branch') return undefined;
  const { target } = statement;
  return target.kind === 'binary' && target.a.kind === 'pc' ? pc + operands['imm']! : undefined;
}

const kindOf = ({ row, operands }: Op): 'jump' | 'branch' | 'switch' | 'plain' => {
  const kind = row.semantics[0]?.kind;
  if (isSwitch(row, operands)) return 'switch';
  return kind === 'jump' || kind === 'branch' ? kind : 'plain';
};

const returns = ({ operands }: Op): boolean => operands['rs1'] === RA && operands['rd'] === 0;

class Explorer {
  readonly #source: CodeSource;
  readonly #limits: RegionLimits;
  readonly #ops = new Map<number, Op>();
  readonly #leaders = new Set<number>();
  readonly #pages = new Set<number>();
  /** Addresses behind calls in the region: where its own returns may go. */
  readonly #returnSites = new Set<number>();
  readonly #indirect = new Map<number, readonly number[]>();

  constructor(source: CodeSource, limits: RegionLimits) {
    this.#source = source;
    this.#limits = limits;
  }

  explore(entry: number): Region | undefined {
    const queue = [entry];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (this.#leaders.has(next)) continue;
      this.#leaders.add(next);
      if (!this.#ops.has(next)) queue.push(...this.#follow(next));
    }
    if (!this.#ops.has(entry)) return undefined;
    const blocks = [...this.#leaders].filter((pc) => this.#ops.has(pc)).map((pc) => [pc, this.#block(pc)] as const);
    return { entry, blocks: new Map(blocks), pages: [...this.#pages] };
  }

  /** Decodes from `pc` to where control may go elsewhere; gives the targets. */
  #follow(pc: number): readonly number[] {
    let at = pc;
    for (;;) {
      if (this.#ops.has(at)) return [at];
      const op = this.#decode(at);
      if (op === undefined) return [];
      this.#ops.set(at, op);
      const kind = kindOf(op);
      if (kind === 'switch') return [];
      if (kind !== 'plain') return this.#targets(op, kind);
      at = op.next;
    }
  }

  #targets(op: Op, kind: 'jump' | 'branch'): readonly number[] {
    const direct = directTarget(op);
    if (kind === 'branch') return [direct!, op.next];
    if (op.operands['rd'] === RA) this.#returnSites.add(op.next);
    if (direct !== undefined) return [direct];
    const seen = this.#source.targets(op.pc).filter((target) => !returns(op) || this.#returnSites.has(target));
    this.#indirect.set(op.pc, seen);
    return seen;
  }

  #decode(pc: number): Op | undefined {
    if (this.#ops.size >= this.#limits.instructions) return undefined;
    const low = this.#half(pc);
    if (low === undefined) return undefined;
    const high = lengthOf(low) === 4 ? this.#half(pc + 2) : 0;
    if (high === undefined) return undefined;
    const word = ((high << 16) | low) >>> 0;
    // It ends a hart's turn, and so is more than a fence.
    if (word === PAUSE) return undefined;
    const decoded = decode(word);
    if (decoded === undefined) return undefined;
    const { instruction, operands } = decoded;
    if (!translatable(instruction, operands) && !isSwitch(instruction, operands)) return undefined;
    const row = this.#source.substitute?.(instruction) ?? instruction;
    return { pc, next: pc + decoded.length, row, operands };
  }

  #half(address: number): number | undefined {
    const page = pageOf(address);
    if (!this.#pages.has(page) && this.#pages.size >= this.#limits.pages) return undefined;
    const half = this.#source.half(address);
    if (half !== undefined) this.#pages.add(page);
    return half;
  }

  #block(pc: number): Block {
    const ops: Op[] = [];
    for (let at = pc; ;) {
      const op = this.#ops.get(at);
      if (op === undefined) return { pc, ops, ending: { kind: 'interpret', target: at } };
      ops.push(op);
      const kind = kindOf(op);
      if (kind === 'switch') return { pc, ops, ending: { kind } };
      if (kind !== 'plain') return { pc, ops, ending: this.#ending(op, kind) };
      at = op.next;
      if (this.#leaders.has(at)) return { pc, ops, ending: { kind: 'goto', target: at } };
    }
  }

  #ending(op: Op, kind: 'jump' | 'branch'): Ending {
    const direct = directTarget(op);
    if (direct === undefined) {
      return { kind: 'indirect', targets: this.#indirect.get(op.pc) ?? [], returns: returns(op) };
    }
    // A branch to what follows it is one way, and not two to the same block.
    const branches = kind === 'branch' && direct !== op.next;
    return branches ? { kind, target: direct, next: op.next } : { kind: 'goto', target: direct };
  }
}

/** The region from `entry` on, or `undefined` if its first instruction is none that is translated. */
export const findRegion = (
  entry: number,
  source: CodeSource,
  limits: RegionLimits = defaultLimits,
): Region | undefined => new Explorer(source, limits).explore(entry);
