import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Plic, PLIC_SOURCES } from './plic.ts';

const CONTEXTS = 4;
const threshold = (context: number): number => 0x20_0000 + 0x1000 * context;
const claim = (context: number): number => threshold(context) + 4;
const enable = (context: number, source: number): number => 0x2000 + 0x80 * context + 4 * (source >>> 5);
const bit = (source: number): number => 2 ** (source % 32);

function make() {
  const outputs = Array<number>(CONTEXTS).fill(0);
  const plic = new Plic(CONTEXTS, (context, level) => {
    expect(level).not.toBe(outputs[context]);
    outputs[context] = level;
  });
  const setEnable = (context: number, source: number, on: boolean): void => {
    const old = plic.read(enable(context, source), 4)!;
    const others = old - (Math.floor(old / bit(source)) % 2) * bit(source);
    plic.write(enable(context, source), 4, others + (on ? bit(source) : 0));
  };
  return { plic, outputs, setEnable };
}

/** A PLIC with source 10 enabled for context 1. */
function ready(priority = 1) {
  const made = make();
  made.plic.write(4 * 10, 4, priority);
  made.setEnable(1, 10, true);
  return made;
}

test('a source reaches the contexts that have it enabled, and no other', () => {
  const { plic, outputs } = ready();
  plic.setLevel(10, 1);
  expect(outputs).toEqual([0, 1, 0, 0]);
  expect(plic.read(0x1000, 4)).toBe(1 << 10);
  expect([plic.read(claim(0), 4), plic.read(claim(1), 4), plic.read(claim(1), 4)]).toEqual([0, 10, 0]);
  expect(outputs).toEqual([0, 0, 0, 0]);
});

describe('the gateway', () => {
  test('holds back a level that stays up until completion', () => {
    const { plic, outputs } = ready();
    plic.setLevel(10, 1);
    plic.read(claim(1), 4);
    expect([outputs[1], plic.read(0x1000, 4)]).toEqual([0, 0]);
    plic.write(claim(1), 4, 10);
    expect([outputs[1], plic.read(0x1000, 4)]).toEqual([1, 1 << 10]);
  });

  test('makes no new request when the line has fallen by then', () => {
    const { plic, outputs } = ready();
    plic.setLevel(10, 1);
    plic.read(claim(1), 4);
    plic.setLevel(10, 0);
    plic.write(claim(1), 4, 10);
    expect(outputs[1]).toBe(0);
    plic.setLevel(10, 1);
    expect(outputs[1]).toBe(1);
  });

  test('keeps a request whose line falls before the claim', () => {
    const { plic } = ready();
    plic.setLevel(10, 1);
    plic.setLevel(10, 0);
    expect(plic.read(claim(1), 4)).toBe(10);
  });

  test('hears no completion of a source that the context has not enabled', () => {
    const { plic, outputs } = ready();
    plic.setLevel(10, 1);
    plic.read(claim(1), 4);
    for (const [context, source] of [
      [0, 10],
      [1, 11],
      [1, 0],
      [1, 96],
      [1, 0xffff_ffff],
    ] as const) {
      plic.write(claim(context), 4, source);
      expect(outputs[1]).toBe(0);
    }
    plic.write(claim(1), 4, 10);
    expect(outputs[1]).toBe(1);
  });
});

test('the threshold masks the notification and not the claim', () => {
  const { plic, outputs } = ready(3);
  plic.write(threshold(1), 4, 3);
  plic.setLevel(10, 1);
  expect(outputs[1]).toBe(0);
  plic.write(threshold(1), 4, 2);
  expect(outputs[1]).toBe(1);
  plic.write(threshold(1), 4, 7);
  expect([outputs[1], plic.read(claim(1), 4)]).toEqual([0, 10]);
});

test('the highest priority comes first, then the lowest number; priority 0 never', () => {
  const { plic, setEnable } = make();
  for (const [source, priority] of [
    [1, 0],
    [31, 2],
    [32, 7],
    [64, 7],
    [95, 3],
  ] as const) {
    plic.write(4 * source, 4, priority);
    setEnable(0, source, true);
    plic.setLevel(source, 1);
  }
  expect(Array.from({ length: 5 }, () => plic.read(claim(0), 4))).toEqual([32, 64, 95, 31, 0]);
});

test('there is no source 0, and what does not exist reads as zero', () => {
  const { plic } = make();
  const nowhere = [0, 4 * 96, 0xffc, 0x100c, 0x1ffc, 0x200c, 0x207c, 0x2000 + 0x80 * CONTEXTS, 0x1f_fffc];
  const further = [0x20_0008, 0x20_0ffc, threshold(CONTEXTS), claim(CONTEXTS), 0x5f_fffc];
  for (const offset of [...nowhere, ...further]) {
    expect(plic.write(offset, 4, 0xffff_ffff)).toBe(true);
    expect([offset, plic.read(offset, 4)]).toEqual([offset, 0]);
  }
  plic.write(0x2000, 4, 0xffff_ffff);
  plic.write(0x2008, 4, 0xffff_ffff);
  expect([plic.read(0x2000, 4), plic.read(0x2008, 4)]).toEqual([0xffff_fffe, 0xffff_ffff]);
});

