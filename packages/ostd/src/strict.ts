/**
 * Refuses to run in what is no module. Modules are strict (ECMA-262, 11.2.2) and have a scope of their own, and safe code relies on both: else a write to
 * what is frozen says nothing, `this` may be the global object, and the variables of a kernel are the host's. Bundlers put the kernel and ostd into one
 * file; where that is a script, this is so before any code of the kernel has run.
 */
import { OstdError } from './error.ts';

const REMEDY =
  'have it write a module, and have the host take it for one (.mjs, or "type": "module"), or a function around the script (format iife) and "use strict" before it';

/** Whether `this` of a function that is called by its name alone is the global object. */
function isSloppy(this: unknown): boolean {
  return this !== undefined;
}

/** Throws `E_SLOPPY` in what is no module. */
export function checkModule(): void {
  if (isSloppy()) throw new OstdError('E_SLOPPY', `a bundler has made a script of this that is not strict: ${REMEDY}`);
  // A minifier may have called it anything, but so it is called then.
  if (Object.getOwnPropertyDescriptor(globalThis, isSloppy.name)?.value === isSloppy) {
    throw new OstdError(
      'E_SLOPPY',
      `a bundler has made a script of this, whose variables are the global object's: ${REMEDY}`,
    );
  }
}
