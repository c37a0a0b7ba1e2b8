/** The command: what it prints, what it writes, and its exit status. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sound, withRepository } from './testing/repository.ts';

const home = fileURLToPath(new URL('..', import.meta.url));

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const node = ['--conditions=@racho/source', '--import', 'tsx', 'src/main.ts'];
  return spawnSync(process.execPath, [...node, ...args], { cwd: home, encoding: 'utf8' });
}

it('ends with 0 when nothing is found', async () => {
  await withRepository(sound, (root) => {
    const { status, stdout, stderr } = run(root);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('No findings.');
    return Promise.resolve();
  });
});

it('ends with 1 at a finding, and writes it for people and for code scanning', async () => {
  const files = { ...sound, 'lib/upper/src/index.ts': `import 'node:fs';\n` };
  await withRepository(files, (root) => {
    const [sarif, summary] = [join(root, 'audit.sarif'), join(root, 'summary.md')];
    const { status, stdout } = run(root, '--json', '--sarif', sarif, '--summary', summary);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ sizes: { framework: 5 } });
    expect(readFileSync(sarif, 'utf8')).toContain('"ruleId": "module-foreign"');
    expect(readFileSync(summary, 'utf8')).toContain('module-foreign');
    return Promise.resolve();
  });
});

it('accepts a changed public face when told to, and is clean then', async () => {
  await withRepository({ ...sound, 'base.api.txt': 'something else\n' }, (root) => {
    expect(run(root, '--write').status).toBe(0);
    expect(readFileSync(join(root, 'base.api.txt'), 'utf8')).toBe(sound['base.api.txt']);
    return Promise.resolve();
  });
});

it('ends with 2 at what it does not understand', () => {
  for (const args of [['--bogus'], ['a', 'b'], ['/nowhere']]) {
    const { status, stderr } = run(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^racho audit: /);
  }
});
