/** The built-in supervisor binary interface: finds the function that an `ecall` from S-mode asks for. Spec: SBI v2.0. */
import { base } from './base.ts';
import { dbcn } from './dbcn.ts';
import {
  failure,
  SBI_ERR_NOT_SUPPORTED,
  type LegacyExtension,
  type SbiCall,
  type SbiExtension,
  type SbiRet,
} from './extension.ts';
import { hsm } from './hsm.ts';
import { ipi } from './ipi.ts';
import { legacy } from './legacy.ts';
import type { SbiPlatform } from './platform.ts';
import { rfence } from './rfence.ts';
import { srst } from './srst.ts';
import { time } from './time.ts';

/** All there is: calls are dispatched, and probes answered, from this one table. */
export const sbiExtensions: readonly (SbiExtension | LegacyExtension)[] = [
  ...legacy,
  ...[base, time, ipi, rfence, hsm, srst, dbcn],
];

const A0 = 10;
const A1 = 11;
const A6 = 16;
const A7 = 17;

export class Sbi {
  readonly #platform: SbiPlatform;
  readonly #extensions: ReadonlyMap<bigint, SbiExtension | LegacyExtension> = new Map(
    sbiExtensions.map((extension) => [extension.eid, extension]),
  );

  constructor(platform: SbiPlatform) {
    this.#platform = platform;
  }

  /**
   * Serves the call that the registers of a hart describe: EID in `a7`, FID in `a6`, arguments from `a0`. Writes the
   * answer to `a0` (error) and `a1` (value), or to `a0` alone for a legacy call, and nothing if the call does not
   * return. Advancing `pc` is the caller's.
   */
  call(id: number): void {
    const hart = this.#platform.harts[id]!;
    const extension = this.#extensions.get(hart.readX(A7));
    const call: SbiCall = {
      platform: this.#platform,
      hart,
      arg: (index) => hart.readX(A0 + index),
      probe: (eid) => this.#extensions.has(eid),
    };
    if (extension !== undefined && 'legacy' in extension) {
      const value = extension.legacy(call);
      if (value !== undefined) hart.writeX(A0, BigInt.asUintN(64, value));
      return;
    }
    const ret = this.#dispatch(extension, call);
    if (ret === undefined) return;
    hart.writeX(A0, BigInt.asUintN(64, ret.error));
    hart.writeX(A1, BigInt.asUintN(64, ret.value));
  }

  #dispatch(extension: SbiExtension | undefined, call: SbiCall): SbiRet | undefined {
    const fid = call.hart.readX(A6);
    // An index beyond the list gives `undefined`, however large: Number(2n ** 64n) is no index.
    const called = extension?.functions[Number(fid)];
    return called === undefined ? failure(SBI_ERR_NOT_SUPPORTED) : called(call);
  }
}
