import { Bytes } from '@racho/bytes';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameAllocOptions, PAGE_SIZE, toVaddr, USER_END, VmSpace, type UFrame } from '../index.ts';
import { mapPage, PROGRAM, runTask } from '../testing/run.ts';

const code = (name: string): unknown => expect.objectContaining({ code: name });
const frame = (): UFrame => FrameAllocOptions.allocFrame()!;
const RW = { readable: true, writable: true, executable: false };

/** Runs `body` as kernel code and checks that it left as many free frames as it found. */
function withoutLeak(body: () => void): void {
  runTask(function* () {
    const before = FrameAllocOptions.free();
    body();
    expect(FrameAllocOptions.free()).toBe(before);
    yield* [];
  });
}

describe('frames', () => {
  it('come zeroed, keep what is written, and go back with the last handle', () => {
    withoutLeak(() => {
      const first = frame();
      const second = first.clone();
      first.writer().fill(0xee, PAGE_SIZE);
      const { paddr } = first;
      first.release();
      const bytes = Bytes.alloc(PAGE_SIZE);
      expect(second.reader().read(bytes)).toEqual({ done: PAGE_SIZE });
      expect(bytes.at(4095)).toBe(0xee);
      second.release();
      const again = frame();
      expect(again.paddr).toBe(paddr);
      again.reader().read(bytes);
      expect(bytes.equals(Bytes.alloc(PAGE_SIZE))).toBe(true);
      again.release();
    });
  });

  it('refuse every use of a handle that was released, also by cursors made before', () => {
    withoutLeak(() => {
      const handle = frame();
      const reader = handle.reader();
      const writer = handle.writer();
      handle.release();
      const uses = [
        () => handle.release(),
        () => handle.clone(),
        () => handle.paddr,
        () => handle.reader(),
        () => reader.read(Bytes.alloc(1)),
        () => writer.write(Bytes.alloc(1)),
      ];
      for (const use of uses) expect(use).toThrow(code('E_HANDLE'));
    });
  });

  it('end: allocation returns undefined when memory is exhausted, and works again after a release', () => {
    runTask(function* () {
      const all: UFrame[] = [];
      for (let next = FrameAllocOptions.allocFrame(); next !== undefined; next = FrameAllocOptions.allocFrame()) {
        all.push(next);
      }
      expect(FrameAllocOptions.free()).toBe(0);
      expect(VmSpace.create()).toBeUndefined();
      expect(FrameAllocOptions.allocSegment(2)).toBeUndefined();
      for (const each of all) each.release();
      const segment = FrameAllocOptions.allocSegment(16)!;
      expect(segment.map(({ paddr }) => paddr - segment[0]!.paddr)).toEqual(segment.map((_, i) => i * PAGE_SIZE));
      yield* [];
    });
  });

  it('of another system are refused', () => {
    let foreign: UFrame | undefined;
    runTask(function* () {
      foreign = frame();
      yield* [];
    });
    runTask(function* () {
      const space = VmSpace.create()!;
      expect(() => space.cursor(PROGRAM, PAGE_SIZE).map(foreign!, RW)).toThrow(code('E_HANDLE'));
      yield* [];
    });
  });
});

