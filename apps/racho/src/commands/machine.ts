/** `racho machine --kernel FILE`: any RV64 image on the bare machine. */
import { Machine, type MachineOptions } from '@racho/machine';
import { Bell } from '../bell.ts';
import { clockOf } from '../clock.ts';
import type { Command } from '../command.ts';
import { endingFields } from '../conclude.ts';
import { openDevices } from '../devices.ts';
import { CliError } from '../errors.ts';
import { readBytes, writeBytes } from '../files.ts';
import { jitOf, jitOptions } from '../jit.ts';
import { session, type Started } from '../session.ts';
import { type Region, signatureRegion, signatureText } from '../signature.ts';
import { readSnapshot } from '../snapshot-file.ts';
import { saving } from '../snapshots.ts';
import { traced } from '../traced.ts';

export const machine: Command = {
  name: 'machine',
  summary: 'start any RV64 image on the bare machine',
  details: `The machine is QEMU's "virt": RAM at 0x80000000, UART, CLINT, test finisher, HTIF, a device tree, and a built-in
SBI unless --bios names another firmware. stdin and stdout are its console; on a terminal Ctrl-A x leaves. The
status that the guest gives to the finisher becomes the command's. With --deterministic stdin is not read: what is
typed, and when, would be part of the run.

A disk is a raw image; with ",ro" the guest cannot write to it, with ",overlay" what it writes is kept in memory. A
network interface is one end of a wire on this computer: of two machines one listens and the other connects, on a port
or on a path with a "/" in it, and gets an address of its own with ",mac=52:54:00:12:34:57". QEMU speaks the same
(-netdev stream, or dgram with udp=). A shared folder is mounted in a Linux guest by
"mount -t 9p -o trans=virtio,version=9p2000.L share /mnt"; links in it lead the guest into its own files, never into the
host's. A comma that belongs to a name is doubled.

With --snapshot the machine is saved to a file, from which --restore goes on: whenever Ctrl-A s is typed, when
--snapshot-at is reached, and, if nothing was saved till then, when the command ends before the guest does (Ctrl-A x, a
signal, --max-instructions). Memory, harts, images and time are in the file; drives are to be given again as they were,
where what is written to an overlay is in the file, too.`,
  operands: [],
  options: [
    ...(['kernel', 'bios', 'initrd', 'append', 'memory', 'smp', 'drive', 'net', 'share'] as const),
    ...(['deterministic', 'max-instructions', 'snapshot', 'snapshot-at', 'restore', 'trace'] as const),
    ...(['signature', 'signature-granularity', 'gdb', 'gdb-wait'] as const),
    ...jitOptions,
  ],
  afterFirstOperand: 'ours',
  json: endingFields,
  examples: [
    'racho machine --kernel image.elf -m 64M --append "console=hvc0"',
    'racho machine --kernel Image --initrd initrd.gz -m 512M --drive root.img,overlay --share src,ro',
    'racho machine --kernel Image --initrd initrd.gz --net listen=1234',
    'racho machine --bios none --kernel m-mode-test.elf --max-instructions 1000000',
  ],
  run: async (context) => {
    const { values, err } = context;
    const { restore } = values;
    const bare = values.kernel === undefined && (values.bios === undefined || values.bios === 'none');
    if (bare && restore === undefined) {
      throw new CliError('E_OPERANDS', 'racho machine needs an image', 'Name one with --kernel FILE.');
    }
    if (values['snapshot-at'] !== undefined && values.snapshot === undefined) {
      throw new CliError('E_OPERANDS', '--snapshot-at needs a file to save to', 'Name one with --snapshot FILE.');
    }
    const snapshot = restore === undefined ? undefined : await readSnapshot(restore);
    const images = {
      ...(values.kernel === undefined ? {} : { kernel: await readBytes(values.kernel) }),
      ...(values.initrd === undefined ? {} : { initrd: await readBytes(values.initrd) }),
      ...(values.bios === undefined ? {} : { bios: await readBios(values.bios) }),
    };
    let signed: { readonly guest: Machine; readonly region: Region } | undefined;
    const bell = new Bell();
    const { backends, mayWake, close } = await openDevices(values, bell.ring);
    const start = (receive: (bytes: Uint8Array) => void): Started => {
      const clock = clockOf(values);
      const jit = jitOf(values, (text) => err.line(text));
      const options: MachineOptions = {
        ...images,
        ...backends,
        ...jit.options,
        // A snapshot knows which kind its machine had.
        ...(snapshot !== undefined && clock !== 'deterministic' ? {} : { clock }),
        console: receive,
        ...(values.memory === undefined ? {} : { memory: values.memory }),
        ...(values.smp === undefined ? {} : { harts: values.smp }),
        ...(values.append === undefined ? {} : { bootargs: values.append }),
      };
      const built = snapshot === undefined ? new Machine(options) : Machine.restore(snapshot, options);
      const { kernel, bios, clock: time } = built.options;
      if (values.signature !== undefined) signed = { guest: built, region: signatureRegion([kernel, bios]) };
      const saved = (path: string): void => {
        if (!values.quiet) err.line(`saved to ${path}`);
      };
      return {
        machine: built,
        jitFinish: jit.finish,
        ...(values.trace ? traced(built, [kernel, bios], (line) => err.line(line)) : { guest: built }),
        ...(values.snapshot === undefined
          ? {}
          : { saving: saving(built, values.snapshot, values['snapshot-at'], saved) }),
        ...(time === 'deterministic'
          ? {}
          : { send: (bytes: Uint8Array) => built.send(bytes), room: () => built.inputRoom }),
      };
    };
    try {
      const status = await session(context, start, { bell, mayWake });
      if (values.signature !== undefined && signed !== undefined) {
        const { guest, region } = signed;
        const bytes = guest.readMemory(region.start, region.end - region.start);
        const text = signatureText(bytes, Number(values['signature-granularity'] ?? 4));
        await writeBytes(values.signature, new TextEncoder().encode(text));
      }
      return status;
    } finally {
      close();
    }
  },
};

async function readBios(text: string): Promise<'none' | Uint8Array> {
  return text === 'none' ? 'none' : readBytes(text);
}
