/** What a machine can be made of, checked: the public options and the complete ones that follow from them. */
import type { Checker } from './checker.ts';
import { hostClock } from './clock.ts';
import type { BlockBackend } from './devices/backends/block-backend.ts';
import { hostEntropy, seededEntropy } from './devices/backends/entropy.ts';
import type { ConsolePort, EntropySource, P9Server, PacketPort } from './devices/backends/ports.ts';
import { DRIVES_MAX, type VirtioBackends } from './devices/virtio/slots.ts';
import { MachineError } from './error.ts';
import type { TranslationObserver } from './insight/observer.ts';
import { defaultJit, type Jit } from './jit.ts';

/** What a machine is made of; everything has a default but the software. */
export interface MachineOptions {
  /** Bytes of RAM: a multiple of 4096 from 8 MiB to 2 GiB; default 128 MiB. */
  readonly memory?: number;
  /** Number of harts, 1 … 8; default 1. They take turns in one thread. */
  readonly harts?: number;
  /**
   * What time is: `'deterministic'` makes it a function of the instructions executed (10 a tick of 10 MHz, and jumps while
   * every hart waits); a function is a clock in milliseconds. Default: the host's monotonic clock.
   */
  readonly clock?: 'deterministic' | (() => number);
  /**
   * The host's date in milliseconds since 1970, which the real-time clock has at power-on. Default: the host's; with a
   * deterministic clock, always 0.
   */
  readonly date?: () => number;
  /**
   * Firmware: `'sbi'` (default) is built in and starts the kernel in S-mode; `'none'` starts the kernel in M-mode;
   * bytes are an image, ELF or flat for 0x8000_0000, that is started in M-mode.
   */
  readonly bios?: 'sbi' | 'none' | Uint8Array;
  /** ELF (placed by physical addresses), or flat for 0x8020_0000; with `bios: 'none'` for 0x8000_0000. */
  readonly kernel?: Uint8Array;
  /** An initial RAM disk, announced in the device tree. */
  readonly initrd?: Uint8Array;
  /** The kernel's command line, in the device tree. */
  readonly bootargs?: string;
  /**
   * Translation of hot code to WebAssembly: `'on'` (default), `'off'`, or `'eager'`, which translates whatever is executed, for tests.
   * What a guest computes does not depend on it.
   */
  readonly jit?: Jit;
  /** Checks every access against what the supervisor says of memory: a `Shadow` of `@racho/machine/checked`. Slow, for tests. */
  readonly checker?: Checker;
  /** Is told what the translator does: `TranslationCounts` of `@racho/machine/insight`. Calls for each way in and out, so it is slow. */
  readonly observer?: TranslationObserver;
  /** Gets what the UART, the SBI console and HTIF print. */
  readonly console?: (bytes: Uint8Array) => void;
  /**
   * Called when something that came between two steps (console input, a back-end's late answer) has given a waiting hart
   * something to do: an event loop that sleeps until an idle machine's deadline is to step it now. It may be called more than
   * once, and within `send` or the back-end's call, so it should not step the machine itself.
   */
  readonly onWake?: () => void;
  /** Virtio disks, at most 4; the first is in the first slot. */
  readonly drives?: readonly BlockBackend[];
  /** The other end of a virtio network interface. */
  readonly network?: PacketPort;
  /** The other end of a virtio console, beside the UART. */
  readonly terminal?: ConsolePort;
  /** A 9P server that the guest can mount. */
  readonly share?: P9Server;
  /** Where the virtio entropy device gets its bytes. Default: the host; with a deterministic clock, a generator with a fixed seed. */
  readonly entropy?: EntropySource;
}

/** Options as the machine has them. Images are not kept twice: they are the caller's arrays. */
export interface ResolvedOptions extends VirtioBackends {
  readonly memory: number;
  readonly harts: number;
  readonly clock: 'deterministic' | (() => number);
  readonly date: () => number;
  readonly bios: 'sbi' | 'none' | Uint8Array;
  readonly kernel: Uint8Array | undefined;
  readonly initrd: Uint8Array | undefined;
  readonly bootargs: string;
  readonly jit: Jit;
  readonly checker: Checker | undefined;
  readonly observer: TranslationObserver | undefined;
  readonly console: (bytes: Uint8Array) => void;
  readonly onWake: () => void;
}

/** Visits of the interpreter after which code is translated. */
export const hotAfter: Readonly<Record<Jit, number | undefined>> = { off: undefined, on: 3000, eager: 1 };

const MIB = 0x10_0000;
const PAGE_SIZE = 4096;
const MEMORY_DEFAULT = 128 * MIB;
/** The device tree goes 2 MiB below the end of small RAM, and a kernel 2 MiB above its start. */
const MEMORY_MIN = 8 * MIB;
/** As many as QEMU's `virt` has without sockets of several harts, and the host has memory for. */
const HARTS_MAX = 8;
/** RAM ends at 2^32 at most, so that every physical address is a u32. */
const MEMORY_MAX = 2048 * MIB;

