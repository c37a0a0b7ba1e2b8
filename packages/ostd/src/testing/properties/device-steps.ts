/** Steps with memory for devices, and with devices that reach for anything. */
import fc from 'fast-check';
import { DmaCoherent } from '../../index.ts';
import { AREA, go, prepare, ring, type Buffer, type DeviceName } from './devices.ts';
import { handleOf } from './frame-steps.ts';
import { same } from './same.ts';
import { spaceOf } from './space-steps.ts';
import { always, attempt, step, which, type Steps } from './step.ts';
import type { DmaModel, World } from './world.ts';

const memoryOf = ({ memories }: World, n: number): DmaModel | undefined => memories[n % memories.length];

/** A physical address, by whose it is. What a program has released stays among them. */
const targets: Readonly<Record<string, (world: World, n: number) => number | undefined>> = {
  'memory for devices': (world, n) => startOf(memoryOf(world, n)?.page),
  'a frame': (world, n) => startOf(handleOf(world, n).model.page),
  'a page table': (world, n) => startOf(spaceOf(world, n).root),
  'a trap context': (world, n) => startOf(spaceOf(world, n).prober.page),
  'the image': () => 0x8020_0000,
  'the firmware': () => 0x8000_0000,
  'the end of RAM': () => 0x8080_0000 - 4096,
  registers: () => 0x1000_0000,
  nothing: () => 2 ** 40,
};
const startOf = (page: number | undefined): number | undefined => (page === undefined ? undefined : page * 4096);

const place = fc.record({
  of: fc.oneof(
    { weight: 12, arbitrary: fc.constant('memory for devices') },
    ...Object.keys(targets).map((name) => ({ weight: 1, arbitrary: fc.constant(name) })),
  ),
  which,
  offset: fc.oneof(fc.constant(0), fc.nat(255).map((n) => 16 * n), fc.constantFrom(4080, 4096, 8176)),
}); // prettier-ignore
type Place = typeof place extends fc.Arbitrary<infer P> ? P : never;

const resolve = (world: World, { of, which: n, offset }: Place): number => (targets[of]!(world, n) ?? 0) + offset;

/** Where the queue's own page has its area, or anywhere. */
const area = fc.oneof({ weight: 6, arbitrary: fc.constant('own' as const) }, { weight: 1, arbitrary: place });
const buffer = fc.record({ place, length: fc.constantFrom(512, 1024, 4096, 4608) });
const device = fc.constantFrom<DeviceName[]>('disk', 'entropy');

/** Whether devices may reach all of it, by the model. */
const isGiven = ({ memories }: World, at: number, length: number): boolean => {
  for (let page = Math.floor(at / 4096); page * 4096 < at + length; page++) {
    if (!memories.some((each) => each.live && page >= each.page && page < each.page + each.pages)) return false;
  }
  return true;
};

export const deviceSteps: Steps = {
  'allocate for devices': step({ pages: fc.integer({ min: 1, max: 3 }) }, (world, { pages }) => {
    const given = attempt(world, always, () => DmaCoherent.allocate(pages));
    const memory = given?.value;
    if (memory !== undefined) world.memories.push({ memory, page: memory.paddr / 4096, pages, live: true });
    else if (given !== undefined) same('there is no memory', given.scarce, true);
  }),

  'release from devices': step({ memory: which }, (world, args) => {
    const model = memoryOf(world, args.memory);
    if (model === undefined) return;
    const given = attempt(
      world,
      () => model.live,
      () => model.memory.release(),
    );
    if (given !== undefined) model.live = false;
  }),

  'let a device go': step(
    {
      device,
      kind: fc.constantFrom('in' as const, 'out' as const),
      queue: which,
      ...{ descriptors: area, available: area, used: area },
      buffers: fc.array(buffer, { minLength: 1, maxLength: 3 }),
    },
    (world, args) => {
      const model = memoryOf(world, args.queue);
      if (model?.live !== true) return;
      const home = model.page * 4096;
      const [descriptors, available, used] = (['descriptors', 'available', 'used'] as const).map((name) => {
        const wanted = args[name];
        return wanted === 'own' ? home + OWN[name] : resolve(world, wanted);
      }) as [number, number, number];
      const access = args.device === 'entropy' || args.kind === 'in' ? 'writes' : 'reads';
      const data = args.buffers.map((each): Buffer => ({
        at: resolve(world, each.place),
        length: each.length,
        access,
      }));
      const header: Buffer = { at: home + AREA.header, length: 16, access: 'reads' };
      const status: Buffer = { at: home + AREA.status, length: 1, access: 'writes' };
      const chain = args.device === 'disk' ? [header, ...data, status] : data;
      prepare(model.memory, chain, args.kind);
      const outcome = go(args.device, { descriptors, available, used });
      // What stands elsewhere is another request, or none; and the disk answers reads later.
      const isOwn = args.descriptors === 'own' && args.available === 'own';
      if (!isOwn || (args.device === 'disk' && access === 'writes')) return;
      const reaches = [...chain, { at: used, length: 12 }];
      if (!reaches.every(({ at, length }) => isGiven(world, at, length))) same('the device', outcome, 'has stopped');
      // The device may have written over its own queue.
      else if (!reaches.some(({ at, length }) => at !== status.at && at < home + AREA.used && at + length > home)) {
        same('the device', outcome, 'goes on');
      }
    },
  ),

  'ring a device': step({ device }, (_world, args) => void ring(args.device)),
};

const OWN = { descriptors: 0, available: AREA.available, used: AREA.used } as const;
