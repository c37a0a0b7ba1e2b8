/** Random programs: lists of steps by name, as data, so that one that fails can be read and kept. */
import fc from 'fast-check';
import type { Coroutine } from '../../index.ts';
import { deviceSteps } from './device-steps.ts';
import { frameSteps } from './frame-steps.ts';
import { reentrantSteps } from './reentrant-steps.ts';
import { spaceSteps } from './space-steps.ts';
import type { Steps } from './step.ts';
import { userSteps } from './user-steps.ts';
import type { World } from './world.ts';

const steps: Steps = { ...frameSteps, ...spaceSteps, ...userSteps, ...deviceSteps, ...reentrantSteps };

type Call = readonly [step: string, args: unknown];
export type Program = readonly Call[];

/** Programs in which steps are as frequent as `weights` says; what it does not name does not occur. */
export function programs(weights: Readonly<Record<string, number>>): fc.Arbitrary<Program> {
  const calls = Object.entries(weights).map(([name, weight]) => ({
    weight,
    arbitrary: fc.tuple(fc.constant(name), steps[name]!.arguments),
  }));
  return fc.array(fc.oneof(...calls), { maxLength: 40, size: 'max' });
}

export function perform(world: World, [name, args]: Call): Coroutine<void> {
  return steps[name]!.perform(world, args as never);
}
