/** Handles that are dropped, coroutines that are not run, and waiting where nobody may. */
import type { Group } from '../escape.ts';

export const handles: Group = {
  title: 'Handles and blocking',
  escapes: [
    {
      what: 'drops a frame',
      code: `import type { UFrame } from '@racho/ostd';
export const f = (frame: UFrame): void => {
  frame.clone();
};`,
      types: [],
      lint: ['framekernel/handle-must-use'],
    },
    {
      what: 'drops a space',
      variantOf: 'drops a frame',
      code: `import { VmSpace } from '@racho/ostd';
export const f = (): void => {
  void VmSpace.create();
};`,
      types: [],
      lint: ['framekernel/handle-must-use'],
    },
    {
      what: 'forgets to wait',
      code: `import { Task } from '@racho/ostd';
export function* f(): Generator<never, void> {
  Task.yield();
}`,
      types: [],
      lint: ['framekernel/handle-must-use'],
    },
    {
      what: 'forgets to run a user',
      variantOf: 'forgets to wait',
      code: `import type { UserMode } from '@racho/ostd';
export const f = (mode: UserMode): void => {
  mode.execute();
};`,
      types: [],
      lint: ['framekernel/handle-must-use'],
    },
    {
      what: 'waits in an interrupt',
      code: `import { Task, timer } from '@racho/ostd';
export const f = (): void => {
  timer.onTick(function* () {
    yield* Task.yield();
  });
};`,
      types: [],
      lint: ['framekernel/handle-must-use', 'framekernel/no-block-in-atomic'],
    },
    {
      what: 'waits in an interrupt by another function',
      variantOf: 'waits in an interrupt',
      code: `import { Task, timer } from '@racho/ostd';
export const f = (): void => {
  timer.onTick(() => {
    const waiting = Task.park();
    void waiting;
  });
};`,
      types: [],
      lint: ['framekernel/handle-must-use', 'framekernel/no-block-in-atomic'],
    },
    {
      what: 'throws what is no error',
      code: `export const f = (): never => {
  throw 'x';
};`,
      types: [],
      lint: ['@typescript-eslint/only-throw-error'],
    },
    {
      what: 'forgets to wait in a callback',
      variantOf: 'forgets to wait',
      code: `import { Task } from '@racho/ostd';
export const f = (all: readonly number[]): void => {
  all.forEach(() => Task.yield());
};`,
      types: [],
      lint: ['framekernel/handle-must-use'],
    },
    {
      what: 'drops a frame in a callback',
      variantOf: 'drops a frame',
      code: `import { FrameAllocOptions } from '@racho/ostd';
export const f: () => void = () => FrameAllocOptions.allocFrame();`,
      types: [],
      lint: ['framekernel/handle-must-use'],
    },
    {
      what: 'waits in an interrupt by another name',
      variantOf: 'waits in an interrupt',
      code: `import { Task, timer } from '@racho/ostd';
export const f = (): void => {
  const { onTick } = timer;
  onTick(function* () {
    yield* Task.yield();
  });
};`,
      types: [],
      lint: ['framekernel/handle-must-use'],
    },
    {
      what: 'forgets to wait in the head of a loop',
      variantOf: 'forgets to wait',
      code: `import { Task } from '@racho/ostd';
export const f = (count: number): void => {
  for (let i = 0; i < count; i++, Task.yield());
};`,
      types: [],
      lint: ['framekernel/handle-must-use'],
    },
    {
      what: 'drops a frame in a condition',
      variantOf: 'drops a frame',
      code: `import { FrameAllocOptions } from '@racho/ostd';
export const f = (): boolean => FrameAllocOptions.allocFrame() === undefined;`,
      types: [],
      lint: ['framekernel/handle-must-use'],
    },
  ],
};
