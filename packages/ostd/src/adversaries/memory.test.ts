/** Kernels that attack frames and address spaces: odd numbers, forged and stale handles, objects that run code when read, a full stack. */
import { Bytes } from '@racho/bytes';
import { assemble } from '@racho/isa/assembler';
import { describe, expect, it } from 'vitest';
import { current } from '../context.ts';
import {
  FrameAllocOptions,
  PAGE_SIZE,
  Task,
  USER_END,
  UserMode,
  VmSpace,
  type Coroutine,
  type PageFlags,
  type UFrame,
  type Vaddr,
} from '../index.ts';
import { accountedFrames, checkInvariants } from '../testing/invariants.ts';
import { mapPage, PROGRAM, run, runTask, start } from '../testing/run.ts';

const RW: PageFlags = { readable: true, writable: true, executable: false };
const frame = (): UFrame => FrameAllocOptions.allocFrame()!;

/** What an attack has at hand. */
interface Target {
  readonly space: VmSpace;
  /** Mapped at PROGRAM. */
  readonly page: UFrame;
}

/** Runs `attack` in a kernel, and looks at the system after it. */
function attacked(attack: (target: Target) => void): void {
  runTask(function* () {
    const frames = accountedFrames();
    const space = VmSpace.create()!;
    const page = mapPage(space, PROGRAM, 'rw');
    attack({ space, page });
    checkInvariants([space]);
    expect(accountedFrames()).toBe(frames);
    yield* [];
  });
}

/** An argument that is a good number when it is looked at first, and another one later. */
const shifty = (first: number, later: number): number => {
  let reads = 0;
  return { [Symbol.toPrimitive]: () => (reads++ === 0 ? first : later) } as never;
};
const ODD: readonly (readonly [what: string, value: number])[] = [
  ['NaN', NaN],
  ['infinity', Infinity],
  ['a fraction', 0.5],
  ['less than 0', -PAGE_SIZE],
  ['more than is exact', 2 ** 53],
  ['a text', '4096' as never],
  ['a bigint', 4096n as never],
  ['nothing', undefined as never],
  ['an object', {} as never],
  ['an object that changes', shifty(PAGE_SIZE, -PAGE_SIZE)],
  ['a list', [PAGE_SIZE] as never],
];
const refusal = expect.objectContaining({ code: expect.stringMatching(/^E_/) as string }) as unknown;

// The fields of a class define them on whatever the constructor of its base returns.
it('no handle takes a property of its own, which could stand in the place of a getter', () => {
  attacked(({ space, page }) => {
    const handles = [space, page, space.cursor(PROGRAM, PAGE_SIZE), page.reader(), page.writer(), space.reader(0, 1)!];
    for (const handle of handles) {
      expect(() => Object.defineProperty(handle, 'address', { value: 4096 })).toThrow(TypeError);
    }
  });
});

describe.each(ODD)('%s', (_what, value) => {
  const uses: readonly (readonly [use: string, attack: (target: Target) => unknown])[] = [
    ['the start of a cursor', ({ space }) => space.cursor(value as Vaddr, PAGE_SIZE)],
    ['the length of a cursor', ({ space }) => space.cursor(PROGRAM, value)],
    ['the way of a cursor', ({ space }) => space.cursor(PROGRAM, PAGE_SIZE).skip(value)],
    ['a number of frames', () => FrameAllocOptions.allocSegment(value)],
    ['the way of a reader', ({ page }) => page.reader().skip(value)],
    ['an offset', ({ page }) => page.reader().read(Bytes.alloc(8), Object.is(value, undefined) ? -1 : value, 8)], // none is 0
    ['a byte', ({ page }) => page.writer().fill(value, 1)],
  ];
  it.each(uses)('is refused as %s', (_use, attack) => {
    attacked((target) => {
      expect(() => attack(target)).toThrow(refusal);
    });
  });

  it('is no range of user memory', () => {
    attacked(({ space }) => {
      expect(space.reader(value, 1)).toBeUndefined();
      expect(space.writer(PROGRAM, value)).toBeUndefined();
    });
  });
});

describe('a handle', () => {
  const forged: readonly (readonly [what: string, make: (real: UFrame) => unknown])[] = [
    ['that is nothing', () => undefined],
    ['that is a number', (real) => real.paddr],
    ['that looks like one', (real) => ({ paddr: real.paddr, clone: () => real, release: () => undefined })],
    ['that inherits from one', (real) => Object.create(real) as unknown],
    ['that stands before one', (real) => new Proxy(real, {})],
    ['with its prototype', (real) => Object.create(Object.getPrototypeOf(real) as object) as unknown],
    ['of another class', () => VmSpace.create()],
    [
      'that was released',
      (real) => {
        const gone = real.clone();
        gone.release();
        return gone;
      },
    ],
  ];
  it.each(forged)('%s is not mapped', (_what, make) => {
    attacked(({ space, page }) => {
      const cursor = space.cursor((PROGRAM + PAGE_SIZE) as Vaddr, PAGE_SIZE);
      expect(() => cursor.map(make(page) as UFrame, RW)).toThrow(expect.objectContaining({ code: 'E_HANDLE' }));
      expect(cursor.query()).toBeUndefined();
    });
  });

  it('is neither changed nor replaced for others', () => {
    attacked(({ space, page }) => {
      for (const shared of [Object.getPrototypeOf(space), Object.getPrototypeOf(page), VmSpace, FrameAllocOptions]) {
        expect(() => Object.assign(shared as object, { release: () => undefined })).toThrow(TypeError);
      }
      const list = FrameAllocOptions.allocSegment(2)!;
      expect(() => (list as UFrame[]).push(page)).toThrow(TypeError);
      for (const each of list) each.release();
    });
  });
});

