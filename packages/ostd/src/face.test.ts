/** What kernel code finds on an object of ostd, whatever it takes it for, is what the report of ostd's public face says. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as ostd from './index.ts';
import { UFrame } from './mm/frame.ts';
import { VmReader, VmWriter } from './mm/vm-io.unsafe.ts';
import { VmCursor } from './mm/vm-space.ts';
import { Suspend } from './task/suspend.ts';
import { ExecutionSteps } from './user/execution.ts';
import { UserContext } from './user/user-context.ts';

const report = readFileSync(new URL('../api.txt', import.meta.url), 'utf8');

/** The members that the report has of a class: `static` ones, and those of its objects. */
function reported(name: string): { readonly statics: readonly string[]; readonly members: readonly string[] } {
  const [, body] = new RegExp(`^export declare class ${name}\\b[^{]*\\{\\n(.*?)^\\}`, 'ms').exec(report) ?? [];
  if (body === undefined) throw new Error(`the report has no class ${name}`);
  const lines = body.split('\n').filter((line) => /^ {4}\w/.test(line) && !/^ {4}(private )?constructor/.test(line));
  const nameIn = (line: string): string => /^ {4}(?:static |readonly |get |set )*(\w+)/.exec(line)![1]!;
  const isStatic = (line: string): boolean => line.startsWith('    static ');
  return {
    statics: lines.filter(isStatic).map(nameIn).sort(),
    members: lines.filter((line) => !isStatic(line) && !line.startsWith('    readonly ')).map(nameIn).sort(), // prettier-ignore
  };
}

const OF_FUNCTIONS = ['length', 'name', 'prototype'];
const keysOf = (value: object): string[] => Reflect.ownKeys(value).map(String);
const classes = {
  ...{ Task: ostd.Task, UserMode: ostd.UserMode, VmSpace: ostd.VmSpace, WaitQueue: ostd.WaitQueue },
  ...{ DmaCoherent: ostd.DmaCoherent, UFrame, VmCursor, VmReader, VmWriter, Suspend, UserContext },
};

it.each(Object.entries(classes))('%s', (name, found) => {
  const { statics, members } = reported(name);
  expect(keysOf(found).filter((key) => !OF_FUNCTIONS.includes(key)).sort()).toEqual(statics); // prettier-ignore
  expect(keysOf(found.prototype).filter((key) => key !== 'constructor').sort()).toEqual(members); // prettier-ignore
  expect(Object.getPrototypeOf(found.prototype)).toBe(Object.prototype);
  expect([found, found.prototype].filter((each) => !Object.isFrozen(each))).toEqual([]);
});

// A kernel's own modules run before anybody boots a system, and what they change would be changed for ostd.
it('is frozen before anything is booted, but for functions, which have nothing that is read', () => {
  const reached = new Set<unknown>();
  const open: string[] = [];
  const visit = (value: unknown, name: string): void => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || reached.has(value)) return;
    reached.add(value);
    const isPlainFunction = typeof value === 'function' && !/^class\b/.test(Function.prototype.toString.call(value));
    if (!isPlainFunction && !Object.isFrozen(value)) open.push(name);
    for (const [key, { value: member }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
      if (isPlainFunction ? key === 'prototype' : key !== 'constructor') visit(member, `${name}.${key}`);
    }
  };
  for (const [name, value] of Object.entries(ostd)) visit(value, name);
  expect(open.filter((name) => !OF_PLAIN_FUNCTIONS.test(name))).toEqual([]);
});

/** Of those that make nothing: \`new\` of one gives what has nothing of ostd's. */
const OF_PLAIN_FUNCTIONS = /^\w+\.prototype$/;

// "Private" is said to the compiler only: whoever has an object of a class has its constructor.
it.each(Object.entries({ ...classes, ExecutionSteps }).filter(([name]) => name !== 'WaitQueue'))(
  '%s is neither constructed nor extended',
  (_name, found) => {
    const make = found as unknown as new (...parts: readonly unknown[]) => object;
    const refused = expect.objectContaining({ code: 'E_HANDLE' }) as Error;
    for (const parts of [[], [Symbol('ostd'), {}, {}], ['ostd', 1, 2, 3]]) {
      expect(() => new make(...parts)).toThrow(refused);
      expect(() => new (class extends make {})(...parts)).toThrow(refused);
    }
  },
);

it('UserExecution, which is an iterator', () => {
  expect(report).toContain('export interface UserExecution {\n    readonly [Symbol.iterator]: ');
  const found = keysOf(ExecutionSteps.prototype).filter((key) => key !== 'constructor');
  expect(found.sort()).toEqual(['Symbol(Symbol.iterator)', 'next', 'return']);
});

it('the entry', () => {
  const values = [...report.matchAll(/^export declare (?:class|const|function) (\w+)/gm)].map(([, name]) => name);
  const types = ['UFrame', 'VmCursor', 'VmReader', 'VmWriter', 'Suspend', 'UserContext']; // of which the kernel names the type only
  expect(Object.keys(ostd).sort()).toEqual(values.filter((name) => !types.includes(name!)).sort());
});
