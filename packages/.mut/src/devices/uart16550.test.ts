import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { SerialLine } from './serial-line.ts';
import { Uart16550 } from './uart16550.ts';

const [RBR, THR, IER, IIR, FCR, LCR, MCR, LSR, MSR, SCR] = [0, 0, 1, 2, 2, 3, 4, 5, 6, 7];
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

let output = '';
let line: SerialLine;
let uart: Uart16550;
const get = (register: number): number => uart.read(register, 1)!;
const put = (register: number, value: number): boolean => uart.write(register, 1, value);
const sent = (): string => {
  line.flush();
  return output;
};

beforeEach(() => {
  output = '';
  line = new SerialLine((bytes) => (output += String.fromCharCode(...bytes)), 64);
  uart = new Uart16550(line);
});

describe('polled operation', () => {
  test('at reset: transmitter empty, nothing received, no interrupt, terminal ready', () => {
    expect([get(IER), get(IIR), get(LCR), get(MCR), get(LSR), get(MSR), get(SCR)]).toEqual([
      0, 0x01, 0, 0, 0x60, 0xb0, 0,
    ]);
    expect(uart.irq).toBe(false);
  });

  test('what is written to THR goes out in order, and the transmitter stays empty', () => {
    for (const byte of ascii('hello')) {
      put(THR, byte);
      expect(get(LSR)).toBe(0x60);
    }
    expect(sent()).toBe('hello');
  });

  test.each([0, 1])('received bytes come in order, DR while there are any, FCR=%d', (fcr) => {
    put(FCR, fcr);
    line.receive(ascii('abcdefghijklmnopqrstuvwxyz'));
    let text = '';
    while ((get(LSR) & 1) !== 0) text += String.fromCharCode(get(RBR));
    expect(text).toBe('abcdefghijklmnopqrstuvwxyz');
    // An empty FIFO has nothing to show; RBR alone keeps its last byte.
    expect(get(RBR)).toBe(fcr === 0 ? 122 : 0);
  });

  test('reading RBR leaves LSR alone and the other way round', () => {
    line.receive(ascii('ab'));
    expect([get(LSR), get(LSR), get(RBR), get(LSR), get(RBR), get(LSR)]).toEqual([0x61, 0x61, 97, 0x61, 98, 0x60]);
  });

  test('lost input shows as OE, until LSR is read', () => {
    line.receive(new Uint8Array(65));
    expect([get(LSR), get(LSR)]).toEqual([0x63, 0x61]);
  });

  test('input that does not fit the FIFO waits on the line, for the SBI too', () => {
    put(FCR, 1);
    line.receive(new Uint8Array(20));
    expect(get(LSR) & 1).toBe(1);
    expect(line.pending).toBe(4);
  });
});

describe('registers', () => {
  test('SCR, IER, LCR and MCR hold the bits that they have', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xff }), (value) => {
        uart.reset();
        for (const register of [SCR, IER, MCR, LCR]) put(register, value);
        expect([get(SCR), get(LCR), get(MCR)]).toEqual([value, value, value & 0x1f]);
        put(LCR, 0);
        expect(get(IER)).toBe(value & 0x0f);
      }),
    );
  });

  test('DLAB turns the first two into the divisor latch', () => {
    put(IER, 0x0f);
    put(LCR, 0x83);
    expect([get(0), get(1)]).toEqual([12, 0]);
    put(0, 0x34);
    put(1, 0x12);
    expect([get(0), get(1)]).toEqual([0x34, 0x12]);
    put(LCR, 0x03);
    expect([get(RBR), get(IER)]).toEqual([0, 0x0f]);
    expect(sent()).toBe('');
  });

  test('LSR and MSR ignore writes', () => {
    put(LSR, 0xff);
    put(MSR, 0xff);
    expect([get(LSR), get(MSR)]).toEqual([0x60, 0xb0]);
  });

  test('any width reaches one register', () => {
    expect(uart.write(SCR - 3, 4, 0xffff_ff1f)).toBe(true);
    expect([uart.read(4, 4), uart.read(4, 2), uart.read(4, 1), get(LSR)]).toEqual([0x1f, 0x1f, 0x1f, 0x60]);
  });

  test('the rest of the window is a bus error', () => {
    for (const offset of [8, 0xff]) {
      expect(uart.read(offset, 1)).toBeUndefined();
      expect(uart.write(offset, 1, 0)).toBe(false);
    }
  });

  test('reset forgets everything but the line', () => {
    for (const [register, value] of [
      [FCR, 0xc1],
      [IER, 0x0f],
      [MCR, 0x1f],
      [SCR, 1],
      [THR, 1],
      [LCR, 0x80],
      [0, 1],
    ] as const) {
      put(register, value);
    }
    uart.reset();
    expect([get(IER), get(IIR), get(LCR), get(MCR), get(LSR), get(MSR), get(SCR)]).toEqual([
      0, 0x01, 0, 0, 0x60, 0xb0, 0,
    ]);
    put(LCR, 0x80);
    expect([get(0), get(1)]).toEqual([12, 0]);
  });
});

