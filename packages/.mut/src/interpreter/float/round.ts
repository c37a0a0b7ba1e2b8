/** Rounding to a format, in any mode, with its exceptions: where all operations that round end. */
import type { Code } from '../../wasm/code.ts';
import { choose, select } from '../../wasm/code.ts';
import { extendSigned, i32, i64 } from '../../wasm/instructions.ts';
import type { FunctionBuilder, Local, ModuleBuilder } from '../../wasm/module.ts';
import type { Format } from './format.ts';
import { constant, LEADING, NX, OF, RDN, RMM, RNE, RUP, shiftRightJam, UF } from './format.ts';

/** Code that sets these bits (i32) in `fflags`. */
export type Raise = (flags: Code) => Code;

/** What is added to a significand of which `drop` bits are to be dropped; ties to even are corrected afterwards. */
function increment(drop: number, negative: Code, mode: Code): Code {
  const half = constant(1n << BigInt(drop - 1));
  const all = constant((1n << BigInt(drop)) - 1n);
  const nearest = i32.or(i32.eq(mode, i32.const(RNE)), i32.eq(mode, i32.const(RMM)));
  const away = i32.eq(mode, select(negative, i32.const(RDN), i32.const(RUP)));
  return select(nearest, half, select(away, all, i64.const(0)));
}

function body(f: Format, fn: FunctionBuilder, raise: Raise): Code {
  const [sign, exponent, significand, mode] = fn.parameters as [Local, Local, Local, Local];
  const [added, kept, tiny] = [fn.local('i64'), fn.local('i64'), fn.local('i32')];
  const drop = LEADING - f.fraction;
  const dropped = i64.and(significand.get, constant((1n << BigInt(drop)) - 1n));
  const tie = i64.eq(dropped, constant(1n << BigInt(drop - 1)));
  const toEven = i32.and(tie, i32.eqz(mode.get));
  const biasedLess1 = extendSigned(i32.sub(exponent.get, i32.const(f.minExponent)));
  return [
    added.set(increment(drop, i64.ne(sign.get, i64.const(0)), mode.get)),
    choose(undefined, i32.lt_s(exponent.get, i32.const(f.minExponent)), [
      // Tiny after rounding: not if, with an exponent without bounds, it would be rounded up to the least normal number.
      tiny.set(
        i32.or(
          i32.lt_s(exponent.get, i32.const(f.minExponent - 1)),
          i64.ge_s(i64.add(significand.get, added.get), i64.const(0)),
        ),
      ),
      significand.set(shiftRightJam(significand, i32.sub(i32.const(f.minExponent), exponent.get))),
      exponent.set(i32.const(f.minExponent)),
    ]),
    kept.set(i64.shr_u(i64.add(significand.get, added.get), i64.const(drop))),
    kept.set(i64.and(kept.get, i64.xor(extendSigned(toEven), i64.const(-1)))),
    choose(
      undefined,
      i32.le_s(exponent.get, i32.const(f.maxExponent)),
      [
        // The leading bit of `kept`, or a carry, adds to the exponent field; without it the number is subnormal.
        kept.set(i64.add(i64.shl(biasedLess1, i64.const(f.fraction)), kept.get)),
      ],
      [kept.set(constant(f.infinity))],
    ),
    i64.or(
      sign.get,
      choose(
        'i64',
        i64.ge_u(kept.get, constant(f.infinity)),
        [
          raise(i32.const(OF | NX)),
          // Infinity, or the greatest number in the modes that don't round this sign's numbers away from zero.
          select(i64.ne(added.get, i64.const(0)), constant(f.infinity), constant(f.infinity - 1n)),
        ],
        [
          choose(undefined, i64.ne(dropped, i64.const(0)), raise(select(tiny.get, i32.const(UF | NX), i32.const(NX)))),
          kept.get,
        ],
      ),
    ),
  ];
}

/**
 * Adds `round(sign, exponent, significand, mode)`, which gives the bits of significand × 2^(exponent − LEADING). The
 * significand's leading bit must be at LEADING, its last one stand for all that are lost; the sign is a bit in its place.
 */
export const addRound = (module: ModuleBuilder, f: Format, raise: Raise): number =>
  module.addFunction({ parameters: ['i64', 'i32', 'i64', 'i32'], result: 'i64' }, (fn) => body(f, fn, raise));
