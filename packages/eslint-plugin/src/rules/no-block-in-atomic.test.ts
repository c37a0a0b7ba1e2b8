/** `no-block-in-atomic`: what blocks, in callbacks that must not. */
import { testRule } from '../testing/tester.ts';
import { noBlockInAtomic } from './no-block-in-atomic.ts';

const options = [{ contexts: ['SpinLock.with', 'timer.onTick'], blocking: ['Mutex.lock'] }] as const;
const given = `export class SpinLock { with<T>(body: () => T): T { return body(); } }
export class Mutex { lock() {} }
export const timer = { onTick: (f: () => void) => f };
const spin = new SpinLock();
const mutex = new Mutex();
function* sleep() {}
export function* keep() { yield* sleep(); mutex.lock(); }
`;

testRule(noBlockInAtomic, {
  valid: [
    { code: `${given}spin.with(() => 1);`, options },
    { code: `${given}[1].map(() => sleep());`, options },
    { code: `${given}timer.onTick(() => { [() => sleep()].pop(); });`, options },
    { code: `${given}timer.onTick(function* () {});` },
  ],
  invalid: [
    {
      code: `${given}timer.onTick(function* () {});`,
      options,
      errors: [{ messageId: 'generator', data: { context: 'timer.onTick' } }],
    },
    { code: `${given}timer.onTick(sleep);`, options, errors: [{ messageId: 'generator' }] },
    {
      code: `${given}spin.with(() => { const s = sleep(); void s; });`,
      options,
      errors: [{ messageId: 'call', data: { context: 'SpinLock.with' } }],
    },
    { code: `${given}spin.with(() => { mutex.lock(); });`, options, errors: [{ messageId: 'call' }] },
    {
      code: `${given}const l = spin;\nl.with(() => sleep());`,
      options,
      errors: [{ messageId: 'generator' }, { messageId: 'call' }],
    },
  ],
});
