import { Bytes } from '@racho/bytes';
import { viewOf, wrap } from '@racho/bytes/raw';
import { PF, SHF, writeElf, type SectionRequest, type SegmentRequest, type SymbolRequest } from '@racho/elf';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { MachineError } from './error.ts';
import { loadImages, type BootImages, type InitrdRange, type Loaded } from './loader.ts';

const BASE = 0x8000_0000;
const MiB = 0x10_0000;
const SIZE = 128 * MiB;

const tree = Uint8Array.from({ length: 0x1234 }, () => 0xdd);

let writes: { address: number; bytes: Uint8Array }[];
let initrd: InitrdRange | undefined;

beforeEach(() => {
  writes = [];
  initrd = undefined;
});

function load(images: BootImages, size = SIZE): Loaded {
  const ram = { base: BASE, size, write: (address: number, bytes: Uint8Array) => writes.push({ address, bytes }) };
  return loadImages(ram, images, (range) => {
    initrd = range;
    return tree;
  });
}

/** The code, the message, and that nothing was written. */
function refusal(images: BootImages, size = SIZE): string {
  writes = [];
  try {
    load(images, size);
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    expect(writes).toEqual([]);
    return `${error.code}: ${error.message}`;
  }
  return 'loaded';
}

const written = (address: number): number[] | undefined => {
  const found = writes.find((write) => write.address === address);
  return found && [...found.bytes];
};

interface Part {
  readonly at: number;
  readonly physical?: number;
  readonly bytes?: readonly number[];
  readonly zeroes?: number;
}

/** An ELF of one segment a part. */
function elf(entry: number, parts: readonly Part[], symbols: readonly SymbolRequest[] = []): Uint8Array {
  const sections: SectionRequest[] = [];
  const segments = parts.map(({ at, physical, bytes, zeroes }, i): SegmentRequest => {
    const names: string[] = [];
    const add = (section: Omit<SectionRequest, 'name'>): void => {
      const name = `.s${i}.${names.length}`;
      names.push(name);
      sections.push({ name, flags: SHF.ALLOC | SHF.WRITE, ...section });
    };
    if (bytes) add({ contents: Bytes.from(bytes), address: at });
    if (zeroes !== undefined) add({ contents: { zeroes }, address: at + (bytes?.length ?? 0) });
    return { sections: names, flags: PF.R | PF.W, ...(physical === undefined ? {} : { physicalAddress: physical }) };
  });
  return viewOf(writeElf({ entry, sections, segments, symbols }));
}

/** A Linux `Image` header in front of nothing. */
function linuxImage(textOffset: bigint, imageSize: bigint, length = 64): Uint8Array {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(8, textOffset, true);
  view.setBigUint64(16, imageSize, true);
  bytes.set([0x52, 0x53, 0x43, 0x05], 56);
  return bytes;
}

const code = Uint8Array.of(1, 2, 3, 4);

describe('flat images', () => {
  test('a kernel goes 2 MiB into RAM', () => {
    expect(load({ kernel: code })).toEqual({
      entry: 0x8020_0000,
      kernelEntry: 0x8020_0000,
      dtb: 0x87e0_0000,
      symbols: {},
    });
    expect(written(0x8020_0000)).toEqual([1, 2, 3, 4]);
    expect(written(0x87e0_0000)).toEqual([...tree]);
  });

  test('firmware goes to the start of RAM and is entered first', () => {
    expect(load({ firmware: code, kernel: code })).toMatchObject({ entry: 0x8000_0000, kernelEntry: 0x8020_0000 });
    expect(written(0x8000_0000)).toEqual([1, 2, 3, 4]);
  });

  test('firmware alone has no kernel to enter', () => {
    expect(load({ firmware: code })).toEqual({
      entry: 0x8000_0000,
      dtb: 0x87e0_0000,
      firmwareInfo: 0x87e0_1238,
      symbols: {},
    });
  });

  test('firmware is told of the kernel, or of none, in the words of fw_dynamic', () => {
    const told = (images: BootImages): bigint[] => {
      const bytes = Uint8Array.from(written(load(images).firmwareInfo!)!);
      return [...new BigUint64Array(bytes.buffer)];
    };
    expect(told({ firmware: code, kernel: code })).toEqual([0x4942_534fn, 2n, 0x8020_0000n, 1n, 0n, 0n]);
    writes = [];
    expect(told({ firmware: code })[2]).toBe(0n);
    expect(load({ kernel: code })).not.toHaveProperty('firmwareInfo');
  });

  test('blobs go where they are told', () => {
    load({ kernel: code, blobs: [{ name: 'app', address: 0x8100_0001, bytes: code }] });
    expect(written(0x8100_0001)).toEqual([1, 2, 3, 4]);
  });

  test('nothing to start, or an empty image, is refused', () => {
    expect(refusal({})).toBe('E_IMAGE_FORMAT: no firmware and no kernel: nothing to start');
    expect(refusal({ initrd: code })).toMatch(/^E_IMAGE_FORMAT/);
    expect(refusal({ kernel: new Uint8Array(0) })).toBe('E_IMAGE_FORMAT: kernel is empty');
    expect(refusal({ firmware: new Uint8Array(0) })).toBe('E_IMAGE_FORMAT: firmware is empty');
  });
});

