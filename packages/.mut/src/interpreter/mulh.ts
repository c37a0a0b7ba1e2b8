/** The upper half of a 128-bit product, which WebAssembly has no instruction for, as functions of the module. */
import type { Code } from '../wasm/code.ts';
import { call } from '../wasm/code.ts';
import { i64 } from '../wasm/instructions.ts';
import type { FunctionBuilder, Local, ModuleBuilder, Signature } from '../wasm/module.ts';

/** Function indices, by the operation of the IR. */
export interface MulhFunctions {
  readonly mulh_uu: number;
  readonly mulh_ss: number;
  readonly mulh_su: number;
}

const signature: Signature = { parameters: ['i64', 'i64'], result: 'i64' };
const low = (a: Local): Code => i64.and(a.get, i64.const(0xffff_ffff));
const high = (a: Local): Code => i64.shr_u(a.get, i64.const(32));

/** Schoolbook multiplication of 32-bit digits; no partial sum exceeds 64 bits. */
function unsignedProduct(fn: FunctionBuilder): Code {
  const [a, b] = fn.parameters as [Local, Local];
  const [middle, cross] = [fn.local('i64'), fn.local('i64')];
  return [
    middle.set(i64.add(i64.mul(high(a), low(b)), i64.shr_u(i64.mul(low(a), low(b)), i64.const(32)))),
    cross.set(i64.add(i64.mul(low(a), high(b)), low(middle))),
    i64.add(i64.add(i64.mul(high(a), high(b)), high(middle)), high(cross)),
  ];
}

/** `b` if `a` is negative, else 0: by how much reading `a` as unsigned makes the upper half too large. */
const excess = (a: Local, b: Local): Code => i64.and(i64.shr_s(a.get, i64.const(63)), b.get);

export function addMulh(module: ModuleBuilder): MulhFunctions {
  const mulh_uu = module.addFunction(signature, unsignedProduct);
  const mulh_su = module.addFunction(signature, (fn) => {
    const [a, b] = fn.parameters as [Local, Local];
    return i64.sub(call(mulh_uu, a.get, b.get), excess(a, b));
  });
  const mulh_ss = module.addFunction(signature, (fn) => {
    const [a, b] = fn.parameters as [Local, Local];
    return i64.sub(i64.sub(call(mulh_uu, a.get, b.get), excess(a, b)), excess(b, a));
  });
  return { mulh_uu, mulh_su, mulh_ss };
}
