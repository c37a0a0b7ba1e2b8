/**
 * The NS16550A UART: eight byte registers, two 16-byte FIFOs, loopback. Sending takes no time.
 * Spec: National Semiconductor PC16550D data sheet, chapter 8 "Registers", whose names these are.
 */
import type { Fields } from '../snapshot/fields.ts';
import type { AccessWidth, Device } from './device.ts';
import type { SerialLine } from './serial-line.ts';

export const UART_BASE = 0x1000_0000;
export const UART_SIZE = 0x100;
/** Source of its interrupt at the PLIC, as on QEMU. */
export const UART_IRQ = 10;
/** Input clock in Hz, as in QEMU's device tree. */
export const UART_CLOCK = 0x38_4000;

/** Only these are decoded; the rest of the window is a bus error, as in QEMU. */
const REGISTERS = 8;
const FIFO_SIZE = 16;

const IER_RDI = 1;
const IER_THRI = 2;
const IER_RLSI = 4;
const IER_MSI = 8;
const IER_MASK = 0x0f;

const IIR_NO_INT = 0x01;
const IIR_MSI = 0x00;
const IIR_THRI = 0x02;
const IIR_RDI = 0x04;
const IIR_RLSI = 0x06;
/** Character timeout: fewer bytes than the trigger level, and no more coming. */
const IIR_CTI = 0x0c;
const IIR_FIFO = 0xc0;

const FCR_ENABLE = 0x01;
const FCR_CLEAR_RCVR = 0x02;
const FCR_CLEAR_XMIT = 0x04;
const TRIGGER_LEVELS = [1, 4, 8, 14] as const;

const LCR_DLAB = 0x80;

const MCR_DTR = 0x01;
const MCR_RTS = 0x02;
const MCR_OUT1 = 0x04;
const MCR_OUT2 = 0x08;
const MCR_LOOP = 0x10;
const MCR_MASK = 0x1f;

const LSR_DR = 0x01;
const LSR_OE = 0x02;
const LSR_THRE = 0x20;
const LSR_TEMT = 0x40;

const MSR_TERI = 0x04;
const MSR_CTS = 0x10;
const MSR_DSR = 0x20;
const MSR_RI = 0x40;
const MSR_DCD = 0x80;
/** A terminal is there and ready. */
const TERMINAL_READY = MSR_CTS | MSR_DSR | MSR_DCD;

/** QEMU's divisor at reset: 9600 baud from the PC's clock. Nothing depends on it. */
const DIVISOR_RESET = 12;

export class Uart16550 implements Device {
  readonly name = 'uart0';
  readonly base: number = UART_BASE;
  readonly size: number = UART_SIZE;
  readonly #line: SerialLine;
  readonly #setLevel: (level: 0 | 1) => void;
  /** What was received and not read: the FIFO's bytes, or at most one while FIFOs are off. */
  #received: number[] = [];
  /** The byte that came last without FIFOs: RBR keeps it when it was read. */
  #rbr = 0;
  #ier = 0;
  #fcr = 0;
  #lcr = 0;
  #mcr = 0;
  #scr = 0;
  #divisor = DIVISOR_RESET;
  #overrun = false;
  /** "THR is empty" has not been reported since it became true. */
  #thrPending = false;
  /** MSR's delta bits 3:0. */
  #deltas = 0;

  /** @param setLevel - drives the interrupt line; told often, also when nothing changed */
  constructor(line: SerialLine, setLevel: (level: 0 | 1) => void = () => undefined) {
    this.#line = line;
    this.#setLevel = setLevel;
  }

  reset(): void {
    this.#received = [];
    this.#rbr = this.#ier = this.#fcr = this.#lcr = this.#mcr = this.#scr = this.#deltas = 0;
    this.#divisor = DIVISOR_RESET;
    this.#overrun = this.#thrPending = false;
    this.update();
  }

