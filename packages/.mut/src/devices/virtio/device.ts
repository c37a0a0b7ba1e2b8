/** What the transport asks of a virtio device, and what it gives it. Spec: virtio 1.2, section 2 "Basic Facilities of a Virtio Device". */
import type { Stateful } from '../../snapshot/fields.ts';
import type { Virtqueue } from './queue.ts';

/** The device's side of the transport. */
export interface VirtioPort {
  /** By index; as many as the device said. A queue that the driver has not set up has no requests. */
  readonly queues: readonly Virtqueue[];
  /** The driver broke a rule of the device's own: DEVICE_NEEDS_RESET. */
  readonly fail: (reason: string) => void;
  /** The bytes of `config` have changed: a new generation, and a notification (section 2.4). */
  readonly configChanged: () => void;
}

/** What the driver did is the transport's and the queues' state; `exchange` is for what the device has beside that. */
export interface VirtioDevice extends Partial<Stateful> {
  /** For messages and the debugger. */
  readonly name: string;
  /** Device ID (section 5). */
  readonly id: number;
  /** Bit numbers of the features that are the device's own. */
  readonly features: readonly number[];
  /** The largest size of each queue. */
  readonly queueSizes: readonly number[];
  /** The configuration space as the driver reads it. */
  readonly config: Uint8Array;
  /** Called once, when the device is put into its slot. */
  readonly connect: (port: VirtioPort) => void;
  /** There may be requests in the queue: the driver says so, or has just set DRIVER_OK. */
  readonly notify: (queue: number) => void;
  /** Forgets what the driver did; absent where there is nothing to forget. */
  readonly reset?: () => void;
}
