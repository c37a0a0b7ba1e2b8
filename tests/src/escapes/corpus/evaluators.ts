/** Ways to the evaluator, which makes code of text. */
import type { Group } from '../escape.ts';

export const evaluators: Group = {
  title: 'Evaluators',
  escapes: [
    {
      what: 'evaluates',
      code: `export const f = (): unknown => eval('1');`,
      types: [2304],
      lint: ['framekernel/no-ambient-global', 'no-eval'],
    },
    {
      what: 'evaluates indirectly',
      variantOf: 'evaluates',
      code: `export const f = (): unknown => (0, eval)('1');`,
      types: [2304],
      lint: ['framekernel/no-ambient-global', 'no-eval'],
    },
    {
      what: 'makes a function of text',
      variantOf: 'evaluates',
      code: `export const f = (): unknown => new Function('return 1');`,
      types: [2693],
      lint: ['framekernel/no-ambient-global', 'no-new-func'],
    },
    {
      what: 'calls Function',
      variantOf: 'evaluates',
      code: `export const f = (): unknown => Function('return 1');`,
      types: [2693],
      lint: ['framekernel/no-ambient-global', 'no-new-func'],
    },
    {
      what: 'finds Function by a dot',
      code: `export const f = (): unknown => (() => 1).constructor;`,
      types: [2339],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by a key',
      variantOf: 'finds Function by a dot',
      code: `export const f = (): unknown => (() => 1)['constructor'];`,
      types: [7053],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by a template',
      variantOf: 'finds Function by a dot',
      code: `export const f = (): unknown => (() => 1)[\`constructor\`];`,
      types: [7053],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by a constant',
      variantOf: 'finds Function by a dot',
      code: `const key = 'constructor';
export const f = (): unknown => (() => 1)[key];`,
      types: [7053],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by a computed key',
      code: `export const f = (k: string): unknown => ({ a: 1 })[k];`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by concatenation',
      variantOf: 'finds Function by a computed key',
      code: `export const f = (x: Readonly<Record<string, unknown>>): unknown => x['con' + 'structor'];`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by destructuring',
      variantOf: 'finds Function by a dot',
      code: `export const f = (): unknown => {
  const { constructor } = () => 1;
  return constructor;
};`,
      types: [2339],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by a computed pattern',
      variantOf: 'finds Function by a computed key',
      code: `export const f = (): unknown => {
  const { ['constructor']: c } = () => 1;
  return c;
};`,
      types: [2339],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function in a parameter',
      variantOf: 'finds Function by a dot',
      code: `export const f = ({ constructor: c }: () => void): unknown => c;`,
      types: [2339],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by an assignment pattern',
      variantOf: 'finds Function by a dot',
      code: `export const f = (): unknown => {
  let c: unknown;
  ({ constructor: c } = () => 1);
  return c;
};`,
      types: [2339],
      lint: ['framekernel/no-reflective-access', 'framekernel/no-reflective-syntax'],
    },
    {
      what: 'finds Function by a union of keys',
      variantOf: 'finds Function by a computed key',
      code: `export const f = (x: { readonly a: 1 }, k: 'a' | 'constructor'): unknown => x[k];`,
      types: [7053],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds the function of generators',
      variantOf: 'finds Function by a dot',
      code: `export const f = (): unknown => (function* () {}).constructor;`,
      types: [2339],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds the function of async functions',
      variantOf: 'finds Function by a dot',
      code: `export const f = (): unknown => (async () => {}).constructor;`,
      types: [2318, 2339, 2697],
      lint: ['framekernel/no-async', 'framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by a method of a number',
      variantOf: 'finds Function by a dot',
      code: `export const f = (): unknown => (1).toFixed.constructor;`,
      types: [2339],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by optional chaining',
      variantOf: 'finds Function by a dot',
      code: `export const f = (x: (() => void) | undefined): unknown => x?.constructor;`,
      types: [2339],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by entries of a prototype',
      code: `export const f = (): unknown => Object.getOwnPropertyNames(Object.getPrototypeOf(() => 1));`,
      types: [2339],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'finds Function by a descriptor',
      variantOf: 'finds Function by entries of a prototype',
      code: `export const f = (): unknown => Object.getOwnPropertyDescriptor(() => 1, 'constructor');`,
      types: [2339],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'finds Function by Reflect',
      variantOf: 'finds Function by entries of a prototype',
      code: `export const f = (): unknown => Reflect.get(() => 1, 'constructor');`,
      types: [2583],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'finds Function by values of a class',
      variantOf: 'finds Function by entries of a prototype',
      code: `class C {}
export const f = (): unknown => Object.values(C.prototype);`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by a key that is assigned to by way of its type',
      variantOf: 'finds Function by a computed key',
      code: `export const f = (xs: readonly unknown[], next: () => number): unknown => {
  let key = 0;
  key = key - 0;
  (key satisfies number) = next();
  return xs[key];
};`,
      types: [],
      lint: ['framekernel/no-reflective-access', 'framekernel/no-reflective-syntax'],
    },
    {
      what: 'finds Function by a key that a parameter has by default',
      variantOf: 'finds Function by a computed key',
      code: `export const f = (k: number, xs: readonly unknown[]): unknown => {
  const get = (found: unknown = xs[k]): unknown => {
    const k = 0;
    return k === 0 ? found : undefined;
  };
  return get();
};`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by a key that a switch asks for',
      variantOf: 'finds Function by a computed key',
      code: `export const f = (k: number, xs: readonly unknown[]): unknown => {
  let found: unknown;
  switch ((found = xs[k])) {
    case 1:
      const k = 0;
      return k;
    default:
      return found;
  }
};`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
  ],
};
