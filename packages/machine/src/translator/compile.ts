/** Compiles a region to a WebAssembly function: registers in locals, structured control flow, exits that leave exact state. */
import type { Expr, Stmt, SystemHandler } from '@racho/isa/ir';
import type { CsrHandler, CsrLocals } from '../interpreter/csr-access.ts';
import { expression, type Scope } from '../interpreter/expression.ts';
import type { StateAccess } from '../interpreter/privileged.ts';
import { isReserving, reservingOf } from '../interpreter/reservation.ts';
import type { MulhFunctions } from '../interpreter/mulh.ts';
import { DATA_TLB, EPOCH, FUEL } from '../hart/layout.ts';
import type { Code } from '../wasm/code.ts';
import { choose, drop, returns } from '../wasm/code.ts';
import { i32, i64, load, store } from '../wasm/instructions.ts';
import type { FunctionBuilder, Local, Signature, Value } from '../wasm/module.ts';
import { csrCode, isCsrHandler, SSTATUS } from './csrs.ts';
import { Exits } from './exits.ts';
import { groupAccesses } from './memory/groups.ts';
import { FloatCode } from './float/float.ts';
import type { HelperIndices } from './float/helper.ts';
import { firstFloat } from './float/plan.ts';
import type { Loop } from './plan/loops.ts';
import { FlatPlaces } from './memory/flat-places.ts';
import { MemoryCode, type WaysOut } from './memory/memory.ts';
import { PagedPlaces, type Places, type PlacesOptions } from './memory/places.ts';
import { movedBy, staysNear } from './memory/motion.ts';
import type { Plan } from './plan/plan.ts';
import type { Registers } from './plan/registers.ts';
import { recordTarget } from './profile.ts';
import type { Block, Op } from './plan/region.ts';
import { structure } from './structure.ts';
import { switchCode } from './switches.ts';
import { WindowedPlaces } from './memory/windowed-places.ts';
import { XRegisters } from './x-registers.ts';

/**
 * A region takes the base of the hart's state and gives the address to go on at. It is odd, and one more than the
 * address, where the interpreter has to execute at least one instruction: there is too little fuel, or an access that
 * only the interpreter can make; or where the run has ended at a gate, as the state says.
 */
export const regionSignature: Signature = { parameters: ['i32'], result: 'i64' };

/** Whether code has, before each instruction's, its address as a constant that is dropped: for a reader. */
export type Marks = 'instructions' | 'none';

export interface RegionOptions {
  /** Where the state of the only hart is, if there is one only. */
  readonly base: number | undefined;
  readonly mulh: MulhFunctions;
  /** Needed where a plan has floating point. */
  readonly helper: HelperIndices | undefined;
  /** Whether it is for a checked machine, where it uses only what the interpreter has had checked. */
  readonly checks: 'on' | 'off';
  readonly marks: Marks;
  readonly places: PlacesOptions;
}

class RegionCompiler {
  readonly #plan: Plan;
  readonly #options: RegionOptions;
  readonly #base: Value;
  readonly #fuel: Local;
  readonly #selector: Local;
  readonly #target: Local;
  readonly #old: Local;
  readonly #x: XRegisters;
  readonly #memory: MemoryCode;
  readonly #float: FloatCode | undefined;
  readonly #csrLocals: CsrLocals;
  /** The TLB set that the region is left for. */
  readonly #set: Local;
  readonly #state: StateAccess;
  readonly #motions = new Map<Loop, Registers>();
  readonly #exits: Exits;

