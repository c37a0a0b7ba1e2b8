/** The second look at a module: what types hid in its source is seen in what the compiler writes. */
import framekernel from 'eslint-plugin-framekernel';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { emittedErrors } from './emitted.ts';

const rules = framekernel.safe({ packages: ['base'] }).rules;

/** Names of rules that report something in what is made of `code`. */
function reported(code: string): readonly string[] {
  const source = ts.createSourceFile('lib/a.ts', code, ts.ScriptTarget.ESNext, true);
  const found = emittedErrors('/', [{ module: { file: 'lib/a.ts', source }, rules }], []);
  expect(found.every(({ rule, file }) => rule === 'lint-emitted' && file === 'lib/a.ts')).toBe(true);
  return found.map(({ message }) => /^framekernel\/[a-z-]+|^Parsing error/.exec(message)?.[0] ?? message);
}

it.each([
  ['a global', 'export const f = (): unknown => process;', ['framekernel/no-ambient-global']],
  ['a declared one', 'declare const process: object;\nexport const f = () => process;', ['framekernel/no-ambient-global']],
  ['one that a type has the name of', 'export function f<process>(a = process) {\n  const process = 1;\n  return [a, process];\n}', ['framekernel/no-ambient-global']],
  ['a function that a type has the name of, and the language', `function Symbol(key: 'stack') { return key; }\nexport const f = <Symbol>(e: { stack?: string }, _?: Symbol, s = e[Symbol('stack')]) => s;`, ['framekernel/no-host-name', 'framekernel/no-reflective-access']],
  ['a name that leads elsewhere', 'export const f = (() => 1).constructor;', ['framekernel/no-reflective-access']],
  ['a key by a type', "export const f = (x: { a: 1 }, k: 'a') => x[k];", ['framekernel/no-reflective-access']],
  ['a package', "export { a } from 'base';\nexport { b } from 'else';", ['framekernel/no-foreign-import']],
  ['a promise', 'export async function f(): Promise<void> {}', ['framekernel/no-async']],
  ['what nobody else can read', 'export class C {\n  accessor a = 1;\n}', ['Parsing error']],
])('sees %s', (_, code, expected) => {
  expect(reported(code)).toEqual(expected);
}); // prettier-ignore

it.each([
  ["import { a, type B } from 'base';\nexport const f = (b: B): B => a(b);"],
  ["import type { Host } from 'else';\nexport type { Host };"],
  ['export const f = (xs: number[], i: number) => (xs[i >>> 0] = 1);'],
  ['export const f = (process: number): number => process;'],
  ['export class List {\n  private readonly xs: number[] = [];\n  *[Symbol.iterator]() {\n    yield* this.xs;\n  }\n}'],
  ['let found: number | undefined;\nexport const f = (): number[] => {\n  const xs: number[] = [];\n  found = 1;\n  return [...xs, found];\n};'],
  ["const key = Symbol('key');\nexport const f = (k: 'a') => ({ [key]: 1, [k]: 2 });"],
])('has nothing to say of %s', (code) => {
  expect(reported(code)).toEqual([]);
}); // prettier-ignore

it('does not say again what lint has said of the source, of the same name', () => {
  const code = 'export const f = (): unknown => [process, console];';
  const source = ts.createSourceFile('lib/a.ts', code, ts.ScriptTarget.ESNext, true);
  const found = emittedErrors('/', [{ module: { file: 'lib/a.ts', source }, rules }], []);
  const [first, second] = found.map((each) => ({ ...each, message: each.message.replace(/ \(where .*/, '') }));
  expect(found).toHaveLength(2);
  const others = [{ ...first!, file: 'lib/b.ts' }, second!];
  expect(emittedErrors('/', [{ module: { file: 'lib/a.ts', source }, rules }], others)).toEqual([found[0]]);
});
