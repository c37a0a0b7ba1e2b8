/** `unsafe-file-name`: imports and uses of raw capabilities, in both kinds of file. */
import { testRule } from '../testing/tester.ts';
import { unsafeFileName } from './unsafe-file-name.ts';

const options = [{ modules: ['machine/raw'], types: ['Memory'] }] as const;
const given = 'interface Memory { read(at: number): number }\ndeclare const memory: Memory;\n';
/** Each uses a member of `memory` in its way. */
const uses = [
  'export const f = () => memory.read;',
  "export const f = () => memory['read'];",
  'export const f = (key: keyof Memory) => memory[key];',
  'export const f = () => { [memory].forEach(memory.read); };',
  'const { read } = memory;\nread(0);',
  "const { 'read': again = () => 0 } = memory;\nagain(0);",
  'const { read }: { read: (at: number) => number } = memory;\nread(0);',
  'const { inner: { read } } = { inner: memory };\nread(0);',
  'const [{ read }] = [memory];\nread(0);',
  'for (const { read } of [memory]) read(0);',
  'export function f({ read }: Memory) { return read; }',
  'export const f = ({ read }: Memory = memory) => read;',
  'export const f: (m: Memory) => unknown = ({ read }) => read;',
  'let read;\n({ read } = memory);',
  'const box = { inner: memory };\nlet read;\n({ inner: { read } } = box);',
  'const list = [memory];\nlet read;\n[{ read }] = list;',
  'let read;\nfor ({ read } of [memory]) read(0);',
  'let read;\n({ inner: { read } = memory } = { inner: memory });',
  'export const { ...copy } = memory;',
  'export const copy = { ...memory };',
  'export const f = (m: Memory | undefined) => m?.read;',
  'export const f = <M extends Memory>(m: M) => m.read;',
  'export const f = (m: Pick<Memory, "read">) => m.read(0);',
  'export const f = (m: Readonly<Memory>) => m.read(0);',
  'export const f = (m: Memory): { read: (at: number) => number } => m;',
  'const f = <T extends { readonly read: unknown }>(t: T) => t.read;\nf(memory);',
  'export const f = (own: { m: { read(at: number): number } }) => { own.m = memory; };',
  // Under a type that is on no list, some levels down.
  'const box = { inner: memory };\nexport const f: { inner: { read(at: number): number } } = box;',
  'const box = [memory];\nexport const f: { read(at: number): number }[] = box;',
  'const give = () => memory;\nexport const f: () => { read(at: number): number } = give;',
  'const box = new Map([[0, memory]]);\nexport const f: Map<number, { read(at: number): number }> = box;',
  'class Box { m = memory; }\nexport const f: { m: { read(at: number): number } } = new Box();',
  'class Sub implements Memory { read() { return 0; } }\nexport const f = (m: Sub & Memory) => m.read();',
].map((code) => ({ code: `${given}${code}`, options, errors: [{ messageId: 'use' as const }] }));
const use = `${given}export const x = memory.read(0);`;
const load = "import { attach } from 'machine/raw';\nattach();";

testRule(unsafeFileName, {
  valid: [
    { code: use, filename: 'x.unsafe.ts', options },
    { code: load, filename: 'x.unsafe.ts', options },
    { code: "export type { Raw } from 'machine/raw';", filename: 'x.unsafe.ts', options },
    { code: "export { type Raw } from 'machine/raw';", filename: 'x.unsafe.ts', options },
    { code: "import type { Raw } from 'machine/raw';\nexport { type Raw };", filename: 'x.unsafe.ts', options },
    { code: "export type * from 'machine/raw';", filename: 'x.unsafe.ts', options },
    { code: "export { a } from 'machine';\nexport * from 'machine';", filename: 'x.unsafe.ts', options },
    { code: use },
    { code: `${given}export const same = (m: Memory) => m;`, options },
    { code: `${given}class Own { #m = memory; f() { return [this.#m]; } }`, options },
    { code: `${given}const { inner } = { inner: memory };\nexport const kept = { inner };`, options },
    { code: `${given}export const f = (m: Memory): Pick<Memory, 'read'> | undefined => m;`, options },
    {
      code: `${given}const f = <T extends object>(t: T) => t;\nexport const kept = f(new Map([[memory, memory]]));`,
      options,
    },
    { code: `${given}export const kept: object | { size?: 1 } = memory;\nthrow memory;`, options },
    { code: `${given}export const f = (own: { read: number }) => own.read;`, options },
    { code: `${given}export let f: Memory['read'] | typeof memory.read;`, options },
  ],
  invalid: [
    ...uses,
    ...[
      "export * from 'machine/raw';",
      "export * as raw from 'machine/raw';",
      "export { attach } from 'machine/raw';",
      "export { type Raw, attach as take } from 'machine/raw';",
      "import { attach } from 'machine/raw';\nexport { attach as take };",
      "import * as raw from 'machine/raw';\nexport { raw };",
    ].map((code) => ({
      code,
      filename: 'x.unsafe.ts',
      options,
      errors: [{ messageId: 'handOn' as const, data: { name: 'machine/raw' } }],
    })),
    { code: "await import('machine/raw');", options, errors: [{ messageId: 'import' }] },
    {
      code: "import { attach } from 'machine/raw';\nexport const f: typeof attach = attach;",
      options,
      errors: [{ messageId: 'import' }, { messageId: 'use' }],
    },
    {
      code: "import * as raw from 'machine/raw';\nraw.attach();",
      options,
      errors: [{ messageId: 'import' }, { messageId: 'use' }],
    },
    { code: use, options, errors: [{ messageId: 'use', data: { name: 'memory.read' } }] },
    { code: use, filename: 'unsafe.ts', options, errors: [{ messageId: 'use' }] },
    { code: load, options, errors: [{ messageId: 'import' }, { messageId: 'use' }] },
    { code: "export * from 'machine/raw';", options, errors: [{ messageId: 'import' }] },
    { code: "export { attach } from 'machine/raw';", options, errors: [{ messageId: 'import' }] },
    {
      code: "import type { Raw } from 'machine/raw';\nexport type R = Raw;",
      options,
      errors: [{ messageId: 'import' }],
    },
    { code: `${given}class Own { #m = memory; f() { this.#m.read(1); } }`, options, errors: [{ messageId: 'use' }] },
  ],
});
