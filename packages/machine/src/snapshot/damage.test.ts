import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { memoryDisk } from '../devices/backends/memory-disk.ts';
import { overlayDisk } from '../devices/backends/overlay-disk.ts';
import { MachineError } from '../error.ts';
import { Machine } from '../machine.ts';
import type { MachineOptions } from '../options.ts';
import { randomGuest } from '../testing/random-guest.ts';
import { CHECKSUM_SIZE, HEADER_SIZE, Kind, seal, VERSION, type Field } from './format.ts';
import { assembled, sectionsOf, type Section } from './testing/fields.ts';

// Whatever the bytes are, they are refused for a reason, or are a machine that works.

const code = (value: string): Error => expect.objectContaining({ name: 'MachineError', code: value }) as Error;
/** How many times as many runs as usual. */
const LONG = Number(process.env['FUZZ'] ?? 1);

const DISK = new Uint8Array(4096).fill(7);
let disk: Uint8Array;
/** A machine with all that there can be. */
const options = (): MachineOptions => ({
  drives: [memoryDisk((disk = DISK.slice())), overlayDisk(memoryDisk(new Uint8Array(8192)))],
  network: { send: () => undefined, onReceive: () => undefined },
  terminal: { send: () => undefined, onReceive: () => undefined },
  share: { tag: 'share', serve: () => undefined, reset: () => undefined },
});

let snapshot: Uint8Array;

beforeAll(() => {
  const machine = randomGuest(3, { memory: 8 << 20, harts: 2, bootargs: 'x', ...options() });
  machine.send(Uint8Array.from({ length: 30 }, (_, i) => i));
  machine.step(2000);
  snapshot = machine.snapshot();
});

/** What restoring it comes to; whatever throws must be one of ours, and leaves the disk as it was. */
function attempt(bytes: Uint8Array): Machine | MachineError {
  try {
    return Machine.restore(bytes, options());
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    expect(Buffer.compare(disk, DISK)).toBe(0);
    return error;
  }
}

test('cut short anywhere is damaged', () => {
  for (let length = 0; length < snapshot.length; length += length < 300 ? 1 : 997) {
    expect(() => Machine.restore(snapshot.subarray(0, length))).toThrow(code('E_SNAPSHOT_FORMAT'));
  }
});

test('with any byte changed is refused', () => {
  const bytes = snapshot.slice();
  for (let at = 0; at < bytes.length; at += at < 300 || at > bytes.length - 300 ? 1 : 97) {
    const by = 1 << (at % 8);
    bytes[at]! ^= by;
    const version = at >= HEADER_SIZE - 4 && at < HEADER_SIZE;
    expect(() => Machine.restore(bytes)).toThrow(code(version ? 'E_SNAPSHOT_VERSION' : 'E_SNAPSHOT_FORMAT'));
    bytes[at]! ^= by;
  }
});

test('with more behind it is damaged', () => {
  expect(() => Machine.restore(Uint8Array.of(...snapshot.subarray(0, 5000), 0))).toThrow(code('E_SNAPSHOT_FORMAT'));
  expect(() => Machine.restore(Buffer.concat([snapshot, Buffer.alloc(1)]))).toThrow(code('E_SNAPSHOT_FORMAT'));
});

test('of another version says so', () => {
  const bytes = snapshot.slice();
  new DataView(bytes.buffer).setUint32(HEADER_SIZE - 4, VERSION + 1, true);
  expect(() => Machine.restore(bytes)).toThrow(`format ${VERSION + 1}`);
});

test('that is no snapshot at all is none', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(() => Machine.restore(bytes)).toThrow(MachineError);
    }),
  );
});

/** The snapshot with another list of sections, and a good checksum. */
const changed = (change: (sections: Section[]) => Section[]): Uint8Array => assembled(change(sectionsOf(snapshot)));

test.each(['hart1', 'plic', 'virtio1', 'memory', 'configuration'])('without its section %s does not fit', (name) => {
  const bytes = changed((sections) => sections.filter((section) => section.name !== name));
  expect(attempt(bytes)).toEqual(code('E_SNAPSHOT_MISMATCH'));
});

