/** The system reset extension. Spec: SBI v2.0, "System Reset Extension (EID #0x53525354 "SRST")". */
import { failure, SBI_ERR_INVALID_PARAM, type SbiExtension } from './extension.ts';

export const SHUTDOWN = 0;
export const COLD_REBOOT = 1;
export const WARM_REBOOT = 2;

export const NO_REASON = 0;
export const SYSTEM_FAILURE = 1;

export const srst: SbiExtension = {
  name: 'SRST',
  eid: 0x5352_5354n,
  functions: [
    /* 0 sbi_system_reset */ ({ platform, arg }) => {
      // Both are uint32_t: the caller may leave anything in the upper half.
      const type = Number(BigInt.asUintN(32, arg(0)));
      const reason = Number(BigInt.asUintN(32, arg(1)));
      if (reason !== NO_REASON && reason !== SYSTEM_FAILURE) return failure(SBI_ERR_INVALID_PARAM);
      switch (type) {
        case SHUTDOWN:
          platform.halt(reason === SYSTEM_FAILURE ? 1 : 0);
          return undefined;
        // Nothing in this machine outlives its processor, so both are the same.
        case COLD_REBOOT:
        case WARM_REBOOT:
          platform.reset();
          return undefined;
        default:
          return failure(SBI_ERR_INVALID_PARAM);
      }
    },
  ],
};
