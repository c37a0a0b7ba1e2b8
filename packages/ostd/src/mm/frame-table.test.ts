import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OstdError } from '../error.ts';
import type { Ppn } from './address.ts';
import { FrameTable } from './frame-table.ts';

const FIRST = 0x80000 as Ppn;
const at = (index: number): Ppn => (FIRST + index) as Ppn;

describe('FrameTable', () => {
  it('goes from unused over busy to in use, and back with the last release', () => {
    const table = new FrameTable(FIRST, 4);
    expect(table.claim(at(1))).toBe(true);
    expect(table.claim(at(1))).toBe(false);
    expect(table.kindOf(at(1))).toBeUndefined();
    table.publish(at(1), 'page-table');
    expect(table.kindOf(at(1))).toBe('page-table');
    table.retain(at(1));
    expect(table.release(at(1))).toBe(false);
    expect(table.release(at(1))).toBe(true);
    expect(() => table.release(at(1))).toThrow(OstdError);
    expect(table.claim(at(1))).toBe(true);
  });

  it('knows no frame outside of its range, nor between two', () => {
    const table = new FrameTable(FIRST, 4);
    for (const page of [-1, 4, 2 ** 40, 0.5, NaN]) {
      expect(table.claim(at(page))).toBe(false);
      expect(() => table.retain(at(page))).toThrow(/not in use/);
      expect(table.kindOf(at(page))).toBeUndefined();
      expect(table.references(at(page))).toBe(0);
    }
  });

  it('agrees with a model over random histories', () => {
    const step = fc.record({ frame: fc.nat(5), action: fc.constantFrom('claim', 'publish', 'retain', 'release') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (history) => {
        const table = new FrameTable(FIRST, 6);
        // The model: undefined is unused, 'busy', or the number of references.
        const model = new Array<undefined | 'busy' | number>(6).fill(undefined);
        for (const { frame, action } of history) {
          const state = model[frame];
          const counted = typeof state === 'number';
          switch (action) {
            case 'claim':
              expect(table.claim(at(frame))).toBe(state === undefined);
              model[frame] ??= 'busy';
              break;
            case 'publish':
              if (state === 'busy') table.publish(at(frame), 'untyped');
              else expect(() => table.publish(at(frame), 'untyped')).toThrow(OstdError);
              if (state === 'busy') model[frame] = 1;
              break;
            case 'retain':
              if (counted) table.retain(at(frame));
              else expect(() => table.retain(at(frame))).toThrow(OstdError);
              if (counted) model[frame] = state + 1;
              break;
            case 'release':
              if (counted) expect(table.release(at(frame))).toBe(state === 1);
              else expect(() => table.release(at(frame))).toThrow(OstdError);
              if (counted) model[frame] = state === 1 ? undefined : state - 1;
          }
          expect(table.references(at(frame))).toBe(typeof model[frame] === 'number' ? model[frame] : 0);
        }
      }),
    );
  });
});
