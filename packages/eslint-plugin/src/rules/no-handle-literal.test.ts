/** `no-handle-literal`: what has the shape of a handle and is none. */
import { testRule } from '../testing/tester.ts';
import { noHandleLiteral } from './no-handle-literal.ts';

const options = [{ handles: ['Guard'] }] as const;
const forged = { messageId: 'forged' as const };
const given =
  'export interface Guard { readonly kind: string }\nexport declare function take(g: Guard | undefined): Guard;\n';

testRule(noHandleLiteral, {
  valid: [
    `${given}take({ kind: 'irq' });`, // without options
    { code: `${given}take(take(undefined));`, options },
    { code: `${given}export const f = (g: Guard): Guard => g;`, options },
    { code: `${given}export const o: { readonly kind: string } = { kind: 'irq' };`, options },
    { code: `${given}interface Irq extends Guard { n: 1 }\nexport const f = (g: Irq): Guard => g;`, options },
  ],
  invalid: [
    { code: `${given}take({ kind: 'irq' });`, options, errors: [forged] },
    { code: `${given}const g = { kind: 'irq' };\ntake(g);`, options, errors: [forged] },
    { code: `${given}export const g: Guard = { kind: 'irq' };`, options, errors: [forged] },
    { code: `${given}class Fake { kind = 'irq'; }\ntake(new Fake());`, options, errors: [forged] },
    { code: `${given}take({ ...take(undefined) });`, options, errors: [forged] },
    {
      code: `${given}export class Fake implements Guard { readonly kind = 'irq'; }`,
      options,
      errors: [{ messageId: 'implemented' }],
    },
  ],
});
