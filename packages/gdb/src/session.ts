/** What the handlers of packets share: the machine, what GDB has selected, and what it can understand. */
import type { DebugHart, DebugPort, DeviceUse, HartMode } from '@racho/machine/debug';

/** What a server is given. */
export interface GdbServerOptions {
  /** Takes bytes for the debugger. */
  readonly send: (bytes: Uint8Array) => void;
  /** The machine was let go, so that it is to be stepped again. */
  readonly resumed: () => void;
  /** The debugger wants the machine to end (`kill`, `monitor quit`). */
  readonly quit: () => void;
}

export interface Session {
  readonly port: DebugPort;
  readonly options: GdbServerOptions;
  /** The hart that registers and memory are of. */
  selected: DebugHart;
  /** The hart that `c` and `s` are for, or all. */
  resumed: DebugHart | 'all';
  /** Whether memory includes device registers. */
  devices: DeviceUse;
  /** Features of the debugger's that change what it is told. */
  breakReasons: ReadonlySet<string>;
  /** Lets the machine go on; the reply comes when it stops. */
  readonly go: (mode: (hart: number) => HartMode) => void;
  /** Sends a packet before the reply. */
  readonly sendFirst: (data: string) => void;
}

/** The reply to a packet: `undefined` if there is none yet; the empty one says that it is not understood. */
export type Reply = string | undefined;
/** @param rest - the packet without what selected the handler */
export type Handler = (session: Session, rest: string) => Reply;

export const OK = 'OK';
/** As QEMU's: EINVAL for what is malformed or refused, EFAULT for memory that is not there. */
export const EINVAL = 'E16';
export const EFAULT = 'E0e';

/** Threads are numbered from 1: 0 means any. */
export const threadOf = (hart: number): string => (hart + 1).toString(16);

/** `undefined` for no thread. */
export function hartOfThread({ port }: Session, text: string): DebugHart | undefined {
  return /^[0-9a-f]{1,4}$/i.test(text) ? port.harts[parseInt(text, 16) - 1] : undefined;
}
