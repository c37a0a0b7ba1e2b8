/** Any control-flow graph, reducible or not, becomes structured code that walks it the same way. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { block, br, brIf, choose, label, returns, type Code } from '../wasm/code.ts';
import { compile, createMemory, instantiate } from '../wasm/host.ts';
import { i32, load, store } from '../wasm/instructions.ts';
import { ModuleBuilder, type Local } from '../wasm/module.ts';
import { flowOrder, makeReducible, type Successors } from './plan/graph.ts';
import { isBackEdge } from './plan/loops.ts';
import { structure } from './structure.ts';

const STEPS = 60;
const CHOICES = 0;
const PATH = 1024;

/** Graphs of nodes with up to three ways out; a node without any ends the walk. */
const graphs: fc.Arbitrary<Successors> = fc
  .integer({ min: 1, max: 12 })
  .chain((size) => fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }));

/** The nodes that are come by when the n-th way out of the i-th is choices[i], as far as there are steps. */
function walk(graph: Successors, choices: readonly number[]): number[] {
  const path: number[] = [];
  for (let node = 0; path.length < STEPS;) {
    const choice = choices[path.length]!;
    path.push(node);
    const ways = graph[node]!;
    if (ways.length === 0) break;
    node = ways[choice % ways.length]!;
  }
  return path;
}

/** The same by generated code: choices and path are words in memory, and it gives how long the path is. */
function generated(graph: Successors): (choices: readonly number[]) => number[] {
  const { successors, dispatched } = makeReducible(graph);
  const flow = flowOrder(successors);
  const module = new ModuleBuilder('memory');
  const index = module.addFunction({ parameters: [], result: 'i32' }, (fn) => {
    const [steps, selector, choice] = [fn.local('i32'), fn.local('i32'), fn.local('i32')];
    const at = i32.shl(steps.get, i32.const(2));
    const done = label('done');
    const among = (ways: readonly number[], local: Local, to: (way: number) => Code): Code =>
      ways.reduceRight<Code>(
        (code, way, i) =>
          code.length === 0 ? to(way) : choose(undefined, i32.eq(local.get, i32.const(i)), to(way), code),
        [],
      );
    const emit = (node: number, to: (successor: number) => Code): Code => {
      const own = graph[node];
      if (own === undefined) return among(successors[node]!, selector, to);
      const go = (way: number): Code => {
        const via = dispatched.get(way);
        return via === undefined ? to(way) : [selector.set(i32.const(via.index)), to(via.dispatcher)];
      };
      return [
        brIf(done, i32.ge_u(steps.get, i32.const(STEPS))),
        store('i32.store', at, PATH, i32.const(node)),
        choice.set(load('i32.load', at, CHOICES)),
        steps.set(i32.add(steps.get, i32.const(1))),
        own.length === 0
          ? br(done)
          : [choice.set(i32.rem_u(choice.get, i32.const(own.length))), among(own, choice, go)],
      ];
    };
    return [block(done, structure({ flow, emit })), returns(steps.get), steps.get];
  });
  module.exportFunction('walk', index);
  const memory = createMemory(0x1_0000);
  const run = instantiate(compile(module.bytes()), { env: { memory } }, 'walk') as () => number;
  const words = new Uint32Array(memory.buffer);
  return (choices) => {
    words.set(choices, CHOICES >>> 2);
    const steps = run();
    return [...words.subarray(PATH >>> 2, (PATH >>> 2) + steps)];
  };
}

const choiceLists = fc.array(fc.nat(5), { minLength: STEPS, maxLength: STEPS });

test('structured code takes the ways of its graph', () => {
  fc.assert(
    fc.property(graphs, fc.array(choiceLists, { minLength: 5, maxLength: 5 }), (graph, lists) => {
      const run = generated(graph);
      for (const choices of lists) expect(run(choices)).toEqual(walk(graph, choices));
    }),
    { numRuns: 500 },
  );
});

test('after dispatch nodes every back edge goes to a node that dominates where it comes from', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const flow = flowOrder(makeReducible(graph).successors);
      for (const node of flow.order) {
        for (const from of flow.predecessors[node]!) {
          if (!isBackEdge(flow, from, node)) continue;
          let above = from;
          while (above !== node && above !== 0) above = flow.dominator[above]!;
          expect(above).toBe(node);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test('a loop that is entered at two places gets one dispatch node', () => {
  // 0 goes to 1 and 2, which go to each other.
  const { successors, dispatched } = makeReducible([[1, 2], [2], [1]]);
  expect(successors).toEqual([[3, 3], [3], [3], [1, 2]]);
  expect(dispatched.get(2)).toEqual({ dispatcher: 3, index: 1 });
});
