/** Compiles an instruction of the table to the interpreter's code for it, which ends by a branch. */
import { effectsOf, type Field, type Instruction } from '@racho/isa';
import { BOX, type Expr, type RegisterField, type Stmt } from '@racho/isa/ir';
import { FUEL, NEXT, PC, X } from '../hart/layout.ts';
import { PAUSE } from '../isa.ts';
import { recordTarget } from '../translator/profile.ts';
import type { Code } from '../wasm/code.ts';
import { br, brIf, call, choose, select } from '../wasm/code.ts';
import { extendSigned, extendUnsigned, i32, i64, load, store, wrap } from '../wasm/instructions.ts';
import type { Scope } from './expression.ts';
import { countReads, expression } from './expression.ts';
import { fieldValue, registerOffset } from './fields.ts';
import { checkOn, chooseMode, readFloat, writeFloat } from './float-state.ts';
import { Action, handlerNumbers, type HandlerName } from './imports.ts';
import { loadHost, loadMemory, storeHost, storeMemory, translateAtomic } from './memory.ts';
import { accessCsr, type CsrScope } from './csr-access.ts';
import { accessTo, returnFromSupervisor, stopAtGate, trapFromUser } from './privileged.ts';
import { endReservation, isReserved, isUnchanged, reserve, reservingOf } from './reservation.ts';
import type { LoopState } from './state.ts';
import { currentPc, nextPc, PAGE_SIZE, storeState } from './state.ts';

/** The expressions of a statement, in the order in which they are evaluated. */
function expressionsOf(stmt: Stmt): Expr[] {
  switch (stmt.kind) {
    case 'set':
    case 'setf':
      return [stmt.value];
    case 'load':
    case 'loadf':
      return [stmt.address];
    case 'float':
      return [...stmt.operands];
    case 'store':
    case 'amo':
      return [stmt.address, stmt.value];
    case 'jump':
      return [stmt.target];
    case 'branch':
      return [stmt.cond, stmt.target];
    default:
      return [];
  }
}

function fieldOf(row: Instruction, name: string): Field {
  const field = row.fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new RangeError(`${row.name} has no operand ${name}`);
  return field;
}

/** Compiles one row; made anew for each. */
class RowCompiler {
  readonly #row: Instruction;
  readonly #state: LoopState;
  readonly #scope: Scope;
  /** Registers that are read more than once, and so kept in a local. */
  readonly #kept: readonly ('rs1' | 'rs2')[];

  constructor(row: Instruction, state: LoopState) {
    this.#row = row;
    this.#state = state;
    const expressions = row.semantics.flatMap(expressionsOf);
    const reads = (field: RegisterField): number => expressions.reduce((sum, e) => sum + countReads(e, field), 0);
    this.#kept = (['rs1', 'rs2'] as const).filter((field) => reads(field) > 1);
    this.#scope = {
      register: (field) => (this.#kept.some((kept) => kept === field) ? this.#local(field).get : this.#read(field)),
      floatRegister: (field) => readFloat(state, fieldOf(row, field)),
      number: (name) => this.#number(name),
      pc: currentPc(state),
      next: nextPc(state),
      old: state.locals.old.get,
      mulh: state.mulh,
    };
  }

