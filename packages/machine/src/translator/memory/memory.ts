/** Memory accesses of a region: the groups of a block, each checked where its first access is. */
import type { Stmt } from '@racho/isa/ir';
import { accesses } from '../../interpreter/memory.ts';
import type { StateAccess } from '../../interpreter/privileged.ts';
import { endReservation, isReserved, isUnchanged, reserve, type Reserving } from '../../interpreter/reservation.ts';
import type { Code } from '../../wasm/code.ts';
import { choose } from '../../wasm/code.ts';
import type { LoadName, StoreName } from '../../wasm/instructions.ts';
import { i32, i64, load, store } from '../../wasm/instructions.ts';
import type { FunctionBuilder, Local } from '../../wasm/module.ts';
import type { Group } from './groups.ts';
import { accessOf, offsetOf } from './groups.ts';
import type { Place, Places } from './places.ts';
import type { Op } from '../plan/region.ts';

type Of<Kind extends Stmt['kind']> = Extract<Stmt, { kind: Kind }>;

/** How to leave the region in front of an access. */
export type WaysOut = Pick<Place, 'miss' | 'stray'>;

/** A block's accesses: their groups, and the loop in which the page of one is worth keeping. */
export interface BlockAccesses {
  readonly groups: ReadonlyMap<Op, Group>;
  readonly keptIn: (op: Op) => number | undefined;
}

export class MemoryCode {
  readonly #fn: FunctionBuilder;
  readonly #x: (register: number) => Code;
  readonly places: Places;
  #block: BlockAccesses = { groups: new Map(), keptIn: () => undefined };
  /** Where the first byte of each checked group is. */
  readonly #hosts = new Map<Group, Local>();
  /** Locals for that. Every block has the same ones: V8's graph grows with the locals times the ways out of loops. */
  readonly #pool: Local[] = [];

  /** @param x - the value of an x-register */
  constructor(fn: FunctionBuilder, places: Places, x: (register: number) => Code) {
    this.#fn = fn;
    this.#x = x;
    this.places = places;
  }

  enterBlock(block: BlockAccesses): void {
    this.#block = block;
    this.#hosts.clear();
  }

  load(op: Op, stmt: Of<'load'>, exits: WaysOut, set: (value: Code) => Code): Code {
    return this.loadAs(accesses[stmt.memory].load, op, exits, set);
  }

  loadAs(name: LoadName, op: Op, exits: WaysOut, set: (value: Code) => Code): Code {
    const { host, check, group } = this.#access(op, exits);
    return [check, set(load(name, host.get, offsetOf(op) - group.start))];
  }

  store(op: Op, stmt: Of<'store'>, value: Code, exits: WaysOut): Code {
    return this.storeAs(accesses[stmt.memory].store, op, value, exits);
  }

  storeAs(name: StoreName, op: Op, value: Code, exits: WaysOut): Code {
    const { host, check, group } = this.#access(op, exits);
    return [check, store(name, host.get, offsetOf(op) - group.start, value)];
  }

  amo(op: Op, stmt: Of<'amo'>, exits: WaysOut, { old, value }: { old: Local; value: () => Code }): Code {
    const { memory } = stmt;
    const { host, check } = this.#access(op, exits);
    return [
      this.#aligned(op, exits),
      check,
      old.set(load(accesses[memory].load, host.get)),
      store(accesses[memory].store, host.get, 0, value()),
    ];
  }

  /** LR. */
  reserve(op: Op, { memory }: Reserving, exits: WaysOut, { hart, old }: { hart: StateAccess; old: Local }): Code {
    const { host, check } = this.#access(op, exits);
    return [
      this.#aligned(op, exits),
      check,
      old.set(load(accesses[memory].load, host.get)),
      reserve(hart, this.#x(op.operands['rs1']!), host.get, old.get),
    ];
  }

  /** SC, which makes `failed` 0 or 1. */
  storeConditional(
    op: Op,
    { memory }: Reserving,
    exits: WaysOut,
    { hart, failed }: { hart: StateAccess; failed: Local },
  ): Code {
    const { host, check } = this.#access(op, exits);
    return [
      this.#aligned(op, exits),
      failed.set(i64.const(1)),
      choose(undefined, isReserved(hart, this.#x(op.operands['rs1']!)), [
        check,
        choose(undefined, isUnchanged(hart, host.get, load(accesses[memory].load, host.get)), [
          store(accesses[memory].store, host.get, 0, this.#x(op.operands['rs2']!)),
          failed.set(i64.const(0)),
        ]),
      ]),
      endReservation(hart),
    ];
  }

  /** Where the operand of an atomic access is not aligned, the interpreter raises the exception. */
  #aligned(op: Op, { miss }: WaysOut): Code {
    const low = i64.and(this.#x(op.operands['rs1']!), i64.const(accessOf(op)!.bytes - 1));
    return choose(undefined, i32.eqz(i64.eqz(low)), miss());
  }

  /** The place of the operation's group, and the code that finds it if this is the group's first access. */
  #access(op: Op, exits: WaysOut): { host: Local; check: Code; group: Group } {
    const group = this.#block.groups.get(op);
    if (group === undefined) throw new RangeError(`${op.row.name} is in no group`);
    const known = this.#hosts.get(group);
    if (known !== undefined) return { host: known, check: [], group };
    const host = (this.#pool[this.#hosts.size] ??= this.#fn.local('i32'));
    this.#hosts.set(group, host);
    const { bytes } = accessOf(op)!;
    const single = group.end - group.start === bytes ? bytes : undefined;
    const keptIn = this.#block.keptIn(op);
    return { host, check: this.places.find({ group, keptIn, single, host, pc: op.pc, ...exits }), group };
  }
}
