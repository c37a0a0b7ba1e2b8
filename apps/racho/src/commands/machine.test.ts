import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Input } from '../io.ts';
import { racho } from '../testing/process.ts';
import { assembled, badElfs, ECHO, mMode, scratchFolder } from '../testing/guests.ts';

const files = scratchFolder();
const A = '\x01';

const machine = (image: Uint8Array, ...args: string[]): string[] => {
  return ['machine', '--bios', 'none', '--kernel', files.write('image.elf', image), ...args];
};

/** Standard input with this in it, on a pipe or on a terminal that stays open. */
function input(text: string, kind: 'pipe' | 'terminal'): Input & { modes: boolean[] } {
  const modes: boolean[] = [];
  const stream = new PassThrough();
  stream.write(text);
  if (kind === 'pipe') stream.end();
  const terminal = { isTTY: true, setRawMode: (mode: boolean) => modes.push(mode) };
  return Object.assign(stream, { modes }, kind === 'terminal' ? terminal : {});
}

describe('the end', () => {
  it.each([
    [0, 0],
    [42, 42],
    [256, 1],
  ])('has the status that the guest gives to the finisher: %i', async (given, status) => {
    expect(await racho(machine(mMode(`put 'A'\n put 10\n finish ${given}`)))).toEqual({
      status,
      stdout: 'A\n',
      stderr: '',
    });
  });

  it('comes at the limit, for a guest that never ends', async () => {
    const { status, stderr } = await racho(machine(mMode('j _start'), '--max-instructions', '1000'));
    expect(status).toBe(1);
    expect(stderr).toContain('within 1000 instructions');
  });

  it('comes at the limit, for a guest that does nothing but trap', async () => {
    const { status, stderr } = await racho(machine(mMode('csrw mtvec, zero\n unimp'), '--max-instructions', '1000'));
    expect(status).toBe(1);
    expect(stderr).toContain('[E_LIMIT]');
  });

  it('comes when nothing can wake the guest', async () => {
    const { status, stderr } = await racho(machine(mMode('wfi\n j _start')));
    expect(status).toBe(1);
    expect(stderr).toContain('[E_STUCK]');
  });

  it('comes on a signal, while the guest works or sleeps', async () => {
    for (const body of ['j _start', 'wfi\n j _start']) {
      const controller = new AbortController();
      const stdin = input('', 'terminal');
      const run = racho(machine(mMode(body), '--json'), { stdin, interrupted: controller.signal });
      setTimeout(() => controller.abort(130), 5);
      const { status, stdout } = await run;
      expect(status).toBe(130);
      expect(JSON.parse(stdout)).toMatchObject({ end: 'interrupted', status: 130 });
      expect(stdin.modes).toEqual([true, false]);
    }
  });

  it('is an object with --json', async () => {
    const { status, stdout, stderr } = await racho(machine(mMode(`put 'A'\n finish 3`), '--json'));
    expect({ status, stderr }).toEqual({ status: 3, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      end: 'halt',
      status: 3,
      output: 'A',
      retired: expect.any(Number) as number,
    });
  });
});

describe('the console', () => {
  it('takes what is piped in', async () => {
    const { status, stdout } = await racho(machine(ECHO), { stdin: input('hello\nq', 'pipe') });
    expect({ status, stdout }).toEqual({ status: 5, stdout: 'hello\n' });
  });

  it('takes more than it has room for from a pipe, and loses nothing', async () => {
    const text = `${'0123456789abcde\n'.repeat(10_000)}q`;
    const { status, stdout } = await racho(machine(ECHO), { stdin: input(text, 'pipe') });
    expect(status).toBe(5);
    expect(stdout === text.slice(0, -1)).toBe(true);
  });

  it('takes what is typed, says how to leave, and gives the terminal back', async () => {
    const stdin = input('hi\x03q', 'terminal');
    const { status, stdout, stderr } = await racho(machine(ECHO), { stdin });
    expect({ status, stdout }).toEqual({ status: 5, stdout: 'hi\x03' });
    expect(stderr).toContain('Ctrl-A x leaves');
    expect(stdin.modes).toEqual([true, false]);
  });

  it('keeps quiet about that with -q', async () => {
    expect((await racho(machine(ECHO, '-q'), { stdin: input('q', 'terminal') })).stderr).toBe('');
  });

  it('is left by Ctrl-A x', async () => {
    const stdin = input(`ab${A}x`, 'terminal');
    const { status } = await racho(machine(ECHO), { stdin });
    expect(status).toBe(0);
    expect(stdin.modes).toEqual([true, false]);
  });

  it('has no input in deterministic mode, and leaves stdin alone', async () => {
    const stdin = input('q', 'pipe');
    const { stderr } = await racho(machine(ECHO, '--deterministic', '--max-instructions', '10000'), { stdin });
    expect(stderr).toContain('[E_LIMIT]');
    expect(stdin.listenerCount('data')).toBe(0);
    expect(stdin.read()).not.toBeNull();
  });
});