  constructor(plan: Plan, fn: FunctionBuilder, options: RegionOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#base = options.base === undefined ? fn.parameters[0]! : { get: i32.const(options.base) };
    [this.#fuel, this.#selector] = [fn.local('i32'), fn.local('i32')];
    [this.#target, this.#old] = [fn.local('i64'), fn.local('i64')];
    const [status, changed] = [fn.local('i32'), fn.local('i32')];
    this.#csrLocals = { old: this.#old, value: this.#target, status, changed };
    this.#set = fn.local('i32');
    const base = this.#base.get;
    this.#state = {
      load: (name, offset) => load(name, base, offset),
      store: (name, offset, value) => store(name, base, offset, value),
      loadRow: (name, row, offset) => load(name, i32.add(base, row), offset),
    };
    this.#x = new XRegisters(fn, this.#base, plan.used);
    const x = (n: number): Code => this.#x.read(n);
    const epoch = options.checks === 'on' ? load('i32.load', this.#base.get, EPOCH) : undefined;
    this.#memory = new MemoryCode(fn, placesFor(options.places, { fn, x, epoch, base: this.#base }), x);
    const usesFloat = options.helper !== undefined && plan.floats.guarded.size > 0;
    this.#float = usesFloat ? new FloatCode(fn, this.#base, plan.floats, options.helper) : undefined;
    this.#exits = new Exits({
      base: this.#base,
      fuel: this.#fuel,
      exitPc: fn.local('i64'),
      strayed: this.#target,
      strays: options.places.mode === 'windowed' && options.checks === 'off',
      store: (registers) => [this.#x.store(registers), this.#float?.leave(plan.floats.dirty) ?? []],
    });
  }

  compile(): Code {
    const { region, flow, used, dirty, heads } = this.#plan;
    const body = structure({
      flow,
      loops: this.#plan.loops,
      emit: (node, to) => this.#node(node, to),
      around: (head, loop) => this.#around(head, loop),
    });
    this.#exits.enter(undefined);
    const entry = heads.has(0) ? [] : this.#checkFuel(0);
    return [
      this.#fuel.set(load('i32.load', this.#base.get, FUEL)),
      this.#memory.places.start(load('i32.load', this.#base.get, DATA_TLB), returns(i64.const(region.entry + 1))),
      this.#x.load(used),
      this.#float?.start() ?? [],
      this.#exits.around(undefined, [entry, body], dirty),
    ];
  }

  /** What is put around a loop: in front of an island, all that it does not touch is stored; it has exits of its own. */
  #around(head: number, code: Code): Code {
    const island = this.#plan.islands[head];
    const entering = this.#memory.places.enterLoop(head);
    if (island?.head !== head) return [entering, code];
    const { dirty } = this.#plan;
    return [
      entering,
      head === 0 ? [] : this.#x.store(dirty & ~island.touched),
      this.#exits.around(island, code, dirty & island.touched),
    ];
  }

  /** A region goes on only if its fuel lasts to the next check. */
  #checkFuel(node: number): Code {
    const { blocks, longest } = this.#plan;
    const enough = i32.lt_s(this.#fuel.get, i32.const(longest[node]!));
    const at = blocks[node];
    return choose(
      undefined,
      enough,
      at === undefined ? this.#exits.leave(this.#selected(node)) : this.#exits.interpretAt(at.pc, 0),
    );
  }

