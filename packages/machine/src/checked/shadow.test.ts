/** Each thing that must not be, done by a supervisor of a few lines: the checker names the invariant, the frame and who did it. */
import { describe, expect, it } from 'vitest';
import { Machine } from '../machine.ts';
import { image } from '../testing.ts';
import { DATA_SLOT, lateUser, Page, R, STATUS, TinySupervisor, U, V, W, X } from '../testing/tiny-supervisor.ts';
import { Shadow } from './index.ts';

const ECALL = 8;
const STORE_PAGE_FAULT = 15;
const jits = ['off', 'on', 'eager'] as const;

type Breach = readonly [what: string, message: RegExp, act: (system: TinySupervisor) => void];

/** What a supervisor does by itself. */
const bySupervisor: readonly Breach[] = [
  [
    'writes to a page table as if it were untyped',
    /^S1 .*write of 0x80310008 as untyped; frame 0x80310000 is page-table, with 1 reference and 0 mappings; by /,
    ({ raw }) => raw.memory('untyped').writeU32(Page.root * 4096 + 8, 0),
  ],
  [
    'writes over the end of its frame',
    /^S1 .*frame 0x80302000 is unused/,
    ({ raw }) => raw.memory('untyped').fill(Page.data * 4096, 4097, 0),
  ],
  ['reads what is free', /^S5 .*unused/, ({ raw }) => void raw.memory('untyped').readU8(Page.spare * 4096)],
  [
    'takes an untyped frame for a page table',
    /^S1 .*as page-table; frame 0x80331000 is untyped/,
    (system) => {
      system.claim(Page.other, 'untyped');
      system.point(Page.other, 0, Page.data, V);
    },
  ],
  ['lets a table lead on to what is none', /^S2 .*leads on/, (system) => system.point(Page.root, 1, Page.data, V)],
  [
    'maps a page table for users',
    /^S2 .*not untyped is mapped for users; frame 0x80312000 is page-table/,
    (system) => system.point(Page.leaves, 5, Page.leaves, V | R | U),
  ],
  [
    'maps for users what is no RAM',
    /^S2 .*mapped for users; by/,
    (system) => system.point(Page.leaves, 5, 0x10000, V | R | W | U),
  ],
  [
    'maps a frame more often than it counts',
    /^S2 .*more often than it is counted.*with 2 references and 3 mappings/,
    (system) => {
      for (const slot of [5, 6]) system.point(Page.leaves, slot, Page.data, V | R | U);
    },
  ],
  ['frees a frame that is mapped', /^S2 .*freed while mapped/, (system) => system.tell(Page.data, 'unused', 0)],
  ['frees a table that is pointed to', /^S2 .*freed while mapped/, (system) => system.tell(Page.leaves, 'unused', 0)],
  [
    'frees a trap context that is mapped',
    /^S1 .*freed while mapped.*trap-context/,
    (system) => {
      system.point(Page.leaves, 5, Page.context, V | R | W);
      system.tell(Page.context, 'unused', 0);
    },
  ],
  ['gives a frame out twice', /^S1 .*that is untyped becomes busy/, (system) => system.tell(Page.data, 'busy', 0)],
  ['changes what a frame holds', /^S1 .*untyped becomes heap/, (system) => system.tell(Page.data, 'heap', 1)],
  ['invents a frame', /^S1 .*outside of RAM/, (system) => system.tell(0x7ffff, 'busy', 0)],
];

/** What shows when a user runs, in whatever way it is executed. */
const byUser: readonly Breach[] = [
  [
    'keeps a translation that is gone',
    /^S2 .*store of 0x11008, which is not mapped now: a fence was left out; frame 0x80301000 .* hart 0 in U-mode at 0x1000[0-9a-f]: sd a1,8\(a0\)/,
    (system) => system.unmap(DATA_SLOT),
  ],
  [
    'keeps a right that was taken away',
    /^S2 .*store of 0x11008, whose right was taken away/,
    (system) => system.point(Page.leaves, DATA_SLOT, Page.data, V | R | U),
  ],
  [
    'keeps a translation to another frame',
    /^S2 .*which is mapped to 0x80330008 now/,
    (system) => {
      system.claim(Page.spare, 'untyped');
      system.point(Page.leaves, DATA_SLOT, Page.spare, V | R | W | U);
    },
  ],
  ['keeps code that is gone', /^S2 .*fetch of 0x10000, which is not mapped now/, (system) => system.unmap(0x10)],
  [
    'keeps a translation to what is free',
    /^S2 .*that was untyped is freed while a TLB has it at 0x11000: a fence was left out; frame 0x80301000/,
    (system) => {
      system.unmap(DATA_SLOT);
      system.tell(Page.data, 'unused', 0);
    },
  ],
  [
    'runs in an address space whose tables were freed',
    /^S2 .*translated through what is no page table|^S3 .*stvec/,
    (system) => system.tell(Page.root, 'unused', 0),
  ],
  [
    'is entered in another address space than was meant',
    /^S3 .*another address space/,
    (system) => {
      system.entry.told.root = Page.spare;
    },
  ],
  [
    'is entered by the number of an address space that is alive',
    /^S2 .*address space 1 is entered, which is that of page table 0x80310000, too; frame 0x80331000 is page-table/,
    (system) => {
      system.claim(Page.other, 'page-table');
      for (const [slot, page, flags] of [
        [0, Page.middle, V],
        [2, 0x80000, V | R | W | X],
      ] as const) {
        system.point(Page.other, slot, page, flags);
      }
      system.entry.root = system.entry.told.root = Page.other;
    },
  ],
  [
    'is entered with another trap context than was meant',
    /^S3 .*sscratch at 0x80320000, but its context is at 0x80330000/,
    (system) => {
      system.entry.told.context = Page.spare * 4096;
    },
  ],
  [
    'is entered with its trap context in a frame that is none',
    /^S3 .*sscratch.*; frame 0x80330000 is heap/,
    (system) => {
      system.claim(Page.spare, 'heap');
      system.entry.context = system.entry.told.context = Page.spare * 4096;
    },
  ],
  [
    'is entered with a trap context that it can change',
    /^S3 .*sscratch = 0x11000, where the kernel's own memory is not/,
    (system) => {
      system.entry.context = 0x1_1000;
    },
  ],
  [
    'is entered with its trap vector outside of the image',
    /^S3 .*stvec outside of the image; frame 0x80300000 is untyped/,
    (system) => {
      system.entry.vector = Page.code * 4096;
    },
  ],
  [
    'is to be entered in S-mode',
    /^S3 .*sstatus has 0x100 set.*; frame 0x80320000 is trap-context/,
    (system) => system.raw.memory('trap-context').writeU32(system.entry.context + STATUS, 0x100),
  ],
  [
    'is entered with a register that is not its own',
    /^S3 .*another x5 than its context has/,
    (system) => {
      system.entry.x5 = 7;
    },
  ],
];

