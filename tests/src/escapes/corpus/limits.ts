/** Ways that no layer stops before they are taken. None of them breaks S1 to S6; they are bugs of the kernel. */
import type { Group } from '../escape.ts';

export const limits: Group = {
  title: 'What none of them catches',
  escapes: [
    {
      what: 'believes a check that a call has undone',
      code: `export const f = (box: { value: string | undefined }, clear: () => void): number => {
  if (box.value === undefined) return 0;
  clear();
  return box.value.length;
};`,
      types: [],
      lint: [],
    },
    {
      what: 'reads a field before it has a value',
      code: `export class C {
  readonly size: number = this.#length();
  readonly #text: string = 'text';
  #length(): number {
    return this.#text.length;
  }
}`,
      types: [],
      lint: [],
    },
    {
      what: 'widens a property four levels down',
      code: `export const f = (box: { readonly a: { readonly b: { readonly c: { size: 1 } } } }): void => {
  const wide: { readonly a: { readonly b: { readonly c: { size: number } } } } = box;
  wide.a.b.c.size = 2;
};`,
      types: [],
      lint: [],
    },
    {
      what: 'widens a property of what a copy shares',
      code: `export const f = (boxes: readonly { readonly page: { size: 1 } }[]): void => {
  const wide: { readonly page: { size: number } }[] = boxes.slice();
  for (const { page } of wide) page.size = 2;
};`,
      types: [],
      lint: [],
    },
    {
      what: 'widens a property behind a type parameter',
      code: `const set = <T extends { size: number }>(page: T): void => {
  page.size = 2;
};
export const f = (page: { size: 1 }): void => {
  set(page);
};`,
      types: [],
      lint: [],
    },
    {
      what: 'spreads over what it has set',
      code: `export const f = (sized: { readonly size: number }): { readonly name: string; readonly size: number } => ({
  name: 'x',
  ...sized,
});`,
      types: [],
      lint: [],
    },
    {
      what: 'forgets an optional parameter of a method',
      code: `interface Plain {
  readonly flush: () => void;
}
export const f = (given: { readonly flush: (limit?: number) => void }): Plain => given;`,
      types: [],
      lint: [],
    },
    {
      what: 'runs for ever',
      code: `export const f = (): void => {
  for (;;);
};`,
      types: [],
      lint: [],
    },
    {
      what: 'keeps what it should release',
      code: `import type { UFrame } from '@racho/ostd';
const kept: UFrame[] = [];
export const f = (frame: UFrame): void => {
  kept.push(frame.clone());
};`,
      types: [],
      lint: [],
    },
    { what: 'takes all memory', code: `export const f = (): string => 'x'.repeat(2 ** 29);`, types: [], lint: [] },
    {
      what: 'hides a mistake of its own',
      code: `export const f = (g: () => void): void => {
  try {
    g();
  } catch {
    // nobody hears of it
  }
};`,
      types: [],
      lint: [],
    },
  ],
};
