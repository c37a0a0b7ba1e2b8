/** `racho audit`: prints the figures and the findings of a repository; exit status 1 if there is a finding. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { audit, type Audit } from './audit.ts';
import { readConfig, type AuditConfig } from './config.ts';
import { AuditError } from './error.ts';
import { asSummary, asText, withFigures } from './report.ts';
import { asSarif } from './sarif.ts';

const usage = `racho audit [FOLDER] [options]

Audits the repository in FOLDER (the working folder otherwise), which framekernel-audit.json at its root describes.

  --json            one JSON object on stdout instead of the text
  --sarif FILE      also write the findings as SARIF 2.1.0
  --summary FILE    also append the figures and the findings as Markdown
  --write           write the report of the public face and the figures of the README anew
  -h, --help        this text

Exit status: 0 clean, 1 a finding, 2 wrong usage or configuration.
`;

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!(error instanceof AuditError) && !isUsage) throw error;
  process.stderr.write(`racho audit: ${error.message}\n`);
  return 2;
});

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      sarif: { type: 'string' },
      summary: { type: 'string' },
      write: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  if (positionals.length > 1) throw new AuditError('E_USAGE', `one folder, not ${positionals.length}; see --help`);
  const config = readConfig(resolve(positionals[0] ?? '.'));
  let result = await audit(config);
  if (values.write === true) {
    write(config, result);
    result = { ...result, findings: result.findings.filter(({ rule }) => rule !== 'api-change') };
  }
  process.stdout.write(values.json === true ? `${JSON.stringify(result)}\n` : asText(result));
  if (values.sarif !== undefined) writeFileSync(values.sarif, asSarif(result));
  if (values.summary !== undefined) appendFileSync(values.summary, asSummary(result));
  return result.findings.length === 0 ? 0 : 1;
}

function write({ root, api, readme }: AuditConfig, result: Audit): void {
  writeFileSync(join(root, api.report), result.api.report);
  if (readme === undefined) return;
  const page = withFigures(readFileSync(join(root, readme), 'utf8').replaceAll('\r\n', '\n'), result);
  if (page === undefined)
    throw new AuditError('E_CONFIG', `${readme} has no place for the figures: <!-- audit --> … <!-- /audit -->`);
  writeFileSync(join(root, readme), page);
}
