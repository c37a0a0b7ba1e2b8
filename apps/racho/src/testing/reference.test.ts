import { expect, it } from 'vitest';
import { commands } from '../commands.ts';
import { reference } from './reference.ts';

it('is what docs/cli.md says', async () => {
  await expect(reference(commands)).toMatchFileSnapshot('../../../../docs/cli.md');
});
