/** The exact floating-point functions, as one module that all regions of a machine call where their fast ways do not apply. */
import type { FloatFormat, FloatOp, Stmt } from '@racho/isa/ir';
import { accrue, DYNAMIC, FCSR, FRM_SHIFT, read } from '../../interpreter/float-state.ts';
import { addFloat } from '../../interpreter/float/functions.ts';
import { addMulh } from '../../interpreter/mulh.ts';
import { machineInstructions } from '../../isa.ts';
import type { Code } from '../../wasm/code.ts';
import { block, brTable, call, choose, label, returns, unreachable } from '../../wasm/code.ts';
import type { WasmFunction, WasmMemory, WasmModule } from '../../wasm/host.ts';
import { compile, exportsOf } from '../../wasm/host.ts';
import { i32 } from '../../wasm/instructions.ts';
import type { Local, Signature } from '../../wasm/module.ts';
import { ModuleBuilder } from '../../wasm/module.ts';
import { exactWay } from './exact.ts';
import { addMadd, maddSignature } from './madd.ts';

type FloatStmt = Extract<Stmt, { kind: 'float' }>;

/**
 * `float(base, operation, a, b, c, rm)` computes on the bits of numbers as an instruction with that `rm` does, accrues its
 * exceptions in the state at `base`, and gives the bits of the result. The mode must not be reserved.
 */
const floatSignature: Signature = { parameters: ['i32', 'i32', 'i64', 'i64', 'i64', 'i32'], result: 'i64' };

const keyOf = (op: FloatOp, format: FloatFormat): string => `${op} ${format}`;

/** Each operation of the table once: their places are their numbers. */
const operations: ReadonlyMap<string, FloatStmt> = new Map(
  machineInstructions
    .flatMap(({ semantics }) => semantics.filter((stmt) => stmt.kind === 'float'))
    .map((stmt) => [keyOf(stmt.op, stmt.format), stmt]),
);
const numbers: ReadonlyMap<string, number> = new Map([...operations.keys()].map((key, number) => [key, number]));

export const floatNumber = (op: FloatOp, format: FloatFormat): number => numbers.get(keyOf(op, format))!;

function generate(): Uint8Array {
  const module = new ModuleBuilder('memory');
  const current = module.addGlobal();
  const functions = addFloat(module, addMulh(module).mulh_uu, accrue(current));
  const index = module.addFunction(floatSignature, (fn) => {
    const [base, operation, a, b, c, mode] = fn.parameters as [Local, Local, Local, Local, Local, Local];
    const all = [...operations.values()].map((stmt) => ({ stmt, end: label(keyOf(stmt.op, stmt.format)) }));
    const otherwise = label('none');
    // In the others, sums that are 0 have another sign.
    const isNearest = i32.eqz(mode.get);
    const table = brTable(
      operation.get,
      all.map(({ end }) => end),
      otherwise,
    );
    const cases = all.reduce<Code>((code, { stmt: { op, format, operands }, end }) => {
      const bits = [a.get, b.get, c.get].slice(0, operands.length);
      const exact = exactWay(fn, op, format, bits);
      const native =
        exact === undefined
          ? []
          : [exact.first, choose(undefined, i32.and(exact.holds, isNearest), returns(exact.bits))];
      return [block(end, code), native, returns(call(functions(op, format), ...bits, mode.get))];
    }, table);
    return [
      current.set(base.get),
      choose(
        undefined,
        i32.eq(mode.get, i32.const(DYNAMIC)),
        mode.set(i32.shr_u(read(base, FCSR), i32.const(FRM_SHIFT))),
      ),
      block(otherwise, cases),
      unreachable,
    ];
  });
  module.exportFunction('float', index);
  module.exportFunction('madd', addMadd(module));
  return module.bytes();
}

/** Its functions, by their names. */
type Helper<Function> = Readonly<Record<'float' | 'madd', Function>>;

/** Function indices of the helper in a module that imports it. */
export type HelperIndices = Helper<number>;

export const importHelper = (module: ModuleBuilder): HelperIndices => ({
  float: module.importFunction('float', floatSignature),
  madd: module.importFunction('madd', maddSignature),
});

let compiled: WasmModule | undefined;

/** The helper for the harts in a memory. */
export function floatHelper(memory: WasmMemory): Helper<WasmFunction> {
  compiled ??= compile(generate());
  return exportsOf(compiled, { env: { memory } }) as Helper<WasmFunction>;
}
