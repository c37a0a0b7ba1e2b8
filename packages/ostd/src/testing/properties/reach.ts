/** What client code gets hold of by reading a value, its members and its prototypes, as far as its realm goes. */

/** Calls `visit` for each object and function in reach, with the way to it; what the language gives anyway is passed over. */
export function reach(value: unknown, visit: (found: object, way: string) => void): void {
  const seen = new Set<object>();
  const go = (found: unknown, way: string): void => {
    if (!isObject(found) || seen.has(found) || INTRINSICS.has(found)) return;
    seen.add(found);
    visit(found, way);
    for (let up: object | null = found; up !== null && !INTRINSICS.has(up); up = prototypeOf(up)) {
      go(up, `${way}.[[Prototype]]`);
      for (const key of Reflect.ownKeys(up)) go(read(found, key), `${way}.${String(key)}`);
    }
  };
  go(value, 'it');
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';
const prototypeOf = (value: object): object | null => Object.getPrototypeOf(value) as object | null;

function read(from: object, key: string | symbol): unknown {
  try {
    return Reflect.get(from, key);
  } catch {
    return undefined; // a getter that needs an instance, or whose instance was released
  }
}

/** Prototypes that every program of the language has, and what is on them. */
const INTRINSICS: ReadonlySet<unknown> = new Set(intrinsics());

function* intrinsics(): Generator {
  const generator = (function* (): Generator {
    yield 0;
  })();
  const errors = [new Error(), new TypeError(), new RangeError(), new SyntaxError(), new ReferenceError()];
  const iterators = [[].values(), new Map().values(), new Set().values(), ''[Symbol.iterator](), generator];
  const helper = Reflect.get(iterators[0]!, 'take') as ((count: number) => object) | undefined; // ECMA-262, 27.1.4, of the edition of 2025
  if (helper !== undefined) iterators.push(Reflect.apply(helper, [].values(), [0]) as (typeof iterators)[0]);
  const boxes = [0, '', 0n, true, Symbol.iterator].map((value) => Object(value) as object);
  for (const sample of [{}, [], () => 0, generator.constructor, ...errors, ...iterators, ...boxes]) {
    for (let up = prototypeOf(sample); up !== null; up = prototypeOf(up)) {
      yield up;
      for (const member of Object.values(Object.getOwnPropertyDescriptors(up))) yield member.value;
    }
  }
}
