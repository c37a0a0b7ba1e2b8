/** Memory accesses of a region: pages found are kept in locals, one for each base register, and looked up in the TLB else. */
import type { MemoryType, Stmt } from '@racho/isa/ir';
import { LOAD_ROWS, STORE_ROWS } from '../hart/layout.ts';
import { accesses, ADDEND, rowOffset } from '../interpreter/memory.ts';
import { PAGE_SIZE } from '../interpreter/state.ts';
import type { Code } from '../wasm/code.ts';
import { call, choose, returns } from '../wasm/code.ts';
import { i32, i64, load, store, wrap } from '../wasm/instructions.ts';
import type { FunctionBuilder, Local, ModuleBuilder, Signature } from '../wasm/module.ts';
import type { AccessKind, Group } from './groups.ts';
import { offsetOf, sizeOf } from './groups.ts';
import type { Op } from './region.ts';

/** `ram(base, lo, hi, kind)`: the place of the byte if it is plain RAM that the hart may access so, else 0; 0 is for loads, 1 for stores. */
export const ramSignature: Signature = { parameters: ['i32', 'i32', 'i32', 'i32'], result: 'i32' };

/** Functions `(base, tlb, address, span)` that give the place of accesses within one page, or 0. */
export type FillFunctions = Readonly<Record<AccessKind, number>>;

const rowsOf: Readonly<Record<AccessKind, number>> = { load: LOAD_ROWS, store: STORE_ROWS };
const pageOf = (address: Code): Code => i64.and(address, i64.const(-PAGE_SIZE));
const lastByte = (address: Code, span: Code): Code => i64.sub(i64.add(address, span), i64.const(1));

/** Looks an address up in the TLB; what is not there is asked for. */
function addFill(module: ModuleBuilder, ram: number, kind: AccessKind): number {
  return module.addFunction({ parameters: ['i32', 'i32', 'i64', 'i64'], result: 'i32' }, (fn) => {
    const [base, tlb, address, span] = fn.parameters as [Local, Local, Local, Local];
    const row = fn.local('i32');
    const high = wrap(i64.shr_u(address.get, i64.const(32)));
    return [
      row.set(i32.add(tlb.get, rowOffset(address.get))),
      choose(undefined, i64.ne(pageOf(address.get), pageOf(lastByte(address.get, span.get))), returns(i32.const(0))),
      choose(
        'i32',
        i64.eq(load('i64.load', row.get, rowsOf[kind]), pageOf(address.get)),
        i32.add(wrap(address.get), load('i32.load', row.get, rowsOf[kind] + ADDEND)),
        call(ram, base.get, wrap(address.get), high, i32.const(kind === 'load' ? 0 : 1)),
      ),
    ];
  });
}

export const addFills = (module: ModuleBuilder, ram: number): FillFunctions => ({
  load: addFill(module, ram, 'load'),
  store: addFill(module, ram, 'store'),
});

/** The page that a register pointed into last: its address (`NO_PAGE`: none yet), and what makes an address its place. */
interface PageLocals {
  readonly page: Local;
  readonly addend: Local;
}

export interface MemoryOptions {
  readonly base: Local;
  readonly tlb: Local;
  readonly fill: FillFunctions;
  /** The value of an x-register. */
  readonly x: (register: number) => Code;
}

type Of<Kind extends Stmt['kind']> = Extract<Stmt, { kind: Kind }>;

/** No masked address is equal to it: what stays of an address are its page and at most three low bits. */
const NO_PAGE = 8;

export class MemoryCode {
  readonly #fn: FunctionBuilder;
  readonly #options: MemoryOptions;
  readonly #address: Local;
  readonly #pages = new Map<string, PageLocals>();
  #groups: ReadonlyMap<Op, Group> = new Map();
  /** Where the first byte of each checked group is. */
  readonly #hosts = new Map<Group, Local>();

  constructor(fn: FunctionBuilder, options: MemoryOptions) {
    this.#fn = fn;
    this.#options = options;
    this.#address = fn.local('i64');
  }

  /** To be put before all code, and made after it. */
  start(tlb: Code): Code {
    const pages = [...this.#pages.values()];
    return [this.#options.tlb.set(tlb), pages.map(({ page }) => page.set(i64.const(NO_PAGE)))];
  }

  enterBlock(groups: ReadonlyMap<Op, Group>): void {
    this.#groups = groups;
    this.#hosts.clear();
  }

  load(op: Op, stmt: Of<'load'>, miss: () => Code, set: (value: Code) => Code): Code {
    const { host, check, group } = this.#access(op, stmt.memory, miss);
    return [check, set(load(accesses[stmt.memory].load, host.get, offsetOf(op) - group.start))];
  }

  store(op: Op, stmt: Of<'store'>, value: Code, miss: () => Code): Code {
    const { host, check, group } = this.#access(op, stmt.memory, miss);
    return [check, store(accesses[stmt.memory].store, host.get, offsetOf(op) - group.start, value)];
  }

  /** The operand must be aligned; where it is not, the interpreter raises the exception. */
  amo(op: Op, stmt: Of<'amo'>, { miss, old, value }: { miss: () => Code; old: Local; value: () => Code }): Code {
    const { memory } = stmt;
    const misaligned = i64.and(this.#options.x(op.operands['rs1']!), i64.const(sizeOf(stmt) - 1));
    const { host, check } = this.#access(op, memory, miss);
    return [
      choose(undefined, i32.eqz(i64.eqz(misaligned)), miss()),
      check,
      old.set(load(accesses[memory].load, host.get)),
      store(accesses[memory].store, host.get, 0, value()),
    ];
  }

  /** The place of the operation's group, and the code that finds it if this is the group's first access. */
  #access(op: Op, memory: MemoryType, miss: () => Code): { host: Local; check: Code; group: Group } {
    const group = this.#groups.get(op);
    if (group === undefined) throw new RangeError(`${op.row.name} is in no group`);
    const known = this.#hosts.get(group);
    if (known !== undefined) return { host: known, check: [], group };
    const host = this.#fn.local('i32');
    this.#hosts.set(group, host);
    return { host, check: this.#check(group, host, accesses[memory].bytes, miss), group };
  }

  #check(group: Group, host: Local, bytes: number, miss: () => Code): Code {
    const { base, tlb, fill, x } = this.#options;
    const { page, addend } = this.#pageLocals(group);
    const address = this.#address;
    const span = group.end - group.start;
    const start = x(group.register);
    const elsewhere =
      span === bytes
        ? // One access: one that is misaligned keeps low bits and is looked up, in case it straddles pages.
          i64.ne(i64.and(address.get, i64.const(-PAGE_SIZE | (bytes - 1))), page.get)
        : i32.or(
            i64.ne(pageOf(address.get), page.get),
            i64.ne(pageOf(i64.add(address.get, i64.const(span - 1))), page.get),
          );
    return [
      address.set(group.start === 0 ? start : i64.add(start, i64.const(group.start))),
      choose(undefined, elsewhere, [
        host.set(call(fill[group.kind], base.get, tlb.get, address.get, i64.const(span))),
        choose(undefined, i32.eqz(host.get), miss()),
        page.set(pageOf(address.get)),
        addend.set(i32.sub(host.get, wrap(address.get))),
      ]),
      host.set(i32.add(wrap(address.get), addend.get)),
    ];
  }

  #pageLocals({ kind, register }: Group): PageLocals {
    const key = `${kind} ${register}`;
    const locals = this.#pages.get(key) ?? { page: this.#fn.local('i64'), addend: this.#fn.local('i32') };
    this.#pages.set(key, locals);
    return locals;
  }
}
