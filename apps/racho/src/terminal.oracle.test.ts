/** On a real terminal, which script(1) of util-linux makes: it is raw while the machine runs, and as before afterwards. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ECHO, scratchFolder } from './testing/guests.ts';

const files = scratchFolder();
const root = fileURLToPath(new URL('../../../', import.meta.url));
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** A shell on a terminal: the settings, the command, the settings again, its status. */
function onTerminal(racho: string, typed: string): Promise<string> {
  const node = `${process.execPath} --conditions=@racho/source --import tsx ${MAIN}`;
  const shell = `stty -g; ${node} ${racho}; echo status $?; stty -g`;
  return new Promise((resolve, reject) => {
    const child = execFile('script', ['-qec', shell, '/dev/null'], { cwd: root }, (error, stdout) => {
      if (error) reject(error instanceof Error ? error : new Error('script failed'));
      else resolve(stdout.replaceAll('\r', ''));
    });
    // Typed when the machine is there to read it: the shell's own reading is over then.
    let seen = '';
    child.stdout?.on('data', (chunk: string) => {
      if (!seen.includes('Ctrl-A x') && (seen += chunk).includes('Ctrl-A x')) child.stdin?.write(typed);
    });
  });
}

it.each([
  ['a guest that ends', '\x03abcq', 'status 5', '\x03abc'],
  ['Ctrl-A x', '\x01x', 'status 0', ''],
  ['Ctrl-A h, and then Ctrl-A x', '\x01h\x01x', 'status 0', 'Ctrl-A Ctrl-A  send a Ctrl-A'],
])('%s', async (_what, typed, status, echoed) => {
  const output = await onTerminal(`machine --bios none --kernel ${files.write('echo.elf', ECHO)}`, typed);
  const lines = output.trimEnd().split('\n');
  const [before, notice] = lines;
  expect(notice).toContain('Ctrl-A x leaves');
  expect(output).toContain(echoed);
  expect(output).toContain(status);
  expect(lines.at(-1)).toBe(before);
});

it('colours the demo there, and not in a pipe', async () => {
  const coloured = await new Promise<string>((resolve, reject) => {
    const node = `${process.execPath} --conditions=@racho/source --import tsx ${MAIN}`;
    const command = `${node} demo --max-instructions 1000000`;
    execFile(
      'script',
      ['-qec', command, '/dev/null'],
      { cwd: root, env: { ...process.env, TERM: 'xterm' } },
      (error, stdout) => {
        // The limit ends it with 1.
        if (error?.code === 1) resolve(stdout);
        else reject(new Error('the limit did not end it'));
      },
    );
  });
  expect(coloured).toContain('\x1b[34m[ INFO] [kernel] Hello, world!\x1b[0m');
});
