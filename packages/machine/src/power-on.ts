/** How a machine starts: which images it loads, the device tree that tells of it, and the state that its harts begin in. */
import { TIMEBASE } from './clock.ts';
import { virtTree } from './fdt/virt.ts';
import { writeFdt } from './fdt/writer.ts';
import { M, S } from './hart/cause.ts';
import type { Hart } from './hart/hart.ts';
import { Rest } from './hart/rest.ts';
import { MMU_TYPE } from './hart/satp.ts';
import { CACHE_BLOCK_SIZE, EXTENSIONS } from './isa.ts';
import type { BootImages, Loaded } from './loader.ts';
import type { GuestMemory } from './memory.ts';
import type { ResolvedOptions } from './options.ts';
import { handOver } from './sbi/hand-over.ts';

const BOOT_HART = 0;
const A0 = 10;
const A1 = 11;
const A2 = 12;

/** Without firmware the kernel is what starts in M-mode. */
export function bootImages({ bios, kernel, initrd }: ResolvedOptions): BootImages {
  const firmware = bios === 'none' ? kernel : bios === 'sbi' ? undefined : bios;
  const started = bios === 'none' ? undefined : kernel;
  return {
    ...(firmware === undefined ? {} : { firmware }),
    ...(started === undefined ? {} : { kernel: started }),
    ...(initrd === undefined ? {} : { initrd }),
  };
}

/** The device tree of a machine; `initrd` is where its initial RAM disk lies. */
export function deviceTree(
  { bootargs, harts }: ResolvedOptions,
  memory: GuestMemory,
  initrd: { readonly start: number; readonly end: number } | undefined,
): Uint8Array {
  return writeFdt(
    virtTree({
      ramBase: memory.base,
      ramSize: memory.size,
      hartCount: harts,
      extensions: EXTENSIONS,
      cacheBlockSize: CACHE_BLOCK_SIZE,
      mmuType: MMU_TYPE,
      timebaseFrequency: TIMEBASE,
      ...(bootargs === '' ? {} : { bootargs }),
      ...(initrd === undefined ? {} : { initrd }),
    }),
  );
}

/** Puts a hart at the start of what was loaded. */
export function startHart(hart: Hart, loaded: Loaded, bios: ResolvedOptions['bios']): void {
  const builtIn = bios === 'sbi';
  hart.reset(loaded.entry, builtIn ? S : M);
  const { csrs } = hart;
  if (builtIn) {
    handOver(csrs);
    hart.mmu.protect();
    // Firmware in M-mode is started on all harts, an operating system on the first: it asks for the others.
    if (hart.id !== BOOT_HART) hart.rest = Rest.Stopped;
  }
  csrs.setX(A0, hart.id, 0);
  csrs.setX(A1, loaded.dtb | 0, 0);
  csrs.setX(A2, (loaded.firmwareInfo ?? 0) | 0, 0);
}
