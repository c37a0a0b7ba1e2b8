/** Values of the form `FIRST,word,key=value`, as QEMU's options have it: a comma that belongs to a value is doubled. */
import { nearest } from './suggest.ts';
import { BadValue } from './values.ts';

/** What may stand in such a value. */
export interface Keys {
  /** The key that is meant by a first part without one; it must be given. */
  readonly first?: string;
  /** Other keys that take a value. */
  readonly keys: readonly string[];
  /** Words that stand alone. */
  readonly words?: readonly string[];
}

export interface Keyed {
  /** By key. */
  readonly values: ReadonlyMap<string, string>;
  readonly words: ReadonlySet<string>;
}

/** @throws BadValue if a key is unknown, empty or given twice, or the first value is missing. */
export function parseKeyed(text: string, { first, keys, words = [] }: Keys): Keyed {
  const values = new Map<string, string>();
  const given = new Set<string>();
  const known = first === undefined ? keys : [first, ...keys];
  splitCommas(text).forEach((part, i) => {
    const equals = part.indexOf('=');
    const key = part.slice(0, Math.max(equals, 0));
    if (words.includes(part)) {
      given.add(part);
    } else if (known.includes(key)) {
      if (values.has(key)) throw new BadValue(`${key}= is given twice`);
      values.set(key, part.slice(equals + 1));
    } else if (i === 0 && first !== undefined) {
      values.set(first, part);
    } else {
      const meant = nearest(equals < 0 ? part : key, [...known, ...words]);
      const taken = [...known.map((name) => `${name}=…`), ...words].join(', ');
      throw new BadValue(`"${part}" is unknown here${meant ? `; did you mean "${meant}"?` : ''} (it takes ${taken})`);
    }
  });
  for (const [key, value] of values) if (value === '') throw new BadValue(`${key}= lacks its value`);
  if (first !== undefined && !values.has(first)) throw new BadValue(`${first}=… is missing`);
  return { values, words: given };
}

/** Parts between single commas; a doubled one is a comma of its part. No argument of a process has a NUL in it. */
function splitCommas(text: string): string[] {
  return text
    .replaceAll(',,', '\0')
    .split(',')
    .map((part) => part.replaceAll('\0', ','));
}
