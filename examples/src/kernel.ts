/** A kernel in a hundred lines: loads the programs that it is handed, runs them side by side, serves `write` and `exit`. */
import { Bytes } from '@racho/bytes';
import { ElfError, parseElf, PT } from '@racho/elf';
import { console, FrameAllocOptions, log, PAGE_SIZE, power, Register, Task } from '@racho/ostd';
import { toVaddr, USER_END, UserMode, vaddr, VmSpace } from '@racho/ostd';
import type { BootInfo, Coroutine, PageFlags } from '@racho/ostd';

const WRITE = 64;
const EXIT = 93;
const FAILURE = -1;
const STACK_TOP = vaddr(0x4000_0000);
const STACK_SIZE = 4 * PAGE_SIZE;
const STACK_FLAGS: PageFlags = { readable: true, writable: true, executable: false };

/** Called by ostd when the machine has booted. The system ends with its last program, and with that one's status. */
export function kernelMain(boot: BootInfo): void {
  let left = boot.modules.length;
  if (left === 0) power.shutdown(0);
  for (const { name, bytes } of boot.modules) {
    Task.spawn(name, function* () {
      const space = VmSpace.create();
      const user = space && load(space, bytes);
      const status = space && user ? yield* run(name, space, user) : 127;
      user?.release();
      space?.release();
      if (--left === 0) power.shutdown(status);
    });
  }
}

/** A user at the entry of an ELF; `undefined` if the file makes no sense, or memory is out. */
function load(space: VmSpace, file: Bytes): UserMode | undefined {
  const elf = parseElf(file);
  const entry = elf instanceof ElfError || elf.entry % 2 !== 0 ? undefined : toVaddr(elf.entry);
  if (elf instanceof ElfError || entry === undefined) return undefined;
  for (const segment of elf.segments) {
    if (segment.type !== PT.LOAD) continue;
    const { virtualAddress, memorySize, readable, writable, executable } = segment;
    const flags = { readable: readable || writable, writable, executable };
    if (!flags.readable && !executable) return undefined;
    if (!place(space, virtualAddress, memorySize, flags, segment.data())) return undefined;
  }
  if (!place(space, STACK_TOP - STACK_SIZE, STACK_SIZE, STACK_FLAGS)) return undefined;
  const user = UserMode.create(space);
  user?.context.setPc(entry);
  user?.context.setRegister(Register.sp, STACK_TOP - 16); // an argc of 0, and the NULL that ends argv
  return user;
}

/** Maps zeroed pages for `size` bytes from `start` on and copies `data` there; `false` if that can't be. */
function place(space: VmSpace, start: number, size: number, flags: PageFlags, data?: Bytes): boolean {
  const first = start - (start % PAGE_SIZE);
  const length = Math.ceil((start + size) / PAGE_SIZE) * PAGE_SIZE - first;
  if (first < 0 || first + length > USER_END) return false;
  for (const cursor = space.cursor(vaddr(first), length); cursor.remaining > 0;) {
    const frame = FrameAllocOptions.allocFrame();
    const problem = frame ? cursor.map(frame, STACK_FLAGS) : 'no-memory';
    frame?.release(); // the mapping holds it now
    if (problem !== undefined) return false;
  }
  if (data) space.writer(start, data.length)?.write(data);
  for (const cursor = space.cursor(vaddr(first), length); cursor.remaining > 0;) cursor.protect(flags);
  return true;
}

/** Runs a program to its end, and returns its exit status. */
function* run(name: string, space: VmSpace, user: UserMode): Coroutine<number> {
  const { context } = user;
  for (;;) {
    const event = yield* user.execute();
    if (event.kind === 'event') {
      yield* Task.yield(); // its time slice is over
    } else if (event.kind === 'exception') {
      log.error(`${name}: ${event.cause}`);
      return 139;
    } else if (context.syscallNumber === EXIT) {
      return (context.syscallArgument(0) ?? 0) & 0xff;
    } else if (context.syscallNumber === WRITE) {
      context.setSyscallResult(write(space, context.syscallArgument(1), context.syscallArgument(2)));
    } else {
      context.setSyscallResult(FAILURE);
    }
  }
}

/** Prints what the program may read itself: all of it or nothing. */
function write(space: VmSpace, address = 0, length = 0): number {
  const reader = space.reader(address, length);
  if (reader?.accessible() !== length) return FAILURE;
  const bytes = Bytes.alloc(length);
  reader.read(bytes);
  console.write(bytes);
  return length;
}
