/** The legacy extensions that software still uses. Spec: SBI v2.0, "Legacy Extensions (EIDs #0x00 - #0x0F)". */
import type { LegacyExtension } from './extension.ts';

/** Those that one hart can use: IPIs and remote fences (0x03 … 0x07) come with more harts. */
export const legacy: readonly LegacyExtension[] = [
  {
    name: 'SET_TIMER',
    eid: 0x00n,
    legacy: ({ platform, hart, arg }) => {
      platform.setTimer(hart.id, arg(0));
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
    name: 'SHUTDOWN',
    eid: 0x08n,
    legacy: ({ platform }) => {
      platform.halt(0);
      return undefined;
    },
  },
];
