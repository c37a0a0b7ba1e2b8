/** `racho audit [FOLDER]`: what a kernel rests on, and whether anything slips past the rules that hold the rest. */
import type { Command } from '../command.ts';
import { CliError, EXIT } from '../errors.ts';

/** It needs a compiler and a linter, which racho does not: so it is a package of its own, loaded where it is asked for. */
async function load(): Promise<typeof import('@racho/audit')> {
  try {
    return await import('@racho/audit');
  } catch (cause) {
    const absent = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    if (!absent) throw cause;
    throw new CliError('E_AUDIT', '@racho/audit is not installed', 'Install it: npm install --save-dev @racho/audit', {
      cause,
    });
  }
}

export const audit: Command = {
  name: 'audit',
  summary: 'measure and check what a kernel rests on',
  details: `Audits the repository in FOLDER (the working folder otherwise), which framekernel-audit.json at its root
describes: the lines of the trusted framework, its public face, its unsafe sites, the lint rules that each file is
under, and the modules that are reached. The exit status is 1 if there is a finding.`,
  operands: [{ name: 'FOLDER', need: 'optional', summary: 'the root of a repository' }],
  options: ['sarif', 'summary', 'write'],
  afterFirstOperand: 'ours',
  json: [
    {
      name: 'sizes',
      type: 'object',
      meaning: 'lines of code: `framework` and its `limit`, `trustedBase`, `kernel`, `share`',
    },
    { name: 'packages', type: 'array', meaning: 'of `{ package, tier, files, lines, rules, required }`' },
    { name: 'modules', type: 'number', meaning: 'modules of audited packages' },
    { name: 'api', type: 'object', meaning: 'the framework’s public face: `names`, `report`' },
    { name: 'unsafe', type: 'array', meaning: 'of `{ file, line, reason }`' },
    {
      name: 'escapes',
      type: 'object',
      meaning: 'ways out, where a page has them: `tried`, `mechanisms`, `byTypes`, `byLint`, `open`',
    },
    { name: 'dependencies', type: 'number', meaning: 'run-time dependencies on others' },
    { name: 'findings', type: 'array', meaning: 'of `{ rule, file, line, message }`' },
  ],
  examples: ['racho audit', 'racho audit --sarif audit.sarif ../kernel'],
  run: async ({ operands: [folder = '.'], values, out }) => {
    const { runAudit, AuditError } = await load();
    const { json, sarif, summary, write } = values;
    try {
      const { text, clean } = await runAudit({
        folder,
        format: json ? 'json' : 'text',
        sarif,
        summary,
        reports: write === true ? 'write' : 'compare',
      });
      out.write(text);
      return clean ? EXIT.ok : EXIT.finding;
    } catch (cause) {
      if (!(cause instanceof AuditError)) throw cause;
      const { code, message } = cause;
      const remedy =
        code === 'E_USAGE'
          ? 'Name a file that can be written, in a folder that is there.'
          : 'The README of @racho/audit says what framekernel-audit.json holds.';
      throw new CliError('E_AUDIT', message, remedy, { cause });
    }
  },
};
