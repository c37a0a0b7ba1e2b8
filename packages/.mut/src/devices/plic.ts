/**
 * The platform-level interrupt controller: gathers devices' interrupt lines into one external interrupt per hart and mode.
 * Spec: RISC-V Platform-Level Interrupt Controller 1.0.0; the layout is SiFive's (FU540-C000 manual, chapter 10), the numbers QEMU's.
 */
import type { Fields } from '../snapshot/fields.ts';
import type { AccessWidth, Device } from './device.ts';

export const PLIC_BASE = 0x0c00_0000;
export const PLIC_SIZE = 0x60_0000;
/** Sources 1 … 95. Number 0 means "no interrupt" (PLIC, "Interrupt Identifiers"). */
export const PLIC_SOURCES = 95;

const PRIORITY = 0x0;
const PENDING = 0x1000;
const ENABLE = 0x2000;
const ENABLE_STRIDE = 0x80;
const CONTEXT = 0x20_0000;
const CONTEXT_STRIDE = 0x1000;
const THRESHOLD = 0;
const CLAIM_COMPLETE = 4;

/** Priorities and thresholds have three bits, as on QEMU. */
const PRIORITY_MASK = 7;
/** 32-bit words of a bit per source. */
const WORDS = (PLIC_SOURCES + 32) >>> 5;

const wordOf = (source: number): number => source >>> 5;
const bitOf = (source: number): number => 1 << (source & 31);

export class Plic implements Device {
  readonly name = 'plic';
  readonly base: number = PLIC_BASE;
  readonly size: number = PLIC_SIZE;
  readonly #contexts: number;
  readonly #setOutput: (context: number, level: 0 | 1) => void;
  readonly #priority: Uint8Array = new Uint8Array(PLIC_SOURCES + 1);
  readonly #threshold: Uint8Array;
  /** A row of {@link WORDS} for each context. */
  readonly #enable: Uint32Array;
  /** What the sources' lines say now. */
  readonly #level: Uint32Array = new Uint32Array(WORDS);
  readonly #pending: Uint32Array = new Uint32Array(WORDS);
  /** Claimed and not completed: the gateway holds back further requests. */
  readonly #inService: Uint32Array = new Uint32Array(WORDS);
  readonly #output: Uint8Array;

  /**
   * @param contexts - external interrupt outputs; on `virt` hart `h` has 2h for M-mode and 2h + 1 for S-mode
   * @param setOutput - is told of every change of an output; all are 0 at first
   */
  constructor(contexts: number, setOutput: (context: number, level: 0 | 1) => void) {
    this.#contexts = contexts;
    this.#setOutput = setOutput;
    this.#threshold = new Uint8Array(contexts);
    this.#enable = new Uint32Array(contexts * WORDS);
    this.#output = new Uint8Array(contexts);
  }

