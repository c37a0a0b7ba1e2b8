/** S4: nothing that ostd gives, throws or hands to a callback leads to the host, to the machine, or to what others rely on. */
import { Bytes } from '@racho/bytes';
import { inspect } from 'node:util';
import { it } from 'vitest';
import * as ostd from '../index.ts';
import { injectScheduler, Task, UserMode, VmSpace } from '../index.ts';
import { VmReader, VmWriter } from '../mm/vm-io.unsafe.ts';
import { UFrame } from '../mm/frame.ts';
import { VmCursor } from '../mm/vm-space.ts';
import { Suspend } from '../task/suspend.ts';
import { Bench, Ended } from '../testing/properties/bench.ts';
import { calls, Clumsy } from '../testing/properties/clumsy.ts';
import { holds } from '../testing/properties/holds.ts';
import { reach } from '../testing/properties/reach.ts';
import { ExecutionSteps } from '../user/execution.ts';
import { UserContext } from '../user/user-context.ts';

/** Classes of which kernel code has instances; whatever else it reaches is data or a function. */
const CLASSES = new Set<unknown>([
  ...[ostd.WaitQueue, Task, UserMode, VmSpace, UFrame, VmCursor, VmReader, VmWriter, Suspend, ExecutionSteps, UserContext],
  ...[ostd.DmaCoherent, Bytes],
]); // prettier-ignore

it('holds for clients that call everything in reach with anything', () => {
  holds(calls, { runs: 200, failures: [] }, (program) => {
    const harmless = (found: object, way: string): void => {
      const prototype = Object.getPrototypeOf(found) as object | null;
      const kind = (prototype as { readonly constructor?: unknown } | null)?.constructor;
      if (typeof found === 'function' || found instanceof Error || CLASSES.has(kind)) return;
      if (isGenerator(found) || isIteratorHelper(found)) return;
      const isShared = prototype === GENERATOR || isClassPrototype(found); // others inherit from it
      const isPlain = prototype === null || kind === Object || kind === Array; // data, whose members are looked at
      if (isShared ? Object.isFrozen(found) : isPlain) return;
      throw new Error(`${way} is in reach, and is ${inspect(found)}`);
    };
    let violation: unknown;
    const clumsy = new Clumsy((value) => {
      try {
        reach(value, harmless);
      } catch (error) {
        violation ??= error;
      }
    });
    const list: Task[] = [];
    const bench = new Bench({
      prepare: () => {
        const [enqueue, pickNext] = [clumsy.callback(undefined), clumsy.callback(undefined)];
        injectScheduler({
          enqueue(task) {
            enqueue.call(this, task);
            list.push(task);
          },
          pickNext() {
            pickNext.call(this);
            return list.shift();
          },
        });
      },
    });
    try {
      bench.run(function* () {
        const space = VmSpace.create()!;
        const user = UserMode.create(space)!;
        clumsy.held.push(space, user, user.context, ostd.FrameAllocOptions.allocFrame(), space.cursor(ostd.vaddr(0), 4096));
        for (const call of program) clumsy.call(call);
        yield* [];
      }); // prettier-ignore
    } catch (error) {
      if (!(error instanceof Ended)) throw error; // a panic is no violation
    }
    if (violation !== undefined) throw violation as Error;
  });
});

/** A function that is no class has a prototype too, with nothing but its constructor, from which nothing inherits. */
const isClassPrototype = (value: object): boolean =>
  Object.hasOwn(value, 'constructor') && Reflect.ownKeys(value).length > 1;

/** What newer hosts make of an iterator by its `map` and the like (ECMA-262, 27.1.2.1, of the edition of 2025): it leads to the iterator, for whoever has that. */
const isIteratorHelper = (value: object): boolean =>
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(value) ?? {}, Symbol.toStringTag)?.value === 'Iterator Helper';

const GENERATOR: unknown = Object.getPrototypeOf(Object.getPrototypeOf((function* () { yield 0; })())); // prettier-ignore

/** It inherits from the `prototype` of its function; that is in reach too, and is frozen or reported. */
const isGenerator = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype !== null && Object.getPrototypeOf(prototype) === GENERATOR;
};
