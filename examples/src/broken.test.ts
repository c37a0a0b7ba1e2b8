/** The kernel that breaks the rules gives the very errors that stand beside it. */
import { expect, it } from 'vitest';
import { errorsOf } from './testing/lint.ts';

it('is refused where it reaches for the host', async () => {
  await expect(await errorsOf('broken/kernel.ts')).toMatchFileSnapshot('../broken/errors.txt');
});