describe('address spaces', () => {
  it('map, query, protect and unmap, page by page', () => {
    withoutLeak(() => {
      const space = VmSpace.create()!;
      const cursor = space.cursor(PROGRAM, 2 * PAGE_SIZE);
      expect(cursor.query()).toBeUndefined();
      for (let i = 0; i < 2; i++) {
        const page = frame();
        expect(cursor.map(page, RW)).toBeUndefined();
        page.release();
      }
      expect(() => cursor.query()).toThrow(code('E_ADDRESS'));
      const again = space.cursor(PROGRAM, 2 * PAGE_SIZE);
      expect(again.protect({ readable: true, writable: false, executable: true })).toBe(true);
      expect(again.address).toBe(PROGRAM + PAGE_SIZE);
      expect(again.query()).toEqual({ address: PROGRAM + PAGE_SIZE, ...RW });
      expect(space.cursor(PROGRAM, PAGE_SIZE).query()).toMatchObject({ writable: false, executable: true });
      expect(again.unmap()).toBe(true);
      expect(space.cursor((PROGRAM + PAGE_SIZE) as typeof PROGRAM, PAGE_SIZE).unmap()).toBe(false);
      space.release();
    });
  });

  it('say so when a page is taken or memory is out, and refuse what makes no sense', () => {
    withoutLeak(() => {
      const space = VmSpace.create()!;
      const page = mapPage(space, PROGRAM, 'r');
      expect(space.cursor(PROGRAM, PAGE_SIZE).map(page, RW)).toBe('occupied');
      const at = (start: number, length: number) => () => space.cursor(start as typeof PROGRAM, length);
      expect(at(1, PAGE_SIZE)).toThrow(code('E_ADDRESS'));
      expect(at(PROGRAM, 10)).toThrow(code('E_ADDRESS'));
      for (const [start, length] of [
        [-4096, 4096],
        [-8192, 4096],
        [USER_END, 4096],
        [USER_END - 4096, 8192],
      ] as const) {
        expect(at(start, length)).toThrow(code('E_ADDRESS'));
      }
      expect(at(0, Number.MAX_SAFE_INTEGER - 4095)).toThrow(code('E_ADDRESS'));
      const cursor = space.cursor(USER_END, 0);
      expect(cursor.remaining).toBe(0);
      const none = { readable: false, writable: false, executable: false };
      for (const flags of [none, { ...none, writable: true }]) {
        expect(() => space.cursor(0 as typeof PROGRAM, PAGE_SIZE).map(page, flags)).toThrow(code('E_ARGUMENT'));
      }
      const late = space.cursor(PROGRAM, PAGE_SIZE);
      const reader = space.reader(PROGRAM, 1)!;
      space.release();
      const uses = [
        () => late.query(),
        () => late.map(page, RW),
        () => late.unmap(),
        () => late.protect(RW),
        () => reader.accessible(),
        () => space.release(),
        () => space.cursor(PROGRAM, 0),
        () => space.reader(0, 1)?.read(Bytes.alloc(1)),
      ];
      for (const use of uses) expect(use).toThrow(code('E_HANDLE'));
      page.release();
    });
  });

  it('read flags once and first: getters that release what is being mapped change nothing typed', () => {
    withoutLeak(() => {
      const space = VmSpace.create()!;
      const page = frame();
      const hostile = {
        get readable(): boolean {
          page.release();
          return true;
        },
        writable: true,
        executable: false,
      };
      expect(() => space.cursor(PROGRAM, PAGE_SIZE).map(page, hostile)).toThrow(code('E_HANDLE'));
      const other = frame();
      const releasing = {
        readable: true,
        writable: true,
        get executable(): boolean {
          space.release();
          return false;
        },
      };
      expect(() => space.cursor(PROGRAM, PAGE_SIZE).map(other, releasing)).toThrow(code('E_HANDLE'));
      other.release();
    });
  });

  it('are read and written where the user could, up to the first byte where it could not', () => {
    withoutLeak(() => {
      const space = VmSpace.create()!;
      const after = toVaddr(PROGRAM + PAGE_SIZE)!;
      mapPage(space, PROGRAM, 'rw').release();
      mapPage(space, after, 'r').release();
      const bytes = Bytes.alloc(3 * PAGE_SIZE);
      const start = PROGRAM + 100;
      const hole = PROGRAM + 2 * PAGE_SIZE;
      expect(space.reader(start, bytes.length)!.accessible()).toBe(hole - start);
      expect(space.reader(start, bytes.length)!.read(bytes)).toEqual({ done: hole - start, fault: hole });
      expect(space.writer(start, bytes.length)!.write(bytes)).toEqual({ done: after - start, fault: after });
      expect(space.writer(start, 10)!.fill(1, 10)).toEqual({ done: 10 });
      expect(space.reader(hole, 1)!.accessible()).toBe(0);
      for (const [at, length] of [
        [-8192, 8],
        [-4096, 8],
        [-1, 2],
        [USER_END, 1],
        [0, NaN],
        [0.5, 1],
        [1, 2 ** 60],
      ] as const) {
        expect(space.reader(at, length)).toBeUndefined();
        expect(space.writer(at, length)).toBeUndefined();
      }
      expect(space.reader(USER_END, 0)!.remaining).toBe(0);
      space.release();
    });
  });

  it('share a frame that both map, and nothing else', () => {
    withoutLeak(() => {
      const [one, two] = [VmSpace.create()!, VmSpace.create()!];
      const shared = mapPage(one, PROGRAM, 'rw');
      two.cursor(PROGRAM, PAGE_SIZE).map(shared, RW);
      const own = toVaddr(PROGRAM + PAGE_SIZE)!;
      for (const space of [one, two]) mapPage(space, own, 'rw').release();
      one.writer(PROGRAM, 2 * PAGE_SIZE)!.fill(7, 2 * PAGE_SIZE);
      const bytes = Bytes.alloc(2);
      two.reader(own - 1, 2)!.read(bytes);
      expect([bytes.at(0), bytes.at(1)]).toEqual([7, 0]);
      shared.release();
      one.release();
      two.reader(PROGRAM, 1)!.read(bytes, 0, 1);
      expect(bytes.at(0)).toBe(7);
      two.release();
    });
  });

  it('agree with a model over random histories, and give everything back', () => {
    const step = fc.record({
      page: fc.nat(5),
      action: fc.constantFrom('map', 'unmap', 'protect', 'write', 'read'),
      value: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (history) => {
        withoutLeak(() => {
          const space = VmSpace.create()!;
          // For each page: is it writable, and its first byte.
          const model = new Map<number, { writable: boolean; byte: number }>();
          for (const { page, action, value } of history) {
            // Pages in different tables of every level.
            const at = toVaddr([0, PAGE_SIZE, 2 ** 21, 2 ** 30, 2 ** 37, USER_END - PAGE_SIZE][page]!)!;
            const known = model.get(page);
            const cursor = space.cursor(at, PAGE_SIZE);
            switch (action) {
              case 'map': {
                const fresh = frame();
                expect(cursor.map(fresh, RW)).toBe(known === undefined ? undefined : 'occupied');
                fresh.release();
                if (known === undefined) model.set(page, { writable: true, byte: 0 });
                break;
              }
              case 'unmap':
                expect(cursor.unmap()).toBe(model.delete(page));
                break;
              case 'protect':
                expect(cursor.protect({ ...RW, writable: value % 2 === 0 })).toBe(known !== undefined);
                if (known !== undefined) known.writable = value % 2 === 0;
                break;
              case 'write':
                expect(space.writer(at, 1)!.fill(value, 1).done).toBe(known?.writable === true ? 1 : 0);
                if (known?.writable === true) known.byte = value;
                break;
              case 'read': {
                const byte = Bytes.alloc(1);
                expect(space.reader(at, 1)!.read(byte).done).toBe(known === undefined ? 0 : 1);
                expect(byte.at(0)).toBe(known?.byte ?? 0);
              }
            }
          }
          space.release();
        });
      }),
      { numRuns: 30 },
    );
  });
});
