/** Starting, stopping and suspending harts. Spec: SBI v2.0, "Hart State Management Extension (EID #0x48534D "HSM")". */
import {
  failure,
  SBI_ERR_ALREADY_AVAILABLE,
  SBI_ERR_INVALID_ADDRESS,
  SBI_ERR_INVALID_PARAM,
  SBI_ERR_NOT_SUPPORTED,
  success,
  type SbiCall,
  type SbiExtension,
  type SbiRet,
} from './extension.ts';
import type { SbiHart, SbiHartState } from './platform.ts';

/** The pending states, 2, 3, 5 and 6, are never seen. */
const states: Readonly<Record<SbiHartState, bigint>> = { started: 0n, stopped: 1n, suspended: 4n };

const RETENTIVE = 0x0000_0000n;
const NON_RETENTIVE = 0x8000_0000n;
/** From here on in each half of the types they are the platform's own. */
const PLATFORM_SPECIFIC = 0x1000_0000n;

/** `hartid` in `a0`; 2^64 − 1 is no index. */
const target = ({ platform, arg }: SbiCall): SbiHart | undefined => platform.harts[Number(arg(0))];

function suspend({ platform, hart, arg }: SbiCall): SbiRet | undefined {
  // A uint32_t.
  const type = BigInt.asUintN(32, arg(0));
  if (type === RETENTIVE) {
    hart.suspend();
    return success();
  }
  if (type !== NON_RETENTIVE) {
    const specific = BigInt.asUintN(31, type) >= PLATFORM_SPECIFIC;
    return failure(specific ? SBI_ERR_NOT_SUPPORTED : SBI_ERR_INVALID_PARAM);
  }
  if (!platform.executable(arg(1))) return failure(SBI_ERR_INVALID_ADDRESS);
  // It resumes elsewhere: that may be arranged before it rests.
  hart.enter(arg(1), arg(2));
  hart.suspend();
  return undefined;
}

export const hsm: SbiExtension = {
  name: 'HSM',
  eid: 0x48_534dn,
  functions: [
    /* 0 sbi_hart_start */ (call) => {
      const hart = target(call);
      if (hart === undefined) return failure(SBI_ERR_INVALID_PARAM);
      if (!call.platform.executable(call.arg(1))) return failure(SBI_ERR_INVALID_ADDRESS);
      // OpenSBI's answers: a suspended hart is not there to be started, nor has it been.
      if (hart.state() === 'suspended') return failure(SBI_ERR_INVALID_PARAM);
      if (hart.state() === 'started') return failure(SBI_ERR_ALREADY_AVAILABLE);
      hart.enter(call.arg(1), call.arg(2));
      return success();
    },
    /* 1 sbi_hart_stop */ ({ hart }) => {
      hart.stop();
      return undefined;
    },
    /* 2 sbi_hart_get_status */ (call) => {
      const hart = target(call);
      return hart === undefined ? failure(SBI_ERR_INVALID_PARAM) : success(states[hart.state()]);
    },
    /* 3 sbi_hart_suspend */ suspend,
  ],
};