describe('time', () => {
  const SLEEP = mMode(`
    la t0, done
    csrw mtvec, t0
    li t0, 0x200bff8
    ld t1, 0(t0)
    li t2, 20000
    add t1, t1, t2
    li t0, 0x2004000
    sd t1, 0(t0)
    li t0, 0x80
    csrw mie, t0
    csrsi mstatus, 8
  wait:
    wfi
    j wait
  .balign 4
  done:
    finish 9
  `);

  it.each([[[]], [['--deterministic']]])('passes for a guest that sleeps until a timer: %j', async (args) => {
    const { status, stdout } = await racho(machine(SLEEP, '--json', ...args));
    expect(status).toBe(9);
    // Asleep, not spinning.
    expect((JSON.parse(stdout) as { retired: number }).retired).toBeLessThan(100);
  });
});

describe('--trace', () => {
  it('tells each instruction: hart, privilege, pc, symbol, text', async () => {
    const { stdout, stderr } = await racho(machine(mMode(`li a0, 1\n j tail\n tail: finish 0`), '--trace'));
    const lines = stderr.trimEnd().split('\n');
    expect(stdout).toBe('');
    expect(lines[0]).toMatch(/^ +0 hart 0 M 0000000080000000 <_start> 00100513 li a0,1$/);
    expect(lines[1]).toContain('<_start+0x');
    expect(lines[2]).toContain('<tail>');
  });

  it('says where a trap goes', async () => {
    const body = `la t0, handler\n csrw mtvec, t0\n ecall\n .balign 4\n handler: finish 0`;
    const { stderr } = await racho(machine(mMode(body), '--trace'));
    const lines = stderr.split('\n');
    const ecall = lines.findIndex((line) => line.includes('ecall'));
    const target = /\(trap to ([0-9a-f]+)\)$/.exec(lines[ecall]!)?.[1];
    expect(target).toBeDefined();
    expect(lines[ecall + 1]).toContain(`${target!.padStart(16, '0')} <handler>`);
  });

  it('goes on where there is nothing to fetch', async () => {
    const { status, stderr } = await racho(
      machine(mMode('li t0, 0x40000000\n jr t0'), '--trace', '--max-instructions', '20'),
    );
    expect(status).toBe(1);
    expect(stderr).toContain('nothing to fetch');
  });

  it('does not change the run', async () => {
    const { retired } = JSON.parse((await racho(machine(ECHO, '--json'), { stdin: input('aq', 'pipe') })).stdout) as {
      retired: number;
    };
    expect(retired).toBeGreaterThan(0);
    const image = mMode(`li a0, 100\n loop: addi a0, a0, -1\n bnez a0, loop\n finish 0`);
    const plain = await racho(machine(image, '--deterministic', '--json'));
    const traced = await racho(machine(image, '--deterministic', '--json', '--trace'));
    expect(traced.stdout).toBe(plain.stdout);
    expect(traced.stderr.trimEnd().split('\n')).toHaveLength((JSON.parse(plain.stdout) as { retired: number }).retired);
  });
});

describe('the SBI', () => {
  // Legacy console_putchar (EID 1), then SRST (EID "SRST", function 0: shut down, no reason).
  const SHUTDOWN = assembled(
    `_start: li a7, 1\n li a0, 'S'\n ecall\n li a7, 0x53525354\n li a6, 0\n li a0, 0\n li a1, 0\n ecall`,
    0x8020_0000n,
  );

  it('starts an S-mode kernel, with its command line in the device tree', async () => {
    const kernel = files.write('s-mode.elf', SHUTDOWN);
    const { status, stdout } = await racho(['machine', '--kernel', kernel, '--append', 'one two']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'S' });
  });
});