test('priorities and thresholds have three bits, pending bits cannot be written', () => {
  const { plic } = make();
  for (const offset of [4, 4 * 95, threshold(3), 0x1000]) plic.write(offset, 4, 0xffff_ffff);
  expect([4, 4 * 95, threshold(3), 0x1000].map((offset) => plic.read(offset, 4))).toEqual([7, 7, 7, 0]);
});

test('only words are registers', () => {
  const { plic } = ready();
  plic.setLevel(10, 1);
  for (const width of [1, 2] as const) {
    expect([plic.read(claim(1), width), plic.write(4, width, 1)]).toEqual([undefined, false]);
  }
  expect(plic.read(claim(1), 4)).toBe(10);
});

test('after reset nothing is enabled, and no line is up', () => {
  const { plic, outputs, setEnable } = ready();
  plic.setLevel(10, 1);
  plic.read(claim(1), 4);
  plic.reset();
  expect([outputs[1], plic.read(40, 4), plic.read(enable(1, 10), 4), plic.read(0x1000, 4)]).toEqual([0, 0, 0, 0]);
  plic.write(40, 4, 1);
  setEnable(1, 10, true);
  expect(outputs[1]).toBe(0);
  plic.setLevel(10, 1);
  expect(outputs[1]).toBe(1);
});

/** The specification once more, over sets. */
class Model {
  readonly priority = new Map<number, number>();
  readonly threshold = new Map<number, number>();
  readonly enabled = new Set<string>();
  readonly up = new Set<number>();
  readonly pending = new Set<number>();
  readonly inService = new Set<number>();

  line(source: number, level: number): void {
    if (level === 0) this.up.delete(source);
    else if (!this.up.has(source)) {
      this.up.add(source);
      if (!this.inService.has(source)) this.pending.add(source);
    }
  }

  candidates(context: number, above: number): number[] {
    const prioritized = (source: number): number => this.priority.get(source) ?? 0;
    return [...this.pending]
      .filter((source) => this.enabled.has(`${context} ${source}`) && prioritized(source) > above)
      .sort((a, b) => prioritized(b) - prioritized(a) || a - b);
  }

  claim(context: number): number {
    const [source = 0] = this.candidates(context, 0);
    if (this.pending.delete(source)) this.inService.add(source);
    return source;
  }

  complete(context: number, source: number): void {
    if (!this.enabled.has(`${context} ${source}`)) return;
    this.inService.delete(source);
    if (this.up.has(source)) this.pending.add(source);
  }

  outputs(): number[] {
    return Array.from({ length: CONTEXTS }, (_, context) =>
      this.candidates(context, this.threshold.get(context) ?? 0).length > 0 ? 1 : 0,
    );
  }
}

test('does what the model does', () => {
  // Few sources, so that they meet.
  const sources = [1, 2, 31, 32, 33, PLIC_SOURCES];
  const source = fc.constantFrom(...sources);
  const context = fc.nat({ max: CONTEXTS - 1 });
  const operation = fc.oneof(
    fc.tuple(fc.constant('line' as const), source, fc.nat({ max: 1 })),
    fc.tuple(fc.constant('line' as const), source, fc.constant(1)),
    fc.tuple(fc.constant('priority' as const), source, fc.nat({ max: 7 })),
    fc.tuple(fc.constant('threshold' as const), context, fc.nat({ max: 7 })),
    fc.tuple(fc.constant('enable' as const), context, source),
    fc.tuple(fc.constant('disable' as const), context, source),
    fc.tuple(fc.constant('claim' as const), context, fc.constant(0)),
    fc.tuple(fc.constant('complete' as const), context, source),
  );
  let served = 0;
  fc.assert(
    fc.property(fc.array(operation, { minLength: 20, maxLength: 100, size: 'max' }), (operations) => {
      const { plic, outputs, setEnable } = make();
      const model = new Model();
      // Something happens only where priority, enable bit and line meet, so most of it is there at first.
      for (const source of sources) {
        plic.write(4 * source, 4, 3);
        model.priority.set(source, 3);
        setEnable(1, source, true);
        model.enabled.add(`1 ${source}`);
      }
      for (const [kind, a, b] of operations) {
        switch (kind) {
          case 'line':
            plic.setLevel(a, b === 1 ? 1 : 0);
            model.line(a, b);
            break;
          case 'priority':
            plic.write(4 * a, 4, b);
            model.priority.set(a, b);
            break;
          case 'threshold':
            plic.write(threshold(a), 4, b);
            model.threshold.set(a, b);
            break;
          case 'enable':
          case 'disable':
            setEnable(a, b, kind === 'enable');
            model.enabled[kind === 'enable' ? 'add' : 'delete'](`${a} ${b}`);
            break;
          case 'claim': {
            const expected = model.claim(a);
            expect(plic.read(claim(a), 4)).toBe(expected);
            if (expected !== 0) served++;
            break;
          }
          case 'complete':
            plic.write(claim(a), 4, b);
            model.complete(a, b);
            break;
        }
        expect(outputs).toEqual(model.outputs());
        for (const word of [0, 1, 2]) {
          const bits = [...model.pending].filter((pending) => pending >>> 5 === word).map(bit);
          expect(plic.read(0x1000 + 4 * word, 4)).toBe(bits.reduce((sum, one) => sum + one, 0));
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(served).toBeGreaterThan(100);
});
