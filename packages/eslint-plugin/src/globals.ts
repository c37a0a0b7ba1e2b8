/** The globals that code may name: those that compute, and neither reflect, schedule nor reach the host; of trusted code, with memory. */

/** Which members of a global may be used: these, or all (`'*'`). */
export type Globals = Readonly<Record<string, '*' | readonly string[]>>;

export const SAFE_GLOBALS: Globals = {
  Array: ['isArray', 'from', 'of'],
  BigInt: ['asIntN', 'asUintN'],
  Boolean: [],
  Error: [],
  Infinity: [],
  JSON: ['stringify'],
  Map: [],
  Math: [
    ...['E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'PI', 'SQRT1_2', 'SQRT2'],
    ...['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'log2', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'],
  ],
  NaN: [],
  Number: [
    ...['EPSILON', 'MAX_SAFE_INTEGER', 'MIN_SAFE_INTEGER', 'MAX_VALUE', 'MIN_VALUE'],
    ...['POSITIVE_INFINITY', 'NEGATIVE_INFINITY', 'NaN'],
    ...['isFinite', 'isInteger', 'isNaN', 'isSafeInteger', 'parseFloat', 'parseInt'],
  ],
  Object: ['entries', 'freeze', 'hasOwn', 'is', 'isFrozen', 'keys', 'values'],
  RangeError: [],
  Set: [],
  String: ['fromCharCode', 'fromCodePoint'],
  Symbol: ['iterator'],
  TypeError: [],
  WeakMap: [],
  WeakSet: [],
  undefined: [],
};

const MEMORY = [
  ...['ArrayBuffer', 'Atomics', 'DataView', 'SharedArrayBuffer', 'WebAssembly', 'Object', 'Reflect'],
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'],
  ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
] as const;

export const TRUSTED_GLOBALS: Globals = {
  ...SAFE_GLOBALS,
  ...Object.fromEntries(MEMORY.map((name) => [name, '*' as const])),
};
