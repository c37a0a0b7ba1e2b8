/** For tests: arbitrary drivers of virtio devices. Most of what they do is by the rules, or their devices would stop at once; the rest is not. */
import fc from 'fast-check';
import { VIRTIO_MMIO_BASE, VIRTIO_MMIO_SIZE } from '../devices/virtio/mmio.ts';
import { ARENA, type Op } from './scripted-guest.ts';

const ARENA_SIZE = 0x10_0000;
/** Where a queue has its areas, and its buffers behind them. */
const areaOf = (slot: number, queue: number): number => ARENA + 0x1_0000 * slot + 0x8000 * queue;
const TABLE = 0;
const DRIVER = 0x2000;
const DEVICE = 0x3000;
const BUFFERS = 0x5000;

const NEXT = 1;
const WRITE = 2;
const INDIRECT = 4;

interface Descriptor {
  readonly address: bigint;
  readonly length: number;
  readonly flags: number;
  readonly next: number;
}

type Action =
  | { readonly does: 'start'; readonly size: number; readonly features: number; readonly shift: number }
  | { readonly does: 'request'; readonly kind: number; readonly length: number; readonly sector: number }
  | { readonly does: 'chain'; readonly first: number; readonly descriptors: readonly Descriptor[] }
  | { readonly does: 'table'; readonly descriptors: readonly Descriptor[] }
  | { readonly does: 'offer'; readonly head: number; readonly count: number }
  | { readonly does: 'notify' | 'reset' | 'acknowledge' | 'pause' }
  | { readonly does: 'poke'; readonly register: number; readonly value: number }
  | { readonly does: 'scribble'; readonly offset: number; readonly value: bigint }
  | { readonly does: 'spin'; readonly turns: number };

/** An action on a queue of a slot. */
export type Deed = Action & { readonly slot: number; readonly queue: number };

const address: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: ARENA_SIZE / 64 }).map((n) => BigInt(ARENA + 64 * n)) },
  { weight: 4, arbitrary: fc.nat({ max: 0x500 }).map((n) => BigInt(ARENA + 16 * n)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0n, 0x8000_0000n, 0x807f_fff8n, 0x8080_0000n, 0x1000_1050n, 1n << 63n, (1n << 64n) - 1n),
  },
);
const length = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(0, 1, 7, 16, 32, 48, 512, 513, 1024, 1526, 4096) },
  { weight: 1, arbitrary: fc.constantFrom(1 << 20, 4 << 20, 1 << 24, 0xffff_fff0, 0xffff_ffff) },
);
const descriptor: fc.Arbitrary<Descriptor> = fc.record({
  address,
  length,
  flags: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(0, NEXT, WRITE, NEXT | WRITE, INDIRECT) },
    fc.nat({ max: 7 }),
  ),
  next: fc.oneof({ weight: 8, arbitrary: fc.nat({ max: 7 }) }, fc.nat({ max: 0xffff })),
});
const descriptors = fc.array(descriptor, { minLength: 1, maxLength: 6 });

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('start' as const),
      size: fc.oneof({ weight: 20, arbitrary: fc.constantFrom(8, 16, 64) }, fc.constantFrom(0, 1, 2, 3, 256, 0xffff)),
      features: fc.constantFrom(0, 1 << 28, 1 << 29, 3 << 28, 3 << 28),
      // Rings one upon the other, or upon the table.
      shift: fc.oneof(
        { weight: 12, arbitrary: fc.constant(0) },
        fc.constantFrom(0x1000, 0xffe, -0x1000, -0x2000, 2, 4),
      ),
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({
      does: fc.constant('request' as const),
      kind: fc.nat({ max: 9 }),
      length: fc.oneof({ weight: 10, arbitrary: fc.constantFrom(512, 1024, 1536) }, length),
      sector: fc.nat({ max: 20 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('chain' as const), first: fc.nat({ max: 7 }), descriptors }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('table' as const), descriptors }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('offer' as const),
      head: fc.oneof({ weight: 8, arbitrary: fc.nat({ max: 7 }) }, fc.nat({ max: 0xffff })),
      count: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.constantFrom(0, 2, 8, 64, 300)),
    }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constantFrom('notify' as const, 'acknowledge' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('reset' as const, 'pause' as const, 'pause' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('poke' as const),
      register: fc.nat({ max: 0x41 }).map((n) => 4 * n),
      value: fc.oneof(fc.nat({ max: 16 }), fc.nat({ max: 0xffff_ffff }), fc.constant(ARENA)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('scribble' as const),
      offset: fc.nat({ max: ARENA_SIZE / 8 - 1 }).map((n) => 8 * n),
      value: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('spin' as const), turns: fc.constantFrom(10, 1000, 6000) }) },
);

/** What a hart does to a few of the slots, which it has started. */
export function deeds(slots: readonly number[]): fc.Arbitrary<Deed[]> {
  const target = fc.record({ slot: fc.constantFrom(...slots), queue: fc.oneof(fc.constant(0), fc.nat({ max: 1 })) });
  const one = fc.tuple(target, action).map(([where, what]): Deed => ({ ...what, ...where }));
  return fc.array(one, { minLength: 40, maxLength: 80 }).map((rest) => {
    const first = slots.map((slot): Deed => ({ does: 'start', size: 16, features: 3 << 28, shift: 0, slot, queue: 0 }));
    return [...first, ...rest];
  });
}

