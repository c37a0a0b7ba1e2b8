/** GDB itself as the debugger: sessions on the kernel with a user program, and on a bare machine with two harts. */
import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { assembled, programPath, scratchFolder } from './testing/guests.ts';

const files = scratchFolder();
const cwd = fileURLToPath(new URL('../', import.meta.url));
const RACHO = ['--conditions=@racho/source', '--import', 'tsx', 'src/main.ts'];

/** Runs `racho gdb` with a script; gives what GDB and the guest have written. */
function session(args: readonly string[], script: string): Promise<string> {
  const path = files.write('session.gdb', `set pagination off\nset width 0\nset confirm off\n${script}\n`);
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [...RACHO, 'gdb', '--deterministic', '--script', path, ...args],
      { cwd },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`${error.message}\n${stdout}`));
        else resolve(stdout + stderr);
      },
    );
    child.stdin?.end();
  });
}

/** What an `echo` of the script has marked. */
const after = (output: string, mark: string): string => output.split(`<${mark}>`)[1] ?? '';
const mark = (name: string): string => `echo <${name}>\\n`;

it('follows a user through the trampoline to the gate, and watches a variable in its C code', async () => {
  const output = await session(
    [programPath('power_3')],
    `
tbreak main
continue
${mark('main')}
backtrace
tbreak power.h:30
continue
watch -l ((unsigned long *)&'run_power.recent')[1]
continue
${mark('watch')}
backtrace
delete
break write
continue
${mark('write')}
backtrace
x/s $a1
delete
hbreak *__alltraps
continue
${mark('trap')}
x/i $pc
p $priv
p $scause
delete
while *(unsigned short *)$pc != 0x000b
stepi
end
${mark('gate')}
info symbol $pc
stepi
${mark('behind')}
x/i $pc
${mark('end')}
detach`,
  );
  expect(after(output, 'main')).toMatch(
    /#0 {2}.*main \(.*\) at .*programs\/power_3\.c:\d+\n(.*\n)?#\d .* in _start \(\)/,
  );
  expect(after(output, 'main')).toMatch(
    /watchpoint 3: -location .*run_power\.recent.*\n[\s\S]*Old value = 0\nNew value = 3\n/,
  );
  expect(after(output, 'watch')).toMatch(/#0 {2}.*run_power .*power\.h:\d+\n/);
  expect(after(output, 'write')).toMatch(
    /#0 {2}write \(fd=.*syscall\.c:\d+\n#1 .* in flush .*print\.c:\d+\n[\s\S]*main/,
  );
  expect(after(output, 'write')).toContain('power_3 [10000/200000]');
  // The call that was about to be made.
  expect(after(output, 'trap')).toMatch(
    /=> 0xfffffffffffff000 <__alltraps>:\s+csrrw\s+sp,sscratch,sp\n\$\d = 1\n\$\d = 8\n/,
  );
  expect(after(output, 'gate')).toMatch(/^\n__user_trap \+ \d+ in section/);
  expect(after(output, 'behind')).toMatch(/j\s+0x[0-9a-f]+ <serve>/);
});

const TWO_HARTS = assembled(`
.globl _start
_start:
  csrr s0, mhartid
  bnez s0, other
first:
  la t0, user
  csrw mepc, t0
  li t1, -1
  csrw pmpaddr0, t1
  li t1, 0x1f
  csrw pmpcfg0, t1
  li t1, 0x6000
  csrs mstatus, t1
  mret
user:
  addi s1, s1, 1
  fadd.d fa0, fa0, fa1
user_loop:
  j user
other:
  addi s2, s2, 1
  j other
`);

it('has two harts as threads, and writes their registers', async () => {
  const output = await session(
    ['--bios', 'none', '--smp', '2', '--kernel', files.write('two.elf', TWO_HARTS)],
    `
break user_loop
continue
${mark('user')}
info threads
p $priv
set $fa0 = 1.5
set $fa1 = 0.25
set $mscratch = 0x123456789
set $x9 = 41
continue
${mark('float')}
p $fa0
p $mscratch
p $s1
delete
thread 2
${mark('other')}
set $before = $s2
set scheduler-locking on
stepi
stepi
stepi
p $s2 - $before
info symbol $pc
${mark('monitor')}
monitor info harts
monitor info mtree
monitor nonesuch
monitor reset
maintenance flush register-cache
thread 1
p $pc
${mark('end')}
kill`,
  );
  expect(after(output, 'user')).toMatch(/\* 1 +Thread 1 .*hart 0.*user_loop[\s\S]*2 +Thread 2 .*hart 1/);
  expect(after(output, 'user')).toMatch(/\$1 = 0\n/);
  expect(after(output, 'float')).toMatch(/double = 1\.75\}?\n\$\d+ = 4886718345\n\$\d+ = 42\n/);
  expect(after(output, 'other')).toMatch(/\$\d+ = 1\n/);
  expect(after(output, 'monitor')).toMatch(
    /hart 0 {2}U[\s\S]*\* hart 1 {2}M[\s\S]*uart0[\s\S]*no "nonesuch"[\s\S]*at its start/,
  );
  expect(after(output, 'monitor')).toMatch(/0x80000000 <_start>/);
});

it('is interrupted by Ctrl-C, comes back after it has gone, and leaves the guest running', async () => {
  const image = files.write('loop.elf', assembled('.globl _start\n_start:\n addi a0, a0, 1\nj _start'));
  const racho = spawn(process.execPath, [...RACHO, 'machine', '--bios', 'none', '--kernel', image, '--gdb', '0'], {
    cwd,
  });
  try {
    const place = await new Promise<string>((resolve) => {
      let text = '';
      racho.stderr.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const found = /target remote (\S+)\n/.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    const attach = (commands: readonly string[]): Promise<string> =>
      new Promise((resolve) => {
        const options = ['target remote ' + place, ...commands].flatMap((command) => ['-ex', command]);
        execFile('gdb-multiarch', ['-nx', '-q', '-batch', ...options], (_error, stdout, stderr) =>
          resolve(stdout + stderr),
        );
      });
    const first = await attach(['p $a0 > 0', 'hbreak *0x80000000', 'continue', 'detach']);
    expect(first).toMatch(/\$1 = [01]\n[\s\S]*Breakpoint 1, [\s\S]*detached/);
    // The interrupt comes from a timer in GDB's own Python.
    const interrupted = await attach([
      'python import threading; threading.Timer(1, lambda: gdb.post_event(lambda: gdb.execute("interrupt"))).start()',
      'continue',
      'p $a0 > 0',
      'detach',
    ]);
    expect(interrupted).toMatch(/Program received signal SIGINT, Interrupt\.\n[\s\S]*\$1 = 1\n/);
  } finally {
    racho.kill('SIGKILL');
  }
});

it('says that there is no GDB', async () => {
  const failed = await new Promise<string>((resolve) => {
    const env = { ...process.env, RACHO_GDB: 'no-such-gdb' };
    execFile(process.execPath, [...RACHO, 'gdb'], { cwd, env }, (error, _stdout, stderr) => {
      resolve(`${String(error?.code)} ${stderr}`);
    });
  });
  expect(failed).toMatch(/^2 .*"no-such-gdb" \(RACHO_GDB\) is no GDB for RISC-V/);
});
