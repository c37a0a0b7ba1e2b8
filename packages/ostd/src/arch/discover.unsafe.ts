/** Reads the device tree that the firmware left, and makes the frames behind the image ours. */
import { cellsOf, findNode, readFdt, stringsOf, type FdtNode } from '@racho/machine/fdt';
import { ask } from '../context.ts';
import { OstdError } from '../error.ts';
import type { BootInfo } from '../boot-info.ts';
import type { KernelImage } from '../image/kernel-image.ts';
import { PAGE_SIZE, pageOf, paddr, type Ppn } from '../mm/address.ts';
import { permitsDma } from '../mm/dma.ts';
import { stackAllocator, type FrameAllocator } from '../mm/frame-allocator.ts';
import { FramePool } from '../mm/frame-pool.unsafe.ts';
import { FrameTable } from '../mm/frame-table.ts';
import { rawOf, type Platform } from './platform.unsafe.ts';
import type { Supervisor } from './supervisor.unsafe.ts';

/** Offset of `totalsize` in the header (Devicetree Specification v0.4, 5.2), and the most that we believe. */
const TOTALSIZE = 4;
const LARGEST_TREE = 0x10_0000;

/** Makes the policy that hands out the frames `first … end − 1`, which are all unused. */
export type MakeFrameAllocator = (first: Ppn, end: Ppn) => FrameAllocator;

/** Boot facts and frames; the hart stands at the boot gate with a1 = device tree. */
export function discover(
  platform: Platform,
  supervisor: Supervisor,
  image: KernelImage,
  makeAllocator: MakeFrameAllocator = stackAllocator,
): { info: Omit<BootInfo, 'modules'>; frames: FramePool } {
  const address = supervisor.argument(1);
  const { root, size } = readTree(platform, address);
  const memory = memoryOf(root);
  const info = Object.freeze({
    commandLine: textOf(findNode(root, '/chosen'), 'bootargs') ?? '',
    memory: Object.freeze(memory),
    harts: findNode(root, '/cpus')?.children.filter((cpu) => cpu.name.startsWith('cpu@')).length ?? 1,
    timebase: cellOf(findNode(root, '/cpus'), 'timebase-frequency'),
  });
  return { info, frames: framesBehind(platform, image, memory, address, size, makeAllocator) };
}

function readTree(platform: Platform, address: number): { root: FdtNode; size: number } {
  // SAFETY: before any frame has an owner.
  const memory = rawOf(platform).memory('foreign');
  if (!(address >= memory.base && address + 8 <= memory.base + memory.size)) {
    throw new OstdError('E_DEVICE_TREE', `the firmware gives no device tree in RAM: a1 is ${address}`);
  }

  // SAFETY: a read of RAM before any frame has an owner.
  const swapped = memory.readU32(address + TOTALSIZE);
  const size = new DataView(Uint32Array.of(swapped).buffer).getUint32(0);
  const blob = new Uint8Array(Math.min(size, LARGEST_TREE, memory.base + memory.size - address));
  memory.copyOut(address, blob);
  const tree = readFdt(blob);
  if ('error' in tree) throw new OstdError('E_DEVICE_TREE', `the device tree is malformed: ${tree.error}`);
  return { root: tree.root, size: blob.length };
}

/** All RAM except the firmware's (below the image), the image's own and the pages of the device tree. */
function framesBehind(
  platform: Platform,
  image: KernelImage,
  ram: BootInfo['memory'],
  treeAddress: number,
  treeSize: number,
  makeAllocator: MakeFrameAllocator,
): FramePool {
  const first = pageOf(paddr(image.end));
  const ramEnd = ram.base + ram.size;
  // The machine puts the tree near the end of RAM; what lies above it stays unused.
  const behindImage = treeAddress >= image.end && treeAddress + treeSize <= ramEnd;
  const end = pageOf(paddr(behindImage ? treeAddress : ramEnd));
  // SAFETY: telling the machine what frames are for gives nobody anything.
  const observe = rawOf(platform).shadow?.frame;
  const table = new FrameTable(pageOf(paddr(ram.base)), ram.size / PAGE_SIZE, observe);

  // SAFETY: devices reach less than before: none but frames that were given to them.
  rawOf(platform).setDmaFilter(permitsDma(table));
  for (let page = pageOf(paddr(ram.base)); page < first; page = (page + 1) as Ppn) {
    table.claim(page);
    table.publish(page, 'image');
  }
  return new FramePool(
    platform,
    table,
    ask(() => makeAllocator(first, end)),
    end - first,
  );
}

function memoryOf(root: FdtNode): { base: number; size: number } {
  const node = root.children.find((child) => child.name.startsWith('memory@'));
  const cells = cellsOf(node?.properties.get('reg') ?? new Uint8Array(0));
  if (cells?.length !== 4) throw new OstdError('E_DEVICE_TREE', 'the device tree has no memory node with one range');
  const [baseHigh, baseLow, sizeHigh, sizeLow] = cells;
  return { base: baseHigh! * 2 ** 32 + baseLow!, size: sizeHigh! * 2 ** 32 + sizeLow! };
}

function cellOf(node: FdtNode | undefined, name: string): number {
  const value = cellsOf(node?.properties.get(name) ?? new Uint8Array(0))?.[0];
  if (value === undefined) throw new OstdError('E_DEVICE_TREE', `the device tree has no ${name}`);
  return value;
}

function textOf(node: FdtNode | undefined, name: string): string | undefined {
  const value = node?.properties.get(name);
  return value === undefined ? undefined : stringsOf(value)?.[0];
}
