/** An audit as SARIF 2.1.0 (OASIS), for code scanning. */
import type { Audit } from './audit.ts';
import { rules, type Rule } from './finding.ts';

export function asSarif({ findings }: Pick<Audit, 'findings'>): string {
  const names = Object.keys(rules) as Rule[];
  const results = findings.map(({ rule, file, line = 1, message }) => ({
    ruleId: rule,
    ruleIndex: names.indexOf(rule),
    level: 'error',
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } } }],
  }));
  const driver = {
    name: 'racho audit',
    rules: names.map((id) => ({ id, shortDescription: { text: rules[id] } })),
  };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, results }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** 3.4.4: a URI relative to the root of the repository. Names may have what begins another part of a URI (`#`, `?`, `:`), or half a character. */
function uriOf(file: string): string {
  return file
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}
