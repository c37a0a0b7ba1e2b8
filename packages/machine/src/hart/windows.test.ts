/** Windows against a model: a set of pages that were entered and not fenced, and what a run among them is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TLB_SET_BYTES } from './layout.ts';
import { Access } from './page-walk.ts';
import { DELTA, LIMIT, START, WINDOW_SPAN, windowOf, Windows, type WindowAccess } from './windows.ts';

const PAGE = 4096;
const SET = 0;
const kinds: readonly WindowAccess[] = [Access.Load, Access.Store];

/** Windows, and the places of the pages that they may have. */
class Model {
  readonly words = new Int32Array(TLB_SET_BYTES / 4);
  readonly windows = new Windows(this.words);
  readonly known = new Map<WindowAccess, Map<number, number>>(kinds.map((kind) => [kind, new Map()]));

  enter(access: WindowAccess, page: number, place: number): void {
    const pages = this.known.get(access)!;
    pages.set(page, place);
    this.windows.grow(SET, access, page, place, (at) => pages.get(at));
  }

  fence(page: number): void {
    for (const pages of this.known.values()) pages.delete(page);
    this.windows.forget(SET, page);
  }

  withhold(place: number): void {
    const pages = this.known.get(Access.Store)!;
    for (const [page, where] of pages) if (where === place) pages.delete(page);
    this.windows.withhold(SET, place);
  }

  /** Each page of a window is one that was entered there, and lies where the window says. */
  check(): void {
    for (const access of kinds) {
      const { first, pages, place } = this.windows.run(SET, access);
      for (let i = 0; i < pages; i++) expect(this.known.get(access)!.get(first + i)).toBe(place + i * PAGE);
    }
  }

  /** Where a region finds an address, if it does. */
  find(access: WindowAccess, address: number): number | undefined {
    const window = (SET + windowOf(access)) >>> 2;
    const i64 = (offset: number): number =>
      this.words[window + offset / 4 + 1]! * 2 ** 32 + (this.words[window + offset / 4]! >>> 0);
    const behind = address - i64(START);
    const inside = behind >= 0 && behind < i64(LIMIT);
    return inside ? ((address | 0) + this.words[window + DELTA / 4]!) >>> 0 : undefined;
  }
}

const page = fc.oneof(
  fc.nat(12),
  fc.nat(12).map((n) => 0x8_0000 + n),
  fc.nat(12).map((n) => n - 6),
);
const step = fc.oneof(
  // Most pages lie one behind the other, some elsewhere.
  { weight: 6, arbitrary: fc.record({ enter: page, access: fc.constantFrom(...kinds), elsewhere: fc.nat(7) }) },
  { weight: 1, arbitrary: fc.record({ fence: page }) },
  { weight: 1, arbitrary: fc.record({ withhold: page }) },
);
const placeOf = (at: number, elsewhere: number): number =>
  0x100_0000 + (at + 16) * PAGE + (elsewhere === 0 ? 0x80_0000 : 0);

describe('windows', () => {
  it('have no page but those that were entered, at their places', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const model = new Model();
        for (const each of steps) {
          if ('enter' in each) {
            const place = placeOf(each.enter, each.elsewhere);
            // What is entered anew elsewhere was fenced before, in a guest that is right.
            if (model.known.get(each.access)!.get(each.enter) !== place) model.fence(each.enter);
            model.enter(each.access, each.enter, place);
          } else if ('fence' in each) model.fence(each.fence);
          else model.withhold(placeOf(each.withhold, 1));
          model.check();
        }
      }),
      { numRuns: 500 },
    );
  });

  it('grow in any order, and join', () => {
    const model = new Model();
    for (const at of [3, 5, 4, 8, 7, 6]) model.enter(Access.Load, at, placeOf(at, 1));
    expect(model.windows.run(SET, Access.Load)).toEqual({ first: 3, pages: 6, place: placeOf(3, 1) });
    expect(model.windows.run(SET, Access.Store).pages).toBe(0);
  });

  it('are cut by a fence to what is longer', () => {
    const model = new Model();
    for (let at = 0; at < 10; at++) model.enter(Access.Store, at, placeOf(at, 1));
    model.fence(2);
    expect(model.windows.run(SET, Access.Store)).toEqual({ first: 3, pages: 7, place: placeOf(3, 1) });
    model.withhold(placeOf(8, 1));
    expect(model.windows.run(SET, Access.Store)).toEqual({ first: 3, pages: 5, place: placeOf(3, 1) });
    model.fence(100);
    expect(model.windows.run(SET, Access.Store).pages).toBe(5);
  });

  it('lead where their pages lie, and not to where a group of accesses would end behind them', () => {
    const model = new Model();
    for (let at = -2; at < 2; at++) model.enter(Access.Load, at, placeOf(at, 1));
    const end = 2 * PAGE;
    expect(model.find(Access.Load, -2 * PAGE)).toBe(placeOf(-2, 1));
    expect(model.find(Access.Load, -2 * PAGE - 1)).toBeUndefined();
    expect(model.find(Access.Load, end - WINDOW_SPAN)).toBe(placeOf(2, 1) - WINDOW_SPAN);
    expect(model.find(Access.Load, end - WINDOW_SPAN + 1)).toBeUndefined();
    expect(new Model().find(Access.Load, 0)).toBeUndefined();
  });

  it('drop a page that is found elsewhere without a fence', () => {
    const model = new Model();
    for (let at = 0; at < 4; at++) model.enter(Access.Load, at, placeOf(at, 1));
    model.enter(Access.Load, 3, placeOf(3, 0));
    expect(model.windows.run(SET, Access.Load).pages).toBe(3);
  });
});
