/** The console: bytes to the firmware's, through a buffer in kernel memory. */
import { Bytes } from '@racho/bytes';
import { current } from './context.ts';
import { OstdError } from './error.ts';
import { PAGE_SIZE, type Paddr } from './mm/address.ts';
import type { System } from './system.ts';

export class Console {
  readonly #system: System;
  readonly #buffer: Paddr;

  constructor(system: System) {
    const buffer = system.heap.allocate(PAGE_SIZE);
    if (buffer === undefined) throw new OstdError('E_NO_MEMORY', 'no memory for the console buffer');
    this.#system = system;
    this.#buffer = buffer;
  }

  write(bytes: Bytes): void {
    for (let start = 0; start < bytes.length; start += PAGE_SIZE) {
      const length = Math.min(PAGE_SIZE, bytes.length - start);
      this.#system.heap.write(this.#buffer, bytes, start, length);
      this.#system.sbi.consoleWrite(this.#buffer, length, (index) => bytes.at(start + index));
    }
  }
}

/** The console, for kernel code. */
export const console: {
  /** Prints all of `bytes`. */
  readonly write: (bytes: Bytes) => void;
  /** Prints `text` as UTF-8. */
  readonly print: (text: string) => void;
} = Object.freeze({
  write: (bytes: Bytes) => {
    if (!Bytes.is(bytes)) throw new OstdError('E_ARGUMENT', 'what is to be printed is not Bytes');
    current().console.write(bytes);
  },
  print: (text: string) => {
    if (typeof text !== 'string') throw new OstdError('E_ARGUMENT', 'what is to be printed is not a string');
    current().console.write(Bytes.fromText(text));
  },
});
