/** What lint reports of the code whose tier has rules, when the audit runs it itself: with no comment, suppression or flag of a script between. */
import { join, relative } from 'node:path';
import { ESLint } from 'eslint';
import type { AuditConfig } from './config.ts';
import { AuditError } from './error.ts';
import type { Finding } from './finding.ts';

/** @param files - from the root; none that lint ignores */
export async function lintErrors({ root, eslint: file }: AuditConfig, files: readonly string[]): Promise<Finding[]> {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: join(root, file),
    allowInlineConfig: false,
    applySuppressions: false,
    globInputPaths: false,
  });
  const results = await run(
    eslint,
    files.map((each) => join(root, each)),
    file,
  );
  return results.flatMap(({ filePath, messages }) =>
    messages
      .filter(({ severity }) => severity === 2)
      .map(({ ruleId, line, message }) => ({
        rule: 'lint-error',
        file: relative(root, filePath).replaceAll('\\', '/'),
        // A rule that has something to say of the whole file, or of its options, says it of line 0.
        ...(line > 0 && { line }),
        message: ruleId === null ? message : `${ruleId}: ${message}`,
      })),
  );
}

async function run(eslint: ESLint, paths: string[], file: string): Promise<ESLint.LintResult[]> {
  try {
    return paths.length === 0 ? [] : await eslint.lintFiles(paths);
  } catch (cause) {
    throw new AuditError('E_CONFIG', `lint can't run with ${file}: ${String(cause)}`, { cause });
  }
}
