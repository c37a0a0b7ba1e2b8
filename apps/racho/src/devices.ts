/** What the options of devices open on the host, for as long as the machine is there. */
import { type BlockBackend, type MachineOptions, overlayDisk } from '@racho/machine';
import { openFileDisk } from './backends/file-disk.ts';
import type { DriveOption } from './device-options.ts';
import type { Values } from './options.ts';

export interface Devices {
  readonly backends: Pick<MachineOptions, 'drives' | 'network' | 'share'>;
  /** Whether something may still come from them for an idle guest. */
  readonly mayWake: () => boolean;
  readonly close: () => void;
}

/** @throws CliError for a file that cannot be what it is to be */
export function openDevices({ drive = [] }: Values): Devices {
  const open: (() => void)[] = [];
  const close = (): void => open.splice(0).forEach((closeOne) => closeOne());
  try {
    const drives = drive.map((option) => openDrive(option, open));
    return { backends: { drives }, mayWake: () => false, close };
  } catch (error) {
    close();
    throw error;
  }
}

function openDrive({ file, writes }: DriveOption, open: (() => void)[]): BlockBackend {
  const { disk, close } = openFileDisk(file, writes === 'file' ? 'read-write' : 'read-only');
  open.push(close);
  return writes === 'memory' ? overlayDisk(disk) : disk;
}
