/** Our device tree beside the one that QEMU makes for the same machine, and before the eyes of `dtc`. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CACHE_BLOCK_SIZE, EXTENSIONS } from '../isa.ts';
import { image } from '../testing.ts';
import { readFdt, type Fdt } from './reader.ts';
import { cellsOf, findNode, stringsOf, type FdtNode } from './tree.ts';
import { virtTree } from './virt.ts';
import { writeFdt } from './writer.ts';

/** Why a property that both trees have may differ, or one of ours be missing there; path patterns and names. */
const exceptions: readonly (readonly [path: RegExp, property: string, why: string])[] = [
  [/./, 'phandle', 'numbers are chosen freely; what they lead to is compared instead'],
  ...['riscv,isa', 'riscv,isa-extensions'].map(
    (name) =>
      [
        /^\/cpus\/cpu@\d+$/,
        name,
        'QEMU 10 adds names for what others imply; the extensions are compared below',
      ] as const,
  ),
];

/** Properties of nodes that we share but have not yet. */
const absent: readonly (readonly [path: string, property: string, why: string])[] = [
  ['/chosen', 'rng-seed', 'the machine has no entropy of its own: runs are reproducible'],
];

/** Properties whose cells are phandles, each followed by so many cells of arguments. */
const references: Readonly<Record<string, number>> = {
  cpu: 0,
  regmap: 0,
  'interrupts-extended': 1,
  'interrupt-parent': 0,
};

