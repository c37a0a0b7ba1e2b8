/** What TestFloat checks: each instruction of F and D, and the name under which TestFloat has its cases. */

export interface Operation {
  readonly instruction: string;
  /** SoftFloat's name. */
  readonly cases: string;
  /** How many f-registers it reads; 0: an integer. */
  readonly sources: 0 | 1 | 2 | 3;
  /** Whether its result is one in an x-register. */
  readonly toInteger: boolean;
  /** Whether it rounds, and so has cases in five modes. */
  readonly rounds: boolean;
  /** Operands to negate beforehand, by their number: the other fused operations are `mulAdd` with other signs. */
  readonly negated: readonly number[];
}

const formats = { f32: 's', f64: 'd' } as const;
const integers = { i32: 'w', ui32: 'wu', i64: 'l', ui64: 'lu' } as const;

const operation = (
  instruction: string,
  cases: string,
  sources: 0 | 1 | 2 | 3,
  more: Partial<Operation> = {},
): Operation => {
  return { instruction, cases, sources, toInteger: false, rounds: true, negated: [], ...more };
};

export const operations: readonly Operation[] = Object.entries(formats).flatMap(([format, suffix]) => [
  ...['add', 'sub', 'mul', 'div'].map((verb) => operation(`f${verb}.${suffix}`, `${format}_${verb}`, 2)),
  operation(`fsqrt.${suffix}`, `${format}_sqrt`, 1),
  ...['eq', 'lt', 'le'].map((verb) =>
    operation(`f${verb}.${suffix}`, `${format}_${verb}`, 2, { toInteger: true, rounds: false }),
  ),
  operation(`fmadd.${suffix}`, `${format}_mulAdd`, 3),
  operation(`fmsub.${suffix}`, `${format}_mulAdd`, 3, { negated: [3] }),
  operation(`fnmsub.${suffix}`, `${format}_mulAdd`, 3, { negated: [1] }),
  operation(`fnmadd.${suffix}`, `${format}_mulAdd`, 3, { negated: [1, 3] }),
  ...Object.entries(integers).flatMap(([integer, letter]) => [
    operation(`fcvt.${letter}.${suffix}`, `${format}_to_${integer}`, 1, { toInteger: true }),
    operation(`fcvt.${suffix}.${letter}`, `${integer}_to_${format}`, 0),
  ]),
  format === 'f32' ? operation('fcvt.d.s', 'f32_to_f64', 1) : operation('fcvt.s.d', 'f64_to_f32', 1),
]);
