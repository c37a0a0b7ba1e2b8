/**
 * The virtio transport over memory-mapped registers, version 2: how a driver finds, configures and notifies a device.
 * Spec: virtio 1.2, section 4.2 "Virtio Over MMIO", whose names these are; the status bits are of section 2.1.
 */
import { MachineError } from '../../error.ts';
import type { Fields } from '../../snapshot/fields.ts';
import type { AccessWidth, Device } from '../device.ts';
import type { VirtioDevice } from './device.ts';
import type { Dma } from './dma.ts';
import { COMMON_FEATURES, FEATURE_WORDS, featureWords, hasFeature, VIRTIO_F_VERSION_1 } from './features.ts';
import type { Work } from './work.ts';
import { Virtqueue, type QueuePort } from './queue.ts';

export const VIRTIO_MMIO_BASE = 0x1000_1000;
export const VIRTIO_MMIO_SIZE = 0x1000;
export const VIRTIO_MMIO_SLOTS = 8;

const MAGIC = 0x7472_6976;
const VERSION = 2;
/** QEMU's, which small kernels insist on. */
const VENDOR_ID = 0x554d_4551;

const MagicValue = 0x000;
const Version = 0x004;
const DeviceID = 0x008;
const VendorID = 0x00c;
const DeviceFeatures = 0x010;
const DeviceFeaturesSel = 0x014;
const DriverFeatures = 0x020;
const DriverFeaturesSel = 0x024;
const QueueSel = 0x030;
const QueueNumMax = 0x034;
const QueueNum = 0x038;
const QueueReady = 0x044;
const QueueNotify = 0x050;
const InterruptStatus = 0x060;
const InterruptACK = 0x064;
const Status = 0x070;
const QueueDescLow = 0x080;
const QueueDescHigh = 0x084;
const QueueDriverLow = 0x090;
const QueueDriverHigh = 0x094;
const QueueDeviceLow = 0x0a0;
const QueueDeviceHigh = 0x0a4;
const SHMLenLow = 0x0b0;
const SHMBaseHigh = 0x0bc;
const ConfigGeneration = 0x0fc;
const Config = 0x100;
/** Like QEMU, the slot decodes no more. */
const END = 0x200;

const DRIVER_OK = 4;
const FEATURES_OK = 8;
const DEVICE_NEEDS_RESET = 64;

const USED_BUFFER = 1;
const CONFIG_CHANGE = 2;

const TWO_32 = 0x1_0000_0000;
const withLow = (value: number, low: number): number => value - (value % TWO_32) + low;
const withHigh = (value: number, high: number): number => high * TWO_32 + (value % TWO_32);

/** What the transport needs of the machine. */
export interface VirtioPlatform {
  readonly dma: Dma;
  /** Drives the interrupt line of a slot, 0 … 7. */
  readonly setLevel: (slot: number, level: 0 | 1) => void;
  /** Calls the device, and so perhaps the host: what that throws must not unwind a hart. */
  readonly call: (run: () => void) => void;
  /** What devices may still do before harts go on, see {@link VirtioMmio.resume}. */
  readonly work: Work;
}

export class VirtioMmio implements Device {
  readonly name: string;
  readonly base: number;
  readonly size: number = VIRTIO_MMIO_SIZE;
  /** What stopped the device last, for debugging. */
  failure: string | undefined;
  readonly #slot: number;
  readonly #device: VirtioDevice | undefined;
  readonly #platform: VirtioPlatform;
  readonly #queues: readonly Virtqueue[];
  readonly #deviceFeatures: Uint32Array;
  readonly #driverFeatures: Uint32Array = new Uint32Array(FEATURE_WORDS);
  #deviceFeaturesSel = 0;
  #driverFeaturesSel = 0;
  #queueSel = 0;
  #status = 0;
  #interruptStatus = 0;
  #configGeneration = 0;
  /** A bit for each queue that was left for later. */
  #later = 0;

