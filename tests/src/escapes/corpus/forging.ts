/** Values that stand for something that they are not. */
import type { Group } from '../escape.ts';

export const forging: Group = {
  title: 'Forging and extending',
  escapes: [
    {
      what: 'makes a task',
      code: `import { Task } from '@racho/ostd';
export const f = (): unknown => new Task();`,
      types: [2673],
      lint: [],
    },
    {
      what: 'extends a task',
      code: `import { Task } from '@racho/ostd';
export class C extends Task {}`,
      types: [2675],
      lint: ['framekernel/no-foreign-subclass'],
    },
    {
      what: 'extends a wait queue',
      variantOf: 'extends a task',
      code: `import { WaitQueue } from '@racho/ostd';
export class C extends WaitQueue {}`,
      types: [],
      lint: ['framekernel/no-foreign-subclass'],
    },
    {
      what: 'extends a wait queue that it has exported once more',
      variantOf: 'extends a task',
      code: `import { WaitQueue } from './again.ts';
export class C extends WaitQueue {}`,
      beside: { 'again.ts': `export { WaitQueue } from '@racho/ostd';` },
      types: [],
      lint: ['framekernel/no-foreign-subclass'],
    },
    {
      what: 'extends a map',
      variantOf: 'extends a task',
      code: `export class C extends Map<string, number> {}`,
      types: [],
      lint: ['framekernel/no-foreign-subclass'],
    },
    {
      what: 'extends nothing at all',
      variantOf: 'extends a task',
      code: `export class C extends null {}`,
      types: [],
      lint: ['framekernel/no-foreign-subclass'],
    },
    {
      what: 'extends what a function gives',
      variantOf: 'extends a task',
      code: `const mixin = (): new () => object => class {};
export class C extends mixin() {}`,
      types: [],
      lint: ['framekernel/no-foreign-subclass', 'framekernel/no-reflective-syntax'],
    },
    {
      what: 'writes a handle down',
      code: `import { VmSpace, type UFrame } from '@racho/ostd';
export const f = (): UFrame => ({ paddr: VmSpace });`,
      types: [2322],
      lint: [],
    },
    {
      what: 'writes a module down',
      variantOf: 'writes a handle down',
      code: `import type { BootModule } from '@racho/ostd';
import { Bytes } from '@racho/bytes';
export const f = (): BootModule => ({ name: 'x', bytes: Bytes.alloc(0), args: [] });`,
      types: [],
      lint: ['framekernel/no-handle-literal'],
    },
    {
      what: 'writes a module down, and passes it on',
      variantOf: 'writes a handle down',
      code: `import type { BootModule } from '@racho/ostd';
import { Bytes } from '@racho/bytes';
const like = { name: 'x', bytes: Bytes.alloc(0), args: [] };
export const f = (): BootModule => like;`,
      types: [],
      lint: ['framekernel/no-handle-literal'],
    },
    {
      what: 'copies a module',
      code: `import type { BootModule } from '@racho/ostd';
export const f = (m: BootModule): BootModule => ({ ...m, name: 'other' });`,
      types: [],
      lint: ['framekernel/no-handle-literal'],
    },
    {
      what: 'implements what is another’s',
      variantOf: 'writes a handle down',
      code: `import type { BootModule } from '@racho/ostd';
import { Bytes } from '@racho/bytes';
export class C implements BootModule {
  readonly name = 'x';
  readonly bytes = Bytes.alloc(0);
  readonly args = [];
}`,
      types: [],
      lint: ['framekernel/no-handle-literal'],
    },
    {
      what: 'copies a handle',
      variantOf: 'copies a module',
      code: `import type { Task } from '@racho/ostd';
export const f = (task: Task): Task => ({ ...task });`,
      types: [2739],
      lint: [],
    },
    {
      what: 'suspends by a request of its own',
      variantOf: 'writes a handle down',
      code: `import type { Coroutine } from '@racho/ostd';
export function* f(): Coroutine<void> {
  yield { kind: 'user' };
}`,
      types: [2353],
      lint: [],
    },
    {
      what: 'makes an address of a number',
      code: `import { VmSpace } from '@racho/ostd';
export const f = (): void => {
  VmSpace.create()?.cursor(4096, 4096);
};`,
      types: [2345],
      lint: [],
    },
    {
      what: 'reads the private state of a handle',
      code: `import type { VmSpace } from '@racho/ostd';
export const f = (space: VmSpace): unknown => space['table'];`,
      types: [7053],
      lint: [],
    },
    {
      what: 'maps memory of a device for users',
      code: `import { DmaCoherent, PAGE_SIZE, vaddr, type VmSpace } from '@racho/ostd';
export const f = (space: VmSpace): unknown => {
  const memory = DmaCoherent.allocate(1);
  if (memory === undefined) return undefined;
  return space.cursor(vaddr(0), PAGE_SIZE).map(memory, { readable: true, writable: true, executable: false });
};`,
      types: [2345],
      lint: [],
    },
    {
      what: 'reads in brackets what is private by a dot',
      variantOf: 'reads the private state of a handle',
      code: `class Page {
  private readonly size: number = 1;
  grown(): number {
    return this.size + 1;
  }
}
export const f = (page: Page): number => page['size'];`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'writes a handle down one level down',
      variantOf: 'writes a handle down',
      code: `import type { BootModule } from '@racho/ostd';
import type { Bytes } from '@racho/bytes';
export const f = (bytes: Bytes): BootModule => {
  const plain = { module: { name: 'x', bytes, args: ['a'] } };
  const forged: { readonly module: BootModule } = plain;
  return forged.module;
};`,
      types: [],
      lint: ['framekernel/no-handle-literal'],
    },
    {
      what: 'writes handles down in a list that it has made',
      variantOf: 'writes a handle down',
      code: `import type { BootModule } from '@racho/ostd';
import type { Bytes } from '@racho/bytes';
export const f = (bytes: Bytes): readonly BootModule[] => ['a'].map((name) => ({ name, bytes, args: [] }));`,
      types: [],
      lint: ['framekernel/no-handle-literal'],
    },
    {
      what: 'has a look-alike of a class in a list',
      variantOf: 'writes a handle down',
      code: `class Failure {
  readonly message: string = '';
}
export const f = (): Failure | undefined => {
  const plain = [{ message: 'x' }];
  const forged: readonly Failure[] = plain;
  return forged.at(0);
};`,
      types: [],
      lint: ['framekernel/no-handle-literal'],
    },
  ],
};
