/** What the kernel learns at boot, as frozen data. */
import type { Bytes } from '@racho/bytes';

/** A file that the app handed in: a program, an initramfs. */
export interface BootModule {
  readonly name: string;
  readonly bytes: Bytes;
  /** Its arguments, without its name. */
  readonly args: readonly string[];
}

export interface BootInfo {
  /** The kernel's command line (`/chosen/bootargs` of the device tree). */
  readonly commandLine: string;
  /** Physical memory, in bytes. */
  readonly memory: { readonly base: number; readonly size: number };
  readonly harts: number;
  /** Ticks of `time` a second. */
  readonly timebase: number;
  readonly modules: readonly BootModule[];
}
