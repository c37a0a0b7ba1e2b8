/** Steps with users: threads whose registers are set, and probers that go out and access memory in U-mode. */
import fc from 'fast-check';
import { UserMode, VmSpace, type Coroutine } from '../../index.ts';
import { probe, type Access, type Outcome } from './prober.ts';
import { same } from './same.ts';
import { spaceOf } from './space-steps.ts';
import { always, attempt, page, PAGES, running, step, which, word, type Steps } from './step.ts';
import { EXECUTE, READ, WRITE, type SpaceModel, type UserModel, type World } from './world.ts';

const userOf = ({ users }: World, n: number): UserModel | undefined => users[n % users.length];

/** Addresses that are no user's: what a U-mode access must not reach whatever the kernel has done. */
export const FORBIDDEN: readonly number[] = [
  -4096, // the trampoline
  ...[-8192, -12_288], // trap contexts, or kernel stacks
  ...[0x8020_0000, 0x8000_0000], // the kernel's image, the firmware
  ...[0x1000_0000, 0x10_0000, 0x0c00_0000], // the UART, the finisher, the PLIC
  ...[2 ** 38, 2 ** 50, -(2 ** 38)], // not canonical; the first of the upper half
];
const address = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(page, fc.nat(511)).map(([at, index]) => at * 4096 + index * 8) },
  { weight: 1, arbitrary: fc.constantFrom(...FORBIDDEN) },
);
const access = fc.constantFrom<Access[]>('load', 'store', 'jump');

export const userSteps: Steps = {
  'create space': running({}, function* (world) {
    const given = attempt(world, always, () => VmSpace.create());
    if (given?.value === undefined) {
      if (given !== undefined) same('there is no memory', given.scarce, true);
      return;
    }
    world.addSpace(given.value);
    // Nothing of an earlier space is left: not even where that had the number which tells translations apart (ASID).
    const space = world.spaces.at(-1)!;
    if (space.space === given.value) for (const at of PAGES) yield* probeOne(space, 'load', at * 4096, 0n);
  }),

  'create user': step({ space: which }, (world, args) => {
    const { space, live } = spaceOf(world, args.space);
    const given = attempt(
      world,
      () => live,
      () => UserMode.create(space),
    );
    if (given?.value !== undefined) world.addUser(given.value, space);
    else if (given !== undefined) same('there is no memory', given.scarce, true);
  }),

  'release user': step({ user: which }, (world, args) => {
    const model = userOf(world, args.user);
    if (model === undefined) return;
    if (
      attempt(
        world,
        () => model.live,
        () => model.user.release(),
      ) !== undefined
    )
      model.live = false;
  }),

  'set register': step({ user: which, register: fc.integer({ min: 1, max: 31 }), value: word }, (world, args) => {
    const model = userOf(world, args.user);
    if (model === undefined) return;
    const given = attempt(
      world,
      () => model.live,
      () => model.user.context.setRegister(args.register, args.value),
    );
    if (given !== undefined) model.registers[args.register] = args.value;
  }),

  probe: running({ space: which, access, address, value: word }, function* (world, args) {
    const model = spaceOf(world, args.space);
    if (model.live) yield* probeOne(model, args.access, args.address, args.value);
  }),
};

/** A U-mode access succeeds where the page is mapped with the right, and nowhere else. */
export function* probeOne(model: SpaceModel, kind: Access, where: number, value: bigint): Coroutine<void> {
  const mapped = model.pages.get(Math.floor(where / 4096));
  const right = { load: READ, store: WRITE, jump: EXECUTE }[kind];
  const reached = mapped !== undefined && (mapped.flags & right) !== 0 ? mapped.frame.bytes : undefined;
  const at = where - Math.floor(where / 4096) * 4096;
  // Zeros are an illegal instruction. What else a page holds may be a program, of which nothing is known.
  if (kind === 'jump' && reached !== undefined && reached.u32(at) !== 0) return;
  same(`${kind} at ${where}`, yield* probe(model.prober.user, kind, where, value), outcome());
  if (kind === 'store') reached?.setU64(at, value);

  function outcome(): Outcome {
    const fault = { load: 'load-page-fault', store: 'store-page-fault', jump: 'instruction-page-fault' }[kind];
    if (reached === undefined) return { cause: fault, address: BigInt.asUintN(64, BigInt(where)) };
    if (kind === 'jump') return { cause: 'illegal-instruction', address: 0n };
    return { value: kind === 'load' ? reached.u64(at) : 0n };
  }
}
