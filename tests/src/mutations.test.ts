/** What must fail, fails: each of these is done to a copy of the repository, and its own checks are run there. Long, since all share one copy. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { audit, readConfig, type Finding } from '@racho/audit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { members, root } from './workspace.ts';

const copy = realpathSync(mkdtempSync(join(tmpdir(), 'racho-mutations-')));

/** The packages that the checks look at, with what they have built. */
const COPIED = ['abi', 'bytes', 'elf', 'eslint-plugin', 'gdb', 'isa', 'kernel', 'machine', 'ostd', 'p9', 'safe-lib', 'user']; // prettier-ignore
const SKIPPED = new Set(['.git', '.turbo', '.report', 'coverage']);

beforeAll(() => {
  const isCopied = (path: string): boolean => {
    const [first = '', second] = relative(root, path).split(sep);
    if (first === 'packages' && second !== undefined && !COPIED.includes(second)) return false;
    return !SKIPPED.has(path.slice(path.lastIndexOf(sep) + 1));
  };
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (!entry.isFile() && !['docs', 'examples', 'packages', 'tests'].includes(entry.name)) continue;
    // Links between the packages are relative, and so lead to the copies.
    cpSync(join(root, entry.name), join(copy, entry.name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: isCopied,
    });
  }
  for (const name of ['apps', 'tools']) mkdirSync(join(copy, name)); // the workspace's file names them
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
}, 600_000);
afterAll(() => rmSync(copy, { recursive: true, force: true, maxRetries: 3 }));