  compile(): Code {
    const keep = this.#kept.map((field) => this.#local(field).set(this.#read(field)));
    return [
      this.#checkFloat(),
      keep,
      this.#row.semantics.map((stmt) => this.#statement(stmt)),
      br(this.#state.labels.retire),
    ];
  }

  /** What can make a floating-point instruction illegal: that it is off, or a reserved rounding mode. */
  #checkFloat(): Code {
    if (!effectsOf(this.#row).float) return [];
    const rounds = this.#row.fields.find(({ name }) => name === 'rm');
    return [checkOn(this.#state), rounds === undefined ? [] : chooseMode(this.#state, rounds)];
  }

  #statement(stmt: Stmt): Code {
    switch (stmt.kind) {
      case 'set':
        return this.#setRd(this.#value(stmt.value));
      case 'load':
        return this.#setRd(loadMemory(this.#state, stmt.memory, this.#value(stmt.address)));
      case 'store':
        return storeMemory(this.#state, stmt.memory, this.#value(stmt.address), this.#value(stmt.value));
      case 'amo':
        return this.#amo(stmt.memory, this.#value(stmt.address), this.#value(stmt.value));
      case 'jump':
        return this.#jump(stmt.target, stmt.link);
      case 'branch':
        return this.#branch(stmt.cond, stmt.target);
      case 'setf':
        return this.#setFrd(this.#value(stmt.value));
      case 'loadf': {
        const value = loadMemory(this.#state, stmt.format === 'f64' ? 'i64' : 'u32', this.#value(stmt.address));
        return this.#setFrd(stmt.format === 'f64' ? value : boxed(value));
      }
      case 'float':
        return this.#float(stmt);
      case 'system':
        return this.#system(stmt.handler);
      default:
        throw new RangeError(`${this.#row.name}: the interpreter has no code for what it does`);
    }
  }

  #value(expr: Expr): Code {
    return expression(expr, this.#scope);
  }

  #local(field: RegisterField): LoopState['locals']['rs1'] {
    return field === 'rs2' ? this.#state.locals.rs2 : this.#state.locals.rs1;
  }

  /** A number among the operands, as i64. */
  #number(name: string): Code {
    const field = fieldOf(this.#row, name);
    return (field.signed ? extendSigned : extendUnsigned)(fieldValue(field, this.#state.locals.word.get));
  }

  #read(field: RegisterField): Code {
    const offset = registerOffset(fieldOf(this.#row, field), this.#state.locals.word.get);
    return load('i64.load', offset, this.#state.base + X);
  }

  /** Writes rd and makes x0 zero again, which is cheaper than asking whether rd is x0. */
  #setRd(value: Code): Code {
    const offset = registerOffset(fieldOf(this.#row, 'rd'), this.#state.locals.word.get);
    return [
      store('i64.store', offset, this.#state.base + X, value),
      storeState('i64.store', this.#state, X, i64.const(0)),
    ];
  }

  #setFrd(value: Code): Code {
    return writeFloat(this.#state, fieldOf(this.#row, 'frd'), value);
  }

  #float({ op, format, operands, to }: Stmt & { kind: 'float' }): Code {
    const { float, locals } = this.#state;
    const bits = operands.map((operand) => {
      const value = this.#value(operand);
      return operand.type === 'i64' ? value : extendUnsigned(value);
    });
    const result = call(float(op, format), ...bits, locals.mode.get);
    if (to === 'rd') return this.#setRd(result);
    return this.#setFrd(format === 'f32' ? boxed(result) : result);
  }

  #amo(memory: 'i32' | 'i64', address: Code, value: Code): Code {
    const { old } = this.#state.locals;
    return [
      translateAtomic(this.#state, memory, 'atomic', address),
      old.set(loadHost(this.#state, memory)),
      storeHost(this.#state, memory, value),
      this.#setRd(old.get),
    ];
  }

  #link(link: boolean): Code {
    return link ? this.#setRd(this.#scope.next) : [];
  }

  /** A target relative to pc moves `ip`; the loop's head sees whether that leaves the page. */
  #jump(target: Expr, link: boolean): Code {
    const { locals, labels } = this.#state;
    if (this.#state.chain !== undefined) {
      return [
        locals.target.set(this.#value(target)),
        displacement(target) === undefined ? recordTarget(this.#scope.pc, locals.target.get) : [],
        this.#link(link),
        this.#probe(),
      ];
    }
    const relative = displacement(target);
    if (relative !== undefined) {
      const moved = i32.add(locals.ip.get, wrap(this.#value(relative)));
      return [this.#link(link), locals.ip.set(moved), br(labels.jumped)];
    }
    const inPage = i64.sub(locals.target.get, locals.pageStart.get);
    return [
      locals.target.set(this.#value(target)),
      this.#link(link),
      choose(undefined, i64.lt_u(inPage, i64.const(PAGE_SIZE)), [
        locals.ip.set(i32.add(locals.pageHost.get, wrap(inPage))),
        br(labels.jumped),
      ]),
      locals.fuel.set(i32.sub(locals.fuel.get, i32.const(1))),
      br(labels.enter),
    ];
  }

  /** Without a branch of its own: only the dispatch of what follows has to be predicted. */
  #branch(cond: Expr, target: Expr): Code {
    const { locals, labels } = this.#state;
    const relative = displacement(target);
    if (relative === undefined) throw new RangeError(`${this.#row.name} branches to an absolute address`);
    const distance = select(this.#value(cond), wrap(this.#value(relative)), locals.length.get);
    if (this.#state.chain !== undefined) {
      const { row } = locals;
      return [
        row.set(distance),
        choose(undefined, i32.lt_s(row.get, i32.const(0)), [
          locals.target.set(i64.add(this.#scope.pc, extendSigned(row.get))),
          this.#probe(),
        ]),
        locals.ip.set(i32.add(locals.ip.get, row.get)),
        br(labels.jumped),
      ];
    }
    return [locals.ip.set(i32.add(locals.ip.get, distance)), br(labels.jumped)];
  }

  /** The instruction is done, and goes to `target`. */
  #probe(): Code {
    const { locals, labels } = this.#state;
    return [locals.fuel.set(i32.sub(locals.fuel.get, i32.const(1))), br(labels.probe)];
  }

  #system(handler: (Stmt & { kind: 'system' })['handler']): Code {
    switch (handler) {
      case 'fence':
        // All harts see all accesses in order. Only the hint matters.
        return choose(undefined, i32.eq(this.#state.locals.word.get, i32.const(PAUSE)), this.#callHandler('pause'));
      case 'fence_i':
        // Code is always read from memory.
        return [];
      case 'lr_w':
      case 'lr_d':
        return this.#loadReserved(reservingOf(handler).memory);
      case 'sc_w':
      case 'sc_d':
        return this.#storeConditional(reservingOf(handler).memory);
      case 'csrrw':
      case 'csrrs':
      case 'csrrc':
      case 'csrrwi':
      case 'csrrsi':
      case 'csrrci':
        return [accessCsr(handler, this.#privileged()), this.#callHandler(handler)];
      case 'ecall':
        return [trapFromUser(this.#privileged()), this.#callHandler(handler)];
      case 'sret': {
        const checked = this.#state.imports.check !== undefined;
        return [checked ? [] : returnFromSupervisor(this.#privileged()), this.#callHandler(handler)];
      }
      case 'gate':
        return [this.#gate(), this.#callHandler(handler)];
      default:
        return this.#callHandler(handler);
    }
  }

  /** What generated code for privileged instructions needs of this row. */
  #privileged(): CsrScope {
    const { locals } = this.#state;
    return {
      state: this.#state,
      hart: accessTo(this.#state),
      scratch: { status: locals.status, row: locals.row, set: locals.host },
      pc: this.#scope.pc,
      next: this.#scope.next,
      enter: (address) => [locals.dataTlb.set(locals.host.get), locals.target.set(address), this.#probe()],
      rs1: () => this.#read('rs1'),
      immediate: () => this.#number('zimm'),
      setRd: (value) => this.#setRd(value),
    };
  }

  #gate(): Code {
    const { locals, leave } = this.#state;
    const { fuel, word } = locals;
    return stopAtGate(accessTo(this.#state), i32.shr_s(word.get, i32.const(20)), [
      storeState('i64.store', this.#state, PC, this.#scope.next),
      storeState('i32.store', this.#state, FUEL, i32.sub(fuel.get, i32.const(1))),
      leave,
    ]);
  }

  #loadReserved(memory: 'i32' | 'i64'): Code {
    const { address, host, old } = this.#state.locals;
    return [
      translateAtomic(this.#state, memory, 'reserve', this.#read('rs1')),
      old.set(loadHost(this.#state, memory)),
      reserve(accessTo(this.#state), address.get, host.get, old.get),
      this.#setRd(old.get),
    ];
  }

  #storeConditional(memory: 'i32' | 'i64'): Code {
    const { address, host, value } = this.#state.locals;
    const hart = accessTo(this.#state);
    const alignment = i64.const(memory === 'i32' ? 3 : 7);
    const misaligned = i64.ne(i64.and(address.get, alignment), i64.const(0));
    return [
      address.set(this.#read('rs1')),
      value.set(i64.const(1)),
      // What is misaligned traps, reserved or not.
      choose(undefined, i32.or(isReserved(hart, address.get), misaligned), [
        translateAtomic(this.#state, memory, 'atomic', address.get),
        choose(undefined, isUnchanged(hart, host.get, loadHost(this.#state, memory)), [
          storeHost(this.#state, memory, this.#read('rs2')),
          value.set(i64.const(0)),
        ]),
      ]),
      endReservation(hart),
      this.#setRd(value.get),
    ];
  }

  #callHandler(handler: HandlerName): Code {
    const { locals, labels, imports, leave } = this.#state;
    const { row: action } = locals;
    return [
      storeState('i64.store', this.#state, PC, this.#scope.pc),
      storeState('i64.store', this.#state, NEXT, this.#scope.next),
      storeState('i32.store', this.#state, FUEL, locals.fuel.get),
      action.set(call(imports.system, i32.const(handlerNumbers[handler]), locals.word.get)),
      brIf(labels.retire, i32.eq(action.get, i32.const(Action.Next))),
      brIf(labels.resume, i32.eq(action.get, i32.const(Action.Resume))),
      leave,
    ];
  }
}

/** An f32, in the low bits of an i64, as an f-register holds it. */
const boxed = (value: Code): Code => i64.or(value, i64.const(BigInt.asIntN(64, BOX)));

/** What `target` adds to pc, or `undefined` if it is no such sum. */
const displacement = (target: Expr): Expr | undefined =>
  target.kind === 'binary' && target.op === 'add' && target.a.kind === 'pc' ? target.b : undefined;

export const compileRow = (row: Instruction, state: LoopState): Code => new RowCompiler(row, state).compile();
