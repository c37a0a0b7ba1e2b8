/** The whole command line in process: conventions that hold for every command. */
import { describe, expect, it } from 'vitest';
import { commands } from './commands.ts';
import { racho } from './testing/process.ts';

describe('without a command', () => {
  it('prints the short help, which is short', async () => {
    const { status, stdout, stderr } = await racho([]);
    expect(status).toBe(0);
    expect(stdout).toContain('racho COMMAND');
    expect(stdout.split('\n').length).toBeLessThan(20);
    expect(stderr).toBe('');
  });

  it.each([['-h'], ['--help'], ['help']])('prints the long help for %s', async (arg) => {
    const { status, stdout } = await racho([arg]);
    expect(status).toBe(0);
    expect(stdout).toContain('Exit status:');
  });

  it.each([['-V'], ['--version']])('prints the version for %s', async (arg) => {
    const { status, stdout } = await racho([arg]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^racho \d+\.\d+\.\d+\n$/);
  });
});

it('keeps to JSON when help or the version is asked for', async () => {
  expect(JSON.parse((await racho(['--json', '-V'])).stdout)).toEqual({ version: expect.any(String) as string });
  for (const args of [['--json'], ['--json', '-h'], ['run', '--json', '-h'], ['help', '--json', 'run']]) {
    expect(JSON.parse((await racho(args)).stdout)).toEqual({ help: expect.stringContaining('racho') as string });
  }
});

describe.each(commands.map(({ name }) => [name]))('%s', (name) => {
  it.each([[[name, '--help']], [[name, '-h']], [['help', name]], [['-h', name]]])(
    'explains itself for %j',
    async (args) => {
      const { status, stdout, stderr } = await racho(args);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain(`Usage: racho ${name}`);
    },
  );

  it('refuses an option that it does not have', async () => {
    const { status, stdout, stderr } = await racho([name, '--jsno']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('Did you mean --json?');
  });
});

describe('errors', () => {
  it('are a message and a remedy on stderr, without a stack', async () => {
    const { status, stdout, stderr } = await racho(['demmo']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe('racho: there is no command "demmo"\n       Did you mean "racho demo"? [E_UNKNOWN_COMMAND]\n');
  });

  it('show where they come from with -v', async () => {
    expect((await racho(['disasm', '-v', '/nowhere/at/all'])).stderr).toMatch(/\n\s+at /);
    expect((await racho(['disasm', '/nowhere/at/all'])).stderr).not.toMatch(/\n\s+at /);
  });

  it('are an object with --json', async () => {
    const { status, stdout } = await racho(['--json', 'disasm', '/nowhere/at/all']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'E_FILE',
        message: 'cannot read "/nowhere/at/all": there is no such file',
        remedy: 'Check the path.',
      },
    });
  });

  it('are an object with --json even if the command line cannot be parsed', async () => {
    const { status, stdout } = await racho(['--json', 'frobnicate']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'E_UNKNOWN_COMMAND' } });
  });
});
