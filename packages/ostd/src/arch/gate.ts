/**
 * The protocol between ostd and the S-mode code of the kernel image.
 *
 * The S-mode code stops at a *gate* and says why (the gate's number, and results in a0…). ostd answers by an
 * *operation* in a0 with arguments in a1…, and lets the hart go on. The S-mode code keeps nothing in registers
 * between gates, so operations nest freely: a system call may print through the SBI before it returns.
 */

/** Why the S-mode code stopped. */
export const Gate = {
  /** `_start` is ready: a0 = hart id, a1 = physical address of the device tree. */
  Boot: 0,
  /** A trap from U-mode: its registers are in the trap context; a0 = scause, a1 = stval. */
  Trap: 1,
  /** A trap from S-mode, which is a bug or an overflowed stack: a0 = scause, a1 = stval, a2 = sepc. */
  KernelTrap: 2,
  /** The operation is done; a0, a1 = its results. */
  Done: 3,
} as const;

/** What ostd asks of the S-mode code. */
export const Operation = {
  /** To user mode by `__restore`: a1 = trap context, a2 = MODE and ASID of satp, a3 = its PPN. */
  Restore: 0,
  /** Waits for an interrupt; a0 = sip. */
  Wait: 1,
  /** SBI call: a1 = extension, a2 = function, a3…a6 = arguments; a0 = error, a1 = value. */
  Sbi: 2,
  /** Switches to the address space a1 (MODE, ASID), a2 (PPN), and enables the interrupts a3 in sie. */
  Paging: 3,
  /** Forgets translations of the page at a1 in address space a2. */
  FencePage: 4,
  /** Forgets all translations of address space a1. */
  FenceSpace: 5,
  /** Loads 8 bytes from virtual address a1 through the MMU; a0 = the value. */
  Load: 6,
  /** Stores the low 4 bytes of a2 at virtual address a1. */
  Store: 7,
  /** Stores f0 … f31 and fcsr in the trap context at physical address a1. */
  SaveFloat: 8,
  /** Loads them from there. */
  LoadFloat: 9,
} as const;

/** MODE = SV39 above the ASID, as {@link Operation.Restore} takes it. */
export function modeAndAsid(asid: number): number {
  return 8 * 2 ** 16 + asid;
}

/** Byte offsets in the trap context page; x-register `n` is at `8 * n`. */
export const TrapContextOffset = {
  sstatus: 256,
  sepc: 264,
  kernelSatp: 272,
  kernelSp: 280,
  trapHandler: 288,
  /** f-register `n` is at `float + 8 * n`. */
  float: 512,
  fcsr: 768,
} as const;
