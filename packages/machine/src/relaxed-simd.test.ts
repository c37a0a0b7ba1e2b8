/** With relaxed SIMD offered, every Node that racho runs on fuses multiply-adds. */
import { expect, test } from 'vitest';
import { offerRelaxedSimd } from './relaxed-simd.ts';
import { fusesMadd } from './translator/float/probe.ts';

test('the host fuses multiply-adds when it was asked to', () => {
  offerRelaxedSimd();
  expect(fusesMadd()).toBe(true);
});
