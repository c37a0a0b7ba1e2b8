/** Names of the integer registers: x0…x31 and those of the calling convention (psABI, "Register Convention"). */

/** Calling-convention names by register number. */
export const abiNames: readonly string[] = [
  ...['zero', 'ra', 'sp', 'gp', 'tp', 't0', 't1', 't2', 's0', 's1', 'a0', 'a1', 'a2', 'a3', 'a4', 'a5'],
  ...['a6', 'a7', 's2', 's3', 's4', 's5', 's6', 's7', 's8', 's9', 's10', 's11', 't3', 't4', 't5', 't6'],
];

const numbers: ReadonlyMap<string, number> = new Map([
  ...abiNames.map((name, number): [string, number] => [name, number]),
  ...abiNames.map((_, number): [string, number] => [`x${number}`, number]),
  ['fp', 8],
]);

/** The number of the register of that name (`a0`, `x10`, `fp`), or undefined when there is none. */
export function registerNumber(name: string): number | undefined {
  return numbers.get(name);
}
