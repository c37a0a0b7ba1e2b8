/** S3: a hart is in U-mode with what ostd has set only, and what it leaves with is what the kernel sees. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { UserMode, VmSpace, type Coroutine, type UFrame, type UserEvent, type Vaddr } from '../index.ts';
import { partsOf } from '../mm/vm-space.ts';
import { Bench, Endless } from '../testing/properties/bench.ts';
import { codeOf, guest } from '../testing/properties/guests.ts';
import { HartWatch, registersOf } from '../testing/properties/hart-watch.ts';
import { holds } from '../testing/properties/holds.ts';
import { same } from '../testing/properties/same.ts';
import { word } from '../testing/properties/step.ts';
import { FORBIDDEN } from '../testing/properties/user-steps.ts';
import { mapPage, PROGRAM, STACK } from '../testing/run.ts';

const who = fc.nat(2);
const value = fc.oneof(
  word,
  fc.constantFrom(...FORBIDDEN, PROGRAM, STACK).map((at) => BigInt.asUintN(64, BigInt(at))),
);
const pc = fc.oneof(
  { weight: 6, arbitrary: fc.constant(PROGRAM as number) },
  { weight: 1, arbitrary: fc.constantFrom(...FORBIDDEN, STACK, PROGRAM + 2, PROGRAM + 4094) },
);
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('run' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('code' as const), who, words: guest }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pc' as const), who, to: pc }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('x' as const), who, n: fc.oneof(fc.constantFrom(10, 11), fc.integer({ min: 1, max: 31 })), value }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('f' as const), who, n: fc.nat(31), value }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fcsr' as const), who, value: fc.nat(255) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('again' as const), who }) },
); // prettier-ignore
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;
const acts: fc.Arbitrary<readonly Act[]> = fc.array(act, { minLength: 1, maxLength: 25 });

interface Guest {
  readonly code: UFrame;
  user: UserMode;
  readonly space: VmSpace;
}

/** Three users in two spaces: the second and the third have the same code. */
function guests(watch: HartWatch): readonly Guest[] {
  const [first, second] = [0, 1].map(() => {
    const space = VmSpace.create()!;
    watch.roots.add(partsOf(space).table.root);
    mapPage(space, STACK, 'rw').release();
    return { space, code: mapPage(space, PROGRAM, 'rwx') };
  });
  return [first!, second!, second!].map(({ space, code }) => ({ space, code, user: UserMode.create(space)! }));
}

function* play(program: readonly Act[], watch: HartWatch, pace: 'each instruction' | 'some'): Coroutine<void> {
  watch.roots.clear();
  const all = guests(watch);
  for (const each of all) each.user.context.setPc(PROGRAM);
  for (const each of program) {
    const guest = all[each.who]!;
    const { context } = guest.user;
    switch (each.do) {
      case 'run': {
        if (pace === 'each instruction') watch.expected = registersOf(context);
        const event: UserEvent = yield* guest.user.execute();
        if (pace === 'some') break; // where the hart was when it trapped is not known
        const { last } = watch;
        same('what a user is left with', registersOf(context), event.kind === 'syscall' ? { ...last!, pc: last!.pc + 4n } : last); // prettier-ignore
        break;
      }
      case 'code':
        guest.code.writer().write(codeOf(each.words));
        break;
      case 'pc':
        context.setPc(each.to as Vaddr);
        break;
      case 'x':
        context.setRegister(each.n, each.value);
        break;
      case 'f':
        context.setFloat(each.n, each.value);
        break;
      case 'fcsr':
        context.setFcsr(each.value);
        break;
      case 'again':
        guest.user.release();
        guest.user = UserMode.create(guest.space)!;
        guest.user.context.setPc(PROGRAM);
    }
  }
  for (const { user } of all) user.release();
  for (const { space, code } of all.slice(0, 2)) {
    space.release();
    code.release();
  }
}

let at = 1;
/** Budgets of 1 to 60 instructions, so that steps end anywhere. */
function uneven(): number {
  at = (at * 48_271) % 0x7fff_ffff;
  return 1 + (at % 60);
}

describe('holds for hostile guests', () => {
  it.each([
    ['that are looked at before each of their instructions', 'each instruction', 400],
    ['that run on', 'some', 600],
  ] as const)('%s', (_which, pace, runs) => {
    const watch = new HartWatch();
    const bench = new Bench({
      budget: pace === 'some' ? uneven : () => 1,
      patience: 20_000,
      onStop: (machine) => watch.look(machine),
    });
    holds(acts, { runs, failures: [] }, (program) => {
      try {
        bench.run(() => play(program, watch, pace));
      } catch (error) {
        if (!(error instanceof Endless)) throw error; // a guest that goes in a circle proves nothing
      }
    });
  });
});
