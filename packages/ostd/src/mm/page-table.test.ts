import { describe, expect, it } from 'vitest';
import { current } from '../context.ts';
import { power, toVaddr, type Vaddr } from '../index.ts';
import { run } from '../testing/run.ts';
import { pageOf, startOf, USER_END, virtualPageOf, type Paddr, type Ppn, type Vpn } from './address.ts';
import { PageTable, Rights, type Mapping } from './page-table.unsafe.ts';

const code = (name: string): unknown => expect.objectContaining({ code: name });

/** Runs `body` with a fresh table at boot, and checks that its frames come back. */
function withTable(body: (table: PageTable) => void): void {
  const { panic } = run(() => {
    const before = current().frames.free;
    const table = PageTable.create(current().frames)!;
    body(table);
    table.release();
    expect(current().frames.free).toBe(before);
    power.shutdown(0);
  });
  if (panic !== undefined) throw new Error('the test failed', { cause: panic });
}

const at = (address: number): Vpn => virtualPageOf(toVaddr(address)!);
const page = (number: number): Ppn => number as Ppn;

describe('a page table', () => {
  it('walks three levels and knows the rights of a page', () => {
    withTable((table) => {
      const before = current().frames.free;
      expect(table.map(at(-4096), page(0x80123), Rights.R | Rights.X)).toBe('mapped');
      expect(before - current().frames.free).toBe(2); // a table for each level below the root
      const mapping = table.query(at(-4096));
      expect(mapping).toMatchObject({ readable: true, writable: false, executable: true, user: false });
      expect(table.translate(toVaddr(-4096 + 0x123)!)).toBe(0x8012_3123);
      expect(table.translate(toVaddr(-8192)!)).toBeUndefined();
      expect(table.query(at(0))).toBeUndefined();
    });
  });

  it('maps big pages, translates inside of them, and refuses what they overlap', () => {
    withTable((table) => {
      expect(table.map(at(2 ** 21), page(0x80200), Rights.R, 1)).toBe('mapped');
      expect(table.map(at(2 ** 30), page(0x40000), Rights.R, 2)).toBe('mapped');
      expect(table.translate(toVaddr(2 ** 21 + 0x12_3456)!)).toBe(0x8032_3456);
      expect(table.translate(toVaddr(2 ** 30 + 0x1234_5678)!)).toBe(0x5234_5678);
      expect(table.query(at(2 ** 21 + 0x5000))).toMatchObject({ page: 512, pages: 512, target: 0x80200 });
      for (const level of [0, 1, 2]) expect(table.map(at(2 ** 30), page(0), Rights.R, level)).toBe('occupied');
      expect(table.map(at(0), page(0), Rights.R, 2)).toBe('occupied'); // a table is there
      expect(() => table.map(at(4096), page(0), Rights.R, 1)).toThrow(code('E_ADDRESS'));
      expect(() => table.map(at(0), page(1), Rights.R, 1)).toThrow(code('E_ADDRESS'));
    });
  });

  it('has no entry that is reserved, or that would be taken for a pointer', () => {
    withTable((table) => {
      for (const rights of [0, Rights.U, Rights.G, Rights.W, Rights.W | Rights.X, Rights.R | 1, Rights.R | 128, 1024]) {
        expect(() => table.map(at(0), page(0), rights)).toThrow(code('E_ARGUMENT'));
      }
    });
  });

  it('iterates over a range in order, from one end of the address space to the other', () => {
    withTable((table) => {
      const addresses = [0, 4096, 2 ** 21, 2 ** 30 + 4096, USER_END - 4096, -(2 ** 38), -(2 ** 30), -4096];
      for (const [i, address] of addresses.entries()) table.map(at(address), page(i), Rights.R);
      const inOrder = [...addresses].sort((a, b) => a - b);
      const seen = (from: number, to: number): number[] =>
        [...table.range(from as Vpn, to as Vpn)].map((mapping: Mapping) => mapping.page * 4096);
      expect(seen(-(2 ** 26), 2 ** 26)).toEqual(inOrder);
      expect(seen(at(0), at(USER_END - 4096))).toEqual([0, 4096, 2 ** 21, 2 ** 30 + 4096]);
      expect(seen(at(4096), at(4096))).toEqual([]);
    });
  });

  it('changes and removes entries', () => {
    withTable((table) => {
      const target = current().frames.allocate('untyped')!;
      table.map(at(4096), target, Rights.R | Rights.W | Rights.U);
      expect(table.protect(at(4096), Rights.R | Rights.U)).toMatchObject({ target });
      expect(table.query(at(4096))).toMatchObject({ writable: false, user: true });
      expect(table.protect(at(8192), Rights.R)).toBeUndefined();
      expect(table.unmap(at(4096))).toMatchObject({ target });
      expect(table.unmap(at(4096))).toBeUndefined();
      current().frames.release(target);
    });
  });

  it('gives users untyped frames only, whatever it is told', () => {
    withTable((table) => {
      const { frames } = current();
      const user = Rights.R | Rights.U;
      for (const kind of ['page-table', 'trap-context', 'kernel-stack', 'heap'] as const) {
        const target = frames.allocate(kind)!;
        expect(() => table.map(at(4096), target, user)).toThrow(code('E_HANDLE'));
        expect(table.map(at(4096), target, Rights.R)).toBe('mapped');
        expect(() => table.protect(at(4096), user)).toThrow(code('E_HANDLE'));
        expect(table.unmap(at(4096))).toMatchObject({ user: false });
        frames.release(target);
      }
      for (const wrong of [0, -1, 0x80000, 2 ** 40]) expect(() => table.map(at(0), page(wrong), user)).toThrow();
    });
  });

  it('says so when memory is exhausted in the middle of a walk', () => {
    withTable((table) => {
      const { frames } = current();
      const taken: Ppn[] = [];
      while (frames.free > 1) taken.push(frames.allocate('heap')!);
      expect(table.map(at(0), page(0), Rights.R)).toBe('no-memory');
      for (const each of taken) frames.release(each);
      expect(table.map(at(0), page(0), Rights.R)).toBe('mapped');
    });
  });
});

describe("the kernel's space", () => {
  it('has a guard page below each kernel stack, and uses a released slot again', () => {
    const { panic } = run(() => {
      const { kernelSpace, supervisor } = current();
      const fence = (address: Vaddr): void => supervisor.fencePage(address, 0);
      const stacks = [0, 1, 2].map(() => kernelSpace.allocateStack()!);
      for (const { top } of stacks) {
        const rights = [-4096, -8192, -12_288].map((offset) => kernelSpace.table.query(at(top + offset))?.writable);
        expect(rights).toEqual([true, true, undefined]);
      }
      kernelSpace.releaseStack(stacks[1]!, fence);
      expect(kernelSpace.table.query(at(stacks[1]!.top - 4096))).toBeUndefined();
      expect(kernelSpace.allocateStack()).toEqual(stacks[1]);
      power.shutdown(0);
    });
    expect(panic).toBeUndefined();
  });

  it('maps all RAM behind the image at its own address', () => {
    const { panic } = run((info) => {
      const { kernelSpace, image } = current();
      const end = info.memory.base + info.memory.size;
      for (let address = image.end; address < end; address += 4096) {
        if (kernelSpace.table.translate(toVaddr(address)!) !== address) throw new Error(String(address));
      }
      expect(kernelSpace.table.translate(toVaddr(end)!)).toBeUndefined();
      expect(startOf(pageOf(image.end as Paddr))).toBe(image.end);
      power.shutdown(0);
    });
    expect(panic).toBeUndefined();
  });
});
