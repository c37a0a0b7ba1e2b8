/**
 * QEMU's Linux emulation as oracle: `write` and `exit` are Linux's too, so programs that make no other call run there, and
 * what Linux lets no program do ends those that try.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { programUrl, type ProgramName } from './index.ts';

function run(name: ProgramName, ...args: string[]): { output: string; end: number | string | null } {
  const { error, stdout, status, signal } = spawnSync('qemu-riscv64', [fileURLToPath(programUrl(name)), ...args], {
    encoding: 'utf8',
  });
  if (error) throw error;
  return { output: stdout, end: signal ?? status };
}

/** The same power by the host's big integers. */
function power(base: bigint, count: number): bigint {
  let result = 1n;
  for (let i = 0; i < count; i++) result = (result * base) % 998244353n;
  return result;
}

test.each([
  ['power_3', 3n, 200_000, 871008973n],
  ['power_5', 5n, 140_000, 386471875n],
  ['power_7', 7n, 160_000, 667897727n],
] as const)('%s', (name, base, count, expected) => {
  expect(power(base, count)).toBe(expected);
  const progress = Array.from({ length: count / 10_000 }, (_, i) => `${name} [${(i + 1) * 10_000}/${count}]\n`);
  expect(run(name)).toEqual({
    output: `${progress.join('')}${base}^${count} = ${expected}(MOD 998244353)\nTest ${name} OK!\n`,
    end: 0,
  });
});

/** The bits of 1 + 1/2 + … + 1/count as doubles, each operation done exactly and then rounded down or up. */
function harmonic(count: number, mode: 'down' | 'up'): bigint {
  // A positive double is mantissa · 2^exponent with 53 bits of mantissa.
  const round = (numerator: bigint, denominator: bigint, exponent: number): readonly [bigint, number] => {
    const shift = 54 - (numerator.toString(2).length - denominator.toString(2).length);
    const scaled = numerator << BigInt(Math.max(shift, 0));
    const divisor = denominator << BigInt(Math.max(-shift, 0));
    const extra = BigInt((scaled / divisor).toString(2).length - 53); // 1 or 2 bits too many
    const unit = divisor << extra;
    const mantissa = (mode === 'up' ? scaled + unit - 1n : scaled) / unit;
    return [mantissa, exponent - shift + Number(extra)];
  };
  let sum: readonly [bigint, number] = [0n, 0];
  for (let i = 1; i <= count; i++) {
    const term = round(1n, BigInt(i), 0);
    const low = Math.min(sum[1], term[1]);
    const aligned = [sum, term].map(([mantissa, exponent]) => mantissa << BigInt(exponent - low));
    sum = round(aligned[0]! + aligned[1]!, 1n, low);
  }
  const [mantissa, exponent] = sum;
  // Scaling by a power of two is exact in a double, also where rounding up has carried into a 54th bit.
  return new BigUint64Array(Float64Array.of(Number(mantissa) * 2 ** exponent).buffer)[0]!;
}

test.each(['down', 'up'] as const)('harmonic_%s', (mode) => {
  const name = `harmonic_${mode}` as const;
  const bits = harmonic(600_000, mode);
  const progress = [1, 2, 3, 4, 5].map((i) => `${name} [${i * 120_000}/600000]\n`).join('');
  const result = `${name}: the sum has the bits ${bits.toString(16)}\n`;
  expect(run(name)).toEqual({ output: `${progress}${result}Test ${name} OK!\n`, end: 0 });
});

test('hello', () => {
  expect(run('hello')).toEqual({ output: 'Hello, world!\n', end: 0 });
  expect(run('hello', 'one', '', 'two words')).toEqual({
    output: 'Hello, world!\nargument 1: one\nargument 2: \nargument 3: two words\n',
    end: 0,
  });
  const long = 'x'.repeat(1000); // more than a line's buffer
  expect(run('hello', long)).toEqual({ output: `Hello, world!\nargument 1: ${long}\n`, end: 0 });
});

describe('what no program may do', () => {
  test.each([
    ['store_readonly', 'SIGSEGV', /^store_readonly: storing to a constant at 0x[0-9a-f]+\n$/],
    ['load_kernel', 'SIGSEGV', /^load_kernel: loading from 0x80200000, .*\n$/],
    ['load_trap_context', 'SIGSEGV', /^load_trap_context: loading from 0xffffffffffffe000, .*\n$/],
    ['load_trampoline', 'SIGSEGV', /^load_trampoline: loading from 0xfffffffffffff000, .*\n$/],
    ['execute_data', 'SIGSEGV', /^execute_data: calling data at 0x[0-9a-f]+\n$/],
    ['privileged', 'SIGILL', /^privileged: executing sret\n$/],
    ['csr_access', 'SIGILL', /^csr_access: reading sstatus\n$/],
  ] as const)('%s ends by %s', (name, signal, output) => {
    const result = run(name);
    expect(result.end).toBe(signal);
    expect(result.output).toMatch(output);
  });
});

test('a program that nothing stops says so: Linux gives stack_overflow more stack than it asks for', () => {
  const { output, end } = run('stack_overflow');
  const used = /^stack_overflow: (\d+) bytes of stack were used and nothing stopped it\n$/m.exec(output)?.[1];
  expect(Number(used)).toBeGreaterThan(64 * 1024); // measured between frames: the compiler has not made a loop of it
  expect(end).toBe(1);
});

describe('a program that is not refused as racho refuses says so: Linux returns other numbers than -1', () => {
  test.each([
    ['huge_length', 11],
    ['bad_pointer', 17],
  ] as const)('%s makes %d calls', (name, calls) => {
    const { output, end } = run(name);
    expect(end).toBe(1);
    expect(output.match(/^call 64\(0x\w+, 0x\w+, 0x\w+\) was not refused: -?\d+$/gm)).toHaveLength(calls);
    expect(output.endsWith(`${name}: ${calls} calls were not refused\n`)).toBe(true);
  });
});