  /** A slot, 0 … 7, with its device or without: then its device ID is 0, and the driver goes on. */
  constructor(slot: number, device: VirtioDevice | undefined, platform: VirtioPlatform) {
    this.name = `virtio${slot}`;
    this.base = VIRTIO_MMIO_BASE + slot * VIRTIO_MMIO_SIZE;
    this.#slot = slot;
    this.#device = device;
    this.#platform = platform;
    this.#deviceFeatures = featureWords(device === undefined ? [] : [...COMMON_FEATURES, ...device.features]);
    const port = {
      dma: platform.work.counted(platform.dma),
      live: () => this.#isLive(),
      negotiated: (feature) => hasFeature(this.#driverFeatures, feature),
      fail: (reason) => this.#fail(reason),
      interrupt: () => this.#interrupt(USED_BUFFER),
      mayWork: () => platform.work.allowed,
    } satisfies Omit<QueuePort, 'later'>;
    const queue = (size: number, index: number): Virtqueue =>
      new Virtqueue(size, { ...port, later: () => this.#leave(index) });
    this.#queues = (device?.queueSizes ?? []).map(queue);
    device?.connect({ queues: this.#queues, fail: port.fail, configChanged: () => this.#configChanged() });
  }

  /** Section 4.2.3.1.1; also at power-on. */
  reset(): void {
    this.#status = this.#deviceFeaturesSel = this.#driverFeaturesSel = this.#queueSel = 0;
    this.#driverFeatures.fill(0);
    this.#interruptStatus = this.#later = 0;
    this.failure = undefined;
    for (const queue of this.#queues) queue.reset();
    this.#platform.setLevel(this.#slot, 0);
    this.#platform.call(() => this.#device?.reset?.());
  }

  /**
   * Also of the device in the slot. What a back-end works at cannot be saved: its answer would come to the other machine.
   * @throws MachineError `E_SNAPSHOT_BUSY` if that is so.
   */
  exchange(fields: Fields): void {
    if (fields.direction === 'save' && this.#isLive() && this.#queues.some((queue) => queue.busy)) {
      const message = `the back-end of ${this.#device?.name ?? this.name} (${this.name}) is at work`;
      throw new MachineError('E_SNAPSHOT_BUSY', `${message}; step the machine until it has answered`);
    }
    fields.same('device', Uint32Array.of(this.#device?.id ?? 0, ...this.#deviceFeatures));
    fields.array('driverFeatures', this.#driverFeatures);
    this.#deviceFeaturesSel = fields.integer('deviceFeaturesSel', this.#deviceFeaturesSel, 0xffff_ffff);
    this.#driverFeaturesSel = fields.integer('driverFeaturesSel', this.#driverFeaturesSel, 0xffff_ffff);
    this.#queueSel = fields.integer('queueSel', this.#queueSel, 0xffff_ffff);
    this.#status = fields.integer('status', this.#status, 0xff);
    this.#interruptStatus = fields.integer('interruptStatus', this.#interruptStatus, USED_BUFFER | CONFIG_CHANGE);
    this.#configGeneration = fields.integer('configGeneration', this.#configGeneration, 0xffff_ffff);
    this.#later = fields.integer('later', this.#later, 0xffff_ffff);
    for (const queue of this.#queues) queue.exchange(fields);
    this.#device?.exchange?.(fields);
  }

  /** Control registers are words; like QEMU, other accesses read as zero. */
  read(offset: number, width: AccessWidth): number | undefined {
    if (offset >= END) return undefined;
    if (offset >= Config) return this.#readConfig(offset - Config, width);
    return width === 4 ? this.#readRegister(offset) : 0;
  }

  write(offset: number, width: AccessWidth, value: number): boolean {
    if (offset >= END) return false;
    // No device here has configuration that its driver may write.
    if (offset < Config && width === 4 && this.#device !== undefined) this.#writeRegister(offset, value);
    return true;
  }

  /** Goes on with what was left for later. */
  resume(): void {
    const queues = this.#later;
    this.#later = 0;
    for (let rest = queues; rest !== 0; rest &= rest - 1) this.#notify(31 - Math.clz32(rest & -rest));
  }

  #leave(queue: number): void {
    this.#later |= 1 << queue;
    this.#platform.work.leave();
  }

  /** Section 2.1.1: until then the device touches no queue. */
  #isLive(): boolean {
    return (this.#status & (DRIVER_OK | FEATURES_OK | DEVICE_NEEDS_RESET)) === (DRIVER_OK | FEATURES_OK);
  }

  get #queue(): Virtqueue | undefined {
    return this.#queues[this.#queueSel];
  }

  #readConfig(offset: number, width: AccessWidth): number {
    const config = this.#device?.config;
    let value = 0;
    for (let i = width - 1; i >= 0; i--) value = value * 256 + (config?.[offset + i] ?? 0);
    return value;
  }

  #readRegister(offset: number): number {
    switch (offset) {
      case MagicValue:
        return MAGIC;
      case Version:
        return VERSION;
      case DeviceID:
        return this.#device?.id ?? 0;
      case VendorID:
        return VENDOR_ID;
      case DeviceFeatures:
        return this.#deviceFeatures[this.#deviceFeaturesSel] ?? 0;
      case QueueNumMax:
        return this.#queue?.maxSize ?? 0;
      case QueueReady:
        return this.#queue?.ready === true ? 1 : 0;
      case InterruptStatus:
        return this.#interruptStatus;
      case Status:
        return this.#status;
      case ConfigGeneration:
        return this.#configGeneration;
    }
    // There is no shared memory: a region that does not exist has length and base −1 (section 4.2.2).
    return this.#device !== undefined && offset >= SHMLenLow && offset <= SHMBaseHigh ? 0xffff_ffff : 0;
  }

  #writeRegister(offset: number, value: number): void {
    switch (offset) {
      case DeviceFeaturesSel:
        this.#deviceFeaturesSel = value;
        break;
      case DriverFeatures:
        this.#writeDriverFeatures(value);
        break;
      case DriverFeaturesSel:
        this.#driverFeaturesSel = value;
        break;
      case QueueSel:
        this.#queueSel = value;
        break;
      case QueueNotify:
        this.#notify(value);
        break;
      case InterruptACK:
        this.#interruptStatus &= ~value;
        this.#updateLevel();
        break;
      case Status:
        this.#writeStatus(value & 0xff);
        break;
      default:
        if (this.#queue !== undefined) this.#writeQueue(this.#queue, offset, value);
    }
  }

  /** Section 4.2.3.2: the set-up of a queue that is in use is not to be changed; then it has no effect. */
  #writeQueue(queue: Virtqueue, offset: number, value: number): void {
    if (offset === QueueReady) {
      if ((value & 1) === 1) queue.enable();
      else queue.disable();
      return;
    }
    if (queue.ready) return;
    switch (offset) {
      case QueueNum:
        queue.size = value;
        break;
      case QueueDescLow:
        queue.descriptorArea = withLow(queue.descriptorArea, value);
        break;
      case QueueDescHigh:
        queue.descriptorArea = withHigh(queue.descriptorArea, value);
        break;
      case QueueDriverLow:
        queue.driverArea = withLow(queue.driverArea, value);
        break;
      case QueueDriverHigh:
        queue.driverArea = withHigh(queue.driverArea, value);
        break;
      case QueueDeviceLow:
        queue.deviceArea = withLow(queue.deviceArea, value);
        break;
      case QueueDeviceHigh:
        queue.deviceArea = withHigh(queue.deviceArea, value);
        break;
    }
  }

  /** Section 2.2.1: nothing changes any more once FEATURES_OK is set. Words beyond those with features do not exist. */
  #writeDriverFeatures(value: number): void {
    if ((this.#status & FEATURES_OK) !== 0 || this.#driverFeaturesSel >= FEATURE_WORDS) return;
    this.#driverFeatures[this.#driverFeaturesSel] = value;
  }

  /** Section 2.2.2: only what was offered, and never without VERSION_1 (section 6.1). */
  #acceptable(): boolean {
    return (
      this.#driverFeatures.every((word, i) => (word & ~this.#deviceFeatures[i]!) === 0) &&
      hasFeature(this.#driverFeatures, VIRTIO_F_VERSION_1)
    );
  }

  /** Section 2.1: the driver adds bits, or resets by 0. */
  #writeStatus(value: number): void {
    if (value === 0) {
      this.reset();
      return;
    }
    const wasLive = this.#isLive();
    const refused = (this.#status & FEATURES_OK) === 0 && !this.#acceptable() ? FEATURES_OK : 0;
    this.#status |= value & ~(refused | DEVICE_NEEDS_RESET);
    // Requests may have been put into the queues before.
    if (!wasLive && this.#isLive()) this.#queues.forEach((_, index) => this.#notify(index));
  }

  #notify(index: number): void {
    if (!this.#isLive() || this.#queues[index]?.ready !== true) return;
    this.#platform.call(() => this.#device?.notify(index));
  }

  #configChanged(): void {
    this.#configGeneration = (this.#configGeneration + 1) >>> 0;
    if (this.#isLive()) this.#interrupt(CONFIG_CHANGE);
  }

  /** Section 2.1.2: tells the driver, if it is there, that nothing but a reset helps. */
  #fail(reason: string): void {
    if ((this.#status & DEVICE_NEEDS_RESET) !== 0) return;
    this.failure = reason;
    this.#status |= DEVICE_NEEDS_RESET;
    if ((this.#status & DRIVER_OK) !== 0) this.#interrupt(CONFIG_CHANGE);
  }

  #interrupt(cause: number): void {
    this.#interruptStatus |= cause;
    this.#updateLevel();
  }

  #updateLevel(): void {
    this.#platform.setLevel(this.#slot, this.#interruptStatus === 0 ? 0 : 1);
  }
}