/** Each is made once in each run of {@link lateUser}; the page that it needs is gone before the fourth. */
const lateAccesses: readonly (readonly [access: string, message: RegExp])[] = [
  ['sd a1, 8(a0)', /store of 0x11008/],
  ['ld a3, 8(a0)', /load of 0x11008/],
  ['lbu a3, 1(a0)', /load of 0x11001/],
  ['.option rvc\n c.ld a3, 8(a0)', /load of 0x11008/],
  ['.option rvc\n c.sw a3, 8(a0)', /store of 0x11008/],
  ['fld fa0, 8(a0)', /load of 0x11008/],
  ['fsw fa0, 8(a0)', /store of 0x11008/],
  ['amoadd.d a3, a1, (a0)', /store of 0x11000/],
  ['lr.d a3, (a0)', /load of 0x11000/],
  ['ld a3, 5(a0)', /load of 0x11005/],
];

describe('a checked machine', () => {
  it.each(jits)('finds nothing where nothing is wrong, jit %s', (jit) => {
    const system = new TinySupervisor(jit);
    for (let i = 0; i < 5; i++) expect(system.run()).toBe(ECALL);
    system.unmap(0x20);
    expect(system.run()).toBe(ECALL);
    expect(system.shadow.violation).toBeUndefined();
  });

  it('lets a user fault where it was never let in', () => {
    const system = new TinySupervisor();
    system.unmap(DATA_SLOT);
    expect(system.run()).toBe(STORE_PAGE_FAULT);
    expect(system.shadow.violation).toBeUndefined();
  });

  it.each(bySupervisor)('stops a supervisor that %s', (_what, message, act) => {
    const system = new TinySupervisor();
    expect(() => act(system)).toThrow(message);
    expect(system.shadow.violation).toMatchObject({
      code: 'E_VIOLATION',
      message: expect.stringMatching(message) as string,
    });
  });

  describe.each(jits)('with jit %s', (jit) => {
    it.each(byUser)('stops a user that %s', (_what, message, act) => {
      const system = new TinySupervisor(jit);
      for (let i = 0; i < 3; i++) expect(system.run()).toBe(ECALL);
      expect(() => {
        act(system);
        system.run();
      }).toThrow(message);
    });
  });

  describe.each(jits)('with jit %s, of a page that is gone,', (jit) => {
    it.each(lateAccesses)('stops %s in the middle of hot code', (access, message) => {
      const system = new TinySupervisor(jit, lateUser(access));
      for (let i = 0; i < 3; i++) expect(system.run()).toBe(ECALL);
      system.unmap(DATA_SLOT);
      expect(() => system.run()).toThrow(
        new RegExp(`^S2 .*${message.source}, which is not mapped now: a fence was left out`),
      );
    });
  });

  it('does nothing more once it has found something', () => {
    const system = new TinySupervisor();
    expect(() => system.tell(Page.data, 'busy', 0)).toThrow(/^S1/);
    const uses = [
      () => system.run(),
      () => system.tell(Page.spare, 'busy', 0),
      () => system.raw.memory('untyped').readU8(Page.data * 4096),
      () => system.raw.harts[0]!.run(1),
    ];
    for (const use of uses) expect(use).toThrow(system.shadow.violation);
  });

  it('has its checker to itself', () => {
    const checker = new Shadow();
    const kernel = image('nop', 0x8020_0000n);
    const machine = new Machine({ memory: 8 << 20, kernel, checker });
    expect(machine.options.checker).toBe(checker);
    expect(() => new Machine({ memory: 8 << 20, kernel, checker })).toThrow(
      expect.objectContaining({ code: 'E_CONFIG' }),
    );
    expect(() => new Machine({ checker: {} as Shadow })).toThrow(/checker has no start/);
  });
});
