import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MachineError } from '../error.ts';
import { readFdt, type Fdt } from './reader.ts';
import { cells, cells64, cellsOf, empty, findNode, node, strings, stringsOf, type FdtNode } from './tree.ts';
import { writeFdt } from './writer.ts';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof MachineError) return error.code;
    throw error;
  }
  return 'none';
};

const read = (blob: Uint8Array): Fdt => {
  const fdt = readFdt(blob);
  if ('error' in fdt) throw new Error(`${fdt.error} at ${fdt.offset}`);
  return fdt;
};

const nodeName = fc.stringMatching(/^[0-9A-Za-z,._+-]{1,20}(@[0-9a-f]{1,8})?$/);
const propertyName = fc.stringMatching(/^[0-9A-Za-z,._+?#-]{1,20}$/);
const properties = fc
  .uniqueArray(fc.tuple(propertyName, fc.uint8Array({ maxLength: 17 })), { selector: ([name]) => name, maxLength: 6 })
  .map((entries) => new Map(entries));

const { tree } = fc.letrec<{ tree: FdtNode; child: FdtNode }>((tie) => {
  const children = fc.uniqueArray(tie('child'), { selector: ({ name }) => name, maxLength: 4, depthIdentifier: 'fdt' });
  return {
    tree: fc.record({ name: fc.constant(''), properties, children }),
    child: fc.record({
      name: nodeName,
      properties,
      children: fc.oneof({ depthSize: 'small', depthIdentifier: 'fdt' }, fc.constant([]), children),
    }),
  };
});
const reservations = fc.array(
  fc.record({ address: fc.maxSafeNat().map((n) => Math.floor(n / 2)), size: fc.integer({ min: 1 }) }),
  { maxLength: 3 },
);

describe('round trip', () => {
  test('what is written is read', () => {
    fc.assert(
      fc.property(tree, reservations, fc.nat(), (root, reserved, bootHart) => {
        const blob = writeFdt(root, { reservations: reserved, bootHart });
        expect(blob.length % 8).toBe(0);
        expect(readFdt(blob)).toEqual({ root, reservations: reserved, bootHart });
      }),
    );
  });

  test('the blob may lie anywhere in a larger array, and bytes after its end do not matter', () => {
    const blob = writeFdt(node('', { a: cells(1) }));
    const larger = new Uint8Array(blob.length + 24).fill(0xff);
    larger.set(blob, 3);
    expect(read(larger.subarray(3)).root).toEqual(node('', { a: cells(1) }));
  });

  test('what is read shares no memory with the blob', () => {
    const blob = writeFdt(node('', { a: cells(1) }));
    const { root } = read(blob);
    blob.fill(0);
    expect(root.properties.get('a')).toEqual(cells(1));
  });

  test('the smallest tree, word by word', () => {
    const blob = writeFdt(node('', { a: cells(0x01020304) }), { bootHart: 5 });
    const words = Array.from({ length: blob.length / 4 }, (_, i) => new DataView(blob.buffer).getUint32(4 * i));
    expect(words).toEqual([
      ...[0xd00dfeed, 96, 56, 88, 40, 17, 16, 5, 2, 32],
      ...[0, 0, 0, 0],
      ...[1, 0, 3, 4, 0, 0x01020304, 2, 9],
      ...[0x61000000, 0],
    ]);
  });
});

describe('values', () => {
  test('cells are big-endian words', () => {
    expect([...cells(0x01020304, 0xffff_ffff)]).toEqual([1, 2, 3, 4, 255, 255, 255, 255]);
    expect([...cells64(0x1_0000_0002)]).toEqual([0, 0, 0, 1, 0, 0, 0, 2]);
    expect(cellsOf(cells64(0x1_0000_0002))).toEqual([1, 2]);
    expect(cellsOf(cells())).toEqual([]);
    expect(cellsOf(new Uint8Array(3))).toBeUndefined();
  });

  test.each([-1, 2 ** 32, 0.5, NaN])('%d is no cell', (value) => {
    expect(codeOf(() => cells(value))).toBe('E_FDT');
  });

  test('strings end with NUL', () => {
    expect([...strings('ab', '', 'c')]).toEqual([97, 98, 0, 0, 99, 0]);
    expect([...strings('é€😀')]).toEqual([0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0]);
    expect([...strings()]).toEqual([]);
    expect(codeOf(() => strings('a\0b'))).toBe('E_FDT');
    expect(stringsOf(strings('ab', '', 'c'))).toEqual(['ab', '', 'c']);
    expect(stringsOf(empty)).toBeUndefined();
    expect(stringsOf(cells(0x61626364))).toBeUndefined();
  });

  test('nodes are found by path', () => {
    const root = node('', {}, [node('soc', {}, [node('serial@10', {})])]);
    expect(findNode(root, '/')).toBe(root);
    expect(findNode(root, '/soc/serial@10')?.name).toBe('serial@10');
    expect(findNode(root, '/soc/serial')).toBeUndefined();
    expect(findNode(root, '/none/serial@10')).toBeUndefined();
  });
});

describe('the writer refuses', () => {
  test.each([
    ['a named root', node('root', {})],
    ['a node without a name', node('', {}, [node('', {})])],
    ['a slash in a name', node('', {}, [node('a/b', {})])],
    ['two unit addresses', node('', {}, [node('a@1@2', {})])],
    ['two nodes of a name', node('', {}, [node('a', {}), node('a', {})])],
    ['a blank in a property', node('', { 'a b': empty })],
    ['a property without a name', node('', { '': empty })],
    ['letters beyond ASCII', node('', { é: empty })],
  ])('%s', (_, root) => {
    expect(codeOf(() => writeFdt(root))).toBe('E_FDT');
  });

  test.each([
    [-1, 1],
    [0, 0],
    [2 ** 53, 1],
    [0.5, 1],
  ])('a reservation at %d of %d bytes', (address, size) => {
    expect(codeOf(() => writeFdt(node('', {}), { reservations: [{ address, size }] }))).toBe('E_FDT');
  });
});

/** A blob from raw words of the structure block; the strings block is "a\0b\0". */
function blobOf(structure: readonly number[], header: Readonly<Record<number, number>> = {}): Uint8Array {
  const bytes = new Uint8Array(56 + 4 * structure.length + 4);
  const view = new DataView(bytes.buffer);
  const total = bytes.length;
  [0xd00dfeed, total, 56, total - 4, 40, 17, 16, 0, 4, 4 * structure.length].forEach((w, i) =>
    view.setUint32(4 * i, w),
  );
  structure.forEach((w, i) => view.setUint32(56 + 4 * i, w));
  bytes.set([97, 0, 98, 0], total - 4);
  for (const [index, value] of Object.entries(header)) view.setUint32(4 * Number(index), value);
  return bytes;
}

const [BEGIN, END_NODE, PROP, NOP, END] = [1, 2, 3, 4, 9];
const good = [BEGIN, 0, PROP, 4, 0, 7, NOP, BEGIN, 0x78000000, END_NODE, END_NODE, END];

describe('the reader', () => {
  test('skips NOPs', () => {
    expect(read(blobOf(good)).root).toEqual(node('', { a: cells(7) }, [node('x', {})]));
  });

  test.each([
    ['nothing', new Uint8Array(0)],
    ['half a header', blobOf(good).subarray(0, 39)],
    ['another magic number', blobOf(good, { 0: 0xedfe0dd0 })],
    ['a size beyond the blob', blobOf(good, { 1: 109 })],
    ['a size below the header', blobOf(good, { 1: 39 })],
    ['a structure block outside', blobOf(good, { 2: 0xffff_fff0 })],
    ['a structure block in the header', blobOf(good, { 2: 0 })],
    ['a structure block off alignment', blobOf([...good, 0], { 2: 57 })],
    ['a structure block too long', blobOf(good, { 9: 0xffff_ffff })],
    ['a strings block outside', blobOf(good, { 3: 0x7fff_ffff })],
    ['a strings block too long', blobOf(good, { 8: 5 })],
    ['reservations outside', blobOf(good, { 4: 4096 })],
    ['reservations off alignment', blobOf(good, { 4: 44 })],
    ['reservations without an end', blobOf(good, { 4: 56 })],
    ['an old version', blobOf(good, { 5: 16 })],
    ['a version not compatible', blobOf(good, { 5: 20, 6: 18 })],
    ['a compatible version too old', blobOf(good, { 6: 2 })],
    ['no tokens', blobOf([])],
    ['no end', blobOf(good.slice(0, -1))],
    ['an end before the root', blobOf([END])],
    ['an end inside a node', blobOf([BEGIN, 0, END])],
    ['an unknown token', blobOf([BEGIN, 0, 5, END_NODE, END])],
    ['an end of no node', blobOf([END_NODE, END])],
    ['two roots', blobOf([BEGIN, 0, END_NODE, BEGIN, 0, END_NODE, END])],
    ['a root with a name', blobOf([BEGIN, 0x78000000, END_NODE, END])],
    ['a name without an end', blobOf([BEGIN, 0, BEGIN, 0x78787878])],
    ['a control character in a name', blobOf([BEGIN, 0, BEGIN, 0x07000000, END_NODE, END_NODE, END])],
    ['a property outside a node', blobOf([PROP, 0, 0, BEGIN, 0, END_NODE, END])],
    ['a property after a child', blobOf([BEGIN, 0, BEGIN, 0x78000000, END_NODE, PROP, 0, 0, END_NODE, END])],
    ['a property twice', blobOf([BEGIN, 0, PROP, 0, 0, PROP, 0, 0, END_NODE, END])],
    ['a property without a name', blobOf([BEGIN, 0, PROP, 0, 1, END_NODE, END])],
    ['a property name outside', blobOf([BEGIN, 0, PROP, 0, 4, END_NODE, END])],
    ['a property beyond the block', blobOf([BEGIN, 0, PROP, 0x7fff_fffc, 0, END_NODE, END])],
    ['half a property', blobOf([BEGIN, 0, PROP, 0])],
    ['too many levels', blobOf([...Array<number[]>(65).fill([BEGIN, 0]).flat(), END])],
  ])('refuses %s', (_, blob) => {
    const result = readFdt(blob);
    expect(result).toHaveProperty('error');
    expect('error' in result && Number.isSafeInteger(result.offset) && result.offset >= 0).toBe(true);
  });

  test('refuses reservations that no memory has', () => {
    const blob = writeFdt(node('', {}), { reservations: [{ address: 1, size: 1 }] });
    new DataView(blob.buffer).setUint32(40, 0xffff_ffff);
    expect(readFdt(blob)).toMatchObject({ error: 'reservation beyond any memory', offset: 40 });
  });

  test('survives any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 200 }), (structure) => {
        expect(readFdt(blobOf(structure))).toBeTypeOf('object');
      }),
    );
  });

  test('survives changed bytes in a real tree', () => {
    const flips = fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(tree, flips, fc.nat({ max: 400 }), (root, changes, cut) => {
        const blob = writeFdt(root);
        for (const [at, value] of changes) if (at < blob.length) blob[at] = value;
        for (const hostile of [blob, blob.subarray(0, cut)]) expect(readFdt(hostile)).toBeTypeOf('object');
      }),
    );
  });
});
