/** Runners with the sources of a tree in them. */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { bundle } from './bundle.ts';

test('a bundle needs nothing but Node', async () => {
  for (const runner of ['runner', 'start', 'v86'] as const) {
    const text = readFileSync(await bundle(runner, 'test-of-bundles'), 'utf8');
    const imports = [...text.matchAll(/^import .* from "(.*)";$/gm)].map((match) => match[1]!);
    expect(imports.length).toBeGreaterThan(0);
    // The first bytes of a WebAssembly module: the interpreter is made beforehand, as in what is published.
    expect(text.includes('AGFzbQEAAAA')).toBe(runner !== 'v86');
    for (const name of imports) expect(name).toMatch(/^node:/);
  }
});

test('a folder that is no tree of racho is refused', async () => {
  await expect(bundle('runner', 'test-of-bundles', tmpdir())).rejects.toThrow(`${tmpdir()} is no tree of racho`);
});
