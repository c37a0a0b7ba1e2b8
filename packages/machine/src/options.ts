/** What a machine can be made of, checked: the public options and the complete ones that follow from them. */
import { hostClock } from './clock.ts';
import { MachineError } from './error.ts';

/** What a machine is made of; everything has a default but the software. */
export interface MachineOptions {
  /** Bytes of RAM: a multiple of 4096 from 4 MiB to 2 GiB; default 128 MiB. */
  readonly memory?: number;
  /** Number of harts; 1 for now. */
  readonly harts?: number;
  /**
   * What time is: `'deterministic'` makes it a function of the instructions executed (10 a tick of 10 MHz, and jumps while
   * every hart waits); a function is a clock in milliseconds. Default: the host's monotonic clock.
   */
  readonly clock?: 'deterministic' | (() => number);
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
  /** Gets what the UART, the SBI console and HTIF print. */
  readonly console?: (bytes: Uint8Array) => void;
}

/** Options as the machine has them. Images are not kept twice: they are the caller's arrays. */
export interface ResolvedOptions {
  readonly memory: number;
  readonly harts: number;
  readonly clock: 'deterministic' | (() => number);
  readonly bios: 'sbi' | 'none' | Uint8Array;
  readonly kernel: Uint8Array | undefined;
  readonly initrd: Uint8Array | undefined;
  readonly bootargs: string;
  readonly console: (bytes: Uint8Array) => void;
}

const MIB = 0x10_0000;
const PAGE_SIZE = 4096;
const MEMORY_DEFAULT = 128 * MIB;
const MEMORY_MIN = 4 * MIB;
/** RAM ends at 2^32 at most, so that every physical address is a u32. */
const MEMORY_MAX = 2048 * MIB;

const wrong = (message: string): MachineError => new MachineError('E_CONFIG', message);

function checkImage(name: string, image: unknown): void {
  if (image !== undefined && !(image instanceof Uint8Array)) {
    throw wrong(`${name} is ${typeof image}, but must be a Uint8Array`);
  }
}

/** @throws MachineError `E_CONFIG` for a value that no machine can have; callers may be untyped. */
export function resolveOptions(options: MachineOptions): ResolvedOptions {
  const { memory = MEMORY_DEFAULT, harts = 1, clock = hostClock, bios = 'sbi', bootargs = '' } = options;
  if (!Number.isSafeInteger(memory) || memory < MEMORY_MIN || memory > MEMORY_MAX || memory % PAGE_SIZE !== 0) {
    throw wrong(`memory is ${memory}; give a multiple of ${PAGE_SIZE} from ${MEMORY_MIN} to ${MEMORY_MAX} bytes`);
  }
  if (harts !== 1) throw wrong(`harts is ${String(harts)}; give 1, as more are not built yet`);
  if (clock !== 'deterministic' && typeof clock !== 'function') {
    throw wrong(`clock is ${String(clock)}; give 'deterministic' or a function that tells milliseconds`);
  }
  if (bios !== 'sbi' && bios !== 'none') checkImage('bios', bios);
  checkImage('kernel', options.kernel);
  checkImage('initrd', options.initrd);
  if (typeof bootargs !== 'string') throw wrong(`bootargs is ${typeof bootargs}, but must be a string`);
  const { console = () => undefined } = options;
  if (typeof console !== 'function') throw wrong(`console is ${typeof console}, but must be a function`);
  return { memory, harts, clock, bios, kernel: options.kernel, initrd: options.initrd, bootargs, console };
}
