/** Code that the host's event loop would run. */
import type { Group } from '../escape.ts';

export const asynchrony: Group = {
  title: 'Asynchrony',
  escapes: [
    {
      what: 'has an async function',
      code: `export async function f(): Promise<void> {}`,
      types: [2583],
      lint: ['framekernel/no-async'],
    },
    {
      what: 'has an async arrow',
      variantOf: 'has an async function',
      code: `export const f = async (): Promise<number> => 1;`,
      types: [2583],
      lint: ['framekernel/no-async'],
    },
    {
      what: 'has an async method',
      variantOf: 'has an async function',
      code: `export class C {
  async m(): Promise<void> {}
}`,
      types: [2583],
      lint: ['framekernel/no-async'],
    },
    {
      what: 'has an async generator',
      variantOf: 'has an async function',
      code: `export async function* f(): AsyncGenerator<number> {
  yield 1;
}`,
      types: [2318, 2583],
      lint: ['framekernel/no-async'],
    },
    {
      what: 'awaits at the top',
      variantOf: 'has an async function',
      code: `export const f: unknown = await 1;`,
      types: [],
      lint: ['framekernel/no-async'],
    },
    {
      what: 'awaits in a loop',
      variantOf: 'has an async function',
      code: `export const f = 1;
for await (const x of []) void x;`,
      types: [2318],
      lint: ['framekernel/no-async'],
    },
    {
      what: 'makes a promise',
      code: `export const f = (): unknown => new Promise(() => undefined);`,
      types: [2583],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-async'],
    },
    {
      what: 'resolves a promise',
      variantOf: 'makes a promise',
      code: `export const f = (): unknown => Promise.resolve(1);`,
      types: [2583],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-async'],
    },
    {
      what: 'is a thenable',
      code: `export const f = { then: (done: () => void): void => { done(); } };`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'is a thenable by a class',
      variantOf: 'is a thenable',
      code: `export class C {
  then(): void {}
}`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'names a promise',
      variantOf: 'makes a promise',
      code: `export type F = PromiseLike<number>;`,
      types: [2304],
      lint: ['framekernel/no-async'],
    },
    {
      what: 'collects asynchronously',
      variantOf: 'makes a promise',
      code: `export const f = (): unknown => Array.fromAsync([]);`,
      types: [2550],
      lint: ['@typescript-eslint/no-unsafe-call', 'framekernel/no-ambient-global'],
    },
    {
      what: 'drops coroutines that a list makes',
      code: `function* sleep(): Generator<number, void> {
  yield 1;
}
export const f = (): void => {
  const jobs = [sleep];
  const all: readonly (() => void)[] = jobs;
  for (const job of all) job();
};`,
      types: [],
      lint: ['framekernel/handle-must-use'],
    },
    {
      what: 'exports what is called by who waits for the module',
      variantOf: 'is a thenable',
      code: `const answer = (resolve: (value: number) => void): void => {
  resolve(1);
};
export { answer as then };`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
  ],
};
