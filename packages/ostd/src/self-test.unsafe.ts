/** Boot tests of ostd on the machine that it runs on: each one checks something that a later failure would hide. */
import { KERNEL_BASE, TRAMPOLINE } from './arch/layout.ts';
import { whole } from './context.ts';
import type { System } from './system.ts';
import { PAGE_SIZE, vaddr, virtualPageOf, type Paddr, type Ppn } from './mm/address.ts';

/** A test's name, and what is wrong, if anything is. */
export interface SelfTestResult {
  readonly name: string;
  readonly failure?: string;
}

/** Pieces of each size that `heapTest` takes. */
const HEAP_SIZES = [1, 16, 24, 100, 512, 2048, PAGE_SIZE];
const PIECES = 40;

/** What a test has taken, all of which is given back, whatever becomes of the test. */
class Loan<T> {
  readonly #taken = new Set<T>();
  readonly #release: (each: T) => void;

  constructor(release: (each: T) => void) {
    this.#release = release;
  }

  take(each: T | undefined): T {
    if (each === undefined) throw new Failure('out of memory');
    if (this.#taken.has(each)) throw new Failure('what is in use was handed out again');
    this.#taken.add(each);
    return each;
  }

  give(each: T): void {
    this.#taken.delete(each);
    this.#release(each);
  }

  giveAll(): void {
    for (const each of this.#taken) this.give(each);
  }
}

/** Ends a test. */
class Failure extends Error {}

/** Runs `test` with a loan; afterwards as many frames are free as before. */
function lending<T>(
  { frames }: System,
  release: (each: T) => void,
  test: (loan: Loan<T>) => string | undefined,
): string | undefined {
  const before = frames.free;
  const loan = new Loan(release);
  let failure: string | undefined;
  try {
    failure = test(loan);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    failure = error.message;
  } finally {
    loan.giveAll();
  }
  return failure ?? (frames.free === before ? undefined : 'frames were lost');
}

/** Pieces of kernel memory do not overlap, and are what S-mode code sees at their address. */
function heapTest(system: System): string | undefined {
  const { heap, supervisor } = system;
  const sizeOf = (i: number): number => HEAP_SIZES[i % HEAP_SIZES.length]!;
  return lending<Paddr>(
    system,
    (piece) => heap.release(piece),
    (loan) => {
      const take = (i: number): Paddr => {
        const piece = loan.take(heap.allocate(sizeOf(i)));
        if (supervisor.load(vaddr(piece)) !== 0n) throw new Failure(`memory at ${piece} is not zero`);
        // SAFETY: inside of a piece that this test has just allocated and nobody else knows.
        system.frames.memory.heap.writeNumber(piece, pattern(piece));
        return piece;
      };
      const pieces = Array.from({ length: PIECES * HEAP_SIZES.length }, (_, i) => take(i));
      // Every second piece is freed and taken again, so that recycled memory is tested too.
      for (let i = 0; i < pieces.length; i += 2) loan.give(pieces[i]!);
      for (let i = 0; i < pieces.length; i += 2) pieces[i] = take(i);
      const changed = pieces.find((piece) => supervisor.load(vaddr(piece)) !== BigInt(pattern(piece)));
      return changed === undefined ? undefined : `memory at ${changed} has changed`;
    },
  );
}

/** A number that only `piece` holds. */
const pattern = (piece: Paddr): number => piece * 4099;

/** Frames are zeroed, recycled, and handed out once. */
function frameAllocatorTest(system: System): string | undefined {
  const { frames } = system;
  return lending<Ppn>(
    system,
    (page) => frames.release(page),
    (loan) => {
      const take = (): Ppn[] => Array.from({ length: 5 }, () => loan.take(frames.allocate('untyped')));
      const first = take();
      // SAFETY: frames that this test holds, and nobody else.
      for (const page of first) frames.memory.untyped.fill((page * PAGE_SIZE) as Paddr, PAGE_SIZE, 0xa5);
      for (const page of first) loan.give(page);
      const second = take();
      if (second.some((page) => !first.includes(page))) return 'released frames are not used again';

      // SAFETY: as above; reading breaks no invariant.
      const isDirty = (page: Ppn): boolean => frames.memory.untyped.readWord((page * PAGE_SIZE) as Paddr) !== 0n;
      return second.some(isDirty) ? 'a frame came dirty' : undefined;
    },
  );
}

/** The kernel's own sections have their own rights: in the page table, and as the hart sees them. */
function remapTest(system: System): string | undefined {
  const { image, kernelSpace, supervisor } = system;
  const rightsAt = (address: number): string => {
    const mapping = kernelSpace.table.query(virtualPageOf(vaddr(address)));
    if (mapping === undefined) return 'none';
    return `${mapping.readable ? 'r' : '-'}${mapping.writable ? 'w' : '-'}${mapping.executable ? 'x' : '-'}`;
  };
  const expected: [string, number, string][] = [
    ['.text', KERNEL_BASE, 'r-x'],
    ['.rodata', image.symbol('operations'), 'r--'],
    ['.data', image.symbol('ostd_image_version'), 'rw-'],
    ['.bss', image.symbol('boot_stack_top') - 1, 'rw-'],
    ['the trampoline', TRAMPOLINE, 'r-x'],
    ['memory behind the image', image.end, 'rw-'],
    ['the page below the image', KERNEL_BASE - 1, 'none'],
  ];
  for (const [what, address, rights] of expected) {
    const actual = rightsAt(address);
    if (actual !== rights) return `${what} is ${actual} instead of ${rights}`;
  }
  // And through the MMU: the trampoline is the same memory at both of its addresses; .data takes a store.
  const physical = vaddr(image.trampoline * PAGE_SIZE);
  if (supervisor.load(TRAMPOLINE) !== supervisor.load(physical)) return 'the trampoline is not what the image says';
  const version = vaddr(image.symbol('ostd_image_version'));
  supervisor.store(version, 0x5a);
  if (supervisor.load(version) !== 0x5an) return '.data did not take a store';
  supervisor.store(version, 1);
  return undefined;
}

const tests: readonly (readonly [name: string, run: (system: System) => string | undefined])[] = [
  ['heap_test', heapTest],
  ['frame_allocator_test', frameAllocatorTest],
  ['remap_test', remapTest],
];

/** Runs ostd's boot tests on the running system. */
export function selfTest(): readonly SelfTestResult[] {
  // What a test has taken is lost where the stack of the host ends in it.
  return whole((system) =>
    tests.map(([name, run]) => {
      const failure = run(system);
      return failure === undefined ? { name } : { name, failure };
    }),
  );
}
