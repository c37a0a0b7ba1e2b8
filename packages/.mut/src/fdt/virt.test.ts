import { describe, expect, test } from 'vitest';
import { readFdt } from './reader.ts';
import { cellsOf, findNode, stringsOf, type FdtNode } from './tree.ts';
import { virtTree, type VirtTree } from './virt.ts';
import { writeFdt } from './writer.ts';

const config: VirtTree = {
  ramBase: 0x8000_0000,
  ramSize: 0x800_0000,
  hartCount: 2,
  extensions: ['i', 'm', 'a', 'c', 'zicsr', 'zifencei'],
  cacheBlockSize: 64,
  mmuType: 'riscv,sv48',
  timebaseFrequency: 10_000_000,
};

const at = (root: FdtNode, path: string): FdtNode => {
  const found = findNode(root, path);
  if (found === undefined) throw new Error(`no ${path}`);
  return found;
};
const cellsAt = (root: FdtNode, path: string, name: string) => cellsOf(at(root, path).properties.get(name)!);
const stringsAt = (root: FdtNode, path: string, name: string) => stringsOf(at(root, path).properties.get(name)!);

describe('virt', () => {
  const root = virtTree(config);

  test('survives flattening', () => {
    expect(readFdt(writeFdt(root))).toEqual({ root, reservations: [], bootHart: 0 });
  });

  test('says what the configuration says', () => {
    expect(cellsAt(root, '/memory@80000000', 'reg')).toEqual([0, 0x8000_0000, 0, 0x800_0000]);
    expect(cellsAt(root, '/cpus', 'timebase-frequency')).toEqual([10_000_000]);
    expect(stringsAt(root, '/cpus/cpu@1', 'riscv,isa')).toEqual(['rv64imac_zicsr_zifencei']);
    expect(stringsAt(root, '/cpus/cpu@1', 'riscv,isa-base')).toEqual(['rv64i']);
    expect(stringsAt(root, '/cpus/cpu@1', 'riscv,isa-extensions')).toEqual(config.extensions);
    expect(cellsAt(root, '/cpus/cpu@1', 'riscv,cboz-block-size')).toEqual([64]);
    expect(stringsAt(root, '/cpus/cpu@1', 'mmu-type')).toEqual(['riscv,sv48']);
    expect(findNode(root, '/cpus/cpu@2')).toBeUndefined();
    expect([...at(root, '/chosen').properties.keys()]).toEqual(['stdout-path']);
  });

  test('RAM beyond 4 GiB takes both cells', () => {
    const large = virtTree({ ...config, ramSize: 0x1_8000_0000 });
    expect(cellsAt(large, '/memory@80000000', 'reg')).toEqual([0, 0x8000_0000, 1, 0x8000_0000]);
  });

  test('chosen has the command line and the initrd when there are any', () => {
    const chosen = virtTree({ ...config, bootargs: 'quiet', initrd: { start: 0x8400_0000, end: 0x8400_0123 } });
    expect(stringsAt(chosen, '/chosen', 'bootargs')).toEqual(['quiet']);
    expect(cellsAt(chosen, '/chosen', 'linux,initrd-start')).toEqual([0, 0x8400_0000]);
    expect(cellsAt(chosen, '/chosen', 'linux,initrd-end')).toEqual([0, 0x8400_0123]);
  });

  test('stdout-path leads to the UART', () => {
    const [path] = stringsAt(root, '/chosen', 'stdout-path')!;
    expect(stringsAt(root, path!, 'compatible')).toEqual(['ns16550a']);
  });

  test('phandles are unique, and every reference has its target', () => {
    const handles = new Map<number, FdtNode>();
    const walk = (n: FdtNode): void => {
      const [handle] = cellsOf(n.properties.get('phandle') ?? new Uint8Array(0))!;
      if (handle !== undefined) {
        expect(handles.has(handle)).toBe(false);
        handles.set(handle, n);
      }
      n.children.forEach(walk);
    };
    walk(root);
    for (const id of [0, 1]) {
      const [cpu] = cellsAt(root, `/cpus/cpu-map/cluster0/core${id}`, 'cpu')!;
      expect(handles.get(cpu!)?.name).toBe(`cpu@${id}`);
    }
    const clint = cellsAt(root, '/soc/clint@2000000', 'interrupts-extended')!;
    expect(clint.filter((_, i) => i % 2 === 1)).toEqual([3, 7, 3, 7]);
    const intc = (id: number) => at(root, `/cpus/cpu@${id}/interrupt-controller`);
    expect(clint.filter((_, i) => i % 2 === 0).map((h) => handles.get(h))).toEqual([
      intc(0),
      intc(0),
      intc(1),
      intc(1),
    ]);
    for (const name of ['poweroff', 'reboot']) {
      expect(handles.get(cellsAt(root, `/${name}`, 'regmap')![0]!)?.name).toBe('test@100000');
    }
  });
});
