/** What is behind a network interface and behind a console: the other end of the wire. */
import type { BackendState } from '../../snapshot/fields.ts';

/** Ethernet frames, without preamble and checksum. */
export interface PacketPort {
  /** The interface's address, 6 bytes; default 52:54:00:12:34:56, as on QEMU. */
  readonly mac?: Uint8Array;
  /** Takes a frame that the guest sends; the bytes are the port's to keep. */
  readonly send: (frame: Uint8Array) => void;
  /** Called once: `deliver` hands a frame to the guest, at any time. Frames that nobody takes are lost, as on a wire. */
  readonly onReceive: (deliver: (frame: Uint8Array) => void) => void;
}

/** A terminal. */
export interface ConsolePort {
  /** Takes what the guest prints; the bytes are the port's to keep. */
  readonly send: (bytes: Uint8Array) => void;
  /** Called once: `deliver` hands input to the guest, at any time. What does not fit into 64 KiB is lost. */
  readonly onReceive: (deliver: (bytes: Uint8Array) => void) => void;
  /** Called once: `resize` tells the guest the size of the screen, in characters. */
  readonly onResize?: (resize: (columns: number, rows: number) => void) => void;
}

/** Fills the array with random bytes. */
export interface EntropySource {
  (target: Uint8Array): void;
  /** Where a generator is, for snapshots; absent if the bytes could not be foretold anyway. */
  readonly state?: BackendState;
}

/** A server of the 9P protocol. */
export interface P9Server {
  /** The name under which a guest mounts it. */
  readonly tag: string;
  /** Serves one message; calls `reply` once with the answer, before it returns or between two steps of the machine. */
  readonly serve: (message: Uint8Array, reply: (message: Uint8Array) => void) => void;
  /** The guest has gone: forgets its fids. */
  readonly reset: () => void;
  /** The guest's fids, for snapshots; without it there is no snapshot of a guest that has any. */
  readonly state?: BackendState;
}
