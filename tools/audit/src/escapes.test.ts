/** What is counted in a page of ways out. */
import { expect, it } from 'vitest';
import { auditOf, edited } from './testing/repository.ts';

const page = `# Ways out

| layer | programs |
| --- | --- |
| types | 9 |

| a program that … | types | lint |
| --- | --- | --- |
| rolls dice | TS2339 | no-ambient-global |
| ↳ rolls dice by a key |  | no-ambient-global |
| runs for ever |  |  |

| a kernel that … | ends with |
| --- | --- |
| lies | E_HANDLE |
`;

it('counts mechanisms, not their variants, and programs by the layer that stops them', async () => {
  const { escapes } = await auditOf({
    ...edited('framekernel-audit.json', '"limit"', '"escapes":"escapes.md","limit"'),
    'escapes.md': page,
  });
  expect(escapes).toEqual({ tried: 3, mechanisms: 2, byTypes: 1, byLint: 2, open: 1 });
});
