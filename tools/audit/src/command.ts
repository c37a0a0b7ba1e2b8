/** What `racho audit` does, without the command line: audits a folder, writes what is wanted, and tells whether it is clean. */
import { accessSync, appendFileSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { audit, type Audit } from './audit.ts';
import { readConfig, type AuditConfig } from './config.ts';
import { AuditError } from './error.ts';
import { asSummary, asText, withFigures } from './report.ts';
import { asSarif } from './sarif.ts';

export interface AuditOptions {
  /** Root of the repository, with a framekernel-audit.json. */
  readonly folder: string;
  readonly format: 'text' | 'json';
  /** A file to write the findings to, as SARIF 2.1.0. */
  readonly sarif: string | undefined;
  /** A file to append the figures and the findings to, as Markdown. */
  readonly summary: string | undefined;
  /** `write` accepts the public face as it is, and writes its report and the figures of the README anew. */
  readonly reports: 'compare' | 'write';
}

export interface AuditOutcome {
  readonly text: string;
  readonly clean: boolean;
}

/** @throws AuditError if the folder is not described as an audit needs it, or (`E_USAGE`) nothing can be written where it is wanted */
export async function runAudit(options: AuditOptions): Promise<AuditOutcome> {
  // Before the work, which may take a minute; nothing is written yet, for an empty file would be taken for a result.
  for (const file of [options.sarif, options.summary]) {
    if (file !== undefined) put(file, () => accessSync(existsSync(file) ? file : dirname(file), constants.W_OK));
  }
  const config = readConfig(resolve(options.folder));
  let result = await audit(config);
  if (options.reports === 'write') {
    write(config, result);
    result = { ...result, findings: result.findings.filter(({ rule }) => rule !== 'api-change') };
  }
  const { sarif, summary } = options;
  if (sarif !== undefined) put(sarif, () => writeFileSync(sarif, asSarif(result)));
  if (summary !== undefined) put(summary, () => appendFileSync(summary, asSummary(result)));
  const text = options.format === 'json' ? `${JSON.stringify(result)}\n` : asText(result);
  return { text, clean: result.findings.length === 0 };
}

/** Writes where the caller wants it. */
function put(file: string, by: () => void): void {
  try {
    by();
  } catch (cause) {
    throw new AuditError('E_USAGE', `${file} can't be written: ${String(cause)}`, { cause });
  }
}

function write({ root, api, readme }: AuditConfig, result: Audit): void {
  const before = readme && readFileSync(join(root, readme), 'utf8').replaceAll('\r\n', '\n');
  const page = before && withFigures(before, result);
  if (readme !== undefined && page === undefined)
    throw new AuditError('E_CONFIG', `${readme} has no place for the figures: <!-- audit --> … <!-- /audit -->`);
  writeFileSync(join(root, api.report), result.api.report);
  if (readme !== undefined && page !== undefined) writeFileSync(join(root, readme), page);
}
