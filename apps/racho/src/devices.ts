/** What the options of devices open on the host, for as long as the machine is there. */
import { type BlockBackend, type MachineOptions, overlayDisk } from '@racho/machine';
import { Server } from '@racho/p9';
import { openFileDisk } from './backends/file-disk.ts';
import { openHostTree } from './backends/host-tree.ts';
import type { DriveOption, ShareOption } from './device-options.ts';
import type { Values } from './options.ts';

export interface Devices {
  readonly backends: Pick<MachineOptions, 'drives' | 'network' | 'share'>;
  /** Whether something may still come from them for an idle guest. */
  readonly mayWake: () => boolean;
  readonly close: () => void;
}

/** @throws CliError for a file that cannot be what it is to be */
export function openDevices({ drive = [], share }: Values): Devices {
  const open: (() => void)[] = [];
  const close = (): void => open.splice(0).forEach((closeOne) => closeOne());
  try {
    const drives = drive.map((option) => openDrive(option, open));
    const shared = share && openShare(share, open);
    return { backends: { drives, ...(shared && { share: shared }) }, mayWake: () => false, close };
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

function openShare({ folder, tag, access }: ShareOption, open: (() => void)[]): Server {
  const { tree, close } = openHostTree(folder);
  open.push(close);
  return new Server({ tree, tag, access });
}
