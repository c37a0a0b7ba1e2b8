/** Runs random programs about memory, and compares the whole system with the model after each of their steps. */
import type { Coroutine } from '../../index.ts';
import { Bench, type BenchOptions } from './bench.ts';
import { holds, type Runs } from './holds.ts';
import { Liar } from './liar.ts';
import { perform, programs, type Program } from './program.ts';
import { Baseline, compareBytes } from './reality.ts';
import { World } from './world.ts';

/** What a property adds. */
export interface MemoryProperty extends Runs<Program> {
  /** How frequent each step is; what is not named does not occur. */
  readonly weights: Readonly<Record<string, number>>;
  /** What the system is like, beside its allocator. */
  readonly bench?: Omit<BenchOptions, 'frameAllocator'>;
  /** Prepares a system that may have run programs before. */
  readonly before?: () => void;
  /** Looks at the end of a program, before it gives everything back. Made anew before each program. */
  readonly atEnd: () => (world: World) => Coroutine<void>;
}

export function holdsOfMemory({
  weights,
  atEnd,
  bench: options = {},
  before = () => undefined,
  ...runs
}: MemoryProperty): void {
  let liar: Liar | undefined;
  const bench = new Bench({ ...options, frameAllocator: (first, end) => (liar = new Liar(first, end)).policy });
  holds(programs(weights), runs, (program) => {
    bench.run(function* () {
      before();
      const baseline = new Baseline();
      const check = atEnd();
      const world = new World(liar!);
      for (const call of program) {
        yield* perform(world, call);
        baseline.compare(world);
      }
      compareBytes(world);
      yield* check(world);
      world.end();
      baseline.restored();
    });
  });
}
