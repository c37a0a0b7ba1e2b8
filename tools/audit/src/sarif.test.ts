/** What code scanning gets: a result for each finding, which keeps to the schema of SARIF whatever the finding has. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Audit } from './audit.ts';
import { rules, type Finding, type Rule } from './finding.ts';
import { asSarif } from './sarif.ts';
import { auditOf, edited } from './testing/repository.ts';

/** The parts of a log that have bounds in the schema, or that we choose. */
interface Log {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number };
        };
      }[];
    }[];
  }[];
}

const logOf = (audit: Pick<Audit, 'findings'>): Log => JSON.parse(asSarif(audit)) as Log;
const upper = 'lib/upper/src/index.ts';

it('has a result for each finding, with its rule and its place', async () => {
  const result = await auditOf({ [upper]: `\nimport 'node:fs';\n` });
  const log = logOf(result);
  const [run] = log.runs;
  expect(log.version).toBe('2.1.0');
  const one = run!.results.find(({ ruleId }) => ruleId === 'module-foreign')!;
  expect(run!.tool.driver.rules[one.ruleIndex]!.id).toBe('module-foreign');
  expect(one.locations).toEqual([{ physicalLocation: { artifactLocation: { uri: upper }, region: { startLine: 2 } } }]);
  expect(run!.results).toHaveLength(result.findings.length);
});

// So do rules that need the checks of the compiler, where it has none.
it('names a line that there is, where a rule says something of a whole file', async () => {
  const whole = `{ create: (context) => ({ Program: () => context.report({ loc: { line: 0, column: 0 }, message: 'all' }) }) }`;
  const row = `{ files: ['lib/upper/**'], plugins: { own: { rules: { whole: ${whole} } } }, rules: { 'own/whole': 'error' } }`;
  const result = await auditOf(edited('eslint.config.js', '];', `  ${row},\n];`));
  expect(result.findings).toContainEqual({ rule: 'lint-error', file: upper, message: 'own/whole: all' });
  const places = logOf(result).runs[0]!.results.flatMap(({ locations }) => locations);
  expect(places.filter(({ physicalLocation: { region } }) => region.startLine < 1)).toEqual([]);
});

const step = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.constantFrom('a#b', 'a?b', 'c:d', '[x]', 'a b', '%41', '\\', '\ud800'),
  )
  .map((name) => name.replaceAll('/', '-'))
  .filter((name) => !/^\.{1,2}$/.test(name));
const finding: fc.Arbitrary<Finding> = fc.record(
  {
    rule: fc.constantFrom(...(Object.keys(rules) as Rule[])),
    file: fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => steps.join('/')),
    line: fc.integer({ min: 1 }),
    message: fc.string({ unit: 'binary' }),
  },
  { requiredKeys: ['rule', 'file', 'message'] },
);

it('keeps to the schema, and leads to the file, whatever it is called', () => {
  fc.assert(
    fc.property(fc.array(finding), (findings) => {
      const [run] = logOf({ findings }).runs;
      expect(run!.results).toHaveLength(findings.length);
      run!.results.forEach(({ ruleId, ruleIndex, message, locations: [location] }, i) => {
        const { artifactLocation, region } = location!.physicalLocation;
        const { file, line = 1 } = findings[i]!;
        expect(run!.tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
        expect(typeof message.text).toBe('string');
        expect(region.startLine).toBe(line);
        const { pathname, search, hash } = new URL(artifactLocation.uri, 'root:///');
        const path = decodeURIComponent(pathname).slice(1);
        expect({ path, search, hash }).toEqual({ path: Buffer.from(file).toString(), search: '', hash: '' });
      });
    }),
  );
});
