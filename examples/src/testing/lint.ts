/** What ESLint says of a file, as it stands in the README: a line for each error. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const examples = fileURLToPath(new URL('../..', import.meta.url));
const eslint = new ESLint({ cwd: join(examples, '..'), overrideConfigFile: join(examples, '..', 'eslint.config.js') });

/** @param file - relative to this package */
export async function errorsOf(file: string): Promise<string> {
  const [result] = await eslint.lintFiles(join(examples, file));
  const lines = result!.messages.map(({ line, column, ruleId, message }) => {
    const [what = ''] = message.split(/[:.] /);
    return `${`${line}:${column}`.padEnd(6)}${String(ruleId).padEnd(32)}${what}\n`;
  });
  return lines.join('');
}
