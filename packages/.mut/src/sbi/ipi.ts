/** The extension for interrupts between harts. Spec: SBI v2.0, "IPI Extension (EID #0x735049 "sPI: s-mode IPI")". */
import { failure, SBI_ERR_INVALID_PARAM, success, type SbiExtension } from './extension.ts';
import { selectHarts } from './hart-mask.ts';
import type { SbiHart } from './platform.ts';

/** As in OpenSBI, a stopped hart gets none. */
export function sendIpi(harts: readonly SbiHart[]): void {
  for (const hart of harts) if (hart.state() !== 'stopped') hart.setSoftwareInterrupt(1);
}

export const ipi: SbiExtension = {
  name: 'IPI',
  eid: 0x73_5049n,
  functions: [
    /* 0 sbi_send_ipi */ ({ platform, arg }) => {
      const harts = selectHarts(platform, arg(0), arg(1));
      if (harts === undefined) return failure(SBI_ERR_INVALID_PARAM);
      sendIpi(harts);
      return success();
    },
  ],
};