describe('FIFO control', () => {
  test('the enable bit shows in IIR', () => {
    put(FCR, 0x01);
    expect(get(IIR)).toBe(0xc1);
    put(FCR, 0x00);
    expect(get(IIR)).toBe(0x01);
  });

  test('the other bits count only with the enable bit', () => {
    line.receive(ascii('a'));
    expect(get(LSR) & 1).toBe(1);
    put(FCR, 0x02);
    expect(get(RBR)).toBe(97);
  });

  test.each([
    ['the clear bit', 0x01, 0x03],
    ['enabling', 0x00, 0x01],
    ['disabling', 0x01, 0x00],
  ])('%s empties the receiver', (_, before, after) => {
    put(FCR, before);
    line.receive(ascii('a'));
    expect(get(LSR) & 1).toBe(1);
    put(FCR, after);
    expect(get(LSR) & 1).toBe(0);
  });

  test('setting up the FIFOs loses no input that waits on the line', () => {
    line.receive(ascii('ab'));
    put(FCR, 0x07);
    expect([get(RBR), get(RBR)]).toEqual([97, 98]);
  });

  test('writing the same again keeps what is there', () => {
    put(FCR, 0x01);
    line.receive(ascii('a'));
    expect(get(LSR) & 1).toBe(1);
    put(FCR, 0x01);
    expect(get(RBR)).toBe(97);
  });
});

describe('loopback', () => {
  beforeEach(() => put(MCR, 0x10));

  test('sends to the receiver and not out', () => {
    put(THR, 0x5a);
    expect([get(LSR), get(RBR)]).toEqual([0x61, 0x5a]);
    expect(sent()).toBe('');
  });

  test('overruns the one-byte receiver, and the FIFO at its sixteenth', () => {
    put(THR, 1);
    put(THR, 2);
    expect([get(LSR), get(RBR), get(LSR)]).toEqual([0x63, 2, 0x60]);
    put(FCR, 1);
    for (let i = 0; i < 17; i++) put(THR, i);
    expect(get(LSR)).toBe(0x63);
    expect(Array.from({ length: 17 }, () => get(RBR))).toEqual([...Array(16).keys(), 0]);
  });

  test('cuts the wire until it ends', () => {
    line.receive(ascii('x'));
    expect(get(LSR)).toBe(0x60);
    put(MCR, 0);
    expect([get(LSR), get(RBR)]).toEqual([0x61, 120]);
  });

  test('ties the modem inputs to the outputs, as drivers probe it', () => {
    put(MCR, 0x10 | 0x0a);
    expect(get(MSR) & 0xf0).toBe(0x90);
    put(MCR, 0x10 | 0x05);
    expect(get(MSR) & 0xf0).toBe(0x60);
  });

  test('tells changes of the inputs once, of RI its trailing edge only', () => {
    expect(get(MSR)).toBe(0x0b); // DCD, DSR and CTS fell when loopback began
    put(MCR, 0x10 | 0x0f);
    expect(get(MSR)).toBe(0xfb);
    expect(get(MSR)).toBe(0xf0);
    put(MCR, 0x10 | 0x0b);
    expect(get(MSR)).toBe(0xb4);
  });
});

describe('interrupt conditions', () => {
  test('received data, at once without FIFOs', () => {
    line.receive(ascii('a'));
    expect(uart.irq).toBe(false);
    put(IER, 1);
    expect([uart.irq, get(IIR), uart.irq]).toEqual([true, 0x04, true]);
    get(RBR);
    expect([uart.irq, get(IIR)]).toEqual([false, 0x01]);
  });

  test.each([
    [0x01, 1],
    [0x41, 4],
    [0x81, 8],
    [0xc1, 14],
  ])('trigger level FCR=%d is %d bytes, below is a timeout', (fcr, level) => {
    put(FCR, fcr);
    put(IER, 1);
    line.receive(new Uint8Array(level));
    expect(get(IIR)).toBe(0xc4);
    get(RBR);
    expect(get(IIR)).toBe(level === 1 ? 0xc1 : 0xcc);
  });

  test('an empty transmitter, until IIR says so; again after each byte', () => {
    put(IER, 2);
    expect([uart.irq, get(IIR), get(IIR), uart.irq]).toEqual([true, 0x02, 0x01, false]);
    put(THR, 65);
    expect([uart.irq, get(IIR), uart.irq]).toEqual([true, 0x02, false]);
    put(THR, 65);
    put(IER, 0);
    expect(uart.irq).toBe(false);
    put(IER, 2);
    expect(uart.irq).toBe(true);
    put(IER, 0);
    put(THR, 65);
    put(IER, 0);
    expect(get(IIR)).toBe(0x01);
  });

  test('line status before data before transmitter before modem', () => {
    put(MCR, 0x10);
    put(IER, 0x0f);
    put(THR, 1);
    put(THR, 2);
    expect(get(IIR)).toBe(0x06);
    get(LSR);
    expect(get(IIR)).toBe(0x04);
    get(RBR);
    expect(get(IIR)).toBe(0x02);
    expect(get(IIR)).toBe(0x00);
    expect(uart.irq).toBe(true);
    get(MSR);
    expect([get(IIR), uart.irq]).toEqual([0x01, false]);
  });
});

test('any sequence of accesses gives bytes and keeps IIR and irq agreed', () => {
  const access = fc.record({
    register: fc.nat({ max: 7 }),
    value: fc.option(fc.nat({ max: 0xff })),
    input: fc.uint8Array({ maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(access, { maxLength: 60 }), (accesses) => {
      uart.reset();
      for (const { register, value, input } of accesses) {
        line.receive(input);
        if (value !== null) expect(put(register, value)).toBe(true);
        else expect(get(register)).toBeLessThan(256);
        const raised = uart.irq;
        expect((get(IIR) & 1) === 0).toBe(raised);
      }
    }),
  );
});
