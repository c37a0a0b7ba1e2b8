/** The page in which `__alltraps` leaves a user's registers, and from which `__restore` takes them. */
import type { RawWords } from '@racho/machine/raw';
import { TrapContextOffset } from '../arch/gate.ts';
import { FloatStatus, SSTATUS_FS, SSTATUS_SPIE } from '../arch/sstatus.ts';
import { OstdError, told } from '../error.ts';
import { PAGE_SIZE, startOf, type Paddr, type Ppn, type Vaddr } from '../mm/address.ts';
import type { FramePool } from '../mm/frame-pool.unsafe.ts';
import type { PhysicalMemory } from '../mm/physical-memory.unsafe.ts';

/** sstatus (Privileged Architecture 4.1.1): to U-mode (SPP = 0), interrupts on there (SPIE), XLEN 64 for users (UXL). */
const userStatus = (float: number): bigint => (2n << 32n) | BigInt(SSTATUS_SPIE | float);

/** Index of its word. */
const SEPC = TrapContextOffset.sepc / 8;

/** Behind the registers are words that restoring loads into CSRs (S3), and other frames (S1): here is the last look at which one it is. */
function checkedRegister(n: number, first = 0): number {
  if (Number.isInteger(n) && n >= first && n < 32) return n;
  throw new OstdError('E_ARGUMENT', `register ${told(n)} is none of ${first} to 31`);
}

const checkedX = (n: number): number => checkedRegister(n, 1);

/** What `__alltraps` needs to come back into the kernel. */
export interface KernelEntry {
  readonly satp: bigint;
  /** Address of `__user_trap`. */
  readonly handler: number;
}

export class TrapContext {
  readonly #memory: PhysicalMemory;
  readonly #words: RawWords;
  readonly base: Paddr;

  /** @param page - a zeroed frame of kind `trap-context`, which this object alone writes */
  constructor(frames: FramePool, page: Ppn, entry: KernelEntry) {
    this.#memory = frames.memory['trap-context'];
    this.base = startOf(page);
    // SAFETY: the frame is this thread's until it is released, and only then is this object forgotten (S1).
    this.#words = this.#memory.words(this.base, PAGE_SIZE / 8);
    this.floatStatus = FloatStatus.Initial;
    this.#write(TrapContextOffset.kernelSatp, entry.satp);
    this.#writeNumber(TrapContextOffset.trapHandler, entry.handler);
  }

  /** x-register `n` (1 … 31), unsigned. */
  register(n: number): bigint {
    return this.#read(8 * checkedX(n));
  }

  /** x-register `n` as a signed number, or `undefined` where a number can't hold it. */
  registerNumber(n: number): number | undefined {
    // SAFETY: as `#read`.
    const value = this.#words.read(checkedX(n));
    return Number.isNaN(value) ? undefined : value;
  }

  setRegister(n: number, value: bigint): void {
    this.#write(8 * checkedX(n), value);
  }

  setRegisterNumber(n: number, value: number): void {
    // SAFETY: as `#write`.
    this.#words.write(checkedX(n), value);
  }

  get pc(): bigint {
    return this.#read(TrapContextOffset.sepc);
  }

  set pc(value: bigint) {
    this.#write(TrapContextOffset.sepc, value);
  }

  /** Moves pc on by the 4 bytes of an `ecall`; there is no compressed one. */
  skipEcall(): void {
    // SAFETY: as `#write`. An instruction was fetched from there, so the address is canonical and a number holds it.
    this.#words.write(SEPC, this.#words.read(SEPC) + 4);
  }

  /** f-register `n`, unsigned; as it was when the context was saved, see `FloatUnit`. */
  float(n: number): bigint {
    return this.#read(TrapContextOffset.float + 8 * checkedRegister(n));
  }

  // The status comes first, here and in `fcsr`: the host's stack may end between the two, and a context that says `Initial` and holds a
  // value would have it left in the registers for the next user (S5).
  setFloat(n: number, value: bigint): void {
    const offset = TrapContextOffset.float + 8 * checkedRegister(n);
    this.floatStatus = FloatStatus.Clean;
    this.#write(offset, value);
  }

  get fcsr(): number {
    // SAFETY: as `#read`.
    return this.#words.read(TrapContextOffset.fcsr / 8);
  }

  set fcsr(value: number) {
    this.floatStatus = FloatStatus.Clean;
    this.#writeNumber(TrapContextOffset.fcsr, value);
  }

  /** The field FS of sstatus, one of {@link FloatStatus}. */
  get floatStatus(): number {
    return Number(this.#read(TrapContextOffset.sstatus) & BigInt(SSTATUS_FS));
  }

  set floatStatus(value: number) {
    this.#write(TrapContextOffset.sstatus, userStatus(value));
  }

  /** The stack of the kernel task that runs this user. */
  setKernelStack(top: Vaddr): void {
    this.#writeNumber(TrapContextOffset.kernelSp, top);
  }

  #read(offset: number): bigint {
    // SAFETY: reading breaks no invariant, and the frame holds the registers of this thread alone (S5).
    return this.#memory.readWord((this.base + offset) as Paddr);
  }

  #write(offset: number, value: bigint): void {
    // SAFETY: inside the trap context's own frame. Its sstatus, satp, sp and handler are written by this class only, never
    // from values of the kernel: what `__restore` loads into CSRs is ostd's (S3).
    this.#memory.writeWord((this.base + offset) as Paddr, value);
  }

  #writeNumber(offset: number, value: number): void {
    // SAFETY: as `#write`.
    this.#words.write(offset / 8, value);
  }
}