const wrong = (message: string): MachineError => new MachineError('E_CONFIG', message);

function checkImage(name: string, image: unknown): void {
  if (image !== undefined && !(image instanceof Uint8Array)) {
    throw wrong(`${name} is ${typeof image}, but must be a Uint8Array`);
  }
}

/** A value of the wrong kind, for a message. */
export const describe = (value: unknown): string =>
  typeof value === 'bigint' ? `the bigint ${value}n` : value === null ? 'null' : `of type ${typeof value}`;

function checkParts(name: string, part: unknown, methods: readonly string[]): void {
  if (part === undefined) return;
  const members = typeof part === 'object' && part !== null ? (part as Readonly<Record<string, unknown>>) : {};
  const missing = methods.filter((method) => typeof members[method] !== 'function');
  if (missing.length > 0)
    throw wrong(`${name} has no ${missing.join(', ')}; it must be an object with ${methods.join(', ')}`);
}

/** What is behind the virtio devices. */
function resolveBackends(options: MachineOptions): VirtioBackends {
  const { drives = [], network, terminal, share } = options;
  const { entropy = options.clock === 'deterministic' ? seededEntropy(0) : hostEntropy } = options;
  if (!(drives instanceof Array)) throw wrong('drives is not an array');
  if (drives.length > DRIVES_MAX) throw wrong(`${drives.length} drives; there is room for ${DRIVES_MAX}`);
  drives.forEach((drive, i) => {
    checkParts(`drives[${i}]`, drive, ['read', 'write', 'flush']);
    if (!Number.isSafeInteger(drive.sectors) || drive.sectors < 0) {
      throw wrong(`drives[${i}].sectors is ${drive.sectors}; give the number of sectors`);
    }
  });
  checkParts('network', network, ['send', 'onReceive']);
  if (network?.mac !== undefined && network.mac.length !== 6) {
    throw wrong(`network.mac has ${network.mac.length} bytes; give 6`);
  }
  checkParts('terminal', terminal, ['send', 'onReceive']);
  checkParts('share', share, ['serve', 'reset']);
  if (share !== undefined && !/^[!-~]{1,32}$/.test(share.tag)) {
    throw wrong(`share.tag is ${JSON.stringify(share.tag)}; give 1 to 32 visible ASCII characters`);
  }
  if (typeof entropy !== 'function') throw wrong(`entropy is ${typeof entropy}, but must be a function`);
  return { drives, network, terminal, share, entropy };
}

/** @throws MachineError `E_CONFIG` for a value that no machine can have; callers may be untyped. */
export function resolveOptions(options: MachineOptions): ResolvedOptions {
  if (typeof options !== 'object' || (options as unknown) === null) {
    throw wrong(`the options are ${describe(options)}; give an object, or nothing for the defaults`);
  }
  const { jit = defaultJit } = options;
  const { memory = MEMORY_DEFAULT, harts = 1, clock = hostClock, bios = 'sbi', bootargs = '' } = options;
  if (!Number.isSafeInteger(memory) || memory < MEMORY_MIN || memory > MEMORY_MAX || memory % PAGE_SIZE !== 0) {
    throw wrong(`memory is ${memory}; give a multiple of ${PAGE_SIZE} from ${MEMORY_MIN} to ${MEMORY_MAX} bytes`);
  }
  if (!Number.isInteger(harts) || harts < 1 || harts > HARTS_MAX) {
    throw wrong(`harts is ${String(harts)}; give 1 to ${HARTS_MAX}`);
  }
  if (clock !== 'deterministic' && typeof clock !== 'function') {
    throw wrong(`clock is ${String(clock)}; give 'deterministic' or a function that tells milliseconds`);
  }
  if (!['on', 'off', 'eager'].includes(jit)) throw wrong(`jit is ${jit}; give 'on', 'off' or 'eager'`);
  const { date = clock === 'deterministic' ? () => 0 : () => Date.now() } = options;
  if (typeof date !== 'function') throw wrong(`date is ${typeof date}, but must be a function`);
  if (bios !== 'sbi' && bios !== 'none') checkImage('bios', bios);
  checkImage('kernel', options.kernel);
  checkImage('initrd', options.initrd);
  if (typeof bootargs !== 'string') throw wrong(`bootargs is ${typeof bootargs}, but must be a string`);
  const nothing = (): void => undefined;
  const { console = nothing, onWake = nothing } = options;
  for (const [name, callback] of Object.entries({ console, onWake })) {
    if (typeof callback !== 'function') throw wrong(`${name} is ${typeof callback}, but must be a function`);
  }
  const { kernel, initrd, checker, observer } = options;
  checkParts('checker', checker, ['start', 'access']);
  checkParts('observer', observer, ['entered', 'left', 'compiled', 'dropped']);
  return {
    memory,
    harts,
    clock,
    date,
    bios,
    kernel,
    initrd,
    bootargs,
    jit,
    checker,
    observer,
    console,
    onWake,
    ...resolveBackends(options),
  };
}
