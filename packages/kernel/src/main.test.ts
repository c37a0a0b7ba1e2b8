import { programs } from '@racho/user';
import { describe, expect, it } from 'vitest';
import { prebuilt, run } from './testing/run.ts';

describe('the demo', () => {
  // Without `sleep`, which waits for three seconds of 100 million instructions each; tests/ runs it.
  const demo = programs
    .filter(({ purpose, name }) => purpose === 'demo' && name !== 'sleep')
    .map(({ name }) => prebuilt(name));

  it('runs every program to its end, with their lines mixed', () => {
    const { output, status, panic } = run(demo);
    expect(panic).toBeUndefined();
    expect(status).toBe(0);
    const lines = output.split('\n');
    expect(lines.slice(0, 5)).toEqual([
      '[ INFO] [kernel] Hello, world!',
      'heap_test passed!',
      'frame_allocator_test passed!',
      'remap_test passed!',
      '[ INFO] num_app = 3',
    ]);
    expect(lines.slice(-2)).toEqual(['[ INFO] All applications completed!', '']);
    for (const line of ['3^200000 = 871008973', '5^140000 = 386471875', '7^160000 = 667897727']) {
      expect(lines).toContain(`${line}(MOD 998244353)`);
    }
    const owners = lines.filter((line) => line.startsWith('power_')).map((line) => line.slice(0, 7));
    const switches = owners.filter((owner, i) => i > 0 && owner !== owners[i - 1]).length;
    expect(switches).toBeGreaterThan(6);
  });

  it('ends at once when there is nothing to run', () => {
    const { output, status } = run([]);
    expect(output).toMatch(/num_app = 0\n.*All applications completed!\n$/);
    expect(status).toBe(0);
  });

  it('is the same twice, instruction by instruction', () => {
    const [first, second] = [run(demo), run(demo)];
    expect(first.trace.length).toBeGreaterThan(50);
    expect(second).toEqual(first);
  });
});

it('keeps the floating-point state of two programs apart that are preempted in the middle of their sums', () => {
  // The bits are QEMU's: packages/user/src/run.oracle.test.ts.
  const sums = { harmonic_down: '402bc38895a0a35e', harmonic_up: '402bc38895a9c7c4' } as const;
  const { output, status, trace } = run([prebuilt('harmonic_down'), prebuilt('power_3'), prebuilt('harmonic_up')]);
  for (const [name, bits] of Object.entries(sums)) {
    expect(output).toContain(`${name}: the sum has the bits ${bits}\nTest ${name} OK!\n`);
    const turns = trace.filter(({ kind, text }) => kind === 'switch' && text.includes(`(${name})`));
    expect(turns.length).toBeGreaterThan(4);
  }
  expect(status).toBe(0);
});

describe('init=', () => {
  it('runs that program alone, with its arguments; its status is the system’s', () => {
    const { output, status } = run([prebuilt('power_3'), prebuilt('hello', 'a', 'b c')], 'quiet init=hello');
    expect(output).toBe('Hello, world!\nargument 1: a\nargument 2: b c\n');
    expect(status).toBe(0);
  });

  it('says when there is no such module', () => {
    const { output, status } = run([prebuilt('hello')], 'quiet init=nobody');
    expect(output).toBe('[ERROR] [kernel] init=nobody: there is no such module\n');
    expect(status).toBe(127);
  });
});

describe('a program that misbehaves', () => {
  const ends: Readonly<Record<string, readonly [message: RegExp, status: number]>> = {
    store_readonly: [/page fault: may not store to 0x1[0-9a-f]{4}, at pc 0x1[0-9a-f]{4}; ended/, 139],
    load_kernel: [/page fault: may not load from 0x80200000,/, 139],
    load_trap_context: [/page fault: may not load from 0xffffffffffffe/, 139],
    load_trampoline: [/page fault: may not load from 0xfffffffffffff/, 139],
    execute_data: [/page fault: may not execute 0x1[0-9a-f]{4},/, 139],
    privileged: [/illegal instruction 0x10200073,/, 132],
    csr_access: [/illegal instruction 0x1000[0-9a-f]{4},/, 132],
    stack_overflow: [/page fault: may not store to 0x1[0-9a-f]{4},/, 139],
    endless: [/cpu limit of 5 ticks used up; ended/, 152],
  };

  it.each(programs.filter(({ purpose }) => purpose === 'misbehaving').map(({ name }) => name))('%s', (name) => {
    const { output, status, panic } = run([prebuilt(name)], `quiet init=${name} cpu_limit=50`);
    expect(panic).toBeUndefined();
    const end = ends[name];
    if (end === undefined) {
      // It is refused by a return value, checks that itself, and lives.
      expect([output, status]).toEqual([expect.not.stringContaining('ERROR'), 0]);
      return;
    }
    const [message, code] = end;
    const errors = output.split('\n').filter((line) => line.startsWith('[ERROR]'));
    expect(errors).toEqual([expect.stringMatching(message)]);
    expect(errors[0]).toContain(`[kernel] ${name}: `);
    expect(status).toBe(code);
  });

  it('takes nobody with it', () => {
    const everyone = programs.filter(({ name }) => name !== 'sleep').map(({ name }) => prebuilt(name));
    const { output, status } = run(everyone.slice(0, 16), 'cpu_limit=1000');
    for (const power of ['power_3', 'power_5', 'power_7']) expect(output).toContain(`Test ${power} OK!`);
    expect(output.match(/; ended/g)?.length).toBeGreaterThanOrEqual(8);
    expect(output).toMatch(/All applications completed!\n$/);
    expect(status).toBe(0);
  });
});
