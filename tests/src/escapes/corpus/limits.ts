/** Ways that no layer stops before they are taken. None of them breaks S1 to S6, but for what the depth of the stack tells of time; they are bugs of the kernel. */
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
      what: 'widens a property twelve levels down',
      code: `interface Box<T> {
  readonly in: T;
}
type Three<T> = Box<Box<Box<T>>>;
type Twelve<T> = Three<Three<Three<Three<T>>>>;
export const f = (box: Twelve<{ size: 1 }>): void => {
  const wide: Twelve<{ size: number }> = box;
  wide.in.in.in.in.in.in.in.in.in.in.in.in.size = 2;
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
      what: 'uses what a function returns that should return nothing',
      code: `const pick = <T>(run: () => T): T | number => run();
export const f = (run: () => void): number => {
  const given = pick(run);
  return given === undefined ? 0 : given;
};
export const g = (): number => f(() => 'text');`,
      types: [],
      lint: [],
    },
    {
      what: 'calls a method on what has the same name for something else',
      code: `class Counter {
  readonly size: number = 1;
  get(): number {
    return this.size;
  }
}
interface Gets {
  readonly get: () => number;
}
export const f = (): number => {
  const counter: Gets = new Counter();
  const other = { size: 'text', get: counter.get };
  return other.get();
};`,
      types: [],
      lint: [],
    },
    {
      what: 'believes that a getter gives the same twice',
      code: `class Flip {
  #n = 0;
  get value(): string | undefined {
    return this.#n++ === 0 ? 'text' : undefined;
  }
}
export const f = (flip: Flip): number => (flip.value === undefined ? 0 : flip.value.length);`,
      types: [],
      lint: [],
    },
    {
      what: 'reads a variable before it has a value',
      code: `export const f = (): number => {
  let text: string;
  const length = (): number => text.length;
  const n = length();
  text = 'text';
  return n + length();
};`,
      types: [],
      lint: [],
    },
    {
      what: 'writes past the end of a list',
      code: `export const f = (): number => {
  const xs: string[] = [];
  xs[5] = 'text';
  return xs.map((x) => x).reduce((sum, x) => sum + x.length, 0);
};`,
      types: [],
      lint: [],
    },
    {
      what: 'sends nothing to a coroutine that expects something',
      code: `function* g(): Generator<number, void, string> {
  const text = yield 1;
  yield text.length;
}
export const f = (): void => {
  const it = g();
  it.next();
  it.next();
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
    {
      what: 'asks a coroutine for its result twice',
      code: `export function* f(work: Generator<number, string, void>): Generator<number, number, void> {
  const first = yield* work;
  const second = yield* work;
  return first.length + second.length;
}`,
      types: [],
      lint: [],
    },
    {
      what: 'believes that a setter keeps what it is given',
      code: `class Slot {
  #value: string | undefined;
  get value(): string | undefined {
    return this.#value;
  }
  set value(value: string | undefined) {
    this.#value = value === '' ? undefined : value;
  }
}
export const f = (slot: Slot): number => {
  slot.value = '';
  return slot.value.length;
};`,
      types: [],
      lint: [],
    },
    {
      what: 'takes a text for what is iterated',
      code: `const f = (x: number | Iterable<string>): number => (typeof x === 'object' ? 0 : x);
export const g = (): number => f('text');`,
      types: [],
      lint: [],
    },
    {
      what: 'widens what a list of its own is iterated for',
      code: `class Pages {
  readonly #page: { size: 1 } = { size: 1 };
  *[Symbol.iterator](): Generator<{ size: 1 }, void> {
    yield this.#page;
  }
}
export const f = (pages: Pages): void => {
  const wide: Iterable<{ size: number }> = pages;
  for (const page of wide) page.size = 2;
};`,
      types: [],
      lint: [],
    },
    {
      what: 'believes a check that a coroutine has undone while it waited',
      code: `import { Task, type Coroutine } from '@racho/ostd';
export function* f(box: { value: string | undefined }): Coroutine<number> {
  if (box.value === undefined) return 0;
  yield* Task.yield();
  return box.value.length;
}`,
      types: [],
      lint: [],
    },
    {
      what: 'copies an object behind an interface without its methods',
      code: `interface Gets {
  readonly get: () => number;
}
class Counter {
  get(): number {
    return 1;
  }
}
export const f = (): number => {
  const gets: Gets = new Counter();
  return { ...gets }.get();
};`,
      types: [],
      lint: [],
    },
    {
      what: 'takes what is no number for zero',
      code: `export const f = (n: number): 0 | 1 => n && 1;`,
      types: [],
      lint: [],
    },
    {
      what: 'reads a clock from the depth of the stack',
      code: `const depth = (n: number): number => {
  try {
    return depth(n + 1);
  } catch {
    return n;
  }
};
export const f = (): number => depth(0);`,
      types: [],
      lint: [],
    },
  ],
};
