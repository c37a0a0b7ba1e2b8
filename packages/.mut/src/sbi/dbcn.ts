/** The debug console extension. Spec: SBI v2.0, "Debug Console Extension (EID #0x4442434E "DBCN")". */
import { failure, SBI_ERR_INVALID_PARAM, success, type SbiCall, type SbiExtension } from './extension.ts';

/** `num_bytes` at `base_addr_hi:base_addr_lo`, or `undefined` if any of it is not RAM. */
function sharedMemory({ platform, arg }: SbiCall): Uint8Array | undefined {
  // Physical addresses have 56 bits, so nothing is above 2^64.
  return arg(2) === 0n ? platform.readMemory(arg(1), arg(0)) : undefined;
}

export const dbcn: SbiExtension = {
  name: 'DBCN',
  eid: 0x4442_434en,
  functions: [
    /* 0 sbi_debug_console_write */ (call) => {
      const bytes = sharedMemory(call);
      if (bytes === undefined) return failure(SBI_ERR_INVALID_PARAM);
      call.platform.consoleWrite(bytes);
      return success(BigInt(bytes.length));
    },
    /* 1 sbi_debug_console_read */ (call) => {
      // Looked at before input is taken, so that a bad address loses none.
      const target = sharedMemory(call);
      if (target === undefined) return failure(SBI_ERR_INVALID_PARAM);
      const bytes = call.platform.consoleRead(target.length);
      if (!call.platform.writeMemory(call.arg(1), bytes)) return failure(SBI_ERR_INVALID_PARAM);
      return success(BigInt(bytes.length));
    },
    /* 2 sbi_debug_console_write_byte */ ({ platform, arg }) => {
      platform.consoleWrite(Uint8Array.of(Number(arg(0) & 0xffn)));
      return success();
    },
  ],
};