const store4 = (at: number, value: number): Op => ({ op: 'store4', address: at, value: BigInt(value >>> 0) });
const store8 = (at: number, value: bigint): Op => ({ op: 'store8', address: at, value });
const put = (table: number, index: number, { address: at, length: bytes, flags, next }: Descriptor): Op[] => [
  store8(table + 16 * index, at),
  store8(table + 16 * index + 8, BigInt(bytes) | (BigInt(flags) << 32n) | (BigInt(next) << 48n)),
];

/** Two queues at most: their areas, and the steps of section 3.1.1. */
function start(slot: number, size: number, features: number, shift: number): Op[] {
  const registers = VIRTIO_MMIO_BASE + VIRTIO_MMIO_SIZE * slot;
  const set = (register: number, value: number): Op => store4(registers + register, value);
  const queue = (index: number): Op[] => [
    ...[set(0x30, index), set(0x38, size), set(0x80, areaOf(slot, index) + TABLE)],
    ...[set(0x90, areaOf(slot, index) + DRIVER), set(0xa0, areaOf(slot, index) + DEVICE + shift), set(0x44, 1)],
    ...[store8(areaOf(slot, index) + DRIVER, 0n), store8(areaOf(slot, index) + DEVICE, 0n)],
  ];
  return [
    ...[set(0x70, 0), set(0x70, 1), set(0x70, 3), set(0x24, 0), set(0x20, features), set(0x24, 1), set(0x20, 1)],
    ...[set(0x70, 11), ...queue(0), ...queue(1), set(0x70, 15)],
  ];
}

/** What a request of a device has by the rules, most of the time: a header's first word and how its buffers lie. */
function shapeOf(slot: number, queue: number, kind: number): readonly [first: number, shape: 'in' | 'out' | 'room'] {
  if (kind === 9) return [99, 'in'];
  if (slot === 0)
    return (
      [
        [0, 'in'],
        [0, 'in'],
        [0, 'in'],
        [1, 'out'],
        [1, 'out'],
        [1, 'out'],
        [4, 'in'],
        [8, 'in'],
        [7, 'out'],
      ] as const
    )[kind]!;
  if (slot === 3) return [16 + kind, 'in'];
  return slot === 4 || queue === 0 ? [0, 'room'] : [kind, 'out'];
}

/** 16 bytes to read, then others to read or to be written, and one for a status. Or else only room. */
function request(base: number, slot: number, queue: number, kind: number, bytes: number, sector: number): Op[] {
  const [first, shape] = shapeOf(slot, queue, kind);
  const header = base + BUFFERS;
  const contents = [store8(header, BigInt(first)), store8(header + 8, BigInt(sector))];
  const data = { address: BigInt(header + 0x100), length: bytes, flags: shape === 'out' ? 0 : WRITE, next: 0 };
  if (shape === 'room') return put(base, 0, data);
  return [
    ...contents,
    ...put(base, 0, { address: BigInt(header), length: slot === 3 ? first : 16, flags: NEXT, next: 1 }),
    ...put(base, 1, { ...data, flags: data.flags | NEXT, next: 2 }),
    ...put(base, 2, { address: BigInt(header + 0x80), length: 1, flags: WRITE, next: 0 }),
  ];
}

/** The stores that do all that. */
export function scriptOf(all: readonly Deed[]): Op[] {
  const available = new Map<number, number>();
  const sizes = new Map<number, number>();
  const offer = (base: number, slot: number, head: number, count: number): Op[] => {
    const position = available.get(base) ?? 0;
    const size = (sizes.get(slot) ?? 16) || 1;
    const next = (position + count) % 0x1_0000;
    available.set(base, next);
    // Two entries of the ring at a time: the second is the one that is next.
    const entry = base + DRIVER + 4 + 2 * ((position % size) & ~1);
    return [store4(entry, head * 0x1_0001), store4(base + DRIVER, next * 0x1_0000)];
  };
  return all.flatMap((deed): Op[] => {
    const { slot, queue } = deed;
    const base = areaOf(slot, queue);
    const registers = VIRTIO_MMIO_BASE + VIRTIO_MMIO_SIZE * slot;
    switch (deed.does) {
      case 'start':
        for (const index of [0, 1]) available.delete(areaOf(slot, index));
        sizes.set(slot, deed.size);
        return start(slot, deed.size, deed.features, deed.shift);
      case 'request':
        return [
          ...request(base, slot, queue, deed.kind, deed.length, deed.sector),
          ...offer(base, slot, 0, 1),
          store4(registers + 0x50, queue),
        ];
      case 'chain':
        return deed.descriptors.flatMap((one, i) => put(base, deed.first + i, one));
      case 'table':
        return [
          ...deed.descriptors.flatMap((one, i) => put(base + BUFFERS, i, one)),
          ...put(base, 0, {
            address: BigInt(base + BUFFERS),
            length: 16 * deed.descriptors.length,
            flags: INDIRECT,
            next: 0,
          }),
        ];
      case 'offer':
        return offer(base, slot, deed.head, deed.count);
      case 'notify':
        return [store4(registers + 0x50, queue)];
      case 'acknowledge':
        return [{ op: 'load4', address: registers + 0x60 }, store4(registers + 0x64, 3)];
      case 'reset':
        return [store4(registers + 0x70, 0)];
      case 'poke':
        return [store4(registers + deed.register, deed.value)];
      case 'scribble':
        return [store8(ARENA + deed.offset, deed.value)];
      case 'spin':
        return [{ op: 'spin', value: BigInt(deed.turns) }];
      case 'pause':
        return [{ op: 'pause' }];
    }
  });
}
