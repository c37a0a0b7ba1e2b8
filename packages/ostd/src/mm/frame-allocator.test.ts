import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ppn } from './address.ts';
import { stackAllocator } from './frame-allocator.ts';

const page = (value: number): Ppn => value as Ppn;

describe('stackAllocator', () => {
  it('gives the frame that came back last, then fresh ones, then nothing', () => {
    const allocator = stackAllocator(page(10), page(12));
    expect([allocator.allocate(), allocator.allocate(), allocator.allocate()]).toEqual([10, 11, undefined]);
    allocator.recycle(page(10));
    expect([allocator.allocate(), allocator.allocate()]).toEqual([10, undefined]);
  });

  it('finds a run among recycled frames when there is no fresh one', () => {
    const allocator = stackAllocator(page(0), page(6));
    while (allocator.allocate() !== undefined);
    for (const value of [5, 1, 3, 2]) allocator.recycle(page(value));
    expect(allocator.allocateRun(4)).toBeUndefined();
    expect(allocator.allocateRun(3)).toBe(1);
    expect([allocator.allocate(), allocator.allocate()]).toEqual([5, undefined]);
  });

  it('finds a run across recycled and fresh frames, and keeps the order of the others', () => {
    const allocator = stackAllocator(page(0), page(6));
    for (let i = 0; i < 5; i++) allocator.allocate();
    for (const value of [0, 2, 4, 3]) allocator.recycle(page(value));
    expect(allocator.allocateRun(4)).toBe(2);
    expect([allocator.allocate(), allocator.allocate()]).toEqual([0, undefined]);
  });

  it('never has a frame out twice', () => {
    const action = fc.oneof(fc.constant('take'), fc.nat(20), fc.record({ run: fc.integer({ min: 1, max: 4 }) }));
    fc.assert(
      fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
        const allocator = stackAllocator(page(100), page(116));
        const out = new Set<number>();
        const take = (first: number | undefined, count: number): void => {
          for (let i = 0; first !== undefined && i < count; i++) {
            expect(first + i).toBeLessThan(116);
            expect(out.has(first + i)).toBe(false);
            out.add(first + i);
          }
        };
        for (const each of actions) {
          if (each === 'take') take(allocator.allocate(), 1);
          else if (typeof each === 'object') take(allocator.allocateRun(each.run), each.run);
          else {
            const given = [...out][each];
            if (given === undefined) continue;
            out.delete(given);
            allocator.recycle(page(given));
          }
        }
      }),
    );
  });
});
