/** Names of the registers: x0…x31, f0…f31 and those of the calling convention (psABI, "Register Convention"). */

/** Calling-convention names by register number. */
export const abiNames: readonly string[] = [
  ...['zero', 'ra', 'sp', 'gp', 'tp', 't0', 't1', 't2', 's0', 's1', 'a0', 'a1', 'a2', 'a3', 'a4', 'a5'],
  ...['a6', 'a7', 's2', 's3', 's4', 's5', 's6', 's7', 's8', 's9', 's10', 's11', 't3', 't4', 't5', 't6'],
];

/** Calling-convention names of the f-registers by number. */
export const floatAbiNames: readonly string[] = [
  ...['ft0', 'ft1', 'ft2', 'ft3', 'ft4', 'ft5', 'ft6', 'ft7', 'fs0', 'fs1', 'fa0', 'fa1', 'fa2', 'fa3', 'fa4', 'fa5'],
  ...[
    'fa6',
    'fa7',
    'fs2',
    'fs3',
    'fs4',
    'fs5',
    'fs6',
    'fs7',
    'fs8',
    'fs9',
    'fs10',
    'fs11',
    'ft8',
    'ft9',
    'ft10',
    'ft11',
  ],
];

const floatNumbers: ReadonlyMap<string, number> = new Map(
  floatAbiNames.flatMap((name, number): [string, number][] => [
    [name, number],
    [`f${number}`, number],
  ]),
);

/** The number of the f-register of that name (`fa0`, `f10`), or undefined when there is none. */
export function floatRegisterNumber(name: string): number | undefined {
  return floatNumbers.get(name);
}

const numbers: ReadonlyMap<string, number> = new Map([
  ...abiNames.map((name, number): [string, number] => [name, number]),
  ...abiNames.map((_, number): [string, number] => [`x${number}`, number]),
  ['fp', 8],
]);

/** The number of the register of that name (`a0`, `x10`, `fp`), or undefined when there is none. */
export function registerNumber(name: string): number | undefined {
  return numbers.get(name);
}
