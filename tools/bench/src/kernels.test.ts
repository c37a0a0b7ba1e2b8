import { execFileSync } from 'node:child_process';
import { ElfError, parseElf } from '@racho/elf';
import { wrap } from '@racho/bytes/raw';
import { describe, expect, it } from 'vitest';
import { kernelElf, kernels } from './kernels.ts';

describe.each(kernels)('%s', (name) => {
  it('is an ELF that runs under racho to its end', () => {
    expect(parseElf(wrap(kernelElf(name)))).not.toBeInstanceOf(ElfError);
    const runOne = new URL('./run-one.ts', import.meta.url);
    const options = ['--conditions=@racho/source', '--import', 'tsx', runOne.pathname, name];
    const result = JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' })) as Record<string, number>;
    expect(result['retired']).toBeGreaterThan(100_000);
    expect(result['status']).toBeLessThan(128);
  });
});