const folder = mkdtempSync(join(tmpdir(), 'racho-fdt-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bootargs = 'console=ttyS0 quiet';
const initrd = { start: 0x8400_0000, end: 0x8400_1234 };
const config = { ramBase: 0x8000_0000, ramSize: 0x800_0000, timebaseFrequency: 10_000_000, mmuType: 'riscv,sv48' };
const ours = (hartCount: number): FdtNode =>
  virtTree({
    ...config,
    hartCount,
    extensions: EXTENSIONS,
    cacheBlockSize: CACHE_BLOCK_SIZE,
    bootargs,
    initrd,
  });

const parsed = (blob: Uint8Array): Fdt => {
  const fdt = readFdt(blob);
  if ('error' in fdt) throw new Error(`${fdt.error} at ${fdt.offset}`);
  return fdt;
};

/** QEMU 10, which tells of its extensions; `scripts/fetch-guests.mjs qemu` puts it there. */
const qemu = join(import.meta.dirname, '../../../../.cache/guests/qemu/usr/bin/qemu-system-riscv64');
const cpu = ['rv64i', ...EXTENSIONS.filter((name) => name !== 'i'), 's', 'u', 'mmu', 'pmp', 'sv48']
  .map((name, i) => (i === 0 ? name : `${name}=on`))
  .join(',');

function qemuTree(hartCount: number): FdtNode {
  const blob = join(folder, `qemu-${hartCount}.dtb`);
  const image = join(folder, 'image');
  writeFileSync(image, new Uint8Array(0x1234));
  const options = ['-smp', `${hartCount}`, '-m', '128M', '-bios', 'none', '-kernel', image, '-initrd', image];
  // No screen and no sound: it must not look for any.
  const quiet = ['-display', 'none', '-audio', 'none'];
  const machine = ['-M', `virt,aia=none,dumpdtb=${blob}`, '-cpu', cpu];
  execFileSync(qemu, [...machine, ...options, '-append', bootargs, ...quiet], { stdio: 'pipe' });
  return parsed(readFileSync(blob)).root;
}

/** Every node with its path, the root's being `/`. */
function* walk(node: FdtNode, path = ''): Generator<readonly [string, FdtNode]> {
  yield [path === '' ? '/' : path, node];
  for (const child of node.children) yield* walk(child, `${path}/${child.name}`);
}

/** A property as text that means the same in both trees: phandles become the paths that they lead to. */
function meaning(root: FdtNode, name: string, value: Uint8Array): string {
  const step = references[name];
  if (step === undefined) return [...value].join(' ');
  const paths = new Map<number, string>();
  for (const [path, node] of walk(root)) {
    const [handle] = cellsOf(node.properties.get('phandle') ?? new Uint8Array(0)) ?? [];
    if (handle !== undefined) paths.set(handle, path);
  }
  return cellsOf(value)!
    .map((cell, i) => (i % (step + 1) === 0 ? paths.get(cell) : cell))
    .join(' ');
}

describe.each([1, 2, 4])('QEMU virt with %d harts', (hartCount) => {
  const mine = ours(hartCount);
  let theirs: FdtNode;
  beforeAll(() => {
    theirs = qemuTree(hartCount);
  });

  test('has all our nodes', () => {
    for (const [path] of walk(mine)) expect(findNode(theirs, path), path).toBeDefined();
  });

  test('says the same of them', () => {
    let compared = 0;
    for (const [path, node] of walk(mine)) {
      for (const [name, value] of node.properties) {
        if (exceptions.some(([pattern, property]) => property === name && pattern.test(path))) continue;
        const other = findNode(theirs, path)?.properties.get(name);
        expect(other, `${path} ${name}`).toBeDefined();
        expect(meaning(mine, name, value), `${path} ${name}`).toBe(meaning(theirs, name, other!));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(70);
  });

  test('has every extension that our harts have', () => {
    const extensions = (root: FdtNode, hart: number): string[] =>
      stringsOf(findNode(root, `/cpus/cpu@${hart}`)!.properties.get('riscv,isa-extensions')!)!;
    for (let hart = 0; hart < hartCount; hart++) {
      expect(extensions(mine, hart)).toEqual(EXTENSIONS);
      expect(extensions(theirs, hart)).toEqual(expect.arrayContaining([...EXTENSIONS]));
    }
  });

  test('says nothing of them that we leave out without a reason', () => {
    const missing: string[] = [];
    for (const [path, node] of walk(mine)) {
      for (const name of findNode(theirs, path)?.properties.keys() ?? []) {
        if (!node.properties.has(name)) missing.push(`${path} ${name}`);
      }
    }
    expect(missing.sort()).toEqual(absent.map(([path, name]) => `${path} ${name}`).sort());
  });

  test('no exception is out of date', () => {
    const differing = (path: string, name: string): boolean => {
      const [a, b] = [mine, theirs].map((root) => findNode(root, path)?.properties.get(name));
      return a === undefined || b === undefined || a.join() !== b.join();
    };
    for (const [pattern, name] of exceptions) {
      const paths = [...walk(mine)].map(([path]) => path).filter((path) => pattern.test(path));
      expect(
        paths.some((path) => differing(path, name)),
        name,
      ).toBe(true);
    }
  });
});

describe('dtc', () => {
  const dtc = (args: readonly string[], input: Uint8Array | string) => {
    const result = spawnSync('dtc', args, { input });
    if (result.error) throw result.error;
    return { status: result.status, stdout: result.stdout, stderr: result.stderr.toString() };
  };

  test.each([1, 2, 17])('takes our blob for %d harts without a remark', (hartCount) => {
    // QEMU's interrupt controllers have no #address-cells either.
    const options = ['-W', 'no-interrupt_provider', '-I', 'dtb', '-O', 'dts', '-'];
    const { status, stdout, stderr } = dtc(options, writeFdt(ours(hartCount)));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.toString()).toContain('compatible = "riscv-virtio";');
  });

  test('what dtc compiles, the reader reads', () => {
    const source = `/dts-v1/; /memreserve/ 0x1000 0x20;
      / { #address-cells = <1>; #size-cells = <0>; a = <1 2>; b = "x", "yz"; c; d = [010203]; n@5 { reg = <5>; n { }; }; };`;
    const { status, stdout } = dtc(['-I', 'dts', '-O', 'dtb', '-b', '3', '-'], source);
    expect(status).toBe(0);
    const { root, reservations, bootHart } = parsed(stdout);
    expect({ reservations, bootHart }).toEqual({ reservations: [{ address: 0x1000, size: 0x20 }], bootHart: 3 });
    const value = (name: string): Uint8Array => root.properties.get(name)!;
    expect([cellsOf(value('a')), stringsOf(value('b'))]).toEqual([
      [1, 2],
      ['x', 'yz'],
    ]);
    expect([[...value('c')], [...value('d')]]).toEqual([[], [1, 2, 3]]);
    expect(findNode(root, '/n@5/n')).toBeDefined();
  });
});

test('OpenSBI finds its devices by our tree', () => {
  const [blob, kernel] = [join(folder, 'ours.dtb'), join(folder, 'kernel')];
  writeFileSync(blob, writeFdt(ours(1)));
  // All it does is to ask for a shutdown, for which OpenSBI must have found the finisher.
  writeFileSync(kernel, image('li a7, 0x53525354\nli a6, 0\nli a0, 0\nli a1, 0\necall\nj .', 0x8020_0000n));
  const machine = ['-M', 'virt', '-m', '128M', '-dtb', blob, '-bios', 'default', '-kernel', kernel];
  const channels = ['-display', 'none', '-monitor', 'none', '-serial', 'stdio'];
  const banner = execFileSync('qemu-system-riscv64', [...machine, ...channels], { timeout: 60_000 }).toString();
  const lines = banner.matchAll(/^(\w[\w ]*?) +: (.*?)\r?$/gm);
  const found = Object.fromEntries([...lines].map(([, name, value]): [string, string] => [name!, value!]));
  expect(found).toMatchObject({
    'Platform Name': 'riscv-virtio,qemu',
    'Platform HART Count': '1',
    'Platform IPI Device': 'aclint-mswi',
    'Platform Timer Device': 'aclint-mtimer @ 10000000Hz',
    'Platform Console Device': 'uart8250',
    'Platform Reboot Device': 'sifive_test',
    'Platform Shutdown Device': 'sifive_test',
    // Where our loader puts it, too.
    'Domain0 Next Arg1': '0x0000000087e00000',
  });
});