  /** What waits on the line is the line's. */
  exchange(fields: Fields): void {
    this.#received = [...fields.bytes('received', Uint8Array.from(this.#received), FIFO_SIZE)];
    this.#rbr = fields.integer('rbr', this.#rbr, 0xff);
    this.#ier = fields.integer('ier', this.#ier, 0xff);
    this.#fcr = fields.integer('fcr', this.#fcr, 0xff);
    this.#lcr = fields.integer('lcr', this.#lcr, 0xff);
    this.#mcr = fields.integer('mcr', this.#mcr, 0xff);
    this.#scr = fields.integer('scr', this.#scr, 0xff);
    this.#divisor = fields.integer('divisor', this.#divisor, 0xffff);
    this.#overrun = fields.flag('overrun', this.#overrun);
    this.#thrPending = fields.flag('thrPending', this.#thrPending);
    this.#deltas = fields.integer('deltas', this.#deltas, 0xf);
  }

  /** Drives the interrupt line; to be called when input has come. */
  update(): void {
    this.#setLevel(this.irq ? 1 : 0);
  }

  /** Level of the interrupt output. */
  get irq(): boolean {
    return this.#interrupt() !== IIR_NO_INT;
  }

  /** Any width reaches the one register at the address, zero-extended. */
  read(offset: number, _width: AccessWidth): number | undefined {
    if (offset >= REGISTERS) return undefined;
    const value = this.#readRegister(offset);
    this.update();
    return value;
  }

  #readRegister(offset: number): number {
    const latch = (this.#lcr & LCR_DLAB) !== 0;
    switch (offset) {
      case 0:
        return latch ? this.#divisor & 0xff : this.#readRbr();
      case 1:
        return latch ? this.#divisor >>> 8 : this.#ier;
      case 2:
        return this.#readIir();
      case 3:
        return this.#lcr;
      case 4:
        return this.#mcr;
      case 5:
        return this.#readLsr();
      case 6:
        return this.#readMsr();
      default:
        return this.#scr;
    }
  }

  write(offset: number, _width: AccessWidth, value: number): boolean {
    if (offset >= REGISTERS) return false;
    const byte = value & 0xff;
    const latch = (this.#lcr & LCR_DLAB) !== 0;
    switch (offset) {
      case 0:
        if (latch) this.#divisor = (this.#divisor & 0xff00) | byte;
        else this.#writeThr(byte);
        break;
      case 1:
        if (latch) this.#divisor = (this.#divisor & 0x00ff) | (byte << 8);
        else this.#writeIer(byte & IER_MASK);
        break;
      case 2:
        this.#writeFcr(byte);
        break;
      case 3:
        this.#lcr = byte;
        break;
      case 4:
        this.#writeMcr(byte & MCR_MASK);
        break;
      case 7:
        this.#scr = byte;
        break;
      // LSR and MSR are for reading only.
    }
    this.update();
    return true;
  }

  get #loopback(): boolean {
    return (this.#mcr & MCR_LOOP) !== 0;
  }

  get #fifosEnabled(): boolean {
    return (this.#fcr & FCR_ENABLE) !== 0;
  }

  get #depth(): number {
    return this.#fifosEnabled ? FIFO_SIZE : 1;
  }

  /**
   * Takes what has come over the wire, as far as there is room; in loopback the wire is cut ("Modem Control Register").
   * Only a look at the receiver does it, so that setting up the FIFOs at boot loses no input that was there before.
   */
  #refill(): void {
    if (this.#line.takeOverrun()) this.#overrun = true;
    while (!this.#loopback && this.#received.length < this.#depth) {
      const byte = this.#line.take();
      if (byte === undefined) return;
      this.#accept(byte);
    }
  }

