/**
 * HTIF, the host-target interface: two words of guest memory, `tohost` and `fromhost`, through which
 * riscv-tests and the proxy kernel end a run and write to the console.
 * Spec: none official; the protocol is that of Spike's front-end server (`fesvr/htif.cc`, `device.cc`, `syscall.cc`).
 */
import type { SbiPlatform } from '../sbi/platform.ts';
import type { Fields, Stateful } from '../snapshot/fields.ts';

/** What HTIF needs of the machine: a part of what the SBI needs. */
export type HtifPlatform = Pick<SbiPlatform, 'consoleRead' | 'consoleWrite' | 'halt' | 'readMemory' | 'writeMemory'>;

/** Physical addresses of the two words, from the image's symbols. */
export interface HtifSymbols {
  readonly tohost: number;
  readonly fromhost?: number;
}

const DEVICE_SYSCALL = 0n;
const DEVICE_CONSOLE = 1n;
const CONSOLE_GETCHAR = 0n;
const CONSOLE_PUTCHAR = 1n;
/** Added to a character that is handed back, so that NUL differs from "nothing". */
const CONSOLE_VALID = 0x100n;

const SYS_WRITE = 64n;
const SYS_EXIT = 93n;
const ENOSYS = -38n;
const EBADF = -9n;
const EFAULT = -14n;
/** `magic_mem`: the number and seven arguments; the result replaces the number. */
const SYSCALL_BYTES = 64n;

const word = (bytes: Uint8Array, index: number): bigint =>
  new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(8 * index, true);

const wordBytes = (value: bigint): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return bytes;
};

export class Htif implements Stateful {
  readonly #platform: HtifPlatform;
  readonly #tohost: bigint;
  readonly #fromhost: bigint | undefined;
  /** A `getchar` that waits for input; its answer goes to `fromhost` when there is some. */
  #reading = false;

  constructor(symbols: HtifSymbols, platform: HtifPlatform) {
    this.#platform = platform;
    this.#tohost = BigInt(symbols.tohost);
    this.#fromhost = symbols.fromhost === undefined ? undefined : BigInt(symbols.fromhost);
  }

  reset(): void {
    this.#reading = false;
  }

  exchange(fields: Fields): void {
    this.#reading = fields.flag('reading', this.#reading);
  }

  /** Serves one request if there is one. To be called between slices, while no hart runs. */
  poll(): void {
    if (this.#reading) this.#answerRead();
    const request = this.#load(this.#tohost);
    if (request === undefined || request === 0n) return;
    const device = request >> 56n;
    const command = (request >> 48n) & 0xffn;
    const payload = BigInt.asUintN(48, request);
    // An answer needs a free `fromhost`; until then the request waits where it is.
    if (device === DEVICE_SYSCALL && (payload & 1n) === 0n && !this.#answerable) return;
    this.#platform.writeMemory(this.#tohost, wordBytes(0n));
    if (device === DEVICE_SYSCALL && command === 0n) {
      if ((payload & 1n) !== 0n) this.#platform.halt(Number(BigInt.asUintN(32, payload >> 1n)));
      else this.#syscall(payload);
    } else if (device === DEVICE_CONSOLE && command === CONSOLE_PUTCHAR) {
      this.#platform.consoleWrite(Uint8Array.of(Number(payload & 0xffn)));
    } else if (device === DEVICE_CONSOLE && command === CONSOLE_GETCHAR) {
      this.#reading = true;
    }
  }

  get #answerable(): boolean {
    return this.#fromhost === undefined || this.#load(this.#fromhost) === 0n;
  }

  #load(address: bigint): bigint | undefined {
    const bytes = this.#platform.readMemory(address, 8n);
    return bytes === undefined ? undefined : word(bytes, 0);
  }

  #answer(value: bigint): void {
    if (this.#fromhost !== undefined) this.#platform.writeMemory(this.#fromhost, wordBytes(value));
  }

  #answerRead(): void {
    if (!this.#answerable) return;
    const [byte] = this.#platform.consoleRead(1);
    if (byte === undefined) return;
    this.#reading = false;
    this.#answer((DEVICE_CONSOLE << 56n) | CONSOLE_VALID | BigInt(byte));
  }

  /** The front-end server's proxied system calls, of which a machine without a host has two. */
  #syscall(magicMem: bigint): void {
    const call = this.#platform.readMemory(magicMem, SYSCALL_BYTES);
    if (call === undefined) return;
    if (word(call, 0) === SYS_EXIT) {
      this.#platform.halt(Number(BigInt.asUintN(32, word(call, 1))));
      return;
    }
    const result = word(call, 0) === SYS_WRITE ? this.#write(word(call, 1), word(call, 2), word(call, 3)) : ENOSYS;
    this.#platform.writeMemory(magicMem, wordBytes(result));
    this.#answer(1n);
  }

  #write(fd: bigint, address: bigint, length: bigint): bigint {
    if (fd !== 1n && fd !== 2n) return EBADF;
    const bytes = this.#platform.readMemory(address, length);
    if (bytes === undefined) return EFAULT;
    this.#platform.consoleWrite(bytes);
    return length;
  }
}