  /** The address, for the interpreter, of the block that a dispatch node goes to. */
  #selected(node: number): Code {
    const targets = this.#plan.graph.successors[node]!.map((next) =>
      i64.const(BigInt(this.#plan.blocks[next]!.pc) + 1n),
    );
    return targets.reduce((code, target, index) =>
      index === 0 ? target : choose('i64', i32.eq(this.#selector.get, i32.const(index)), target, code),
    );
  }

  #node(node: number, to: (successor: number) => Code): Code {
    this.#exits.enter(this.#plan.islands[node]);
    const check = this.#plan.heads.has(node) ? this.#checkFuel(node) : [];
    const at = this.#plan.blocks[node];
    const edge = (next: number): Code => this.#edge(node, next, to);
    return [check, at === undefined ? this.#dispatch(node, edge) : this.#block(node, at, edge)];
  }

  /** Code that goes from a node to another one, which may stand in it: what is emitted next is of this node again. */
  #edge(node: number, next: number, to: (successor: number) => Code): Code {
    const island = this.#plan.islands[node];
    const leaves = island !== undefined && this.#plan.islands[next] !== island;
    const code = to(next);
    this.#exits.enter(this.#plan.islands[node]);
    return leaves ? [this.#x.load(this.#plan.used & ~island.touched), code] : code;
  }

  #dispatch(node: number, to: (successor: number) => Code): Code {
    const [first, ...others] = this.#plan.graph.successors[node]!;
    return others.reduce<Code>(
      (code, next, index) => choose(undefined, i32.eq(this.#selector.get, i32.const(index + 1)), to(next), code),
      to(first!),
    );
  }

  #block(node: number, at: Block, to: (successor: number) => Code): Code {
    const { ops, ending } = at;
    const loop = this.#plan.loops[node];
    this.#memory.enterBlock({
      groups: groupAccesses(ops),
      keptIn: (op) =>
        loop !== undefined && staysNear(ops, ops.indexOf(op), this.#movedIn(loop)) ? loop.head : undefined,
    });
    const float = firstFloat(at);
    const guard = (op: Op, index: number): Code =>
      op === float ? (this.#float?.guard(node, () => this.#exits.interpretAt(op.pc, index)) ?? []) : [];
    const body = ops.map((op, index) => [this.#mark(op), guard(op, index), this.#op(op, index)]);
    const fuel = this.#exits.retire(ops.length);
    this.#exits.enter(this.#plan.islands[node]);
    const goto = (target: number): Code => this.#goto(node, target, to);
    switch (ending.kind) {
      case 'goto':
        return [body, fuel, goto(ending.target)];
      case 'branch':
        return [body, fuel, choose(undefined, this.#condition(ops.at(-1)!), goto(ending.target), goto(ending.next))];
      case 'indirect': {
        const inside = ending.targets.filter((target) => this.#plan.region.blocks.has(target));
        const outside = [
          recordTarget(i64.const(ops.at(-1)!.pc), this.#target.get),
          this.#exits.leave(this.#target.get),
        ];
        return [
          body,
          fuel,
          inside.reduce<Code>(
            (code, target) => choose(undefined, i64.eq(this.#target.get, i64.const(target)), goto(target), code),
            outside,
          ),
        ];
      }
      case 'switch': {
        const last = ops.length - 1;
        return [
          body.slice(0, last),
          this.#switch(ops[last]!, ops.length),
          this.#exits.interpretAt(ops[last]!.pc, last),
        ];
      }
      case 'interpret':
        return [body, fuel, this.#exits.leave(i64.const(ending.target + 1))];
    }
  }

  /** The registers that move in a loop. */
  #movedIn(loop: Loop): Registers {
    const known = this.#motions.get(loop);
    if (known !== undefined) return known;
    const ops = [...loop.nodes].flatMap((node) => this.#plan.blocks[node]?.ops ?? []);
    const moved = movedBy(ops);
    this.#motions.set(loop, moved);
    return moved;
  }

  #goto(node: number, target: number, to: (successor: number) => Code): Code {
    const next = this.#plan.targets[node]!.get(target);
    if (next === undefined) return this.#exits.leave(i64.const(target));
    const dispatched = this.#plan.graph.dispatched.get(next);
    if (dispatched === undefined) return to(next);
    return [this.#selector.set(i32.const(dispatched.index)), to(dispatched.dispatcher)];
  }

  #scope({ pc, next, operands }: Op): Scope {
    return {
      register: (field) => this.#x.read(operands[field]!),
      floatRegister: () => [],
      number: (field) => i64.const(operands[field]!),
      pc: i64.const(pc),
      next: i64.const(next),
      old: this.#old.get,
      mulh: this.#options.mulh,
    };
  }

  #condition(op: Op): Code {
    const [stmt] = op.row.semantics;
    if (stmt?.kind !== 'branch') throw new RangeError(`${op.row.name} is no branch`);
    return expression(stmt.cond, this.#scope(op));
  }

  #csr(handler: CsrHandler, op: Op, miss: () => Code): Code {
    const { operands } = op;
    // Floating point is asked for once in a region whether it may be executed, and is dirty from then on.
    if (this.#plan.floats.guarded.size > 0 && operands['csr'] === SSTATUS) return miss();
    return csrCode(handler, op, {
      state: this.#state,
      locals: this.#csrLocals,
      operand: handler.endsWith('i') ? i64.const(operands['zimm']!) : this.#x.read(operands['rs1']!),
      miss,
      setRd: (value) => (operands['rd'] === 0 ? [] : this.#x.write(operands['rd']!, value)),
    });
  }

  /** The last instruction of the region, as the `retired`th of its block. */
  #switch(op: Op, retired: number): Code {
    const { old, value, status, changed } = this.#csrLocals;
    const rd = op.operands['rd'] ?? 0;
    const done = this.#exits.retire(retired);
    return switchCode(op, {
      hart: this.#state,
      scratch: { status, row: changed, set: this.#set },
      locals: { old, value },
      pc: i64.const(op.pc),
      next: i64.const(op.next),
      enter: (address) => [done, this.#exits.leave(address)],
      stop: [done, this.#exits.leave(i64.const(op.next + 1))],
      rs1: () => this.#x.read(op.operands['rs1']!),
      setRd: (result) => (rd === 0 ? [] : this.#x.write(rd, result)),
      checks: this.#options.checks,
    });
  }

  #op(op: Op, index: number): Code {
    return op.row.semantics.map((stmt) => this.#statement(stmt, op, index));
  }

  #mark({ pc }: Op): Code {
    return this.#options.marks === 'none' ? [] : drop(i64.const(pc));
  }

  #statement(stmt: Stmt, op: Op, index: number): Code {
    const scope = this.#scope(op);
    const rd = op.operands['rd'] ?? 0;
    const miss = (): Code => this.#exits.interpretAt(op.pc, index);
    const exits: WaysOut = { miss, stray: (address) => this.#exits.strayAt(op.pc, index, address) };
    const setRd = (value: Code): Code => (rd === 0 ? [] : this.#x.write(rd, value));
    switch (stmt.kind) {
      case 'set':
        return setRd(this.#moved(stmt.value, op, scope));
      case 'load':
        return this.#memory.load(op, stmt, exits, setRd);
      case 'loadf':
        return this.#memory.loadAs(`${stmt.format}.load`, op, exits, (value) =>
          this.#floats.set(op, stmt.format, value),
        );
      case 'store': {
        if (stmt.value.kind !== 'freg') return this.#memory.store(op, stmt, expression(stmt.value, scope), exits);
        const format = stmt.memory === 'i64' ? 'f64' : 'f32';
        return this.#memory.storeAs(`${format}.store`, op, this.#floats.stored(op, stmt.value.field, format), exits);
      }
      case 'amo':
        return [
          this.#memory.amo(op, stmt, exits, { old: this.#old, value: () => expression(stmt.value, scope) }),
          setRd(this.#old.get),
        ];
      case 'jump':
        // The address is computed before the link is written: they may be one register.
        return [this.#target.set(expression(stmt.target, scope)), stmt.link ? setRd(scope.next) : []];
      case 'setf':
        return this.#floats.setf(op, stmt, scope);
      case 'float':
        return this.#floats.float(op, stmt, scope, (value) => (rd === 0 ? drop(value) : this.#x.write(rd, value)));
      case 'branch':
        return [];
      case 'system':
        return this.#system(stmt.handler, op, exits);
    }
  }

  #system(handler: SystemHandler, op: Op, exits: WaysOut): Code {
    if (isCsrHandler(handler)) return this.#csr(handler, op, exits.miss);
    if (!isReserving(handler)) return [];
    const [hart, result, rd] = [this.#state, this.#old, op.operands['rd']!];
    const reserving = reservingOf(handler);
    const code =
      reserving.does === 'reserves'
        ? this.#memory.reserve(op, reserving, exits, { hart, old: result })
        : this.#memory.storeConditional(op, reserving, exits, { hart, failed: result });
    return [code, rd === 0 ? [] : this.#x.write(rd, result.get)];
  }

  #moved(value: Expr, op: Op, scope: Scope): Code {
    return this.#float === undefined ? expression(value, scope) : this.#float.moved(op, value, scope);
  }

  get #floats(): FloatCode {
    if (this.#float === undefined) throw new RangeError('floating point that is not in the plan');
    return this.#float;
  }
}

interface PlacesScope {
  readonly fn: FunctionBuilder;
  readonly x: (register: number) => Code;
  readonly epoch: Code | undefined;
  readonly base: Value;
}

function placesFor(options: PlacesOptions, { fn, x, epoch, base }: PlacesScope): Places {
  switch (options.mode) {
    case 'paged':
      return new PagedPlaces(fn, x, epoch);
    case 'windowed':
      return new WindowedPlaces({ x, epoch, strangers: options.strangers, others: new PagedPlaces(fn, x, epoch) });
    case 'flat':
      return new FlatPlaces(fn, options.memory, x, base);
  }
}

/** The body of a region's function. */
export const compileRegion = (plan: Plan, fn: FunctionBuilder, options: RegionOptions): Code =>
  new RegionCompiler(plan, fn, options).compile();
