/**
 * The goldfish real-time clock: nanoseconds since 1970, and one alarm.
 * Spec: Android's "Goldfish virtual hardware", Goldfish timer and RTC; register behaviour as QEMU's `goldfish_rtc`.
 */
import { TICK_NANOSECONDS } from '../clock.ts';
import type { Fields } from '../snapshot/fields.ts';
import type { AccessWidth, Device } from './device.ts';

export const RTC_BASE = 0x0010_1000;
export const RTC_SIZE = 0x1000;
export const RTC_IRQ = 11;

const TIME_LOW = 0x00;
const TIME_HIGH = 0x04;
const ALARM_LOW = 0x08;
const ALARM_HIGH = 0x0c;
const IRQ_ENABLED = 0x10;
const CLEAR_ALARM = 0x14;
const ALARM_STATUS = 0x18;
const CLEAR_INTERRUPT = 0x1c;
/** QEMU decodes one word more, which reads as zero. */
const END = 0x24;

const NANOSECONDS_PER_MS = 1_000_000n;

const low = (value: bigint): number => Number(BigInt.asUintN(32, value));
const high = (value: bigint): number => Number(BigInt.asUintN(32, value >> 32n));
const join = (lowWord: number, highWord: number): bigint => (BigInt(highWord) << 32n) | BigInt(lowWord);

/** The time and the interrupt line behind the registers; the machine implements it. */
export interface RtcPort {
  /** The host's date at power-on, in whole milliseconds since 1970: from there the machine's clock counts on. */
  readonly date: () => number;
  /** Ticks of the machine's clock; the same within one instruction. */
  readonly now: () => number;
  readonly setLevel: (level: 0 | 1) => void;
  /** The alarm is at another time than before. */
  readonly deadlineChanged: () => void;
}

export class GoldfishRtc implements Device {
  readonly name = 'rtc';
  readonly base: number = RTC_BASE;
  readonly size: number = RTC_SIZE;
  /** When the alarm goes off, in ticks; `Infinity` if there is none. */
  deadline: number = Infinity;
  readonly #port: RtcPort;
  /** Nanoseconds that the time is ahead of the ticks; perhaps negative. */
  #ahead = 0n;
  /** High word of the time when its low one was read: so the two belong together. */
  #timeHigh = 0;
  #alarm = 0n;
  #armed = false;
  #enabled = false;
  #pending = false;

  constructor(port: RtcPort) {
    this.#port = port;
  }

  /** What the guest set is forgotten. */
  reset(): void {
    this.#ahead = BigInt(this.#port.date()) * NANOSECONDS_PER_MS - this.#elapsed();
    this.#timeHigh = 0;
    this.#alarm = 0n;
    this.#armed = this.#enabled = this.#pending = false;
    this.#update();
  }

  exchange(fields: Fields): void {
    const words = Uint32Array.of(low(this.#ahead), high(this.#ahead), low(this.#alarm), high(this.#alarm));
    fields.array('aheadAndAlarm', words);
    this.#ahead = BigInt.asIntN(64, join(words[0]!, words[1]!));
    this.#alarm = join(words[2]!, words[3]!);
    this.#timeHigh = fields.integer('timeHigh', this.#timeHigh, 0xffff_ffff);
    this.#armed = fields.flag('armed', this.#armed);
    this.#enabled = fields.flag('enabled', this.#enabled);
    this.#pending = fields.flag('pending', this.#pending);
    this.deadline = this.#deadline();
  }

  /** The clock was set, and counts `ticks` more than before: the time does not follow. */
  clockMoved(ticks: number): void {
    this.#ahead -= BigInt(ticks) * TICK_NANOSECONDS;
    this.#update();
  }

  /** Lets the alarm go off, if it is time. */
  poll(): void {
    if (this.#port.now() >= this.deadline) this.#goOff();
  }

  read(offset: number, width: AccessWidth): number | undefined {
    if (width !== 4 || offset >= END) return undefined;
    switch (offset) {
      case TIME_LOW: {
        const time = this.#time();
        this.#timeHigh = high(time);
        return low(time);
      }
      case TIME_HIGH:
        return this.#timeHigh;
      case ALARM_LOW:
        return low(this.#alarm);
      case ALARM_HIGH:
        return high(this.#alarm);
      case IRQ_ENABLED:
        return this.#enabled ? 1 : 0;
      case ALARM_STATUS:
        return this.#armed ? 1 : 0;
      default:
        return 0;
    }
  }

  write(offset: number, width: AccessWidth, value: number): boolean {
    if (width !== 4 || offset >= END) return false;
    switch (offset) {
      case TIME_LOW:
        this.#setTime(join(value, high(this.#time())));
        break;
      case TIME_HIGH:
        this.#setTime(join(low(this.#time()), value));
        break;
      case ALARM_LOW:
        this.#alarm = join(value, high(this.#alarm));
        this.#arm();
        break;
      case ALARM_HIGH: // takes effect with the low word, which drivers write last
        this.#alarm = join(low(this.#alarm), value);
        break;
      case IRQ_ENABLED:
        this.#enabled = (value & 1) === 1;
        break;
      case CLEAR_ALARM:
        this.#armed = false;
        break;
      case CLEAR_INTERRUPT:
        this.#pending = false;
        break;
    }
    this.#update();
    return true;
  }

  #elapsed(): bigint {
    return BigInt(this.#port.now()) * TICK_NANOSECONDS;
  }

  #time(): bigint {
    return BigInt.asUintN(64, this.#elapsed() + this.#ahead);
  }

  #setTime(time: bigint): void {
    this.#ahead = BigInt.asIntN(64, time - this.#elapsed());
  }

  /** A time that is past goes off at once. */
  #arm(): void {
    if (this.#alarm <= this.#time()) this.#goOff();
    else this.#armed = true;
  }

  #goOff(): void {
    this.#armed = false;
    this.#pending = true;
    this.#update();
  }

  #update(): void {
    this.#port.setLevel(this.#pending && this.#enabled ? 1 : 0);
    const deadline = this.#deadline();
    if (deadline === this.deadline) return;
    this.deadline = deadline;
    this.#port.deadlineChanged();
  }

  /** The first tick at which the time is not before the alarm. */
  #deadline(): number {
    if (!this.#armed) return Infinity;
    const ticks = (this.#alarm - this.#ahead + TICK_NANOSECONDS - 1n) / TICK_NANOSECONDS;
    return ticks > BigInt(Number.MAX_SAFE_INTEGER) ? Infinity : Number(ticks);
  }
}