  #readRbr(): number {
    this.#refill();
    const byte = this.#received.shift();
    return this.#fifosEnabled ? (byte ?? 0) : this.#rbr;
  }

  #writeThr(byte: number): void {
    this.#thrPending = true;
    if (this.#loopback) this.#accept(byte);
    else this.#line.send(byte);
  }

  /** A byte has come. "Line Status Register", OE: a full FIFO loses the new one, RBR alone the old one. */
  #accept(byte: number): void {
    if (this.#received.length === this.#depth) {
      this.#overrun = true;
      if (this.#fifosEnabled) return;
      this.#received.pop();
    }
    this.#received.push(byte);
    if (!this.#fifosEnabled) this.#rbr = byte;
  }

  #writeIer(value: number): void {
    // Enabling the interrupt while THR is empty, which it always is, raises it at once.
    if ((value & IER_THRI) === 0) this.#thrPending = false;
    else if ((this.#ier & IER_THRI) === 0) this.#thrPending = true;
    this.#ier = value;
  }

  /** "FIFO Control Register": changing the enable bit empties both FIFOs; the other bits only count together with it. */
  #writeFcr(value: number): void {
    const enable = value & FCR_ENABLE;
    const cleared = enable !== (this.#fcr & FCR_ENABLE) ? FCR_CLEAR_RCVR | FCR_CLEAR_XMIT : enable === 0 ? 0 : value;
    if ((cleared & FCR_CLEAR_RCVR) !== 0) this.#received = [];
    // Nothing is ever in the transmitter, but emptying it is news, as on QEMU.
    if ((cleared & FCR_CLEAR_XMIT) !== 0) this.#thrPending = true;
    this.#fcr = enable === 0 ? 0 : value & (0xc0 | FCR_ENABLE);
  }

  #writeMcr(value: number): void {
    const before = this.#modemLines();
    this.#mcr = value;
    const changed = before ^ this.#modemLines();
    // RI counts at its trailing edge only.
    const teri = (changed & before & MSR_RI) !== 0 ? MSR_TERI : 0;
    this.#deltas |= ((changed & ~MSR_RI) >>> 4) | teri;
  }

  #readIir(): number {
    const interrupt = this.#interrupt();
    if (interrupt === IIR_THRI) this.#thrPending = false;
    return interrupt | (this.#fifosEnabled ? IIR_FIFO : 0);
  }

  #readLsr(): number {
    this.#refill();
    const value = LSR_TEMT | LSR_THRE | (this.#overrun ? LSR_OE : 0) | (this.#received.length > 0 ? LSR_DR : 0);
    this.#overrun = false;
    return value;
  }

  #readMsr(): number {
    const value = this.#modemLines() | this.#deltas;
    this.#deltas = 0;
    return value;
  }

  /** MSR bits 7:4; in loopback the outputs of MCR drive them. */
  #modemLines(): number {
    if (!this.#loopback) return TERMINAL_READY;
    return (
      ((this.#mcr & MCR_RTS) !== 0 ? MSR_CTS : 0) |
      ((this.#mcr & MCR_DTR) !== 0 ? MSR_DSR : 0) |
      ((this.#mcr & MCR_OUT1) !== 0 ? MSR_RI : 0) |
      ((this.#mcr & MCR_OUT2) !== 0 ? MSR_DCD : 0)
    );
  }

  /** The pending condition of highest priority ("Interrupt Control Functions" in the data sheet). */
  #interrupt(): number {
    if ((this.#ier & (IER_RDI | IER_RLSI)) !== 0) this.#refill();
    if ((this.#ier & IER_RLSI) !== 0 && this.#overrun) return IIR_RLSI;
    if ((this.#ier & IER_RDI) !== 0 && this.#received.length > 0) {
      const trigger = this.#fifosEnabled ? TRIGGER_LEVELS[(this.#fcr >>> 6) as 0 | 1 | 2 | 3] : 1;
      return this.#received.length >= trigger ? IIR_RDI : IIR_CTI;
    }
    if ((this.#ier & IER_THRI) !== 0 && this.#thrPending) return IIR_THRI;
    if ((this.#ier & IER_MSI) !== 0 && this.#deltas !== 0) return IIR_MSI;
    return IIR_NO_INT;
  }
}
