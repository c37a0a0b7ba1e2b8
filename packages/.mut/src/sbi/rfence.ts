/** Fences on other harts. Spec: SBI v2.0, "RFENCE Extension (EID #0x52464E43 "RFNC")". */
import {
  failure,
  SBI_ERR_INVALID_PARAM,
  SBI_ERR_NOT_SUPPORTED,
  success,
  type SbiCall,
  type SbiExtension,
  type SbiRet,
} from './extension.ts';
import { selectHarts } from './hart-mask.ts';
import type { SbiHart } from './platform.ts';

/** Above so many pages the whole address space is fenced: a call costs the host no more than that. */
const PAGES_MAX = 64n;
const PAGE_SHIFT = 12n;
const EVERYTHING = 2n ** 64n - 1n;
/** ASIDs have 16 bits at most; what is above them is not looked at (Privileged, "SFENCE.VMA"). */
const ASID_BITS = 16;

/** The pages that `start_addr` and `size` touch, by their signed numbers; `undefined` stands for all. */
function pagesOf(start: bigint, size: bigint): readonly (number | undefined)[] {
  if (size === 0n || size === EVERYTHING) return [undefined];
  const first = start >> PAGE_SHIFT;
  const count = ((start + size - 1n) >> PAGE_SHIFT) - first + 1n;
  if (count > PAGES_MAX) return [undefined];
  return Array.from({ length: Number(count) }, (_, i) => Number(BigInt.asIntN(52, first + BigInt(i))));
}

export function fence(harts: readonly SbiHart[], start: bigint, size: bigint, asid?: bigint): void {
  const space = asid === undefined ? undefined : Number(BigInt.asUintN(ASID_BITS, asid));
  for (const page of pagesOf(start, size)) for (const hart of harts) hart.fence(space, page);
}

/** The harts are those of `a0` and `a1`. */
function remote({ platform, arg }: SbiCall, act: (harts: readonly SbiHart[]) => void): SbiRet {
  const harts = selectHarts(platform, arg(0), arg(1));
  if (harts === undefined) return failure(SBI_ERR_INVALID_PARAM);
  act(harts);
  return success();
}

/** There is no hypervisor extension. */
const hfence = (): SbiRet => failure(SBI_ERR_NOT_SUPPORTED);

export const rfence: SbiExtension = {
  name: 'RFENCE',
  eid: 0x5246_4e43n,
  functions: [
    /* 0 sbi_remote_fence_i: code is read from memory for each instruction */ (call) => remote(call, () => undefined),
    /* 1 sbi_remote_sfence_vma */ (call) => remote(call, (harts) => fence(harts, call.arg(2), call.arg(3))),
    /* 2 sbi_remote_sfence_vma_asid */ (call) =>
      remote(call, (harts) => fence(harts, call.arg(2), call.arg(3), call.arg(4))),
    /* 3 sbi_remote_hfence_gvma_vmid */ hfence,
    /* 4 sbi_remote_hfence_gvma */ hfence,
    /* 5 sbi_remote_hfence_vvma_asid */ hfence,
    /* 6 sbi_remote_hfence_vvma */ hfence,
  ],
};
