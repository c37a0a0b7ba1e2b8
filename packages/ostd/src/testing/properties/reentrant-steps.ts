/** Steps whose arguments run code when ostd reads them: it makes other steps in the middle of the call, and may throw. */
import fc from 'fast-check';
import { frameSteps } from './frame-steps.ts';
import { flags, flagsOf, map, spaceSteps } from './space-steps.ts';
import { Mine, page, step, which, type Steps } from './step.ts';
import { userSteps } from './user-steps.ts';
import type { World } from './world.ts';

/** Steps that run no user: those need a coroutine. */
const all: Steps = { ...frameSteps, ...spaceSteps, ...userSteps };
const inner = Object.fromEntries(Object.entries(all).filter(([name]) => name !== 'probe' && name !== 'create space'));

const innerCall = fc.oneof(
  ...Object.entries(inner).map(([name, { arguments: args }]) => fc.tuple(fc.constant(name), args)),
);
const hook = fc.record({
  member: fc.constantFrom('readable', 'writable', 'executable'),
  calls: fc.array(innerCall, { maxLength: 3 }),
  then: fc.constantFrom('return', 'throw'),
});

export const reentrantSteps: Steps = {
  'map by a getter': step({ space: which, page, frame: which, flags, hook }, (world, args) => {
    const { member, calls, then } = args.hook;
    const rights = flagsOf(args.flags);
    const trap = {
      get: (target: typeof rights, name: string): unknown => {
        if (name !== member) return Reflect.get(target, name);
        for (const [step, given] of calls) run(world, step, given);
        if (then === 'throw') throw new Mine();
        return Reflect.get(target, name);
      },
    };
    map(world, args, new Proxy(rights, trap));
  }),
};

function run(world: World, name: string, args: unknown): void {
  const steps = inner[name]!.perform(world, args as never);
  while (steps.next().done !== true);
}