describe('a Linux Image', () => {
  test('goes where its header says', () => {
    expect(load({ kernel: linuxImage(0x40_0000n, 0x1000n) }).entry).toBe(0x8040_0000);
  });

  test('claims its .bss', () => {
    const blobs = [{ name: 'app', address: 0x8020_0fff, bytes: code }];
    expect(refusal({ kernel: linuxImage(0x20_0000n, 0x1000n), blobs })).toMatch(/^E_IMAGE_OVERLAP: app .* kernel/);
    expect(refusal({ kernel: linuxImage(0x20_0000n, 0n), blobs })).toBe('loaded');
    expect(refusal({ kernel: linuxImage(0x20_0000n, 0n, 0x1000), blobs })).toMatch(/^E_IMAGE_OVERLAP/);
  });

  test.each([
    [2n ** 64n - 1n, 0n],
    [0n, 2n ** 64n - 1n],
    [128n << 20n, 0n],
  ])('of text_offset %d and image_size %d is refused', (textOffset, imageSize) => {
    expect(refusal({ kernel: linuxImage(textOffset, imageSize) })).toMatch(/^E_IMAGE_OUTSIDE_RAM: kernel/);
  });

  test('cut in its header is a flat image', () => {
    expect(load({ kernel: linuxImage(0n, 0n).subarray(0, 63) }).entry).toBe(0x8020_0000);
  });
});

describe('ELF', () => {
  test('is loaded by physical address and entered at the physical address of its entry', () => {
    const kernel = elf(-4092, [
      { at: 0x8020_0000, bytes: [1, 2] },
      { at: -4096, physical: 0x8030_0000, bytes: [3, 4, 5, 6, 7], zeroes: 11 },
    ]);
    expect(load({ kernel })).toMatchObject({ entry: 0x8030_0004, kernelEntry: 0x8030_0004, symbols: {} });
    expect(written(0x8020_0000)).toEqual([1, 2]);
    expect(written(0x8030_0000)).toEqual([3, 4, 5, 6, 7]);
  });

  test('gives the physical addresses of the HTIF symbols', () => {
    const parts = [{ at: 0x1000, physical: 0x8000_0000, bytes: Array<number>(64).fill(0) }];
    const symbol = (name: string, address: number): SymbolRequest => ({ name, address });
    const both = elf(0x1000, parts, [symbol('_start', 0x1000), symbol('tohost', 0x1008), symbol('fromhost', 0x1010)]);
    expect(load({ firmware: both }).symbols).toEqual({ tohost: 0x8000_0008, fromhost: 0x8000_0010 });
    expect(load({ kernel: both }).symbols).toEqual({ tohost: 0x8000_0008, fromhost: 0x8000_0010 });
    expect(load({ kernel: elf(0x1000, parts, [symbol('tohost', 0x1000)]) }).symbols).toEqual({ tohost: 0x8000_0000 });
    expect(load({ kernel: elf(0x1000, parts, [symbol('tohost', 0x9000)]) }).symbols).toEqual({});
    expect(load({ firmware: both, kernel: elf(0x8040_0000, [{ at: 0x8040_0000, bytes: [1] }]) }).symbols).toEqual({
      tohost: 0x8000_0008,
      fromhost: 0x8000_0010,
    });
  });

  test.each([
    [
      'outside RAM',
      [{ at: 0x1000, bytes: [1] }],
      /^E_IMAGE_OUTSIDE_RAM: kernel segment 0 \(0x1000 … 0x1001\) .*0x88000000/,
    ],
    ['in the upper half', [{ at: -4096, bytes: [1] }], /^E_IMAGE_OUTSIDE_RAM: kernel segment 0 \(-0x1000/],
    ['across the end of RAM', [{ at: 0x87ff_f000, bytes: [1], zeroes: 0x1000 }], /^E_IMAGE_OUTSIDE_RAM/],
    ['larger than any RAM', [{ at: 0x8020_0000, zeroes: 2 ** 48 }], /^E_IMAGE_OUTSIDE_RAM/],
    [
      'on one another',
      [
        { at: 0x8020_0000, bytes: [1, 2] },
        { at: 0x9000_0001, physical: 0x8020_0001, bytes: [1] },
      ],
      /^E_IMAGE_OVERLAP: kernel segment 1 .* kernel segment 0/,
    ],
  ])('segments %s are refused', (_, parts: Part[], expected) => {
    expect(refusal({ kernel: elf(parts[0]!.at, parts) })).toMatch(expected);
  });

  test('an entry outside the segments is refused', () => {
    expect(refusal({ kernel: elf(0, [{ at: 0x8020_0000, bytes: [1] }]) })).toBe(
      'E_IMAGE_FORMAT: kernel: no LOAD segment holds the entry 0x0',
    );
    expect(refusal({ kernel: elf(0, []) })).toMatch(/^E_IMAGE_FORMAT/);
  });

  test('one for another machine is refused in the words of the reader', () => {
    const bytes = elf(0x8020_0000, [{ at: 0x8020_0000, bytes: [1] }]);
    bytes[18] = 62;
    expect(refusal({ firmware: bytes })).toMatch(/^E_IMAGE_FORMAT: firmware: .*/);
  });

  test('cut or changed anywhere it loads or is refused, and never reaches outside RAM', () => {
    const whole = elf(
      0x8020_0000,
      [{ at: 0x8020_0000, bytes: [1, 2, 3], zeroes: 5 }],
      [{ name: 'tohost', address: 0x8020_0000 }],
    );
    fc.assert(
      fc.property(
        fc.nat({ max: whole.length }),
        fc.array(fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: 255 })), { maxLength: 4 }),
        (cut, changes) => {
          const bytes = whole.slice(0, cut);
          for (const [at, value] of changes) if (at < cut) bytes[at] = value;
          writes = [];
          refusal({ kernel: bytes });
          for (const { address, bytes: piece } of writes) {
            expect(address >= BASE && address + piece.length <= BASE + SIZE).toBe(true);
          }
        },
      ),
    );
  });
});

