/** What the options of devices open on the host, for as long as the machine is there. */
import { type BlockBackend, type MachineOptions, overlayDisk } from '@racho/machine';
import { Server } from '@racho/p9';
import { openFileDisk } from './backends/file-disk.ts';
import { openHostTree } from './backends/host-tree.ts';
import type { DriveOption, ShareOption } from './device-options.ts';
import { openWire } from './backends/wire.ts';
import { CliError } from './errors.ts';
import type { Values } from './options.ts';

export interface Devices {
  readonly backends: Pick<MachineOptions, 'drives' | 'network' | 'share'>;
  /** Whether something may still come from them for an idle guest. */
  readonly mayWake: () => boolean;
  readonly close: () => void;
}

/**
 * @param ring - called when something has come
 * @throws CliError for a file, a folder or a wire that cannot be what it is to be
 */
export async function openDevices(values: Values, ring: () => void): Promise<Devices> {
  const { drive = [], net, share, deterministic } = values;
  if (net && deterministic) {
    const message = 'with --net a run depends on what arrives, and when';
    throw new CliError('E_CONFLICT', message, 'Leave out --net or --deterministic.');
  }
  const open: (() => void)[] = [];
  const close = (): void => open.splice(0).forEach((closeOne) => closeOne());
  try {
    const drives = drive.map((option) => openDrive(option, open));
    const shared = share && openShare(share, open);
    const wire = net && (await openWire(net, ring));
    if (wire) open.push(wire.close);
    const backends = { drives, ...(shared && { share: shared }), ...(wire && { network: wire.port }) };
    return { backends, mayWake: () => wire?.open() ?? false, close };
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
