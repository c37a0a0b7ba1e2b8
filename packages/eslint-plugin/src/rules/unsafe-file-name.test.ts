/** `unsafe-file-name`: imports and uses of raw capabilities, in both kinds of file. */
import { testRule } from '../testing/tester.ts';
import { unsafeFileName } from './unsafe-file-name.ts';

const options = [{ modules: ['machine/raw'], types: ['Memory'] }] as const;
const given = 'interface Memory { read(at: number): number }\ndeclare const memory: Memory;\n';
const use = `${given}export const x = memory.read(0);`;
const load = "import { attach } from 'machine/raw';\nattach();";

testRule(unsafeFileName, {
  valid: [
    { code: use, filename: 'x.unsafe.ts', options },
    { code: load, filename: 'x.unsafe.ts', options },
    { code: use },
    { code: `${given}export const same = (m: Memory) => m;`, options },
  ],
  invalid: [
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
