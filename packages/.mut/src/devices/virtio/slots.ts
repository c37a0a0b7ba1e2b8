/** Which virtio device sits in which slot: disks first, so that a small kernel finds its disk in the first one. */
import type { BlockBackend } from '../backends/block-backend.ts';
import type { ConsolePort, EntropySource, P9Server, PacketPort } from '../backends/ports.ts';
import { VirtioBlock } from './block.ts';
import { VirtioConsole } from './console.ts';
import type { VirtioDevice } from './device.ts';
import { VirtioEntropy } from './entropy.ts';
import { VIRTIO_MMIO_SLOTS, VirtioMmio, type VirtioPlatform } from './mmio.ts';
import { VirtioNet } from './net.ts';
import { VirtioP9 } from './p9.ts';

/** Interrupt sources are 1 … 8, as on QEMU. */
export const VIRTIO_IRQ = 1;

/** What the devices lead to. */
export interface VirtioBackends {
  readonly drives: readonly BlockBackend[];
  readonly network: PacketPort | undefined;
  readonly terminal: ConsolePort | undefined;
  readonly share: P9Server | undefined;
  readonly entropy: EntropySource;
}

/** Slots that are left for drives when everything else is there. */
export const DRIVES_MAX: number = VIRTIO_MMIO_SLOTS - 4;

/** All slots, those without a device too. */
export function virtioSlots(backends: VirtioBackends, platform: VirtioPlatform): VirtioMmio[] {
  const { drives, network, terminal, share, entropy } = backends;
  const devices: VirtioDevice[] = drives.map((drive, i) => new VirtioBlock(drive, `racho-${i}`));
  if (network !== undefined) devices.push(new VirtioNet(network));
  if (terminal !== undefined) devices.push(new VirtioConsole(terminal));
  if (share !== undefined) devices.push(new VirtioP9(share));
  devices.push(new VirtioEntropy(entropy));
  return Array.from({ length: VIRTIO_MMIO_SLOTS }, (_, slot) => new VirtioMmio(slot, devices[slot], platform));
}
