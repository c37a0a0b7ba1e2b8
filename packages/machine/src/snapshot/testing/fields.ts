/** For tests: a snapshot taken to pieces, to see in which field two of them differ, and put together again with another value. */
import { xxh32 } from '../checksum.ts';
import { headerOf, Kind, readField, seal, unseal, type Field } from '../format.ts';
import { lengthOf } from '../sparse.ts';

export interface Section {
  readonly name: string;
  readonly fields: Field[];
}

function fieldsIn(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const field = readField(bytes, at);
    fields.push(field);
    at = field.end;
  }
  return fields;
}

export const sectionsOf = (snapshot: Uint8Array): Section[] =>
  [...unseal(snapshot)].map(([name, bytes]) => ({ name, fields: fieldsIn(bytes) }));

/** The inverse, with a good checksum whatever the fields say. */
export function assembled(sections: readonly Section[]): Uint8Array {
  const parts = sections.flatMap(({ name, fields }) => {
    const inner = fields.flatMap(({ name: field, kind, value, bytes }) =>
      kind === Kind.Number ? [headerOf(field, kind, value)] : [headerOf(field, kind, bytes.length), bytes],
    );
    return [headerOf(name, Kind.Bytes, lengthOf(inner)), ...inner];
  });
  return seal(parts, lengthOf(parts));
}

const shown = ({ kind, value, bytes }: Field): string =>
  kind === Kind.Number
    ? `${value}`
    : bytes.length <= 32
      ? [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      : `xxh32 ${xxh32(bytes)}`;

/** The whole state, a line for each field: what two machines that are the same agree on. */
export const stateOf = (snapshot: Uint8Array): string[] =>
  sectionsOf(snapshot).flatMap(({ name, fields }) => fields.map((field) => `${name}/${field.name} ${shown(field)}`));
