import { describe, expect, it } from 'vitest';
import type { Command } from './command.ts';
import { CliError } from './errors.ts';
import { type Invocation, parse } from './parse.ts';

const base: Command = {
  name: '',
  summary: '',
  details: '',
  operands: [{ name: 'FILE', need: 'required', summary: '' }],
  options: [],
  afterFirstOperand: 'ours',
  json: [],
  examples: [],
  run: () => Promise.resolve(0),
};
const commands: readonly Command[] = [
  { ...base, name: 'demo', operands: [], options: ['trace', 'memory', 'max-instructions', 'jit'] },
  {
    ...base,
    name: 'run',
    operands: [...base.operands, { name: 'ARGS', need: 'any number', summary: '' }],
    options: ['trace', 'deterministic'],
    afterFirstOperand: 'guest',
  },
  { ...base, name: 'asm', options: ['output', 'format', 'listing', 'base'] },
];
const parsed = (...args: string[]): Invocation => parse(args, commands);

describe('what is given', () => {
  it('is nothing without arguments', () => {
    expect(parsed()).toEqual({ command: undefined, operands: [], values: {} });
  });

  it('may have its value behind "=", or none, where one is the usual', () => {
    expect(parsed('demo', '--jit').values).toEqual({ jit: 'on' });
    expect(parsed('demo', '--jit=eager').values).toEqual({ jit: 'eager' });
    expect(() => parsed('demo', '--jit=lazy')).toThrow('expected on or off or eager');
    expect(() => parsed('demo', '--jit', 'off')).toThrow('does not take "off"');
  });

  it('may stand before or after the command', () => {
    expect(parsed('--trace', '-q', 'demo').values).toEqual({ trace: true, quiet: true });
    expect(parsed('demo', '-qv').values).toEqual({ quiet: true, verbose: true });
  });

  it.each([[['-m', '64M']], [['-m64M']], [['--memory', '64M']], [['--memory=64M']]])('has its value in %j', (args) => {
    expect(parsed('demo', ...args).values).toEqual({ memory: 64 * 2 ** 20 });
  });

  it('ends at --', () => {
    const { operands, values } = parsed('asm', '--', '--listing');
    expect(operands).toEqual(['--listing']);
    expect(values).toEqual({});
  });

  it('needs no operands when help or the version is asked for', () => {
    expect(parsed('asm', '--help').values.help).toBe(true);
    expect(parsed('asm', '-V').values.version).toBe(true);
  });

  it('takes - for a file name', () => {
    expect(parsed('asm', '-').operands).toEqual(['-']);
  });
});

describe('after the program of run, everything is its own', () => {
  it.each([
    [['run', 'a.elf', '--trace', '-x', '--', 'b'], ['a.elf', '--trace', '-x', '--', 'b'], {}],
    [['run', '--trace', 'a.elf', '--trace'], ['a.elf', '--trace'], { trace: true }],
    [['run', '--', '--odd-name', '-h'], ['--odd-name', '-h'], {}],
    [['--deterministic', 'run', 'a.elf', '', 'two words'], ['a.elf', '', 'two words'], { deterministic: true }],
  ])('%j', (args, operands, values) => {
    expect(parsed(...args)).toMatchObject({ operands, values });
    expect(parsed(...args).values).toEqual(values);
  });
});

describe('what is refused', () => {
  it.each([
    [['dmeo'], 'E_UNKNOWN_COMMAND', 'there is no command "dmeo"', 'racho demo'],
    [['frobnicate'], 'E_UNKNOWN_COMMAND', 'frobnicate', 'racho help'],
    [['demo', '--trcae'], 'E_UNKNOWN_OPTION', '--trcae', '--trace'],
    [['demo', '-trace'], 'E_UNKNOWN_OPTION', '-t', 'Did you mean --trace?'],
    [['demo', '--colour'], 'E_UNKNOWN_OPTION', '--colour', 'racho help demo'],
    [['demo', '-x'], 'E_UNKNOWN_OPTION', '-x', 'racho help demo'],
    [['demo', '--listing'], 'E_UNKNOWN_OPTION', 'racho demo does not take --listing', 'racho help demo'],
    [['--listing'], 'E_UNKNOWN_OPTION', 'without a command', 'racho help'],
    [['demo', '-m', '1G', '-m', '64M'], 'E_OPTION_VALUE', '-m is given twice', 'once'],
    [['demo', '-m', '64M', '--memory', '64M'], 'E_OPTION_VALUE', '--memory is given twice', 'once'],
    [['demo', '--trace=yes'], 'E_OPTION_VALUE', 'takes no value', 'Write --trace alone'],
    [['demo', '-m'], 'E_OPTION_VALUE', '-m lacks its value', 'SIZE'],
    [['demo', '-m', '0'], 'E_OPTION_VALUE', '-m "0"', 'racho help demo'],
    [['demo', '-m', '99T'], 'E_OPTION_VALUE', '-m "99T"', 'racho help demo'],
    [['demo', '--memory='], 'E_OPTION_VALUE', '--memory ""', 'racho help demo'],
    [['demo', '--max-instructions', '-1'], 'E_OPTION_VALUE', '--max-instructions "-1"', 'racho help demo'],
    [['demo', '--max-instructions', '1e9'], 'E_OPTION_VALUE', '"1e9"', 'racho help demo'],
    [['asm', 'a.S', '--format', 'coff'], 'E_OPTION_VALUE', 'elf or bin', 'racho help asm'],
    [['run'], 'E_OPERANDS', 'racho run needs FILE', 'racho help run'],
    [['asm', 'a.S', 'b.S'], 'E_OPERANDS', '"b.S"', 'racho help asm'],
    [['demo', 'loudly'], 'E_OPERANDS', '"loudly"', 'racho help demo'],
    [['demo', '--__proto__'], 'E_UNKNOWN_OPTION', '--__proto__', 'racho help demo'],
    [['demo', '--toString'], 'E_UNKNOWN_OPTION', '--toString', 'racho help demo'],
  ])('%j', (args, code, message, remedy) => {
    const refusal = (): CliError => {
      try {
        parsed(...args);
      } catch (error) {
        if (error instanceof CliError) return error;
        throw error;
      }
      throw new Error('accepted');
    };
    expect(refusal()).toMatchObject({ code, status: 2 });
    expect(refusal().message).toContain(message);
    expect(refusal().remedy).toContain(remedy);
  });
});
