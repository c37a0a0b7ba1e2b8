/** Where things are: physical memory as on QEMU's `virt`, and the virtual layout of the lineage. */
import { PAGE_SIZE, paddr, vaddr, type Paddr, type Vaddr } from '../mm/address.ts';

/** Where the firmware starts the kernel image, in S-mode. */
export const KERNEL_BASE: Paddr = paddr(0x8020_0000);

/** The test finisher's window: how a machine ends with a status. */
export const FINISHER_BASE: Paddr = paddr(0x10_0000);
export const FINISHER_SIZE = 0x2000;

/** The highest page of every address space: `__alltraps` and `__restore`. */
export const TRAMPOLINE: Vaddr = vaddr(-PAGE_SIZE);

/** Bytes of a kernel stack; the page below it is never mapped. */
export const KERNEL_STACK_SIZE: number = 2 * PAGE_SIZE;

/** Kernel stacks hang below the trampoline, each with its guard page: top of stack number `slot`. */
export function kernelStackTop(slot: number): Vaddr {
  return vaddr(TRAMPOLINE - slot * (KERNEL_STACK_SIZE + PAGE_SIZE));
}

/** Trap contexts hang below the trampoline of a user space, one page a thread. */
export function trapContextAddress(slot: number): Vaddr {
  return vaddr(TRAMPOLINE - (slot + 1) * PAGE_SIZE);
}

/** Kernel stacks and trap contexts have the highest GiB to themselves. */
export const MAX_KERNEL_STACKS = 65_536;
export const MAX_TRAP_CONTEXTS = 4096;

/** Timer interrupts a second. */
export const TICKS_PER_SECOND = 100;
