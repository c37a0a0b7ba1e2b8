/** `no-foreign-subclass`: bases that are imported, global or computed. */
import { testRule } from '../testing/tester.ts';
import { noForeignSubclass } from './no-foreign-subclass.ts';

const foreign = { messageId: 'foreign' as const };

testRule(noForeignSubclass, {
  valid: [
    'export class C {}',
    'export class E extends Error {}',
    'class A {}\nexport const B = class extends A {};',
    "import { A } from './a.ts';\nexport class B extends A {}",
    "import { Own } from './src/testing/fixtures/again.ts';\nexport class B extends Own {}",
    { code: 'export class M extends Map {}', options: [{ allow: ['Map'] }] },
  ],
  invalid: [
    {
      code: "import { RuleTester } from './src/testing/fixtures/again.ts';\nexport class B extends RuleTester {}",
      errors: [foreign],
    },
    {
      code: "import { Alias } from './src/testing/fixtures/again.ts';\nexport class B extends Alias {}",
      errors: [foreign],
    },
    {
      code: "import { Own } from '../testing/fixtures/again.ts';\nexport class B extends Own {}",
      options: [{ within: ['src/rules'] }],
      filename: 'src/rules/no-async.ts',
      errors: [foreign],
    },
    { code: "import { A } from 'a';\nexport class B extends A {}", errors: [foreign] },
    { code: "import A from '@a/b';\nexport class B extends A {}", errors: [foreign] },
    { code: 'export class B extends Map {}', errors: [foreign] },
    { code: 'const A = class {};\nexport class B extends A {}', errors: [foreign] },
    { code: 'export const f = (A: new () => object) => class extends A {};', errors: [foreign] },
    { code: 'export class B extends null {}', errors: [foreign] },
    { code: "import * as a from './a.ts';\nexport class B extends a.A {}", errors: [foreign] },
    { code: 'export class E extends Error {}', options: [{ allow: [] }], errors: [foreign] },
  ],
});