test('with a device that is not there does not fit', () => {
  const bytes = changed((sections) => [...sections, { name: 'gpu', fields: [] }]);
  expect(attempt(bytes)).toEqual(code('E_SNAPSHOT_MISMATCH'));
});

test('with a section twice is damaged', () => {
  expect(attempt(changed((sections) => [...sections, sections[0]!]))).toEqual(code('E_SNAPSHOT_FORMAT'));
});

test('with fields that are missing, too many, or of other names is another version’s', () => {
  const edit = (edited: (fields: Field[]) => Field[]): Uint8Array =>
    changed((sections) =>
      sections.map(({ name, fields }) => ({ name, fields: name === 'uart0' ? edited(fields) : fields })),
    );
  const [first] = sectionsOf(snapshot).find(({ name }) => name === 'uart0')!.fields;
  for (const bytes of [
    edit((fields) => fields.slice(1)),
    edit((fields) => fields.slice(0, -1)),
    edit((fields) => [...fields, first!]),
    edit((fields) => fields.map((field) => ({ ...field, name: `${field.name}?` }))),
    edit((fields) => fields.map((field) => ({ ...field, kind: Kind.Number }))),
  ]) {
    expect(attempt(bytes)).toEqual(code('E_SNAPSHOT_VERSION'));
  }
});

test('with files open of a server that saves none is damaged, for no machine could say so again', () => {
  const bytes = changed((sections) =>
    sections.map(({ name, fields }) => ({
      name,
      fields: fields.map((field) => (field.name === 'asked' ? { ...field, value: 1 } : field)),
    })),
  );
  expect(Buffer.compare(bytes, snapshot)).not.toBe(0);
  expect(attempt(bytes)).toEqual(code('E_SNAPSHOT_FORMAT'));
});

const numbers = fc.oneof(
  fc.constantFrom(NaN, Infinity, -Infinity, -0, -1, 0, 1, 2, 3, 0.5, 255, 256, 2 ** 31, 2 ** 32, 2 ** 53, 1e300),
  fc.integer(),
);

/** Another value for one field. */
const mutations = fc.record({
  section: fc.nat(),
  field: fc.nat(),
  number: numbers,
  bytes: fc.oneof(
    fc.constant((old: Uint8Array) => old.subarray(1)),
    fc.constant((old: Uint8Array) => Buffer.concat([old, Buffer.of(1)])),
    fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([at, by]) => (old: Uint8Array) => {
      const next = old.slice();
      if (old.length > 0) next[at % old.length]! ^= by;
      return next;
    }),
    fc.uint8Array({ maxLength: 64 }).map((bytes) => () => bytes),
  ),
});

test('whose fields have any values is refused, or is the machine that it says', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(mutations, { minLength: 1, maxLength: 3 }), (changes) => {
      const bytes = changed((sections) => {
        for (const { section, field, number, bytes: mutate } of changes) {
          const { fields } = sections[section % sections.length]!;
          const at = field % fields.length;
          const old = fields[at]!;
          fields[at] = { ...old, value: number, bytes: mutate(old.bytes) };
        }
        return sections;
      });
      const outcome = attempt(bytes);
      if (outcome instanceof MachineError) return;
      accepted++;
      const again = outcome.snapshot();
      if (Buffer.compare(again, bytes) !== 0) expect(sectionsOf(again)).toEqual(sectionsOf(bytes));
      outcome.send(Uint8Array.of(1, 2, 3));
      outcome.step(3000);
    }),
    { numRuns: 60 * LONG },
  );
  expect(accepted).toBeGreaterThan(0);
});

test('with any change below a good checksum is refused, or works', () => {
  const body = snapshot.subarray(HEADER_SIZE, -CHECKSUM_SIZE);
  const edits = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(edits, (changes) => {
      const bytes = body.slice();
      // Most bytes are RAM; what is in front of it is what matters.
      for (const [at, by] of changes) bytes[at % Math.min(bytes.length, 60_000)]! ^= by;
      const outcome = attempt(seal([bytes], bytes.length));
      if (!(outcome instanceof MachineError)) outcome.step(1000);
    }),
    { numRuns: 60 * LONG },
  );
});
