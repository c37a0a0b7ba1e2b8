import { readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Input } from '../io.ts';
import { ECHO, mMode, scratchFolder } from '../testing/guests.ts';
import { racho } from '../testing/process.ts';

// `racho machine --snapshot` and `--restore`.

const files = scratchFolder();
const A = '\x01';
/** Prints the letters of the alphabet, 1000 instructions and more after each other, and ends with 7. */
const LETTERS = mMode(`
    li s0, 'A'
  letter:
    li t0, 0x10000000
    sb s0, 0(t0)
    li t1, 500
  wait:
    addi t1, t1, -1
    bnez t1, wait
    addi s0, s0, 1
    li t1, '['
    bne s0, t1, letter
    finish 7`);

const machine = (image: Uint8Array, ...args: string[]): string[] => {
  return ['machine', '--bios', 'none', '--kernel', files.write('image.elf', image), ...args];
};

function terminal(text: string): Input {
  const stream = new PassThrough();
  stream.write(text);
  return Object.assign(stream, { isTTY: true, setRawMode: () => undefined });
}

const retiredOf = (stdout: string): number => (JSON.parse(stdout) as { retired: number }).retired;

describe('a machine is saved', () => {
  it('at a count, goes on, and can be gone on with from there', async () => {
    const file = files.path('count.snapshot');
    const first = await racho(machine(LETTERS, '--deterministic', '--snapshot', file, '--snapshot-at', '10050'));
    expect(first).toMatchObject({ status: 7, stdout: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' });
    expect(first.stderr).toContain(`saved to ${file}`);
    const { status, stdout } = await racho(['machine', '--restore', file]);
    expect({ status, stdout }).toEqual({ status: 7, stdout: 'KLMNOPQRSTUVWXYZ' });
  });

  it('at the very count, whatever the limit', async () => {
    const file = files.path('exact.snapshot');
    const whole = retiredOf((await racho(machine(LETTERS, '--deterministic', '--json'))).stdout);
    await racho(machine(LETTERS, '--deterministic', '-q', '--snapshot', file, '--snapshot-at', '777'));
    const rest = retiredOf((await racho(['machine', '--json', '--restore', file])).stdout);
    expect(rest).toBe(whole - 777);
  });

  it('at Ctrl-A s, and not again when it is left', async () => {
    const file = files.path('key.snapshot');
    const { status, stderr } = await racho(machine(ECHO, '--snapshot', file), { stdin: terminal(`${A}s${A}x`) });
    expect(status).toBe(0);
    expect(stderr).toContain('Ctrl-A s saves it');
    expect(stderr.match(/saved to/g)).toHaveLength(1);
    const restored = await racho(['machine', '--restore', file], { stdin: terminal('hiq') });
    expect(restored).toMatchObject({ status: 5, stdout: 'hi' });
  });

  it.each([
    ['Ctrl-A x', [], `${A}x`, 0],
    ['the limit', ['--max-instructions', '5000'], '', 1],
  ])('when it is left by %s', async (_, args, typed, expected) => {
    const file = files.path('left.snapshot');
    const { status } = await racho(machine(mMode('j _start'), '--snapshot', file, ...args), { stdin: terminal(typed) });
    expect(status).toBe(expected);
    const again = await racho(['machine', '--restore', file, '--max-instructions', '1000']);
    expect(again.stderr).toContain('[E_LIMIT]');
  });

  it('when a signal ends it', async () => {
    const file = files.path('signal.snapshot');
    const controller = new AbortController();
    const run = racho(machine(mMode('wfi\n j _start'), '-q', '--snapshot', file), {
      stdin: terminal(''),
      interrupted: controller.signal,
    });
    setTimeout(() => controller.abort(130), 5);
    expect((await run).status).toBe(130);
    expect(gunzipSync(readFileSync(file)).length).toBeGreaterThan(0);
  });

  it('not when the guest has ended', async () => {
    const file = files.path('ended.snapshot');
    expect((await racho(machine(mMode('finish 3'), '--snapshot', file))).status).toBe(3);
    expect((await racho(['machine', '--restore', file])).stderr).toContain('there is no such file');
  });
});

describe('with a drive', () => {
  /** Any guest: the contents are the host's to keep. */
  const image = mMode('j _start');

  it('that is not the same, it does not go on', async () => {
    const file = files.path('drive.snapshot');
    const small = files.write('small.img', new Uint8Array(512));
    const large = files.write('large.img', new Uint8Array(1024));
    const limit = ['--max-instructions', '1000'];
    await racho(machine(image, '--snapshot', file, ...limit, '--drive', `${small},overlay`));
    const drive = (...args: string[]) => racho(['machine', '--restore', file, ...limit, ...args]);
    expect((await drive('--drive', `${small},overlay`)).stderr).toContain('[E_LIMIT]');
    expect((await drive('--drive', large)).stderr).toContain('E_SNAPSHOT_MISMATCH');
    expect((await drive()).stderr).toContain('E_SNAPSHOT_MISMATCH');
  });
});

describe('what is refused', () => {
  const saved = async (): Promise<string> => {
    const file = files.path('refused.snapshot');
    await racho(machine(mMode('j _start'), '--snapshot', file, '--max-instructions', '1000'));
    return file;
  };

  it('is a damaged file', async () => {
    const file = await saved();
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, whole.length / 2));
    expect(await racho(['machine', '--restore', file])).toMatchObject({ status: 2, stdout: '' });
    const plain = gunzipSync(whole);
    plain[100]! ^= 1;
    writeFileSync(file, plain);
    const { status, stderr } = await racho(['machine', '--restore', file]);
    expect(status).toBe(1);
    expect(stderr).toContain('E_SNAPSHOT_FORMAT');
  });

  it('is a machine with other memory', async () => {
    const { status, stderr } = await racho(['machine', '--restore', await saved(), '-m', '64M']);
    expect(status).toBe(1);
    expect(stderr).toContain('E_SNAPSHOT_MISMATCH');
  });

  it('is a count without a file', async () => {
    expect((await racho(machine(ECHO, '--snapshot-at', '5'))).stderr).toContain('--snapshot FILE');
  });

  it('is a place where nothing can be written', async () => {
    const file = files.path('missing/file');
    const args = ['--snapshot', file, '--max-instructions', '100'];
    const { status, stderr } = await racho(machine(mMode('j _start'), ...args));
    expect(status).toBe(2);
    expect(stderr).toContain('there is no such file');
  });
});
