import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryDisk } from './devices/backends/memory-disk.ts';
import { MachineError } from './error.ts';
import { coreOf, Machine } from './machine.ts';
import type { MachineOptions } from './options.ts';
import { image, machineFor } from './testing.ts';

// Neither accesses to devices, in any order and width, nor images, nor options bring the host down.

/** How many times as many runs as usual. */
const LONG = Number(process.env['FUZZ'] ?? 1);

const access = fc.record({
  device: fc.nat(),
  offset: fc.oneof(
    fc.nat({ max: 0x7f }).map((word) => 4 * word),
    fc.nat({ max: 0x60_0010 }),
  ),
  width: fc.constantFrom(1, 2, 4, 8),
  value: fc.oneof(
    fc.constantFrom(0, 1, 3, 4, 8, 11, 15),
    fc.integer({ min: 0, max: 0xffff_ffff }),
    fc.nat({ max: 0xfffff }).map((page) => 0x8000_0000 + page),
  ),
  kind: fc.constantFrom('read', 'write', 'write', 'step'),
});

test('any accesses to any device are answered, and the machine goes on', () => {
  const quiet = { send: () => undefined, onReceive: () => undefined };
  fc.assert(
    fc.property(fc.array(access, { maxLength: 200 }), (accesses) => {
      const machine = machineFor('1: j 1b', {
        ...{ harts: 2, drives: [memoryDisk(new Uint8Array(4096))], network: quiet, terminal: quiet },
        share: { tag: 'x', serve: (_, reply) => reply(new Uint8Array(8)), reset: () => undefined },
      });
      const { bus } = coreOf(machine);
      for (const { device, offset, width, value, kind } of accesses) {
        const { base } = bus.devices[device % bus.devices.length]!;
        const address = base + offset;
        if (kind === 'step') machine.step(10);
        else if (width === 8 && kind === 'read') bus.read64(address);
        else if (width === 8) bus.write64(address, value, 0);
        else if (kind === 'read') {
          const got = bus.read(address, width) ?? 0;
          expect(got).toBeGreaterThanOrEqual(0);
          expect(got).toBeLessThan(2 ** 32);
        } else bus.write(address, width, value % 2 ** (8 * width));
      }
      machine.step(1000);
    }),
    { numRuns: 60 * LONG },
  );
});

const KERNEL = image('1: j 1b', 0x8020_0000n);
/** Bytes that begin like an ELF, like a Linux `Image`, or like nothing. */
const images = fc
  .tuple(fc.constantFrom('elf', 'image', 'flat'), fc.uint8Array({ maxLength: 300 }))
  .map(([kind, bytes]) => {
    const start = bytes.slice();
    if (kind === 'elf') start.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1].slice(0, start.length));
    if (kind === 'image' && start.length >= 64) start.set([0x52, 0x53, 0x43, 0x05], 56);
    return start;
  });

/** Made and stepped, or refused with one of the codes. */
function attempt(options: MachineOptions): void {
  try {
    new Machine({ memory: 8 << 20, clock: 'deterministic', ...options }).step(500);
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    expect(error.code).toMatch(/^E_(CONFIG|HOST|FDT|IMAGE_[A-Z_]+)$/);
  }
}

test('any image is run or refused', () => {
  fc.assert(
    fc.property(images, fc.option(images), fc.option(images), (kernel, initrd, bios) => {
      attempt({ kernel, ...(initrd === null ? {} : { initrd }), bios: bios ?? 'sbi' });
    }),
    { numRuns: 60 * LONG },
  );
});

test('any options are taken or refused', () => {
  const value = fc.oneof(
    fc.anything(),
    fc.integer({ min: 1, max: 8 }),
    fc.nat({ max: 32 }).map((mib) => mib << 20),
  );
  const keys = [
    'memory',
    'harts',
    'bios',
    'bootargs',
    'initrd',
    'drives',
    'network',
    'terminal',
    'share',
    'entropy',
    'clock',
  ];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 3 }), (options) => {
      attempt({ kernel: KERNEL, ...(options as MachineOptions) });
    }),
    { numRuns: 60 * LONG },
  );
});
