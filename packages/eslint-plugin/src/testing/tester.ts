/** For tests: the rule tester, with the types of this package's own configuration. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RuleTester, type InvalidTestCase, type ValidTestCase } from '@typescript-eslint/rule-tester';
import { afterAll, describe, it } from 'vitest';
import type { Rule } from '../rule.ts';

RuleTester.afterAll = afterAll;
RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;

const typed = {
  parserOptions: {
    // The library of safe code: nothing of Node or the DOM.
    projectService: { allowDefaultProject: ['*.ts', 'src/*.ts'], defaultProject: '../../tsconfig.base.json' },
    tsconfigRootDir: join(fileURLToPath(import.meta.url), '..', '..', '..'),
  },
};

/** Tests `rule` with these programs. */
export function testRule<MessageIds extends string, Options extends readonly unknown[]>(
  rule: Rule<MessageIds, Options>,
  cases: {
    readonly valid: readonly (string | ValidTestCase<Options>)[];
    readonly invalid: readonly InvalidTestCase<MessageIds, Options>[];
  },
): void {
  const tester = new RuleTester(rule.meta.docs?.requiresTypeChecking === true ? { languageOptions: typed } : {});
  tester.run(rule.name, rule, { valid: [...cases.valid], invalid: [...cases.invalid] });
}
