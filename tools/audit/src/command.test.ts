/** What an audit gives, writes, and refuses. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runAudit, type AuditOptions, type AuditOutcome } from './command.ts';
import { AuditError } from './error.ts';
import { edited, sound, withRepository } from './testing/repository.ts';

const run = (folder: string, options: Partial<AuditOptions> = {}): Promise<AuditOutcome> =>
  runAudit({ folder, format: 'text', sarif: undefined, summary: undefined, reports: 'compare', ...options });

it('is clean when nothing is found', async () => {
  await withRepository(sound, async (root) => {
    const { text, clean } = await run(root);
    expect(clean).toBe(true);
    expect(text).toContain('No findings.');
  });
});

it('is not at a finding, and writes it for people and for code scanning', async () => {
  const files = { ...sound, 'lib/upper/src/index.ts': `import 'node:fs';\n` };
  await withRepository(files, async (root) => {
    const [sarif, summary] = [join(root, 'audit.sarif'), join(root, 'summary.md')];
    const { text, clean } = await run(root, { format: 'json', sarif, summary });
    expect(clean).toBe(false);
    expect(JSON.parse(text)).toMatchObject({ sizes: { framework: 5 } });
    expect(readFileSync(sarif, 'utf8')).toContain('"ruleId": "module-foreign"');
    expect(readFileSync(summary, 'utf8')).toContain('module-foreign');
  });
});

it('accepts a changed public face when told to, and is clean then', async () => {
  await withRepository({ ...sound, 'base.api.txt': 'something else\n' }, async (root) => {
    expect((await run(root)).clean).toBe(false);
    expect((await run(root, { reports: 'write' })).clean).toBe(true);
    expect(readFileSync(join(root, 'base.api.txt'), 'utf8')).toBe(sound['base.api.txt']);
  });
});

it('says where the public face has changed, line by line', async () => {
  const report = sound['base.api.txt']!;
  await withRepository({ ...sound, 'base.api.txt': `${report}${report.split('\n')[1]!}\n` }, async (root) => {
    const { text } = await run(root);
    expect(text).toContain(
      'has changed:\n  export load\n- export declare const load: (at: number) => number;\n1 finding.\n',
    );
  });
});

it('writes nothing where the figures have no place', async () => {
  const files = {
    ...sound,
    ...edited('framekernel-audit.json', '"limit"', '"readme":"README.md","limit"'),
    'README.md': 'mine\n',
    'base.api.txt': 'something else\n',
  };
  await withRepository(files, async (root) => {
    await expect(run(root, { reports: 'write' })).rejects.toMatchObject({ code: 'E_CONFIG' });
    expect(readFileSync(join(root, 'base.api.txt'), 'utf8')).toBe('something else\n');
  });
});

it('refuses a folder that nothing describes', async () => {
  await expect(run('/nowhere')).rejects.toThrow(AuditError);
});

// What the folder lacks is not said, for nothing was looked at yet.
it.each(['sarif', 'summary'] as const)('says where it cannot write (%s), before it audits', async (option) => {
  await withRepository({}, async (root) => {
    const file = join(root, 'gone', 'audit.out');
    await expect(run(root, { [option]: file })).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});

it('leaves no empty file where the audit cannot be made', async () => {
  await withRepository({}, async (root) => {
    const sarif = join(root, 'audit.sarif');
    await expect(run(root, { sarif })).rejects.toMatchObject({ code: 'E_CONFIG' });
    expect(existsSync(sarif)).toBe(false);
  });
});
