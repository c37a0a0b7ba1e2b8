import { expect, test, vi } from 'vitest';
import { prebuild } from '../../scripts/prebuild.ts';
import { machineInstructions } from '../isa.ts';
import { hotAfter } from '../options.ts';
import { fromBase64 } from '../wasm/base64.ts';
import { generateInterpreter } from './generate.ts';
import { prebuilt, type Prebuilt } from './prebuilt.ts';

const [, made = ''] = /^export const prebuilt = (.*);$/m.exec(prebuild()) ?? [];
const { name, base64 } = JSON.parse(made) as Prebuilt;

test('what a build brings along is what would be generated', () => {
  const options = { hotAfter: hotAfter.on, checks: 'off', crossings: 'silent' } as const;
  expect(fromBase64(base64)).toEqual(generateInterpreter(machineInstructions, 0, options));
});

test('a machine without options takes it, and others do not', async () => {
  vi.resetModules();
  vi.doMock('./prebuilt.ts', () => ({ prebuilt: { name, base64: 'bm8gbW9kdWxl' } }));
  const { Machine } = await import('../machine.ts');
  const kernel = new Uint8Array(4);
  expect(() => new Machine({ kernel, jit: 'on' })).toThrow(/magic/);
  expect(() => new Machine({ kernel, jit: 'off' })).not.toThrow();
  vi.doUnmock('./prebuilt.ts');
});

test('sources bring none along, so that they need no build', () => {
  expect(prebuilt).toBeUndefined();
});