  /** Nothing is enabled, and no line is up: the devices are reset together with it. */
  reset(): void {
    for (const state of [this.#priority, this.#threshold, this.#enable]) state.fill(0);
    for (const state of [this.#level, this.#pending, this.#inService]) state.fill(0);
    this.#update();
  }

  exchange(fields: Fields): void {
    fields.array('priority', this.#priority);
    fields.array('threshold', this.#threshold);
    fields.array('enable', this.#enable);
    fields.array('level', this.#level);
    fields.array('pending', this.#pending);
    fields.array('inService', this.#inService);
    fields.array('output', this.#output);
  }

  /**
   * A device drives its line. The gateway is for levels (PLIC, "Interrupt Gateways"): a rising one is a request, which stays
   * when the line falls; the next request is made at completion if the line is still up.
   */
  setLevel(source: number, level: 0 | 1): void {
    const [word, bit] = [wordOf(source), bitOf(source)];
    if (((this.#level[word]! & bit) !== 0) === (level === 1)) return;
    this.#level[word]! ^= bit;
    if (level === 1) this.#request(word, bit);
  }

  /** Registers are words; reserved ones read as zero. */
  read(offset: number, width: AccessWidth): number | undefined {
    if (width !== 4) return undefined;
    if (offset < PENDING) return this.#priority[(offset - PRIORITY) >>> 2] ?? 0;
    if (offset < ENABLE) return this.#pending[(offset - PENDING) >>> 2] ?? 0;
    if (offset < CONTEXT) return this.#enable[enableIndex(offset)] ?? 0;
    const context = Math.floor((offset - CONTEXT) / CONTEXT_STRIDE);
    if (context >= this.#contexts) return 0;
    const register = offset % CONTEXT_STRIDE;
    if (register === THRESHOLD) return this.#threshold[context]!;
    return register === CLAIM_COMPLETE ? this.#claim(context) : 0;
  }

  write(offset: number, width: AccessWidth, value: number): boolean {
    if (width !== 4) return false;
    if (offset < PENDING) this.#writePriority((offset - PRIORITY) >>> 2, value);
    else if (offset >= ENABLE && offset < CONTEXT) this.#writeEnable(enableIndex(offset), value);
    else if (offset >= CONTEXT) this.#writeContext(offset, value);
    return true;
  }

  #writePriority(source: number, value: number): void {
    if (source === 0 || source > PLIC_SOURCES) return;
    this.#priority[source] = value & PRIORITY_MASK;
    this.#update();
  }

  #writeEnable(index: number, value: number): void {
    if (index >= this.#enable.length) return;
    // There is no source 0; the last word is full.
    this.#enable[index] = index % WORDS === 0 ? value & ~1 : value;
    this.#update();
  }

  #writeContext(offset: number, value: number): void {
    const context = Math.floor((offset - CONTEXT) / CONTEXT_STRIDE);
    if (context >= this.#contexts) return;
    const register = offset % CONTEXT_STRIDE;
    if (register === CLAIM_COMPLETE) this.#complete(context, value);
    if (register !== THRESHOLD) return;
    this.#threshold[context] = value & PRIORITY_MASK;
    this.#update();
  }

  /** "Interrupt Claim Process": the threshold masks the notification only. */
  #claim(context: number): number {
    const source = this.#best(context, 0);
    if (source === 0) return 0;
    this.#pending[wordOf(source)]! &= ~bitOf(source);
    this.#inService[wordOf(source)]! |= bitOf(source);
    this.#update();
    return source;
  }

  /** "Interrupt Completion": it counts from any context that has the source enabled, else it is ignored. */
  #complete(context: number, source: number): void {
    if (source > PLIC_SOURCES) return;
    const [word, bit] = [wordOf(source), bitOf(source)];
    if ((this.#enable[context * WORDS + word]! & bit) === 0) return;
    this.#inService[word]! &= ~bit;
    if ((this.#level[word]! & bit) !== 0) this.#request(word, bit);
  }

  #request(word: number, bit: number): void {
    if ((this.#inService[word]! & bit) !== 0) return;
    this.#pending[word]! |= bit;
    this.#update();
  }

  /** The pending and enabled source of highest priority above `threshold`, of those the lowest number; 0 if there is none. */
  #best(context: number, threshold: number): number {
    let best = 0;
    let highest = threshold;
    for (let word = 0; word < WORDS; word++) {
      let candidates = this.#pending[word]! & this.#enable[context * WORDS + word]!;
      while (candidates !== 0) {
        const lowest = candidates & -candidates;
        const source = 32 * word + 31 - Math.clz32(lowest);
        if (this.#priority[source]! > highest) {
          best = source;
          highest = this.#priority[source]!;
        }
        candidates ^= lowest;
      }
    }
    return best;
  }

  #update(): void {
    for (let context = 0; context < this.#contexts; context++) {
      const level = this.#best(context, this.#threshold[context]!) === 0 ? 0 : 1;
      if (this.#output[context] === level) continue;
      this.#output[context] = level;
      this.#setOutput(context, level);
    }
  }
}

/** Place in the rows of a register of the enable block; out of their range if there is no such source. */
function enableIndex(offset: number): number {
  const context = Math.floor((offset - ENABLE) / ENABLE_STRIDE);
  const word = (offset % ENABLE_STRIDE) >>> 2;
  return word < WORDS ? context * WORDS + word : Infinity;
}