describe('a mapping', () => {
  it('keeps its frame when every handle is gone, and gives it back with the last page', () => {
    attacked(({ space, page }) => {
      const second = space.cursor((PROGRAM + PAGE_SIZE) as Vaddr, PAGE_SIZE);
      second.map(page, RW);
      page.release();
      const before = FrameAllocOptions.free();
      space.cursor(PROGRAM, PAGE_SIZE).unmap();
      expect(FrameAllocOptions.free()).toBe(before);
      checkInvariants([space]);
      space.cursor((PROGRAM + PAGE_SIZE) as Vaddr, PAGE_SIZE).unmap();
      expect(FrameAllocOptions.free()).toBe(before + 1);
    });
  });

  it('is made of flags that are read once, before anything else', () => {
    attacked(({ space }) => {
      const reads: string[] = [];
      const flags = new Proxy(RW, {
        get: (_target, name) => {
          reads.push(String(name));
          return name !== 'executable';
        },
      });
      const fresh = frame();
      expect(space.cursor(0 as Vaddr, PAGE_SIZE).map(fresh, flags)).toBeUndefined();
      expect(reads).toEqual(['readable', 'writable', 'executable']);
      fresh.release();
    });
  });

  const hooks: readonly (readonly [what: string, act: (target: Target, fresh: UFrame) => void])[] = [
    ['throws', () => { throw new Error('mine'); }], // prettier-ignore
    ['releases the frame', (_target, fresh) => fresh.release()],
    ['releases the space', ({ space }) => space.release()],
    ['maps the page itself', ({ space }, fresh) => void space.cursor(0 as Vaddr, PAGE_SIZE).map(fresh, RW)],
    ['unmaps everything', ({ space }) => void space.cursor(PROGRAM, PAGE_SIZE).unmap()],
    [
      'takes all memory',
      () => {
        while (FrameAllocOptions.allocFrame() !== undefined);
      },
    ],
  ];
  it.each(hooks)('holds what must hold when reading its flags %s', (_what, act) => {
    attacked((target) => {
      const fresh = frame();
      const flags = {
        ...RW,
        get readable(): boolean {
          act(target, fresh);
          return true;
        },
      };
      try {
        target.space.cursor(0 as Vaddr, PAGE_SIZE).map(fresh, flags);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
      checkInvariants([target.space]);
    });
  });

  it('that fails for want of memory counts for nothing', () => {
    attacked(({ space }) => {
      const fresh = frame();
      while (FrameAllocOptions.allocFrame() !== undefined);
      const cursor = space.cursor((USER_END - PAGE_SIZE) as Vaddr, PAGE_SIZE);
      expect(cursor.map(fresh, RW)).toBe('no-memory');
      expect(cursor.remaining).toBe(1);
      fresh.release();
      expect(FrameAllocOptions.free()).toBe(1);
    });
  });

  it('holds what must hold when the stack of the host ends in the middle of it', () => {
    let isChecked = false;
    const { panic } = run(
      () =>
        Task.spawn('diver', function* () {
          const space = VmSpace.create()!;
          const at = space.cursor(PROGRAM, PAGE_SIZE * 200);
          let refused = 0;
          /** Goes down as far as it can; on its way back maps a frame at each depth, and gives its handle up. */
          const dive = (fresh: UFrame): number => {
            let left = 0;
            try {
              left = dive(frame()) + 1;
            } catch (error) {
              if (!(error instanceof RangeError)) throw error;
            }
            if (left > 100) return left;
            try {
              at.map(fresh, RW);
            } catch (error) {
              if (!(error instanceof RangeError)) throw error;
              refused++;
            }
            fresh.release();
            return left;
          };
          dive(frame());
          expect(refused).toBeGreaterThan(0);
          expect(at.remaining).toBeLessThan(200);
          checkInvariants([space]);
          isChecked = true;
          yield* [];
        }),
      { machine: { memory: 256 * 2 ** 20 } },
    );
    expect(isChecked).toBe(true);
    expect(panic).toMatchObject({ code: expect.stringMatching(/^E_(UNWOUND|ALLOCATOR)$/) as string }); // where it ends differs from host to host
  });
});

// Code is translated, and a write drops that: whatever is done of it before the stack ends, no other program is executed for the next one.
it.each(['on', 'eager'] as const)(
  'runs what a page holds, wherever the stack ended when it was written: jit %s',
  (jit) => {
    const answers: unknown[] = [];
    /** Counts down long enough to be translated, and answers. */
    const program = (answer: number): Bytes => {
      const { sections } = assemble(`li a0, ${answer}\n 1: addi t0, t0, -1\n bnez t0, 1b\n ecall`, {
        base: BigInt(PROGRAM),
      });
      return Bytes.from(sections[0]!.bytes);
    };
    const spaceOf = (code: UFrame): VmSpace => {
      const space = VmSpace.create()!;
      space.cursor(PROGRAM, PAGE_SIZE).map(code, { readable: true, writable: false, executable: true });
      return space;
    };
    function* answerIn(space: VmSpace): Coroutine<number | undefined> {
      const user = UserMode.create(space)!;
      user.context.setPc(PROGRAM);
      user.context.setRegister(5, 100_000);
      while ((yield* user.execute()).kind !== 'syscall');
      const answer = user.context.number(10);
      user.release();
      return answer;
    }
    const dive = (code: UFrame): void => {
      try {
        dive(code);
      } catch {
        // the end of the stack
      }
      code.writer().write(Bytes.of(0));
    };
    runTask(
      function* () {
        const first = frame();
        first.writer().write(program(1));
        const one = spaceOf(first);
        answers.push(yield* answerIn(one));
        dive(first);
        const where = first.paddr;
        one.release();
        first.release();
        let second = frame();
        while (second.paddr !== where) second = frame();
        second.writer().write(program(2));
        answers.push(yield* answerIn(spaceOf(second)));
      },
      { machine: { jit, memory: 64 * 2 ** 20 } },
    );
    expect(answers).toEqual([1, 2]);
  },
);

it('ends the system in words when the stack of the host ends in the middle of an instruction', () => {
  const codes = new Set<unknown>();
  // Where it ends is the host's affair: a call takes some bytes more for each argument, and one of these falls into a run that has begun.
  for (let padding = 0; padding < 24; padding++) {
    let caught = 0;
    const { system } = start(
      () => {
        Task.spawn('diver', function* () {
          // What a change of a mapping ends with; here with nothing before it that takes more stack than the run of the hart.
          const fence = (): void => current().supervisor.fenceSpace(1);
          fence(); // so that nothing is left to compile, which takes more stack than anything else
          const dive = (...more: readonly number[]): void => {
            try {
              dive(...more);
            } catch {
              caught++;
            }
            fence();
          };
          try {
            dive(...Array.from({ length: padding }, () => 0));
          } catch {
            caught++; // whatever it was
          }
          yield* Task.yield();
        });
      },
      { checks: 'off', machine: { memory: 16 * 2 ** 20 } },
    );
    let thrown: unknown;
    try {
      system.step(1_000_000);
    } catch (error) {
      thrown = error;
    }
    expect(caught).toBeGreaterThan(0);
    if (!(thrown instanceof RangeError)) expect(thrown).toMatchObject({ message: expect.stringContaining('make another one') as string }); // prettier-ignore
    codes.add((thrown as { readonly code?: unknown }).code);
    expect(system.step(1_000_000).reason).toBe('halt');
  }
  expect(codes).toContain('E_UNWOUND');
});

describe('a cursor over memory', () => {
  it('reads nothing of a page that is gone, or that is somebody else’s now', () => {
    attacked(({ space, page }) => {
      page.writer().fill(7, PAGE_SIZE);
      const reader = space.reader(PROGRAM, PAGE_SIZE)!;
      const writer = space.writer(PROGRAM, PAGE_SIZE)!;
      const bytes = Bytes.alloc(4);
      expect(reader.read(bytes)).toEqual({ done: 4 });
      space.cursor(PROGRAM, PAGE_SIZE).unmap();
      page.release();
      const other = VmSpace.create()!; // its page table is in the frame that was given back
      expect(reader.read(bytes)).toMatchObject({ done: 0, fault: PROGRAM + 4 });
      expect(writer.fill(1, 8)).toMatchObject({ done: 0, fault: PROGRAM });
      other.release();
    });
  });

  it('does not write what has become read-only', () => {
    attacked(({ space, page }) => {
      const writer = space.writer(PROGRAM, PAGE_SIZE)!;
      space.cursor(PROGRAM, PAGE_SIZE).protect({ ...RW, writable: false });
      expect(writer.fill(1, 8)).toMatchObject({ done: 0, fault: PROGRAM });
      const bytes = Bytes.alloc(8);
      page.reader().read(bytes);
      expect(bytes.equals(Bytes.alloc(8))).toBe(true);
    });
  });

  it('ends with its frame', () => {
    attacked(({ page }) => {
      const reader = page.reader();
      const bytes = Bytes.alloc(2 * PAGE_SIZE);
      expect(reader.read(bytes)).toEqual({ done: PAGE_SIZE });
      expect(reader.read(bytes)).toEqual({ done: 0 });
      expect(page.writer().fill(1, Number.MAX_SAFE_INTEGER)).toEqual({ done: PAGE_SIZE });
    });
  });
});
