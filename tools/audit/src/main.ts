/** `npm run audit:tcb`: as `racho audit`, but with nothing of the core in its own program, so that a core that cannot be read is a finding. */
import { parseArgs } from 'node:util';
import { runAudit, type AuditOptions } from './command.ts';
import { AuditError } from './error.ts';

/** @throws AuditError `E_USAGE` for what makes no sense */
function parse(args: string[]): AuditOptions {
  const options = {
    json: { type: 'boolean', default: false },
    sarif: { type: 'string' },
    summary: { type: 'string' },
    write: { type: 'boolean', default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [folder = '.', ...more] = positionals;
    if (more.length > 0) throw new Error('give one folder');
    const { json, sarif, summary, write } = values;
    return { folder, format: json ? 'json' : 'text', sarif, summary, reports: write ? 'write' : 'compare' };
  } catch (cause) {
    throw new AuditError('E_USAGE', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

try {
  const { text, clean } = await runAudit(parse(process.argv.slice(2)));
  process.stdout.write(text);
  process.exitCode = clean ? 0 : 1;
} catch (error) {
  if (!(error instanceof AuditError)) throw error;
  console.error(`audit: ${error.message}`);
  process.exitCode = 2;
}
