/** A guest chooses its loops, but not how large the host's graph of them becomes. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { STATE_PAGES } from '../../hart/layout.ts';
import { addMulh } from '../../interpreter/mulh.ts';
import { image, machineFor, PASS } from '../../testing.ts';
import { FunctionBuilder, ModuleBuilder } from '../../wasm/module.ts';
import { exitNodes, MOST_EXIT_NODES, planWithin } from './bounded-plan.ts';
import { compileRegion, regionSignature } from '../compile.ts';
import { importHelper } from '../float/helper.ts';
import { noIslands, type IslandPolicy } from './islands.ts';
import { defaultLimits, findRegion, type CodeSource } from './region.ts';
import { planRegion, type Plan } from './plan.ts';

const BASE = 0x8000_0000;

/** Loops in one another; in the innermost one, accesses of which each is checked for itself. */
const nest = (depth: number, accesses: number): string => `
  ${Array.from({ length: depth }, (_, i) => `loop${i}: addi s${2 + (i % 8)}, s${2 + (i % 8)}, 1`).join('\n')}
  ${Array.from({ length: accesses }, (_, i) => `fld f${i % 32}, 0(a${i % 6})\n addi a${i % 6}, a${i % 6}, 8`).join('\n')}
  ${Array.from({ length: depth }, (_, i) => `bltu s${2 + ((depth - 1 - i) % 8)}, t${i % 5}, loop${depth - 1 - i}`).join('\n')}
`;

function sourceOf(program: string): CodeSource {
  const bytes = image(program);
  const halves = new Uint16Array(bytes.buffer, 0, bytes.length >> 1);
  return { half: (address) => halves[(address - BASE) >> 1], targets: () => [] };
}

/** What islands are looked for: as if all loops went round often. */
const everywhere: IslandPolicy = { room: 0, visits: () => 1, rounds: 1 };

/** How many ways out of how many loops the code has, for each of its locals. */
function counted(plan: Plan, mode: 'paged' | 'windowed'): number {
  const module = new ModuleBuilder('memory', STATE_PAGES);
  const helper = importHelper(module);
  const fn = new FunctionBuilder(regionSignature);
  const local = vi.spyOn(fn, 'local');
  const code = compileRegion(plan, fn, {
    ...{ base: undefined, mulh: addMulh(module), helper, checks: 'off', marks: 'none' },
    places: mode === 'paged' ? { mode } : { mode, strangers: new Set() },
  });
  const LOOP = 0x03;
  let crossings = 0;
  const walk = (items: readonly unknown[], enclosing: readonly Frame[]): void => {
    for (const item of items) {
      if (Array.isArray(item)) walk(item, enclosing);
      else if (isFrame(item)) {
        for (const body of [item.body, item.otherwise ?? []]) walk(body, [...enclosing, item]);
      } else if (isJump(item)) {
        for (const target of item.targets) {
          const to = enclosing.findLastIndex((frame) => frame.label === target);
          crossings += enclosing.slice(to + 1).filter(({ opcode }) => opcode === LOOP).length;
        }
      }
    }
  };
  walk(code, []);
  return crossings * local.mock.calls.length;
}

interface Frame {
  readonly kind: string;
  readonly opcode: number;
  readonly label: unknown;
  readonly body: readonly unknown[];
  readonly otherwise: readonly unknown[] | undefined;
}
interface Jump {
  readonly kind: string;
  readonly targets: readonly unknown[];
}
const isFrame = (item: unknown): item is Frame => (item as Frame).kind === 'frame';
const isJump = (item: unknown): item is Jump => (item as Jump).kind === 'jump';

/** Loops and branches anywhere. */
const programs = fc
  .array(
    fc.oneof(
      fc.constantFrom('ld a1, 0(a0)', 'sd a2, 8(a3)', 'amoadd.d a1, a2, (a4)', 'fadd.d f1, f2, f3', 'fsd f1, 0(a1)'),
      fc.constantFrom(
        'addi a1, a1, 8',
        'csrrw a0, sscratch, a0',
        'fld f4, 16(a2)',
        'lr.d a1, (a4)',
        'sc.w a2, a1, (a3)',
      ),
      fc.tuple(fc.nat(39), fc.constantFrom('a0', 'a1', 'a2')).map(([to, r]) => `bnez ${r}, at${to}`),
    ),
    { minLength: 40, maxLength: 40 },
  )
  .map((lines) => lines.map((line, i) => `at${i}: ${line}`).join('\n'));

describe('nodes for ways out of loops', () => {
  test.each(['paged', 'windowed'] as const)('are no more than was reckoned (%s)', (mode) => {
    fc.assert(
      fc.property(programs, fc.constantFrom(everywhere, noIslands), (program, policy) => {
        const plan = planRegion(findRegion(BASE, sourceOf(program))!, policy);
        expect(exitNodes(plan)).toBeGreaterThanOrEqual(counted(plan, mode));
      }),
      { numRuns: 200 },
    );
  });

  test.each([everywhere, noIslands])('are bounded, whatever the loops are', (policy) => {
    const source = sourceOf(nest(80, 70));
    expect(exitNodes(planRegion(findRegion(BASE, source)!, policy))).toBeGreaterThan(MOST_EXIT_NODES);
    const plan = planWithin(BASE, source, policy)!;
    expect(exitNodes(plan)).toBeLessThanOrEqual(MOST_EXIT_NODES);
    const instructions = [...plan.region.blocks.values()].reduce((sum, { ops }) => sum + ops.length, 0);
    expect(instructions).toBeLessThan(defaultLimits.instructions);
  });

  test('may be as many as ordinary loops have', () => {
    const source = sourceOf(nest(4, 100));
    expect(planWithin(BASE, source, everywhere)).toEqual(planRegion(findRegion(BASE, source)!, everywhere));
  });
});

test('a nest that is too deep for one region runs as it is interpreted', () => {
  const program = `
    li t0, 0x6000
    csrs mstatus, t0
    la a0, data
    ${[1, 2, 3, 4, 5].map((i) => `addi a${i}, a0, ${256 * i}`).join('\n')}
    li t0, 3
    li t1, 3
    li t2, 4
    li t3, 4
    li t4, 5
    ${nest(70, 70)}
    ${PASS}
    .balign 4096
    data: .space 65536
  `;
  const states = (['off', 'eager'] as const).map((jit) => {
    const machine = machineFor(program, { jit });
    expect(machine.step(200_000).reason).toBe('halt');
    return machine.snapshot();
  });
  expect(states[1]).toEqual(states[0]);
});

/** Each would double the code that follows, if its two ways were two. */
test('branches to what follows them are no branches', () => {
  const program = `
    ${Array.from({ length: 16 }, (_, i) => `bltu a0, a1, . + 4\n addi a0, a0, ${i % 3}`).join('\n')}
    ${PASS}
  `;
  const states = (['off', 'eager'] as const).map((jit) => {
    const machine = machineFor(program, { jit });
    expect(machine.step(200).reason).toBe('halt');
    return machine.snapshot();
  });
  expect(states[1]).toEqual(states[0]);
  expect(findRegion(BASE, sourceOf(program))!.blocks.get(BASE)!.ending).toEqual({ kind: 'goto', target: BASE + 4 });
});
