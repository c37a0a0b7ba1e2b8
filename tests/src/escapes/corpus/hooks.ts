/** Code that runs where a reader sees none. */
import type { Group } from '../escape.ts';

export const hooks: Group = {
  title: 'Hooks of the language',
  escapes: [
    {
      what: 'decides what instanceof says',
      code: `export class C {
  static [Symbol.hasInstance](): boolean {
    return true;
  }
}`,
      types: [2339],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-reflective-access'],
    },
    {
      what: 'decides what species is',
      variantOf: 'decides what instanceof says',
      code: `export class C {
  static get [Symbol.species](): unknown {
    return 1;
  }
}`,
      types: [2339],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-reflective-access'],
    },
    {
      what: 'decides what a number is',
      variantOf: 'decides what instanceof says',
      code: `export const f = { [Symbol.toPrimitive]: (): number => 1 };`,
      types: [2339],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-reflective-access'],
    },
    {
      what: 'computes when it is read',
      code: `import type { PageFlags } from '@racho/ostd';
let n = 0;
export const f: PageFlags = {
  get writable() {
    n++;
    return n > 1;
  },
  readable: true,
  executable: false,
};`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'computes when it is written',
      variantOf: 'computes when it is read',
      code: `export const f = {
  set x(v: number) {
    void v;
  },
};`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'reads through super',
      code: `class A {
  m(): number {
    return 1;
  }
}
export class B extends A {
  override m(): number {
    return super.m();
  }
}`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'finds the global object by this, where a bundler writes code that is not strict',
      code: `interface Handler {
  readonly process?: { readonly pid: number };
  readonly self: () => Handler | undefined;
}
const handler: Handler = {
  self() {
    return this;
  },
};
export function f(): unknown {
  const { self } = handler;
  return self()?.process?.pid;
}`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'reads what a function that is not strict was called with',
      code: `interface Called {
  (): void;
  readonly arguments?: unknown;
}
export function f(from: () => void): unknown {
  const called: Called = from;
  return called.arguments;
}`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'gives a global its own meaning in a block, and in all of the function where code is not strict',
      code: `type Key = 'message' | 'cause';
interface Told {
  readonly message: string;
  readonly cause?: unknown;
}
export function f(told: Told): unknown {
  {
    function Symbol(key: Key): Key {
      return key;
    }
    Symbol('cause');
  }
  const key = Symbol('cause');
  return told[key];
}`,
      types: [7053],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'asks who constructs',
      code: `export function f(): unknown {
  return new.target;
}`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'asks who calls',
      variantOf: 'reads what a function that is not strict was called with',
      code: `export function f(): unknown {
  return arguments.callee;
}`,
      types: [2339],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-reflective-access'],
    },
    {
      what: 'binds a function',
      code: `const f = (x: number): number => x;
export const g = (): unknown => f.bind(null)('text');`,
      types: [18046],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'calls the method of one thing on another, which is unknown until it is asked whether it is a function',
      variantOf: 'binds a function',
      code: `const texts: readonly string[] = ['a text'];
const numbers: readonly number[] = [1];
export const f = (): number | undefined => (typeof numbers.at.call === 'function' ? numbers.at.call(texts, 0) : undefined);`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'decorates',
      code: `const d = (x: unknown): void => {
  void x;
};
@d
export class C {}`,
      types: [2318],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'tags a template',
      code: `export const f = (tag: (x: TemplateStringsArray) => void): void => {
  tag\`x\`;
};`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'walks prototypes',
      code: `export const f = (x: object): void => {
  for (const k in x) void k;
};`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'looks for a pattern',
      code: `export const f = (s: string): boolean => /(a+)+$/.test(s);`,
      types: [2339],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'makes a pattern',
      variantOf: 'looks for a pattern',
      code: `export const f = (): unknown => new RegExp('(a+)+$');`,
      types: [2693],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'uses a name of any type',
      code: `export const f = <K extends string>(o: Readonly<Record<K, number>>, k: K): number => o[k];`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'makes a member of any name',
      variantOf: 'uses a name of any type',
      code: `export const f = (k: string): unknown => ({ [k]: 1 });`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'disposes',
      code: `export const f = (x: { [Symbol.dispose]: () => void }): void => {
  using y = x;
  void y;
};`,
      types: [2318, 2550],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-reflective-syntax'],
    },
    {
      what: 'finds the process of the host by a variable of `using`, which esbuild takes out of the scope of what a loop goes through',
      code: `let found: object | null = null;
function once(get: () => object | null): readonly null[] {
  found = get();
  return [null];
}
export function f(): object | null {
  for (using process of once((): object | null => process)) {
    if (process !== null) return process;
  }
  return found;
}`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'throws once more in a loop what has been caught, by what esbuild makes of `using`',
      variantOf:
        'finds the process of the host by a variable of `using`, which esbuild takes out of the scope of what a loop goes through',
      code: `export function f(again: boolean): string {
  let told = '';
  for (let round = 0; round < 2; round++) {
    try {
      for (using x of [null]) if (x === null && (again || round === 0)) throw new Error('first');
    } catch (error) {
      told += error instanceof Error ? error.message : '';
    }
  }
  return told;
}`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
  ],
};
