/** Raw memory. */
import type { Group } from '../escape.ts';

export const memory: Group = {
  title: 'Raw memory',
  escapes: [
    {
      what: 'makes a typed array',
      code: `export const f = (): unknown => new Uint8Array(4);`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'makes shared memory',
      variantOf: 'makes a typed array',
      code: `export const f = (): unknown => new SharedArrayBuffer(4);`,
      types: [2583],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'makes a view',
      variantOf: 'makes a typed array',
      code: `export const f = (): unknown => new DataView(new ArrayBuffer(8));`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'waits on memory',
      variantOf: 'makes a typed array',
      code: `export const f = (): unknown => Atomics.wait;`,
      types: [2583],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'encodes to a typed array',
      variantOf: 'makes a typed array',
      code: `export const f = (): unknown => new TextEncoder().encode('x');`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'asks Bytes for a buffer',
      code: `import type { Bytes } from '@racho/bytes';
export const f = (b: Bytes): unknown => b.buffer;`,
      types: [2339],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'asks Bytes for its storage',
      variantOf: 'asks Bytes for a buffer',
      code: `import type { Bytes } from '@racho/bytes';
export const f = (b: Bytes): unknown => b['#view'];`,
      types: [7053],
      lint: [],
    },
    {
      what: 'writes to a place of Bytes',
      code: `import type { Bytes } from '@racho/bytes';
export const f = (bytes: Bytes): void => {
  bytes[0] = 1;
};`,
      types: [7052],
      lint: [],
    },
  ],
};
