/** Authority that the host leaves lying about. */
import type { Group } from '../escape.ts';

export const globals: Group = {
  title: 'Globals of the host',
  escapes: [
    {
      what: 'reads the clock',
      code: `export const f = (): unknown => Date.now();`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'makes a date',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => new Date();`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'reads the fine clock',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => performance.now();`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'rolls dice',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => Math.random();`,
      types: [2339],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'rolls dice by a key',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => Math['random']();`,
      types: [7053],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'rolls dice by destructuring',
      variantOf: 'reads the clock',
      code: `export const f = (): number => {
  const { random } = Math;
  return random();
};`,
      types: [2339],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'rolls dice by another name',
      variantOf: 'reads the clock',
      code: `export const f = (): number => {
  const m = Math;
  return m.random();
};`,
      types: [2339],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'takes randomness',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => crypto.getRandomValues;`,
      types: [2304],
      lint: ['@typescript-eslint/unbound-method', 'framekernel/no-ambient-global'],
    },
    {
      what: 'ends the process',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => process.exit(0);`,
      types: [2591],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'asks for a global by typeof',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => typeof process;`,
      types: [2591],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'goes by globalThis',
      code: `export const f = (): unknown => globalThis['process'];`,
      types: [7053],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'prints to the host',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => globalThis.console.log('x');`,
      types: [7017],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'sets a timer',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => setTimeout(() => 0, 1);`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'queues a microtask',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => queueMicrotask(() => undefined);`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'fetches',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => fetch('https://example.org');`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'starts a worker',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => new Worker('x');`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'opens a channel',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => new MessageChannel();`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'clones by the host',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => structuredClone({});`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'asks the host for its name',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => navigator.userAgent;`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'watches the collector',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => new WeakRef({});`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'is told by the collector',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => new FinalizationRegistry(() => undefined);`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'formats by the language of the host',
      code: `export const f = (): unknown => new Intl.NumberFormat().format(1);`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'formats a number by it',
      variantOf: 'formats by the language of the host',
      code: `export const f = (): unknown => (1.5).toLocaleString();`,
      types: [2339],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'compares by it',
      variantOf: 'formats by the language of the host',
      code: `export const f = (): unknown => 'a'.localeCompare('b');`,
      types: [2339],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'reads paths in a stack',
      code: `export const f = (): unknown => new Error('x').stack;`,
      types: [2339],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'declares by var what a function around it has as a parameter',
      code: `export function f(): unknown {
  var found: string | undefined;
  return found;
}`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'reads where its code stands as other engines than V8 tell it',
      variantOf: 'reads paths in a stack',
      code: `interface Located {
  readonly message: string;
  readonly fileName?: string;
}
export function f(): unknown {
  const error: Located = new Error('x');
  return error.fileName;
}`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'captures a stack',
      variantOf: 'reads paths in a stack',
      code: `export const f = (): unknown => Error.captureStackTrace({});`,
      types: [2339],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-reflective-access'],
    },
    {
      what: 'makes keys by a function of its own that a type parameter hides',
      code: `type Key = 'message' | 'stack';
interface Traced {
  readonly message: string;
  readonly stack?: string;
}
function Symbol(key: Key): Key {
  return key;
}
export function read<Symbol>(traced: Traced, _type?: Symbol, text: string | undefined = traced[Symbol('stack')]): string {
  const Symbol = text ?? '';
  return Symbol;
}`,
      types: [],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-host-name', 'framekernel/no-reflective-access'],
    },
    {
      what: 'changes a key where a type parameter hides it',
      variantOf: 'makes keys by a function of its own that a type parameter hides',
      code: `type Key = 0 | 'stack';
interface Traced {
  readonly 0?: undefined;
  readonly stack?: string;
}
let NaN: Key = 0;
export function choose<NaN>(wanted: Key, _type?: NaN, chosen: Key = (NaN = wanted)): Key {
  const NaN = chosen;
  return NaN;
}
export const read = (traced: Traced): string | undefined => traced[NaN];`,
      types: [],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-host-name', 'framekernel/no-reflective-access'],
    },
    {
      what: 'sets how stacks are made',
      variantOf: 'reads paths in a stack',
      code: `export const f = (): void => {
  Error.stackTraceLimit = 0;
};`,
      types: [2339],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-foreign-mutation', 'framekernel/no-reflective-access'],
    },
    {
      what: 'shares symbols with the host',
      code: `export const f = (): unknown => Symbol.for('x');`,
      types: [2339],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'stops the host in a debugger',
      code: `export const f = (): void => {
  debugger;
};`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'compiles WebAssembly',
      variantOf: 'reads the clock',
      code: `export const f = (): unknown => new WebAssembly.Memory({ initial: 1 });`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'passes a function of the library on',
      code: `export const f = (xs: readonly number[]): readonly number[] => xs.map(Math.floor);`,
      types: [],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'takes a function of the library for one with more parameters',
      variantOf: 'passes a function of the library on',
      code: `interface Writer {
  readonly text: (value: object, names?: readonly string[]) => string | undefined;
}
export const f = (error: Error): string | undefined => {
  const writer: Writer = { text: JSON.stringify };
  return writer.text(error, ['stack']);
};`,
      types: [],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'names a global where a parameter has a default, and hides it by a type and a variable of the body',
      variantOf: 'makes keys by a function of its own that a type parameter hides',
      code: `export function largest<Math>(other: Math, it: unknown = Math): { readonly other: Math; readonly it: unknown } {
  const Math = it;
  return { other, it: Math };
}`,
      types: [],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'reads the text of a function',
      code: `import { log } from '@racho/ostd';
export const f = (): string => [log.info].join('');`,
      types: [2684],
      lint: [],
    },
    {
      what: 'makes a list by what is no class of lists',
      variantOf: 'passes a function of the library on',
      code: `class Squares {
  static readonly of = Array.of;
  readonly #size: number = 0;
  get size(): number {
    return this.#size;
  }
}
export const f = (): readonly number[] => Squares.of(1, 2);`,
      types: [],
      lint: ['framekernel/no-ambient-global'],
    },
  ],
};
