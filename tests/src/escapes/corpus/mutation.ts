/** Changes to what others rely on. */
import type { Group } from '../escape.ts';

export const mutation: Group = {
  title: 'Changing what others rely on',
  escapes: [
    {
      what: 'replaces a function of an intrinsic',
      code: `export const f = (): void => {
  Math.min = (a) => a;
};`,
      types: [2540, 7006],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-foreign-mutation'],
    },
    {
      what: 'replaces it by another name',
      variantOf: 'replaces a function of an intrinsic',
      code: `export const f = (m: Math): void => {
  m.min = (a) => a;
};`,
      types: [2540, 7006],
      lint: ['framekernel/no-foreign-mutation'],
    },
    {
      what: 'replaces a function of ostd',
      code: `import { VmSpace } from '@racho/ostd';
export const f = (): void => {
  VmSpace.create = () => undefined;
};`,
      types: [],
      lint: ['framekernel/no-foreign-mutation'],
    },
    {
      what: 'replaces it by another name of it',
      variantOf: 'replaces a function of ostd',
      code: `import { VmSpace } from '@racho/ostd';
export const f = (): void => {
  const v = VmSpace;
  v.create = () => undefined;
};`,
      types: [],
      lint: ['framekernel/no-foreign-mutation'],
    },
    {
      what: 'replaces a method of a handle',
      variantOf: 'replaces a function of ostd',
      code: `import type { Task } from '@racho/ostd';
export const f = (task: Task): void => {
  task.wake = () => undefined;
};`,
      types: [],
      lint: ['framekernel/no-foreign-mutation'],
    },
    {
      what: 'replaces a method by a pattern',
      variantOf: 'replaces a function of ostd',
      code: `import { VmSpace } from '@racho/ostd';
export const f = (): void => {
  [VmSpace.create] = [() => undefined];
};`,
      types: [],
      lint: ['@typescript-eslint/unbound-method', 'framekernel/no-foreign-mutation'],
    },
    {
      what: 'replaces a method in the head of a loop',
      variantOf: 'replaces a function of ostd',
      code: `import { VmSpace } from '@racho/ostd';
export const f = (): void => {
  for (VmSpace.create of [() => undefined]) break;
};`,
      types: [],
      lint: [
        '@typescript-eslint/unbound-method',
        'framekernel/no-foreign-mutation',
        'framekernel/no-reflective-syntax',
      ],
    },
    {
      what: 'patches a prototype of ostd',
      variantOf: 'replaces a function of ostd',
      code: `import { VmSpace } from '@racho/ostd';
export const f = (): void => {
  VmSpace.prototype.release = () => undefined;
};`,
      types: [],
      lint: ['framekernel/no-foreign-mutation', 'framekernel/no-reflective-access'],
    },
    {
      what: 'patches the prototype of arrays',
      variantOf: 'replaces a function of an intrinsic',
      code: `export const f = (): void => {
  Array.prototype.map = () => [];
};`,
      types: [2339],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-foreign-mutation', 'framekernel/no-reflective-access'],
    },
    {
      what: 'sets a prototype in a literal',
      code: `export const f = { __proto__: { x: 1 } };`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'sets a prototype by a dot',
      variantOf: 'sets a prototype in a literal',
      code: `export const f = (x: object): void => {
  x.__proto__ = {};
};`,
      types: [2339],
      lint: ['framekernel/no-reflective-access', 'no-proto'],
    },
    {
      what: 'sets a prototype by a function',
      variantOf: 'sets a prototype in a literal',
      code: `export const f = (): unknown => Object.setPrototypeOf({}, null);`,
      types: [2550],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'makes an object of a prototype',
      variantOf: 'sets a prototype in a literal',
      code: `import { Task } from '@racho/ostd';
export const f = (): unknown => Object.create(Task.prototype);`,
      types: [2339],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-reflective-access'],
    },
    {
      what: 'defines a property',
      code: `import { Task } from '@racho/ostd';
export const f = (): unknown => Object.defineProperty(Task, 'spawn', { value: 1 });`,
      types: [2339],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'decides what instanceof says by a function',
      variantOf: 'defines a property',
      code: `import { Task } from '@racho/ostd';
export const f = (): unknown => Object.defineProperty(Task, Symbol.hasInstance, { value: () => true });`,
      types: [2339],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-reflective-access'],
    },
    {
      what: 'assigns properties',
      variantOf: 'defines a property',
      code: `import { Task } from '@racho/ostd';
export const f = (): unknown => Object.assign(Task, { spawn: 1 });`,
      types: [2550],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'defines a getter the old way',
      variantOf: 'defines a property',
      code: `export const f = (x: object): void => {
  x.__defineGetter__('y', () => 1);
};`,
      types: [2339],
      lint: ['@typescript-eslint/no-unsafe-call', 'framekernel/no-reflective-access'],
    },
    {
      what: 'deletes a property',
      code: `export const f = (x: { y?: number }): void => {
  delete x.y;
};`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'shortens an array',
      code: `export const f = (xs: number[]): void => {
  xs.length = 0;
};`,
      types: [],
      lint: ['framekernel/no-foreign-mutation', 'framekernel/no-reflective-syntax'],
    },
    {
      what: 'wraps in a proxy',
      code: `export const f = (): unknown => new Proxy({}, {});`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'constructs by reflection',
      variantOf: 'wraps in a proxy',
      code: `import { Task } from '@racho/ostd';
export const f = (): unknown => Reflect.construct(Task, []);`,
      types: [2583],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'sets by reflection',
      variantOf: 'wraps in a proxy',
      code: `import type { Task } from '@racho/ostd';
export const f = (task: Task): unknown => Reflect.set(task, 'name', 'other');`,
      types: [2583],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'changes an import',
      code: `import { PAGE_SIZE } from '@racho/ostd';
export const f = (): void => {
  PAGE_SIZE = 1;
};`,
      types: [2632],
      lint: [],
    },
    {
      what: 'exports what it changes',
      code: `export let f = 1;
export const g = (): void => {
  f = 2;
};`,
      types: [],
      lint: ['import-x/no-mutable-exports'],
    },
    {
      what: 'changes data of the boot',
      code: `import type { BootInfo } from '@racho/ostd';
export const f = (boot: BootInfo): void => {
  boot.harts = 0;
};`,
      types: [2540],
      lint: ['framekernel/no-foreign-mutation'],
    },
    {
      what: 'adds to a list of the boot',
      variantOf: 'changes data of the boot',
      code: `import type { BootInfo } from '@racho/ostd';
export const f = (boot: BootInfo): void => {
  boot.modules.push();
};`,
      types: [2339],
      lint: ['@typescript-eslint/no-unsafe-call'],
    },
    {
      what: 'replaces a method under a type of its own',
      variantOf: 'replaces a function of ostd',
      code: `import type { UFrame } from '@racho/ostd';
export const f = (frame: UFrame): void => {
  const mine: { release: () => void } = frame;
  mine.release = () => undefined;
};`,
      types: [],
      lint: ['framekernel/no-foreign-mutation'],
    },
    {
      what: 'replaces a method behind a type parameter',
      variantOf: 'replaces a function of ostd',
      code: `import type { UFrame } from '@racho/ostd';
const patch = <T extends { release: () => void }>(x: T): void => {
  x.release = () => undefined;
};
export const f = (frame: UFrame): void => {
  patch(frame);
};`,
      types: [],
      lint: ['framekernel/no-foreign-mutation', 'framekernel/no-uncertain-write'],
    },
    {
      what: 'replaces what a loop goes by',
      variantOf: 'replaces a function of ostd',
      code: `export const f = (them: Map<number, number>, others: Map<number, number>): void => {
  them[Symbol.iterator] = () => others.entries();
};`,
      types: [],
      lint: ['framekernel/no-foreign-mutation'],
    },
    {
      what: 'replaces a method of its own',
      variantOf: 'replaces a function of ostd',
      code: `class Base {
  get(): number {
    return 5;
  }
}
class Derived extends Base {
  override get(): 1 {
    return 1;
  }
}
export const f = (derived: Derived): 1 => {
  const base: Base = derived;
  base.get = () => 3;
  return derived.get();
};`,
      types: [],
      lint: ['framekernel/no-foreign-mutation'],
    },
    {
      what: 'replaces a method one level down',
      variantOf: 'replaces a function of ostd',
      code: `import { WaitQueue } from '@racho/ostd';
export const f = (): void => {
  const box = { queue: new WaitQueue() };
  const ours: { readonly queue: { wakeAll: () => void } } = box;
  ours.queue.wakeAll = () => undefined;
};`,
      types: [],
      lint: ['framekernel/no-foreign-mutation'],
    },
    {
      what: 'gives a function of the library a member',
      variantOf: 'replaces a function of an intrinsic',
      code: `interface Called {
  apply?: (that: unknown, list: unknown) => string;
}
export const f = (): void => {
  const decode: Called = String.fromCharCode;
  decode.apply = () => '';
};`,
      types: [2559],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'assigns to what is readonly by way of its type',
      code: `export const f = (page: { readonly size: number }): void => {
  (page.size satisfies number) = 2;
};`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
  ],
};
