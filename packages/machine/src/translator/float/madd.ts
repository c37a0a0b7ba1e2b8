/**
 * a × b + c in f64 with one rounding, to nearest, for hosts without such an instruction: by error-free transformations (Dekker's
 * product with Veltkamp's splitting, Knuth's sum) and Ziv's test of whether what they leave out could change the result.
 */
import type { Code } from '../../wasm/code.ts';
import { choose, returns, select } from '../../wasm/code.ts';
import { f64 } from '../../wasm/floats.ts';
import { i32 } from '../../wasm/instructions.ts';
import type { FunctionBuilder, Local, ModuleBuilder, Signature } from '../../wasm/module.ts';

/** Splits a significand in halves of 26 bits. */
const SPLITTER = 2 ** 27 + 1;
/** A product of this size has an error that is no subnormal number. */
const LEAST_PRODUCT = 2 ** -900;
/** Of the sum of both errors, more than the error that it has itself. */
const DOUBT = 2 ** -51;

/** Sets `high` and `low`, which add up to `value`. What is too great becomes NaN, and so does the result. */
function split(value: Local, high: Local, low: Local): Code {
  return [
    low.set(f64.mul(value.get, f64.const(SPLITTER))),
    high.set(f64.sub(low.get, f64.sub(low.get, value.get))),
    low.set(f64.sub(value.get, high.get)),
  ];
}

function body(fn: FunctionBuilder): Code {
  const [a, b, c] = fn.parameters as [Local, Local, Local];
  const number = (): Local => fn.local('f64');
  const [aHigh, aLow, bHigh, bLow] = [number(), number(), number(), number()];
  const [product, sum, part, error, doubt, result] = [number(), number(), number(), number(), number(), number()];
  const isZero = (of: Local): Code => f64.eq(of.get, f64.const(0));
  const times = (x: Local, y: Local): Code => f64.mul(x.get, y.get);
  const productError = f64.add(
    f64.add(f64.add(f64.sub(times(aHigh, bHigh), product.get), times(aHigh, bLow)), times(aLow, bHigh)),
    times(aLow, bLow),
  );
  const sumError = f64.add(f64.sub(product.get, f64.sub(sum.get, part.get)), f64.sub(c.get, part.get));
  return [
    product.set(times(a, b)),
    choose(
      undefined,
      f64.lt(f64.abs(product.get), f64.const(LEAST_PRODUCT)),
      // Nothing was rounded if a factor is 0.
      returns(select(i32.or(isZero(a), isZero(b)), f64.add(product.get, c.get), f64.const(NaN))),
    ),
    split(a, aHigh, aLow),
    split(b, bHigh, bLow),
    sum.set(f64.add(product.get, c.get)),
    part.set(f64.sub(sum.get, product.get)),
    error.set(f64.add(productError, sumError)),
    doubt.set(f64.mul(f64.abs(error.get), f64.const(DOUBT))),
    result.set(f64.add(sum.get, f64.add(error.get, doubt.get))),
    select(f64.eq(result.get, f64.add(sum.get, f64.sub(error.get, doubt.get))), result.get, f64.const(NaN)),
  ];
}

/** `madd(a, b, c)`. It gives NaN where it does not know. */
export const maddSignature: Signature = { parameters: ['f64', 'f64', 'f64'], result: 'f64' };
export const addMadd = (module: ModuleBuilder): number => module.addFunction(maddSignature, body);