describe('the initial RAM disk', () => {
  test('goes half of RAM above the kernel, at most 128 MiB, and the device tree is told', () => {
    load({ kernel: code, initrd: code });
    expect(initrd).toEqual({ start: 0x8420_0000, end: 0x8420_0004 });
    expect(written(0x8420_0000)).toEqual([1, 2, 3, 4]);
    load({ kernel: code, initrd: code }, 1024 * MiB);
    expect(initrd).toEqual({ start: 0x8820_0000, end: 0x8820_0004 });
  });

  test('is unknown to the device tree where there is none', () => {
    load({ kernel: code });
    expect(initrd).toBeUndefined();
  });

  test('that reaches the device tree or the end of RAM is refused', () => {
    expect(refusal({ kernel: code, initrd: new Uint8Array(61 * MiB) })).toMatch(
      /^E_IMAGE_OVERLAP: device tree .* initrd/,
    );
    expect(refusal({ kernel: code, initrd: new Uint8Array(63 * MiB) })).toMatch(/^E_IMAGE_OUTSIDE_RAM: initrd/);
  });
});

describe('the device tree', () => {
  test.each([
    [4, 0x8020_0000],
    [128, 0x87e0_0000],
    [1024, 0xbfe0_0000],
    [4096, 0xbfe0_0000],
  ])('of a machine of %d MiB is at %d', (size, expected) => {
    expect(load({ firmware: code }, size * MiB).dtb).toBe(expected);
  });

  test('collides with what lies there, if RAM is small', () => {
    expect(refusal({ kernel: code }, 4 * MiB)).toMatch(/^E_IMAGE_OVERLAP/);
    expect(refusal({ firmware: code }, MiB)).toMatch(/^E_IMAGE_OVERLAP: device tree .* firmware/);
    expect(refusal({ firmware: code }, 0x1000)).toMatch(/^E_IMAGE_OUTSIDE_RAM: device tree/);
  });
});

test.each([NaN, 0.5 + BASE, -1, 2 ** 60, BASE - 4])('a blob at %d is refused', (address) => {
  expect(refusal({ kernel: code, blobs: [{ name: 'app', address, bytes: code }] })).toMatch(
    /^E_IMAGE_OUTSIDE_RAM: app/,
  );
});

test('blobs may not overlap', () => {
  const blob = (name: string, address: number) => ({ name, address, bytes: code });
  expect(refusal({ kernel: code, blobs: [blob('a', 0x8100_0000), blob('b', 0x8100_0003)] })).toMatch(
    /^E_IMAGE_OVERLAP: b \(0x81000003 … 0x81000007\) overlaps a/,
  );
  expect(refusal({ kernel: code, blobs: [blob('a', 0x8100_0000), blob('b', 0x8100_0004)] })).toBe('loaded');
});

test('an image may be a view into something larger', () => {
  const larger = viewOf(Bytes.concat(Bytes.alloc(3), wrap(linuxImage(0x40_0000n, 0x1000n)), Bytes.alloc(9)));
  expect(load({ kernel: larger.subarray(3, 67) }).entry).toBe(0x8040_0000);
});
