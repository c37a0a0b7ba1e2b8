/** Ways that no layer stops before they are taken. None of them breaks S1 to S6; they are bugs of the kernel. */
import type { Group } from '../escape.ts';

export const limits: Group = {
  title: 'What none of them catches',
  escapes: [
    {
      what: 'forgets an optional member',
      code: `interface Sized {
  readonly size: number;
}
export const f = (named: Sized & { readonly name: number }): { readonly size: number; readonly name?: string } => {
  const sized: Sized = named;
  return sized;
};`,
      types: [],
      lint: [],
    },
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
      what: 'widens an array inside of an object',
      code: `export const f = (box: { list: string[] }): void => {
  const wide: { list: (number | string)[] } = box;
  wide.list.push(1);
};`,
      types: [],
      lint: [],
    },
    {
      what: 'writes to what is readonly two levels down',
      code: `export const f = (box: { readonly page: { readonly size: number } }): void => {
  const same: { readonly page: { size: number } } = box;
  same.page.size = 0;
};`,
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
