/** Debian's Linux with BusyBox in its initial file system, and a shell to give commands to. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineOptions } from '@racho/machine';
import { guestPath } from '../guests.ts';
import { Console } from './console.ts';
import { characterDevice, cpio, directory, file } from './cpio.ts';

/** Kernel modules by what they are for, in the order in which they are to be loaded. */
const modules = {
  slots: ['drivers/virtio/virtio_mmio'],
  disk: [
    'drivers/block/virtio_blk',
    'lib/crc16',
    'crypto/crc32c_generic',
    'fs/mbcache',
    'fs/jbd2/jbd2',
    'fs/ext4/ext4',
  ],
  network: ['net/core/failover', 'drivers/net/net_failover', 'drivers/net/virtio_net'],
  share: ['fs/netfs/netfs', 'net/9p/9pnet', 'net/9p/9pnet_virtio', 'fs/9p/9p'],
} as const;

type Purpose = keyof typeof modules;

/** `Run /init` comes after about 1.0 G instructions. */
const BOOT_BUDGET = 2e9;
/** Loading ext4 takes 1.2 G: Linux looks for the other half of each relocation in all of them. */
const COMMAND_BUDGET = 3e9;

const init = `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
exec setsid cttyhack sh
`;

/** Only the modules of the given purposes: unpacking an archive takes instructions. */
function initialFiles(purposes: readonly Purpose[]): Uint8Array {
  const version = readdirSync(guestPath('linux', 'usr/lib/modules'))[0]!;
  const module = (path: string): Uint8Array =>
    execFileSync('xz', ['-dc', guestPath('linux', `usr/lib/modules/${version}/kernel/${path}.ko.xz`)], {
      maxBuffer: 1 << 26,
    });
  return cpio([
    ...['bin', 'dev', 'lib', 'mnt', 'proc', 'sys'].map(directory),
    characterDevice('dev/console', 5, 1),
    file('bin/busybox', readFileSync(guestPath('linux', 'usr/bin/busybox')), 0o755),
    file('init', init, 0o755),
    ...purposes.flatMap((purpose) => modules[purpose].map((path) => file(modulePath(path), module(path)))),
  ]);
}

const modulePath = (path: string): string => `lib/${path.split('/').at(-1)!}.ko`;

function kernelImage(): Uint8Array {
  const boot = guestPath('linux', 'boot');
  return readFileSync(
    join(
      boot,
      readdirSync(boot).find((name) => name.startsWith('vmlinux'))!,
    ),
  );
}

export class Linux extends Console {
  /** Boots to the shell, with the modules loaded. */
  static boot(purposes: readonly Purpose[], options: MachineOptions): Linux {
    const linux = new Linux({
      kernel: kernelImage(),
      initrd: initialFiles(purposes),
      bootargs: 'console=ttyS0 earlycon=sbi',
      ...options,
    });
    linux.expect('Linux version 6.12', BOOT_BUDGET);
    linux.expect('Machine model: riscv-virtio,qemu', BOOT_BUDGET);
    linux.expect('10000000.serial: ttyS0 at MMIO 0x10000000', BOOT_BUDGET);
    linux.expect('Run /init as init process', BOOT_BUDGET);
    linux.expect('~ # ', BOOT_BUDGET);
    for (const path of purposes.flatMap((purpose) => modules[purpose])) linux.run(`insmod /${modulePath(path)}`);
    return linux;
  }

  /** Goes on from a snapshot that was taken at the prompt. */
  static restore(snapshot: Uint8Array, options: MachineOptions): Linux {
    return new Linux(options, snapshot);
  }

  /** Runs a command, which must succeed; gives what it printed. */
  run(command: string, budget: number = COMMAND_BUDGET): string {
    // Between the last mark and the prompt the shell tells of jobs that are done.
    // The shell's editor echoes the line, and wraps it; but there the marks have `$?`, and a number only where they are printed.
    this.send(`echo "<$?>"; ${command}; echo "<$?>"\n`);
    const [, printed, status] = this.expect(/<\d+>\r\n([^]*)<(\d+)>\r\n[^]*?~ # /, budget);
    if (status !== '0') throw new Error(`${command}: status ${status!}\n${printed!}`);
    return printed!.replaceAll('\r\n', '\n');
  }

  /** Switches off; gives the exit status. */
  powerOff(): number {
    this.send('poweroff -f\n');
    this.expect('reboot: Power down', COMMAND_BUDGET);
    return this.halted(COMMAND_BUDGET);
  }
}
