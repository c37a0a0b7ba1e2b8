/** The calls to the firmware that ostd makes: timer, console, reset (RISC-V SBI Specification 2.0). */
import { FINISHER_BASE } from './arch/layout.ts';
import type { Supervisor } from './arch/supervisor.unsafe.ts';
import { OstdError } from './error.ts';
import { vaddr, type Paddr } from './mm/address.ts';

const EID_CONSOLE_PUTCHAR = 0x01; // legacy, 5.2
const EID_BASE = 0x10; // chapter 4
const EID_TIME = 0x5449_4d45; // chapter 6
const EID_SRST = 0x5352_5354; // chapter 10
const EID_DBCN = 0x4442_434e; // chapter 12

const PROBE_EXTENSION = 3;
const SHUTDOWN = 0;

/** Test finisher: "fail" with a code in the upper half (SiFive test device). */
const FINISHER_FAIL = 0x3333;

export class Sbi {
  readonly #supervisor: Supervisor;
  readonly #hasDebugConsole: boolean;

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor;
    this.#hasDebugConsole = supervisor.sbiCall(EID_BASE, PROBE_EXTENSION, EID_DBCN).value !== 0;
  }

  /** Fires the supervisor's timer at `deadline`, in ticks; −1 never. */
  setTimer(deadline: number): void {
    const { error } = this.#supervisor.sbiCall(EID_TIME, 0, deadline);
    if (error !== 0) throw new OstdError('E_SBI', `the firmware refuses to set the timer: error ${error}`);
  }

  /** Prints `length` bytes of RAM at `address`. */
  consoleWrite(address: Paddr, length: number, byteAt: (index: number) => number): void {
    if (!this.#hasDebugConsole) {
      for (let i = 0; i < length; i++) this.#supervisor.sbiCall(EID_CONSOLE_PUTCHAR, 0, byteAt(i));
      return;
    }
    for (let done = 0; done < length;) {
      const { error, value, halted } = this.#supervisor.sbiCall(EID_DBCN, 0, length - done, address + done, 0);
      if (error !== 0) throw new OstdError('E_SBI', `the firmware refuses to print: error ${error}`);
      if (halted) return;
      done += value;
    }
  }

  /** Ends the machine with an exit status (0 … 255). */
  shutdown(status: number): void {
    // SRST carries no status, the test finisher does.
    if (status !== 0) this.#supervisor.store(vaddr(FINISHER_BASE), status * 0x1_0000 + FINISHER_FAIL);
    else this.#supervisor.sbiCall(EID_SRST, 0, SHUTDOWN, 0);
  }
}
