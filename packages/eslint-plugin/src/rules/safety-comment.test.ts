/** `safety-comment`: where the reason may stand, and what is none. */
import { testRule } from '../testing/tester.ts';
import { safetyComment } from './safety-comment.ts';

const options = [{ modules: ['machine/raw'], types: ['Memory'] }] as const;
const given = 'interface Memory { read(at: number): number }\ndeclare const memory: Memory;\n';
const missing = { messageId: 'missing' as const };
const reason = '// SAFETY: nobody else holds it';

testRule(safetyComment, {
  valid: [
    { code: `${given}${reason}\nmemory.read(0);`, options },
    { code: `${given}${reason}\nexport const x = [memory.read(0)];`, options },
    { code: `${given}${reason}\nexport function f() {\n  return memory.read(0);\n}`, options },
    { code: `${given}export class C {\n  ${reason}\n  m() {\n    return memory.read(0);\n  }\n}`, options },
    { code: `${given}export function f() {\n  ${reason}\n  memory.read(0);\n  memory.read(1);\n}`, options },
    { code: `${given}// SAFETY (both reads): nobody else\n// holds it\nmemory.read(memory.read(0));`, options },
    { code: `${given}memory.read(0);` },
    {
      code: `${given}/** Reads.\n * SAFETY: nobody else holds it.\n */\nexport const f = () => memory.read(0);`,
      options,
    },
    { code: `${given}${reason}\nexport const { read } = memory;`, options },
    { code: `${given}${reason}\nexport function f({ read }: Memory) { return read; }`, options },
    {
      code: "import { LIMITS } from './src/testing/fixtures/again.ts';\nexport const f = () => LIMITS.size;",
      options: [{ modules: ['./src/testing/fixtures/again.ts'] }],
    },
    { code: "import { attach } from 'elsewhere';\nattach();", options },
  ],
  invalid: [
    { code: `${given}memory.read(0);`, options, errors: [missing] },
    { code: `${given}// SAFETY: yes\nmemory.read(0);`, options, errors: [missing] },
    { code: `${given}// nobody else holds it\nmemory.read(0);`, options, errors: [missing] },
    {
      code: `${given}export function f() {\n  ${reason}\n  memory.read(0);\n\n  memory.read(1);\n}`,
      options,
      errors: [missing],
    },
    { code: `${given}memory.read(0); ${reason}`, options, errors: [missing] },
    { code: "import { attach } from 'machine/raw';\nattach();", options, errors: [missing] },
    {
      code: "import { Own } from './src/testing/fixtures/again.ts';\nexport const f = () => new Own();",
      options: [{ modules: ['./src/testing/fixtures/again.ts'] }],
      errors: [missing],
    },
    { code: `${given}// It is SAFETY: nobody else holds it\nmemory.read(0);`, options, errors: [missing] },
    { code: `${given}// SAFETY: yes\n\n// Something else is said here.\nmemory.read(0);`, options, errors: [missing] },
    { code: `${given}let x = 1; ${reason}\nx = memory.read(0);`, options, errors: [missing] },
    { code: `${reason}\n${given}\nmemory.read(0);`, options, errors: [missing] },
    { code: `${given}export const { read } = memory;`, options, errors: [missing] },
    { code: `${given}export const f = [1].map(memory.read);`, options, errors: [missing] },
  ],
});
