/** Members that another name widens: what is written by the one, the other does not expect. Long as there are ways. */
import type { Group } from '../escape.ts';

export const widening: Group = {
  title: 'Members that are widened',
  escapes: [
    {
      what: 'widens a property',
      code: `export const f = (narrow: { key: 'a' }): void => {
  const wide: { key: string } = narrow;
  wide.key = 'constructor';
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property by a call',
      variantOf: 'widens a property',
      code: `const set = (to: { key: string }): void => {
  to.key = 'constructor';
};
export const f = (narrow: { key: 'a' }): void => {
  set(narrow);
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property of a base class',
      variantOf: 'widens a property that it inherits',
      code: `class Page {
  name: string = '';
}
class Root extends Page {
  override name: 'root' = 'root';
}
const rename = (page: Page): void => {
  page.name = 'other';
};
export const f = (root: Root): void => {
  rename(root);
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property two levels down',
      variantOf: 'widens a property',
      code: `export const f = (box: { readonly page: { size: 1 } }): void => {
  const wide: { readonly page: { size: number } } = box;
  wide.page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property in the type of a pattern',
      variantOf: 'widens a property',
      code: `export const f = (box: { readonly page: { size: 1 } }): void => {
  const { page }: { readonly page: { size: number } } = box;
  page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property in an accessor',
      code: `const one: { size: 1 } = { size: 1 };
export class Holder {
  accessor page: { size: number } = one;
}`,
      types: [],
      lint: ['framekernel/no-reflective-syntax', 'framekernel/no-widened-property'],
    },
    {
      what: 'widens a property in a map that is only read',
      variantOf: 'widens a property',
      code: `export const f = (pages: ReadonlyMap<string, { size: 1 }>): void => {
  const wide: ReadonlyMap<string, { size: number }> = pages;
  for (const page of wide.values()) page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what a function returns',
      code: `export const f = (make: () => { size: 1 }): void => {
  const wide: () => { size: number } = make;
  wide().size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what a callback takes',
      code: `export const f = (pages: readonly { size: 1 }[]): void => {
  pages.forEach((page: { size: number }) => {
    page.size = 2;
  });
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what a coroutine hands on',
      variantOf: 'widens what a function returns',
      code: `function* all(pages: readonly { size: 1 }[]): Generator<{ size: number }, void> {
  yield* pages;
}
export const f = (pages: readonly { size: 1 }[]): void => {
  for (const page of all(pages)) page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
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
      lint: ['framekernel/no-uncertain-write', 'framekernel/no-widened-property'],
    },
    {
      what: 'widens a property in the default of a pattern',
      variantOf: 'widens a property',
      code: `export const f = (box: { readonly page: { size: 1 } }, { page }: { readonly page: { size: number } } = box): void => {
  page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property in a list behind a type parameter',
      variantOf: 'widens a property behind a type parameter',
      code: `const set = <T extends { size: number }>(pages: readonly T[]): void => {
  for (const page of pages) page.size = 2;
};
export const f = (page: { size: 1 }): void => {
  set([page]);
};`,
      types: [],
      lint: ['framekernel/no-uncertain-write', 'framekernel/no-widened-property'],
    },
    {
      what: 'widens a property by a choice',
      variantOf: 'widens a property',
      code: `export const f = (narrow: { size: 1 }, wide: { size: number }, isWide: boolean): void => {
  const page = isWide ? wide : narrow;
  page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property in a list of two kinds',
      variantOf: 'widens a property',
      code: `export const f = (narrow: { size: 1 }, wide: { size: number }): void => {
  for (const page of [narrow, wide]) page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property that it inherits',
      code: `class Page {
  size: number | string = 0;
  grow(): void {
    this.size = 'big';
  }
}
class Root extends Page {
  override size: number = 0;
}
export const f = (root: Root): number => {
  root.grow();
  return root.size;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a static property that it inherits',
      variantOf: 'widens a property that it inherits',
      code: `class Page {
  static size: number | string = 0;
  readonly #size: number = 0;
  static grow(): void {
    this.size = 'big';
  }
  get size(): number {
    return this.#size;
  }
}
class Root extends Page {
  static override size: number = 0;
}
export const f = (): number => {
  Root.grow();
  return Root.size;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what accessors hold',
      variantOf: 'widens a property in an accessor',
      code: `class Box<T> {
  #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  get value(): T {
    return this.#value;
  }
  set value(value: T) {
    this.#value = value;
  }
}
export const f = (box: Box<'a'>): void => {
  const wide: Box<string> = box;
  wide.value = 'b';
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what any name leads to',
      code: `export const f = (sizes: Record<string, 1>): void => {
  const wide: Record<string, number> = sizes;
  wide['page'] = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a member by any name',
      variantOf: 'widens what any name leads to',
      code: `export const f = (): number => {
  const page = { size: 1 };
  const wide: Record<string, number | string> = page;
  wide['size'] = 'big';
  return page.size;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what a map holds',
      variantOf: 'widens a property',
      code: `export const f = (pages: ReadonlyMap<string, { size: 1 }>): void => {
  const wide: { size: number } | undefined = pages.get('root');
  if (wide !== undefined) wide.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what a list gives up',
      variantOf: 'widens a property',
      code: `export const f = (pages: { size: 1 }[]): { size: number } | undefined => pages.pop();`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what is frozen, one level down',
      variantOf: 'widens a property',
      code: `export const f = (pages: readonly { size: 1 }[]): void => {
  const wide: readonly { size: number }[] = Object.freeze(pages);
  for (const page of wide) page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property by returning this or that',
      variantOf: 'widens a property',
      code: `export const f = (narrow: { size: 1 }, wide: { size: number }): void => {
  const pick = (isWide: boolean) => {
    if (isWide) return wide;
    return narrow;
  };
  pick(false).size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what a method gives that it overrides',
      variantOf: 'widens what a function returns',
      code: `class Table {
  readonly #page: { size: number } = { size: 0 };
  page(): { size: number } {
    return this.#page;
  }
}
class Root extends Table {
  readonly #root: { size: 1 } = { size: 1 };
  override page(): { size: 1 } {
    return this.#root;
  }
}
export const f = (root: Root): void => {
  const table: Table = root;
  table.page().size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'writes nothing to what may be left out',
      code: `export const f = (box: { name: string }): number => {
  const wide: { name?: string | undefined } = box;
  wide.name = undefined;
  return box.name.length;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property to anything',
      variantOf: 'widens a property',
      code: `export const f = (box: { value: string }): number => {
  const wide: { value: unknown } = box;
  wide.value = 1;
  return box.value.length;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property that is named by a symbol',
      variantOf: 'widens a property',
      code: `const size: unique symbol = Symbol('size');
export const f = (box: { [size]: 1 }): 1 => {
  const wide: { [size]: number } = box;
  wide[size] = 2;
  return box[size];
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a private member, and writes to it by the class',
      code: `class Cell<T> {
  #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  get(): T {
    return this.#value;
  }
  static set<T>(cell: Cell<T>, value: T): void {
    cell.#value = value;
  }
}
export const f = (cell: Cell<'a'>): 'a' => {
  const wide: Cell<string> = cell;
  Cell.set(wide, 'b');
  return cell.get();
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property of what a copy shares',
      variantOf: 'widens a property',
      code: `export const f = (boxes: readonly { readonly page: { size: 1 } }[]): void => {
  const wide: { readonly page: { size: number } }[] = boxes.slice();
  for (const { page } of wide) page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property by a choice that is asked for less',
      variantOf: 'widens a property',
      code: `export const f = (isNarrow: boolean, narrow: { size: 1 }, wide: { size: number }): void => {
  const page = (isNarrow ? narrow : wide) satisfies object;
  page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property in a list that is asked for less',
      variantOf: 'widens a property',
      code: `export const f = (narrow: { size: 1 }, wide: { size: number }): void => {
  const pages = [narrow, wide] satisfies readonly object[];
  for (const page of pages) page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property of one of two literals',
      variantOf: 'widens a property',
      code: `export const f = (isNarrow: boolean, narrow: { size: 1 }, wide: { size: number }): void => {
  const box = isNarrow ? { page: narrow } : { page: wide };
  box.page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property of what it has made',
      variantOf: 'widens a property',
      code: `class Page {
  size: 1 | 2 = 1;
  get(): 1 | 2 {
    return this.size;
  }
}
export const f = (): 1 | 2 => {
  const wide: { size: number; readonly get: () => 1 | 2 } = new Page();
  wide.size = 3;
  return wide.get();
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property of what it has put into a new map',
      variantOf: 'widens a property',
      code: `export const f = (narrow: { size: 1 }): void => {
  const wide: ReadonlyMap<string, { size: number }> = new Map([['a', narrow]]);
  for (const page of wide.values()) page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property of what it has frozen in a literal',
      variantOf: 'widens a property',
      code: `export const f = (narrow: { size: 1 }): Readonly<{ page: { size: number } }> => Object.freeze({ page: narrow });`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property by spreading arguments',
      variantOf: 'widens a property',
      code: `const grow = (page: { size: number }): void => {
  page.size = 2;
};
export const f = (pages: readonly [{ size: 1 }]): void => {
  grow(...pages);
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what a list of parameters takes',
      variantOf: 'widens what a callback takes',
      code: `export const f: (...given: [{ size: 1 }]) => void = (page: { size: number }) => {
  page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what a generic function takes besides',
      variantOf: 'widens what a callback takes',
      code: `export const f: <T>(x: T, page: { size: 1 }) => T = <T>(x: T, page: { size: number }): T => {
  page.size = 2;
  return x;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property of a function',
      variantOf: 'widens a property',
      code: `interface Narrow {
  (): void;
  readonly page: { size: 1 };
}
interface Wide {
  (): void;
  readonly page: { size: number };
}
export const f = (narrow: Narrow): void => {
  const wide: Wide = narrow;
  wide.page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property of this or that',
      variantOf: 'widens a property',
      code: `type Page =
  | { readonly kind: 'a'; readonly page: { size: number } }
  | { readonly kind: 'b'; readonly page: { size: number } };
export const f = (box: { readonly kind: 'a' | 'b'; readonly page: { size: 1 } }): void => {
  const wide: Page = box;
  wide.page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property four levels down',
      variantOf: 'widens a property',
      code: `export const f = (box: { readonly a: { readonly b: { readonly c: { size: 1 } } } }): void => {
  const wide: { readonly a: { readonly b: { readonly c: { size: number } } } } = box;
  wide.a.b.c.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property of what leads back to itself',
      variantOf: 'widens a property',
      code: `interface Node {
  readonly next?: Node;
  readonly page: { size: 1 };
}
interface Wide {
  readonly next?: Wide;
  readonly page: { size: number };
}
export const f = (node: Node): void => {
  const wide: Wide = node;
  wide.page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
  ],
};
