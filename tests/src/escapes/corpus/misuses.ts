/** Kernels that keep to the rules, and that ostd refuses when they run: types are erased, so it checks what it is given. */
import type { Misuse } from '../escape.ts';

export const misuses: readonly Misuse[] = [
  {
    what: 'uses a frame that it has released',
    code: `import { FrameAllocOptions } from '@racho/ostd';

export function kernelMain(): void {
  const frame = FrameAllocOptions.allocFrame();
  frame?.release();
  frame?.reader();
}
`,
    refused: 'E_HANDLE',
  },
  {
    what: 'releases a frame twice',
    variantOf: 'uses a frame that it has released',
    code: `import { FrameAllocOptions } from '@racho/ostd';

export function kernelMain(): void {
  const frame = FrameAllocOptions.allocFrame();
  frame?.release();
  frame?.release();
}
`,
    refused: 'E_HANDLE',
  },
  {
    what: 'uses a space that it has released',
    variantOf: 'uses a frame that it has released',
    code: `import { PAGE_SIZE, vaddr, VmSpace } from '@racho/ostd';

export function kernelMain(): void {
  const space = VmSpace.create();
  space?.release();
  space?.cursor(vaddr(0), PAGE_SIZE);
}
`,
    refused: 'E_HANDLE',
  },
  {
    what: 'maps a frame that it has released',
    variantOf: 'uses a frame that it has released',
    code: `import { FrameAllocOptions, PAGE_SIZE, vaddr, VmSpace } from '@racho/ostd';

export function kernelMain(): void {
  const frame = FrameAllocOptions.allocFrame();
  frame?.release();
  if (frame !== undefined) {
    VmSpace.create()?.cursor(vaddr(0), PAGE_SIZE).map(frame, { readable: true, writable: false, executable: false });
  }
}
`,
    refused: 'E_HANDLE',
  },
  {
    what: 'maps a page that is written and not read',
    code: `import { FrameAllocOptions, PAGE_SIZE, vaddr, VmSpace } from '@racho/ostd';

export function kernelMain(): void {
  const frame = FrameAllocOptions.allocFrame();
  if (frame !== undefined) {
    VmSpace.create()?.cursor(vaddr(0), PAGE_SIZE).map(frame, { readable: false, writable: true, executable: false });
  }
}
`,
    refused: 'E_ARGUMENT',
  },
  {
    what: 'maps in the half of the kernel',
    code: `import { PAGE_SIZE, vaddr, VmSpace } from '@racho/ostd';

export function kernelMain(): void {
  const cursor = VmSpace.create()?.cursor(vaddr(-PAGE_SIZE), PAGE_SIZE);
  cursor?.unmap();
}
`,
    refused: 'E_ADDRESS',
  },
  {
    what: 'maps at half a page',
    variantOf: 'maps in the half of the kernel',
    code: `import { PAGE_SIZE, vaddr, VmSpace } from '@racho/ostd';

export function kernelMain(): void {
  const cursor = VmSpace.create()?.cursor(vaddr(1), PAGE_SIZE);
  cursor?.unmap();
}
`,
    refused: 'E_ADDRESS',
  },
  {
    what: 'maps over the end of the user half',
    variantOf: 'maps in the half of the kernel',
    code: `import { PAGE_SIZE, USER_END, vaddr, VmSpace } from '@racho/ostd';

export function kernelMain(): void {
  const cursor = VmSpace.create()?.cursor(vaddr(USER_END - PAGE_SIZE), 2 * PAGE_SIZE);
  cursor?.unmap();
}
`,
    refused: 'E_ADDRESS',
  },
  {
    what: 'makes an address that is none',
    variantOf: 'allocates a negative number of frames',
    code: `import { vaddr } from '@racho/ostd';

export function kernelMain(): void {
  vaddr(NaN);
}
`,
    refused: 'E_ADDRESS',
  },
  {
    what: 'allocates a negative number of frames',
    code: `import { FrameAllocOptions } from '@racho/ostd';

export function kernelMain(): void {
  FrameAllocOptions.allocSegment(-1);
}
`,
    refused: 'E_ARGUMENT',
  },
  {
    what: 'reads a register that is none',
    variantOf: 'allocates a negative number of frames',
    code: `import { UserMode, VmSpace } from '@racho/ostd';

export function kernelMain(): void {
  const space = VmSpace.create();
  if (space !== undefined) UserMode.create(space)?.context.register(32);
}
`,
    refused: 'E_ARGUMENT',
  },
  {
    what: 'sets a register to no number',
    variantOf: 'allocates a negative number of frames',
    code: `import { UserMode, VmSpace } from '@racho/ostd';

export function kernelMain(): void {
  const space = VmSpace.create();
  if (space !== undefined) UserMode.create(space)?.context.setRegister(10, NaN);
}
`,
    refused: 'E_ARGUMENT',
  },
  {
    what: 'starts a user at an odd address',
    variantOf: 'allocates a negative number of frames',
    code: `import { UserMode, vaddr, VmSpace } from '@racho/ostd';

export function kernelMain(): void {
  const space = VmSpace.create();
  if (space !== undefined) UserMode.create(space)?.context.setPc(vaddr(1));
}
`,
    refused: 'E_ADDRESS',
  },
  {
    what: 'writes more than there is',
    variantOf: 'allocates a negative number of frames',
    code: `import { FrameAllocOptions } from '@racho/ostd';

export function kernelMain(): void {
  FrameAllocOptions.allocFrame()?.writer().fill(0, -1);
}
`,
    refused: 'E_ARGUMENT',
  },
  {
    what: 'schedules a task that is none of its',
    code: `import { injectScheduler, Task, type Scheduler } from '@racho/ostd';

export function kernelMain(): void {
  const other = Task.spawn('other', function* () {
    yield* Task.yield();
  });
  const queue: Task[] = [];
  const scheduler: Scheduler = {
    enqueue: (task) => {
      queue.push(task);
    },
    pickNext: () => other ?? queue.shift(),
  };
  injectScheduler(scheduler);
}
`,
    refused: 'E_SCHEDULER',
  },
  {
    what: 'sleeps for ever and a day',
    variantOf: 'allocates a negative number of frames',
    code: `import { Task, timer } from '@racho/ostd';

export function kernelMain(): void {
  Task.spawn('sleeper', () => timer.sleepUntil(Infinity));
}
`,
    refused: 'E_ARGUMENT',
  },
  {
    what: 'throws in a task',
    code: `import { Task } from '@racho/ostd';

export function kernelMain(): void {
  Task.spawn('thrower', function* () {
    yield* Task.yield();
    throw new RangeError('thrown');
  });
}
`,
    refused: 'thrown',
  },
  {
    what: 'changes the scheduler when there are tasks',
    code: `import { injectScheduler, Task } from '@racho/ostd';

export function kernelMain(): void {
  Task.spawn('first', function* () {
    yield* Task.yield();
  });
  injectScheduler({ enqueue: () => undefined, pickNext: () => undefined });
}
`,
    refused: 'E_SCHEDULER',
  },
  {
    what: 'reads memory of a device that it has released',
    variantOf: 'uses a frame that it has released',
    code: `import { Bytes } from '@racho/bytes';
import { DmaCoherent } from '@racho/ostd';

export function kernelMain(): void {
  const memory = DmaCoherent.allocate(1);
  const reader = memory?.reader();
  memory?.release();
  reader?.read(Bytes.alloc(8));
}
`,
    refused: 'E_HANDLE',
  },
  {
    what: 'goes on after the stack of the host has ended',
    code: `import { FrameAllocOptions, PAGE_SIZE, Task, vaddr, VmSpace } from '@racho/ostd';

export function kernelMain(): void {
  const space = VmSpace.create();
  const frame = FrameAllocOptions.allocFrame();
  if (space === undefined || frame === undefined) return;
  let writable = true;
  const turn = (): void => {
    space.cursor(vaddr(0), PAGE_SIZE).protect({ readable: true, writable, executable: false });
  };
  space.cursor(vaddr(0), PAGE_SIZE).map(frame, { readable: true, writable, executable: false });
  turn();
  const dive = (): void => {
    try {
      dive();
    } catch {
      writable = !writable;
    }
    turn();
  };
  Task.spawn('diver', function* () {
    try {
      dive();
    } catch {
      writable = false;
    }
    yield* Task.yield();
  });
}
`,
    refused: 'E_UNWOUND',
  },
  {
    what: 'changes the constants of ostd, a dozen levels down',
    code: `import { Register } from '@racho/ostd';

interface Box<T> {
  readonly in: T;
}
type Three<T> = Box<Box<Box<T>>>;
type Twelve<T> = Three<Three<Three<Three<T>>>>;

export function kernelMain(): void {
  const two: Box<Box<{ readonly a0: number }>> = { in: { in: Register } };
  const six: Box<Three<Box<Box<{ readonly a0: number }>>>> = { in: { in: { in: { in: two } } } };
  const deep: Twelve<{ readonly a0: number }> = { in: { in: { in: { in: { in: { in: six } } } } } };
  const wide: Twelve<{ a0: number }> = deep;
  wide.in.in.in.in.in.in.in.in.in.in.in.in.a0 = 32;
}
`,
    refused: "Cannot assign to read only property 'a0' of object '#<Object>'",
  },
];