/** Runs a tool of the workspace in a folder of the copy, as the scripts of its package.json do. */
function run(
  folder: string,
  tool: string,
  ...args: string[]
): { readonly status: number | null; readonly output: string } {
  const home = join(copy, folder, 'node_modules');
  const manifest = JSON.parse(readFileSync(join(home, tool, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const bin = typeof manifest.bin === 'string' ? manifest.bin : Object.values(manifest.bin)[0]!;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(home, tool, bin), ...args], {
    cwd: join(copy, folder),
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  return { status, output: stdout + stderr };
}

/** Calls `check` with the file changed, and puts it back. A file that is not there yet is made, and removed. */
function withFile(file: string, change: (text: string) => string, check: () => void): void {
  const path = join(copy, file);
  const isNew = !readdirSync(dirname(path)).includes(path.slice(path.lastIndexOf(sep) + 1));
  const before = isNew ? '' : readFileSync(path, 'utf8');
  const after = change(before);
  expect(after, 'the change changes something').not.toBe(before);
  writeFileSync(path, after);
  try {
    check();
  } finally {
    if (isNew) rmSync(path);
    else writeFileSync(path, before);
  }
}

const lint = (folder: string, file: string): ReturnType<typeof run> =>
  run(folder, 'eslint', '-c', '../../eslint.config.js', '--max-warnings', '0', file);

/** To a file of the kernel: what is put at its end, and the rule that must report it. */
const additions: readonly (readonly [what: string, text: string, rule: string])[] = [
  ['an import of the machine', "export { Machine } from '@racho/machine';", 'framekernel/no-foreign-import'],
  [
    "an import of ostd's internals",
    "export { current } from '@racho/ostd/src/context.ts';",
    'framekernel/no-foreign-import',
  ],
  [
    "an import of ostd's files",
    "export { current } from '../../ostd/src/context.ts';",
    'framekernel/no-foreign-import',
  ],
  ['an import of node:fs', "export { readFileSync } from 'node:fs';", 'framekernel/no-foreign-import'],
  ['`as any`', 'export const f = (x: number): unknown => x as any;', '@typescript-eslint/no-explicit-any'],
  ['a comment that switches lint off', '// eslint-disable-next-line\nexport const g = 1;', 'noInlineConfig'],
];

describe('lint fails for', () => {
  const file = 'packages/kernel/src/command-line.ts';

  it('nothing, as it is', () => {
    expect(lint('packages/kernel', 'src/command-line.ts')).toEqual({ status: 0, output: '' });
  });

  it.each(additions)('%s in the kernel', (_what, text, rule) => {
    withFile(
      file,
      (before) => `${before}\n${text}\n`,
      () => {
        const { status, output } = lint('packages/kernel', 'src/command-line.ts');
        expect(output).toContain(rule);
        expect(status).toBe(1);
      },
    );
  });

  it('a look at the clock in a package that safe code may import', () => {
    withFile(
      'packages/bytes/src/utf8.ts',
      (before) => `${before}\nexport const now = (): number => Date.now();\n`,
      () => {
        const { status, output } = lint('packages/bytes', 'src/utf8.ts');
        expect(output).toContain('framekernel/no-ambient-global');
        expect(status).toBe(1);
      },
    );
  });

  it('a SAFETY comment that is removed', () => {
    withFile(
      'packages/ostd/src/mm/physical-memory.unsafe.ts',
      (before) => before.replace(/^ *\/\/ SAFETY: .*\n/m, ''),
      () => {
        const { status, output } = lint('packages/ostd', 'src/mm/physical-memory.unsafe.ts');
        expect(output).toContain('framekernel/safety-comment');
        expect(status).toBe(1);
      },
    );
  });
});

describe('the tests of the files fail for', () => {
  const strays = (): ReturnType<typeof run> =>
    run('tests', 'vitest', 'run', 'src/stray-files.test.ts', '--reporter=verbose');

  it('nothing, as it is', () => {
    const { status, output } = strays();
    expect(output).toContain('has no configuration but the one at the root');
    expect(status).toBe(0);
  });

  it.each([
    ['a nested configuration of ESLint', 'packages/kernel/eslint.config.js', 'has no configuration but the one at'],
    ['a file that lint does not look at', 'packages/kernel/src/process/way-out.mts', 'has no code in a form that'],
  ])('%s', (_what, file, test) => {
    withFile(
      file,
      () => 'export default [];\n',
      () => {
        const { status, output } = strays();
        expect(output).toMatch(new RegExp(`(FAIL|×).*${test}`));
        expect(status).toBe(1);
      },
    );
  });
});

describe('the build of the kernel fails for', () => {
  const tsc = (folder: string, ...args: string[]): ReturnType<typeof run> =>
    run(folder, 'typescript-7', '-p', 'tsconfig.build.json', ...args);

  it('nothing, as it is', () => {
    expect(tsc('packages/kernel', '--noEmit')).toEqual({ status: 0, output: '' });
  });

  it("a typed array in ostd's public types", () => {
    withFile(
      'packages/ostd/src/mm/frame.ts',
      (before) =>
        before.replace(
          /^ {2}reader\(\): VmReader \{/m,
          '  bytes(): Uint8Array {\n    return new Uint8Array(1);\n  }\n\n$&',
        ),
      () => {
        expect(tsc('packages/ostd')).toEqual({ status: 0, output: '' });
        expect(run('packages/ostd', 'rollup', '-c').status).toBe(0);
        const { status, output } = tsc('packages/kernel', '--noEmit');
        expect(output).toMatch(/ostd\/dist\/index\.d\.ts.*Cannot find name 'Uint8Array'/);
        expect(status).not.toBe(0);
      },
    );
  });
});

/** To the package of ELF files: what is changed, what takes its place, and what the audit says of it. */
const unasked: readonly (readonly [file: string, from: string, to: string, rule: Finding['rule'], says: RegExp])[] = [
  [
    'tsconfig.json',
    '"noEmit"',
    '"strictFunctionTypes": false, "noEmit"',
    'compiler-option',
    /^"strictFunctionTypes" is/,
  ],
  ['tsconfig.json', '"noEmit"', '"exactOptionalPropertyTypes": false, "noEmit"', 'compiler-option', /^"exactOpt/],
  ['tsconfig.json', '"noEmit"', '"noUncheckedIndexedAccess": false, "noEmit"', 'compiler-option', /^"noUnchecked/],
  ['tsconfig.build.json', '    "noLib": true,\n', '', 'compiler-option', /^"noLib" is not on/],
  ['tsconfig.build.json', '"@racho/safe-lib"', '"node"', 'compiler-option', /^"types" is not/],
  ['tsconfig.build.json', '"skipLibCheck": false', '"skipLibCheck": true', 'compiler-option', /^"skipLibCheck" is on/],
  ['tsconfig.build.json', '"**/*.test.ts"', '"**/*.ts"', 'module-unchecked', /build\.json leaves it out/],
  [
    'package.json',
    '"default": "./dist/index.js"',
    '"default": "./extra/evil.js"',
    'export-elsewhere',
    /extra\/evil\.js/,
  ],
  [
    'package.json',
    '"scripts": {',
    '"scripts": { "postinstall": "node extra/evil.js",',
    'script-install',
    /postinstall/,
  ],
  [
    'tsup.config.ts',
    "library('src/index.ts')",
    "{ ...library('src/index.ts'), inject: ['x.js'] }",
    'module-form',
    /no entry leads to it/,
  ],
  ['extra/evil.js', '', "import 'node:fs';\n", 'module-form', /no entry leads to it/],
];

describe('the audit fails for', () => {
  const auditOf = async (): Promise<readonly Finding[]> => (await audit(readConfig(copy))).findings;

  it('nothing, as it is', async () => {
    expect(await auditOf()).toEqual([]);
  });

  describe('the package of ELF files with', () => {
    const folder = join(copy, 'packages/elf');
    let findings: readonly Finding[];

    // All at once: an audit takes as long as that of one of them.
    beforeAll(async () => {
      const before = new Map<string, string>();
      mkdirSync(join(folder, 'extra'));
      for (const [name, from, to] of unasked) {
        const path = join(folder, name);
        const text = name.startsWith('extra/') ? '' : readFileSync(path, 'utf8');
        expect(text, `${from} stands in ${name}`).toContain(from);
        if (!before.has(path)) before.set(path, text);
        writeFileSync(path, text.replace(from, to));
      }
      findings = await auditOf();
      for (const [path, text] of before) writeFileSync(path, text);
      rmSync(join(folder, 'extra'), { recursive: true });
    }, 120_000);

    it.each(unasked)('%s: %s → %s', (_file, _from, _to, rule, says) => {
      const message: unknown = expect.stringMatching(says);
      expect(findings).toContainEqual(expect.objectContaining({ rule, message }));
    });
  });
});

/**
 * To ostd, or to the machine: what is left out or done wrong (which must stand there so, and once), what takes its place, and what the checked machine says
 * of it.
 */
const breaches: readonly {
  readonly what: string;
  /** The package, if it is not ostd. */
  readonly of?: 'machine';
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The tests that notice, if not those of adversaries/shadow.test.ts. */
  readonly suite?: string;
  readonly says: RegExp;
}[] = [
  {
    what: 'a TLB flush left out when a page is unmapped',
    file: 'mm/vm-space.ts',
    from: `// The frame may be the next caller's page table: no translation may be left when it is given back (S2).
        fence(page, parts);`,
    to: '',
    says: /S2 is violated: a frame that was untyped is freed while a TLB has it at 0x50000: a fence was left out/,
  },
  {
    what: 'a TLB flush left out when a right is taken away',
    file: 'mm/vm-space.ts',
    from: 'if (table.query(page) !== undefined) fence(page, parts);',
    to: '',
    says: /S2 is violated: store of 0x50000, whose right was taken away.* by hart 0 in U-mode at 0x1\w+: /,
  },
  {
    what: 'a TLB flush left out when a space ends',
    file: 'mm/vm-space.ts',
    from: 'supervisor.fenceSpace(this.#asid);',
    to: '',
    says: /S2 is violated: a frame that was untyped is freed while a TLB has it/,
  },
  {
    what: 'a TLB flush left out when a thread ends',
    file: 'user/user-mode.ts',
    from: 'supervisor.fencePage(this.#address, asid);',
    to: '',
    says: /S2 is violated: a frame that was trap-context is freed while a TLB has it at 0xf\w+: a fence was left out/,
  },
  {
    what: 'a TLB flush left out when a task ends',
    file: 'task/executor.ts',
    from: '(address) => supervisor.fencePage(address, 0)',
    to: '() => undefined',
    suite: 'src/mm/kernel-space.test.ts',
    says: /S2 is violated: a frame that was kernel-stack is freed while a TLB has it at 0xf\w+: a fence was left out/,
  },
  {
    what: 'a kernel stack of frames that users may have',
    file: 'mm/kernel-space.ts',
    from: "allocate('kernel-stack')",
    to: "allocate('untyped')",
    suite: 'src/mm/kernel-space.test.ts',
    says: /S1 is violated: store of 0xf\w+; frame 0x\w+ is untyped.* by hart 0 in S-mode at 0x8\w+: sw /,
  },
  {
    what: 'two spaces of one number',
    file: 'mm/asid-pool.ts',
    from: 'return this.#fresh++;',
    to: 'return this.#fresh;',
    says: /S2 is violated: address space 1 is entered, which is that of page table 0x\w+, too; frame 0x\w+ is page-table/,
  },
  {
    what: 'a window that a fence does not cut',
    of: 'machine',
    file: 'hart/windows.ts',
    from: 'for (const access of kinds) this.#cut(set, access, page);',
    to: '',
    says: /S2 is violated: a frame that was untyped is freed while a TLB has it at 0x50000: a fence was left out/,
  },
  {
    what: 'a frame freed while mapped',
    file: 'mm/vm-space.ts',
    from: 'pool.retain(target);',
    to: '',
    says: /S2 is violated: a frame is freed while mapped; frame 0x\w+ is untyped, .* and 1 mapping; by FrameTable.release < FramePool.release < whole < UFrame.release/,
  },
  {
    what: 'a page table handed out as untyped',
    file: 'mm/page-table.unsafe.ts',
    from: "const root = frames.allocate('page-table');",
    to: "const root = frames.allocate('untyped');",
    says: /S[15] is violated: \w+ of 0x\w+ as page-table; frame 0x\w+ is untyped/,
  },
  {
    what: 'a DMA filter that lets everything through',
    file: 'mm/dma.ts',
    from: "if (frames.kindOf(page) !== 'dma') return false;",
    to: 'frames.kindOf(page);',
    suite: 'src/mm/dma.test.ts',
    says: /S1 is violated: write of 0x\w+ by DMA; frame 0x\w+ is page-table.*; by a device/,
  },
  {
    what: 'a cursor that outlives its frame',
    file: 'mm/vm-io.unsafe.ts',
    from: `    check();
    return`,
    to: '    return',
    says: /S5 is violated: read of 0x\w+ as untyped; frame 0x\w+ is unused/,
  },
  {
    what: "a user entered with another one's registers",
    file: 'user/user-mode.ts',
    from: 'system.supervisor.requestRestore(this.#address,',
    to: 'system.supervisor.requestRestore(trapContextAddress(0),',
    says: /S3 is violated: U-mode is entered with sscratch at 0x\w+, but its context is at 0x\w+/,
  },
];

// Each runs a test file in a process of its own, which takes its time where others do, too.
describe('the checked machine stops', () => {
  const suites = (...files: string[]): ReturnType<typeof run> =>
    run('packages/ostd', 'vitest', 'run', '--project=on', ...files);
  const usual = 'src/adversaries/shadow.test.ts';

  it('nothing, as it is', () => {
    const { status, output } = suites(usual, 'src/mm/dma.test.ts');
    expect(output).not.toContain('violated');
    expect(status).toBe(0);
  });

  it.each(breaches)(
    '$what',
    ({ of = 'ostd', file, from, to, suite = usual, says }) => {
      withFile(
        `packages/${of}/src/${file}`,
        (before) => {
          expect(before.split(from), `what is to be changed stands in ${file}, once`).toHaveLength(2);
          return before.replace(from, () => to);
        },
        () => {
          const { status, output } = suites(suite);
          expect(output).toMatch(says);
          expect(status).toBe(1);
        },
      );
    },
    600_000,
  );
});

it('copies every package that the safe tier needs', () => {
  const paths = members.map(({ path }) => path);
  expect(COPIED.map((name) => `packages/${name}`).filter((path) => !paths.includes(path))).toEqual([]);
});
