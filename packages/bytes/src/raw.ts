/**
 * The storage of `Bytes`, for trusted code: the machine and ostd. Safe code cannot import this (eslint.config.js), and
 * nothing that `index.ts` exports leads here.
 *
 * `viewOf(bytes)`: the storage of `bytes`, shared: writes to one are seen in the other.
 * `wrap(view)`: `Bytes` over the memory of `view`, shared. It reaches no further than `view` does; if that memory is
 * detached (`WebAssembly.Memory.grow`), its length becomes 0 and every access is out of range.
 * Both throw `E_BYTES_TYPE` for anything else.
 */
import { viewOf as storageOf, wrap as over, type Bytes } from './bytes.ts';

// Under types of their own: the build strips them from the declarations of `bytes.ts`, so that no typed array is named
// in what safe code sees of `Bytes`.
export const viewOf: (bytes: Bytes) => Uint8Array = storageOf;
export const wrap: (view: Uint8Array) => Bytes = over;
