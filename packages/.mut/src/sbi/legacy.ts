/** The legacy extensions. Spec: SBI v2.0, "Legacy Extensions (EIDs #0x00 - #0x0F)". */
import { SBI_ERR_INVALID_ADDRESS, SBI_ERR_INVALID_PARAM, type LegacyExtension, type SbiCall } from './extension.ts';
import { selectHarts } from './hart-mask.ts';
import { sendIpi } from './ipi.ts';
import type { SbiHart } from './platform.ts';
import { fence } from './rfence.ts';

/** `a0` is the virtual address of a mask of harts; as in OpenSBI, 0 stands for all harts. */
function forMask({ platform, hart, arg }: SbiCall, act: (harts: readonly SbiHart[]) => void): bigint {
  const mask = arg(0) === 0n ? undefined : hart.load(arg(0));
  if (arg(0) !== 0n && mask === undefined) return SBI_ERR_INVALID_ADDRESS;
  const harts = mask === undefined ? platform.harts : selectHarts(platform, mask, 0n);
  if (harts === undefined) return SBI_ERR_INVALID_PARAM;
  act(harts);
  return 0n;
}

export const legacy: readonly LegacyExtension[] = [
  {
    name: 'SET_TIMER',
    eid: 0x00n,
    legacy: ({ hart, arg }) => {
      hart.setTimer(arg(0));
      return 0n;
    },
  },
  {
    name: 'CONSOLE_PUTCHAR',
    eid: 0x01n,
    legacy: ({ platform, arg }) => {
      platform.consoleWrite(Uint8Array.of(Number(arg(0) & 0xffn)));
      return 0n;
    },
  },
  {
    name: 'CONSOLE_GETCHAR',
    eid: 0x02n,
    legacy: ({ platform }) => {
      const [byte] = platform.consoleRead(1);
      return byte === undefined ? -1n : BigInt(byte);
    },
  },
  {
    name: 'CLEAR_IPI',
    eid: 0x03n,
    legacy: ({ hart }) => {
      hart.setSoftwareInterrupt(0);
      return 0n;
    },
  },
  { name: 'SEND_IPI', eid: 0x04n, legacy: (call) => forMask(call, sendIpi) },
  // Code is read from memory for each instruction.
  { name: 'REMOTE_FENCE_I', eid: 0x05n, legacy: (call) => forMask(call, () => undefined) },
  {
    name: 'REMOTE_SFENCE_VMA',
    eid: 0x06n,
    legacy: (call) => forMask(call, (harts) => fence(harts, call.arg(1), call.arg(2))),
  },
  {
    name: 'REMOTE_SFENCE_VMA_ASID',
    eid: 0x07n,
    legacy: (call) => forMask(call, (harts) => fence(harts, call.arg(1), call.arg(2), call.arg(3))),
  },
  {
    name: 'SHUTDOWN',
    eid: 0x08n,
    legacy: ({ platform }) => {
      platform.halt(0);
      return undefined;
    },
  },
];
