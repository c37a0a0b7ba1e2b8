/** Kernel stacks, seen from S-mode: there while their task lives, and nowhere afterwards. Kernel code is TypeScript, so that nothing else stores there. */
import { describe, expect, it } from 'vitest';
import { kernelStackTop, KERNEL_STACK_SIZE } from '../arch/layout.ts';
import { KernelTrap } from '../arch/supervisor.unsafe.ts';
import { current } from '../context.ts';
import { Task, type Coroutine } from '../index.ts';
import { internals } from '../task/task.ts';
import { runTask } from '../testing/run.ts';
import { vaddr } from './address.ts';

/** The lowest and the highest word of the stack of a task that lives until `end` is called. */
function taskWithStack(): { readonly words: readonly number[]; readonly end: () => Coroutine<void> } {
  let over = false;
  const task = Task.spawn('victim', function* () {
    while (!over) yield* Task.yield();
  })!;
  const { top } = internals.stack(task);
  function* end(): Coroutine<void> {
    over = true;
    while (task.state !== 'done') yield* Task.yield();
  }
  return { words: [top - KERNEL_STACK_SIZE, top - 8], end };
}

const trapOf = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (error) {
    return error instanceof KernelTrap ? 'trap' : error;
  }
};

/** On a checked machine, which knows what the frames of a stack are called and what TLBs have. */
const runChecked = (body: () => Coroutine<void>): unknown => runTask(body, { checks: 'on' });

describe('a kernel stack', () => {
  it('is memory of the supervisor’s, with nothing below it', () => {
    runChecked(function* () {
      const { supervisor } = current();
      const { words, end } = taskWithStack();
      for (const word of words) {
        supervisor.store(vaddr(word), word & 0xffff);
        expect(supervisor.load(vaddr(word))).toBe(BigInt(word & 0xffff));
      }
      expect(trapOf(() => supervisor.load(vaddr(words[0]! - 8)))).toBe('trap');
      yield* end();
    });
  });

  it('is nowhere when its task has ended: no translation is left', () => {
    runChecked(function* () {
      const { supervisor } = current();
      const { words, end } = taskWithStack();
      for (const word of words) supervisor.load(vaddr(word));
      yield* end();
      for (const word of words) expect(trapOf(() => supervisor.load(vaddr(word)))).toBe('trap');
    });
  });

  it('comes without what the one before it has left', () => {
    runChecked(function* () {
      const { supervisor } = current();
      const first = taskWithStack();
      for (const word of first.words) supervisor.store(vaddr(word), 0x5a5a);
      yield* first.end();
      const second = taskWithStack();
      expect(second.words).toEqual(first.words);
      for (const word of second.words) expect(supervisor.load(vaddr(word))).toBe(0n);
      yield* second.end();
    });
  });

  it('of the first task is at the top of the region', () => {
    runChecked(function* () {
      expect(internals.stack(Task.current()!).top).toBe(kernelStackTop(0));
      yield* [];
    });
  });
});