describe('devices', () => {
  /** Ends with the device ID in the first virtio slot and the one in the second (virtio 1.2, section 4.2.2). */
  const IDS = mMode(`
    li t0, 0x10001000
    lw t1, 8(t0)
    li t0, 0x10002000
    lw t2, 8(t0)
    slli t1, t1, 4
    or t1, t1, t2
    slli t1, t1, 16
    li t2, 0x3333
    or t1, t1, t2
    li t0, 0x100000
    sw t1, 0(t0)
  `);

  it('are disks, as often as --drive is given', async () => {
    const disk = files.write('disk.img', new Uint8Array(512));
    expect((await racho(machine(IDS))).status).toBe(0x40);
    expect((await racho(machine(IDS, '--drive', disk))).status).toBe(0x24);
    expect((await racho(machine(IDS, '--drive', `${disk},ro`, '--drive', `file=${disk},overlay`))).status).toBe(0x22);
  });

  it('are a wire and a shared folder', async () => {
    expect((await racho(machine(IDS, '--net', `listen=${files.path('w.sock')}`))).status).toBe(0x14);
    expect((await racho(machine(IDS, '--share', files.path('.')))).status).toBe(0x94);
  });

  it('let a guest sleep while something may come, and not when the other end has gone', async () => {
    const end = files.path('idle.sock');
    const listener = createServer((socket) => socket.end()).listen(end);
    await once(listener, 'listening');
    const { status, stderr } = await racho(machine(mMode('wfi\n j _start'), '--net', `connect=${end}`));
    expect(status).toBe(1);
    expect(stderr).toContain('[E_STUCK]');
    listener.close();
  });

  it('that the host has something to say to are not for --deterministic', async () => {
    expect(await racho(machine(IDS, '--deterministic', '--net', 'listen=1'))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('[E_CONFLICT]') as string,
    });
  });

  it('say what is wrong with a value or a file', async () => {
    const typo = await racho(machine(IDS, '--drive', 'disk.img,readnoly'));
    expect(typo).toMatchObject({ status: 2, stdout: '' });
    expect(typo.stderr).toContain('did you mean "readonly"?');
    const text = files.write('text', 'no disk');
    expect(await racho(machine(IDS, '--drive', text))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('[E_DISK]') as string,
    });
  });
});

describe('a signature', () => {
  const program = (tail: string): Uint8Array =>
    mMode(`
      la s0, begin_signature
      li s1, 0x1122334455667788
      sd s1, 0(s0)
      ${tail}
      .data
      .globl begin_signature, end_signature
    begin_signature: .space 16
      .word 0xdeadbeef
    end_signature: .space 4`);
  const lines = (name: string): string[] => readFileSync(files.path(name), 'utf8').split('\n');

  it.each([
    ['4', ['55667788', '11223344', '00000000', '00000000', 'deadbeef', '']],
    ['8', ['1122334455667788', '0000000000000000', '00000000deadbeef', '']],
    ['2', ['7788', '5566', '3344', '1122', '0000', '0000', '0000', '0000', 'beef', 'dead', '']],
  ])('is written in lines of %s bytes, whatever the status', async (granularity, expected) => {
    const args = ['--signature', files.path('signature'), '--signature-granularity', granularity];
    expect((await racho(machine(program('finish 3'), ...args))).status).toBe(3);
    expect(lines('signature')).toEqual(expected);
  });

  it('is of words by default, and written by a test that ends by tohost', async () => {
    const image = program(`
      la t0, tohost
      li t1, 1
      sd t1, 0(t0)
    1: j 1b
      .section .tohost, "aw"
      .balign 64
      .globl tohost
    tohost: .dword 0`);
    expect((await racho(machine(image, '--signature', files.path('words')))).status).toBe(0);
    expect(lines('words').slice(0, 2)).toEqual(['55667788', '11223344']);
  });

  it('is refused where no image has the symbols, or has them in the wrong order, before anything runs', async () => {
    const reversed = mMode(
      `finish 0\n .globl begin_signature, end_signature\n end_signature: nop\n begin_signature: nop`,
    );
    for (const image of [mMode('finish 0'), reversed]) {
      const { status, stderr } = await racho(machine(image, '--signature', files.path('none')));
      expect(status).toBe(1);
      expect(stderr).toMatch(/begin_signature and end_signature/);
      expect(existsSync(files.path('none'))).toBe(false);
    }
  });

  it('is refused in lines of another length, and where it cannot be written', async () => {
    const image = program('finish 0');
    const lineOf3 = await racho(machine(image, '--signature', files.path('none'), '--signature-granularity', '3'));
    expect(lineOf3.status).toBe(2);
    const nowhere = await racho(machine(image, '--signature', files.path('no/folder')));
    expect(nowhere.stderr).toContain('cannot write');
  });
});

describe('what cannot start', () => {
  it('is nothing at all', async () => {
    const { status, stderr } = await racho(['machine']);
    expect(status).toBe(2);
    expect(stderr).toContain('--kernel FILE');
  });

  it.each(badElfs.filter(([what]) => !/text|empty|header/.test(what)))('is %s', async (_what, bytes) => {
    const { status, stdout, stderr } = await racho(machine(bytes));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^racho: .*\(E_IMAGE_FORMAT\)\n/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('is an image that wants more memory than there is', async () => {
    const image = assembled('_start: j _start\n .bss\n .space 200 << 20');
    const { status, stderr } = await racho(machine(image));
    expect(status).toBe(1);
    expect(stderr).toContain('E_IMAGE_OUTSIDE_RAM');
    expect((await racho(machine(image, '-m', '256M', '--max-instructions', '10'))).stderr).toContain('E_LIMIT');
  });

  it.each(['--kernel', '--bios', '--initrd'])('is a missing file for %s', async (option) => {
    const others = option === '--initrd' ? machine(ECHO) : ['machine'];
    const { status, stderr } = await racho([...others, option, files.path('missing')]);
    expect(status).toBe(2);
    expect(stderr).toContain('there is no such file');
  });
});
