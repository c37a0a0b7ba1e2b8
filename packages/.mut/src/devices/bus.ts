/** The system bus: finds the device behind a physical address and checks width, alignment and window. */
import { MachineError } from '../error.ts';
import type { AccessWidth, Device } from './device.ts';

const hex = (value: number): string => `0x${value.toString(16)}`;
const windowOf = (device: Device): string => `${device.name} at ${hex(device.base)}, size ${hex(device.size)}`;

/** Physical addresses have 56 bits (Privileged, "Sv39"), but a window's end must be an exact number. */
const ADDRESS_LIMIT = Number.MAX_SAFE_INTEGER;

function checkWindows(sorted: readonly Device[]): void {
  let below: Device | undefined;
  for (const device of sorted) {
    const { base, size } = device;
    if (
      !Number.isSafeInteger(base) ||
      base < 0 ||
      !Number.isSafeInteger(size) ||
      size <= 0 ||
      base + size > ADDRESS_LIMIT
    ) {
      throw new MachineError(
        'E_BUS_OVERLAP',
        `no window on a bus: ${windowOf(device)}; give it a base ≥ 0 and a size > 0`,
      );
    }
    if (base % 4 !== 0 || size % 4 !== 0) {
      throw new MachineError('E_BUS_OVERLAP', `${windowOf(device)}: base and size must be multiples of 4`);
    }
    if (below !== undefined && below.base + below.size > base) {
      throw new MachineError('E_BUS_OVERLAP', `${windowOf(device)} overlaps ${windowOf(below)}; move one of them`);
    }
    below = device;
  }
}

export class Bus {
  /** By base address, lowest first. */
  readonly devices: readonly Device[];
  /** The device of the last hit: accesses come in runs. */
  #recent: Device | undefined;

  /** @throws MachineError `E_BUS_OVERLAP` if two windows share an address, or one is no window. */
  constructor(devices: readonly Device[]) {
    this.devices = [...devices].sort((a, b) => a.base - b.base);
    checkWindows(this.devices);
  }

  /** The device whose window holds `address`. A machine has a handful, so a scan beats anything cleverer. */
  find(address: number): Device | undefined {
    const recent = this.#recent;
    if (recent !== undefined && address >= recent.base && address < recent.base + recent.size) return recent;
    for (const device of this.devices) {
      if (address < device.base) return undefined;
      if (address < device.base + device.size) {
        this.#recent = device;
        return device;
      }
    }
    return undefined;
  }

  /** The unsigned value, or `undefined` for a bus error: no device there, misaligned, or refused by the device. */
  read(address: number, width: AccessWidth): number | undefined {
    const device = this.find(address);
    // Windows are made of whole words, so an aligned access cannot straddle an end.
    if (device === undefined || address % width !== 0) return undefined;
    return device.read(address - device.base, width);
  }

  /** `false` is a bus error. */
  write(address: number, width: AccessWidth, value: number): boolean {
    const device = this.find(address);
    if (device === undefined || address % width !== 0) return false;
    return device.write(address - device.base, width, value);
  }

  /** Eight bytes as two words, low half first: `[low, high]`, or `undefined` for a bus error. */
  read64(address: number): readonly [low: number, high: number] | undefined {
    if (address % 8 !== 0) return undefined;
    const low = this.read(address, 4);
    if (low === undefined) return undefined;
    const high = this.read(address + 4, 4);
    return high === undefined ? undefined : [low, high];
  }

  /** Eight bytes as two words, low half first. After a bus error on the high half the low one stays written. */
  write64(address: number, low: number, high: number): boolean {
    return address % 8 === 0 && this.write(address, 4, low) && this.write(address + 4, 4, high);
  }

  /** Puts every device into its state after power-on. */
  reset(): void {
    for (const device of this.devices) device.reset?.();
  }
}
