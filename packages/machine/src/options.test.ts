import { describe, expect, test } from 'vitest';
import { memoryDisk } from './devices/backends/memory-disk.ts';
import { MachineError } from './error.ts';
import { Machine } from './machine.ts';
import { resolveOptions, type MachineOptions } from './options.ts';

const disk = memoryDisk(new Uint8Array(512));
const nothing = (): void => undefined;
const small = (): Machine => new Machine({ memory: 8 << 20, bios: 'none', kernel: new Uint8Array(4) });
const wire = { send: nothing, onReceive: nothing };
const server = { tag: 'share', serve: nothing, reset: nothing };
const resolve = (options: unknown) => resolveOptions(options as MachineOptions);

describe('what is behind the virtio devices', () => {
  test('is nothing but entropy by default', () => {
    const { drives, network, terminal, share, entropy } = resolve({});
    expect([drives, network, terminal, share, typeof entropy]).toEqual([
      [],
      undefined,
      undefined,
      undefined,
      'function',
    ]);
  });

  test('is taken as it is given', () => {
    const given = { drives: [disk, disk, disk, disk], network: wire, terminal: wire, share: server, entropy: nothing };
    expect(resolve(given)).toMatchObject(given);
  });

  test.each<[string, unknown, string]>([
    ['drives that are no array', { drives: disk }, 'drives'],
    ['more drives than there is room for', { drives: [disk, disk, disk, disk, disk] }, '5 drives'],
    ['a drive that is nothing', { drives: [null] }, 'drives[0]'],
    ['a drive that cannot write', { drives: [disk, { ...disk, write: undefined }] }, 'drives[1] has no write'],
    ['a drive of half a sector', { drives: [{ ...disk, sectors: 0.5 }] }, '0.5'],
    ['a drive of a negative size', { drives: [{ ...disk, sectors: -1 }] }, '-1'],
    ['a network that is no object', { network: 'tap0' }, 'network'],
    ['a network that cannot send', { network: { onReceive: nothing } }, 'send'],
    ['an address of 5 bytes', { network: { ...wire, mac: new Uint8Array(5) } }, '5'],
    ['a terminal without input', { terminal: { send: nothing } }, 'onReceive'],
    ['a share without a server', { share: { tag: 'share' } }, 'serve, reset'],
    ['a share without a name', { share: { ...server, tag: '' } }, 'tag'],
    ['a share with a long name', { share: { ...server, tag: 'a'.repeat(33) } }, 'tag'],
    ['a share whose name has a space', { share: { ...server, tag: 'a b' } }, 'a b'],
    ['a translator that is lazy', { jit: 'lazy' }, 'lazy'],
    ['entropy that is no function', { entropy: 4 }, 'number'],
  ])('is refused: %s', (_, options, message) => {
    expect(() => resolve(options)).toThrow(expect.objectContaining({ code: 'E_CONFIG' }));
    expect(() => resolve(options)).toThrow(message);
  });
});

test.each([
  ['options that are null', () => new Machine(null as never), 'the options are null; give an object'],
  ['options that are a text', () => new Machine('64M' as never), 'the options are of type string'],
  ['input that is null', () => small().send(null as never), 'console input is null; give a Uint8Array'],
  ['input that is a text', () => small().send('ls' as never), 'console input is of type string'],
  ['an address that is a bigint', () => small().readMemory(1n as never, 1), 'address is the bigint 1n; give a number'],
  ['no length', () => small().readMemory(0x8000_0000, undefined as never), 'length is of type undefined'],
  ['a virtual address that is a number', () => small().translate(0, 1 as never), 'give a bigint'],
])('%s is an error with a remedy', (_what, misuse, message) => {
  expect(misuse).toThrow(MachineError);
  expect(misuse).toThrow(message);
});
