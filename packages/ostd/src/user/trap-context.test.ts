/** Whatever write is the last that the host's stack has room for, what a trap context says of itself is true. */
import { describe, expect, it } from 'vitest';
import { TrapContextOffset } from '../arch/gate.ts';
import { FloatStatus, SSTATUS_FS } from '../arch/sstatus.ts';
import type { Paddr, Ppn } from '../mm/address.ts';
import type { FramePool } from '../mm/frame-pool.unsafe.ts';
import { TrapContext } from './trap-context.unsafe.ts';

/** A context in a page of words, of which so many more may be written. */
function contextWith(): {
  readonly context: TrapContext;
  readonly word: (offset: number) => bigint;
  allow: (writes: number) => void;
} {
  const words = new Map<number, bigint>();
  let left = Infinity;
  const write = (index: number, value: bigint): void => {
    if (left-- <= 0) throw new RangeError('the stack has ended');
    words.set(index, value);
  };
  const read = (index: number): bigint => words.get(index) ?? 0n;
  const memory = {
    words: () => ({
      read: (i: number) => Number(read(i)),
      write: (i: number, value: number) => write(i, BigInt(value)),
    }),
    readWord: (address: Paddr) => read(address / 8),
    writeWord: (address: Paddr, value: bigint) => write(address / 8, value),
  };
  const frames = { memory: { 'trap-context': memory } } as unknown as FramePool;
  const context = new TrapContext(frames, 0 as Ppn, { satp: 0n, handler: 0 });
  return { context, word: (offset) => read(offset / 8), allow: (writes) => void (left = writes) };
}

const changes: readonly (readonly [what: string, change: (context: TrapContext) => void, offset: number])[] = [
  ['an f-register', (context) => context.setFloat(3, 7n), TrapContextOffset.float + 24],
  ['fcsr', (context) => (context.fcsr = 7), TrapContextOffset.fcsr],
];

describe.each(changes)('a context whose %s is set', (_what, change, offset) => {
  it.each([0, 1, 2])('and that stops after %i writes holds no value without saying so', (writes) => {
    const { context, word, allow } = contextWith();
    allow(writes);
    if (writes < 2) expect(() => change(context)).toThrow(RangeError);
    else change(context);
    const isInitial = (word(TrapContextOffset.sstatus) & BigInt(SSTATUS_FS)) === BigInt(FloatStatus.Initial);
    expect(isInitial && word(offset) !== 0n).toBe(false);
    expect(word(offset)).toBe(writes === 2 ? 7n : 0n);
  });
});

it.each([-1, 32, 33, 34, 512, 0.5, NaN])('has no register %d', (n) => {
  const { context } = contextWith();
  const uses = [
    () => context.register(n),
    () => context.registerNumber(n),
    () => context.setRegister(n, 1n),
    () => context.setRegisterNumber(n, 1),
    () => context.float(n),
    () => context.setFloat(n, 1n),
  ];
  for (const use of uses) expect(use).toThrow(expect.objectContaining({ code: 'E_ARGUMENT' }));
});
