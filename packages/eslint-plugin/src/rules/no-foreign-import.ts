import { dirname, resolve } from 'node:path';
import type { TSESTree } from '@typescript-eslint/utils';
import { createRule, nameLists, type Rule } from '../rule.ts';
import { isLinked, isMissing, ownership } from '../support/files.ts';

/** A path that is the same to everybody: hosts and compilers take a backslash for a slash, and decode what is escaped. */
const PLAIN = /^[\w./@-]+$/;

/**
 * Code of this kind that the rules do not look at, or look at as what it is not: tests, what helps them, configurations, what a
 * generator wrote and what is hidden are no part of a program that is read. A folder with a dot in its name may be taken for such a file where they are told apart, and to some file systems `Testing` is `testing`.
 */
const NOT_SOURCE =
  /\.(d\.([^/]+\.)?[cm]?ts|[cm]ts|[cm]?jsx?|tsx|json|node|wasm|(test|spec|config|generated)(\.ts)?)$|(^|\/)(dist|node_modules|testing|coverage|(?!\.\.?\/)[^/]*\.[^/]*)\//i;

/** What makes a file a module (ECMA-262, 16.2). */
const MODULE_ITEM = /^(ImportDeclaration|Export(Named|Default|All)Declaration)$/;

type Options = [{ readonly packages?: readonly string[]; readonly within?: readonly string[] }];

/** Modules come from a list of packages, or from the package itself. */
export const noForeignImport: Rule<'package' | 'outside' | 'source' | 'script', Options> = createRule({
  name: 'no-foreign-import',
  meta: {
    type: 'problem',
    docs: {
      description: "Forbid imports of packages that are not on a list, and of files that are not the package's sources",
      tiers: ['safe'],
      requiresTypeChecking: false,
      why: `An import is authority. What safe code can reach is what the packages on the list (\`packages\`, each with the exact
subpath) hand out, and nothing else: no module of the host, no third party, no internal file of another package by a
relative path or a link, no build of its own that lint has not seen, no test or configuration, for which other rules hold. A path is the whole
name of a file that is there: where it is not, a compiler takes \`x.d.ts\` for \`./x.ts\`, and a bundler \`x.ts.js\`.

A file that neither imports nor exports is a script to some tools, whatever its manifest says, and the grammar of scripts is another one: what
\`x <!--y\` compares in a module begins a comment in a script (ECMA-262, B.1.1), so that a tool runs what lint took for the text of a template.

Where safe and trusted code share a package, name the folders of the safe code (\`within\`): its relative imports must stay
in theirs, except for those on the list, as \`packages: ['../host/api.ts']\`.`,
      incorrect: [
        "import { readFileSync } from 'node:fs';\nreadFileSync('/etc/passwd');",
        "export { secret } from '../../other/src/secret.ts';",
        "export { x } from './x.mts';",
        "export { x } from './x.test.ts';",
        "export { x } from './.cache/x.ts';",
        String.raw`export { x } from './..\\..\\other\\src\\x.ts';`,
        'let ticks = 0;\nticks += 1;',
      ],
      correct: ["export { frame } from './frame.ts';"],
    },
    messages: {
      package: '`{{module}}` is not on the list of packages that safe code may import: {{packages}}.',
      outside: '`{{module}}` is outside of what is safe here: import the package that it belongs to.',
      source: '`{{module}}` is no TypeScript source of this package, so nobody has checked it.',
      script: 'A file without an import or an export is no module to who does not know its manifest: export something.',
    },
    schema: nameLists({
      packages: 'Modules that may be imported, by exact specifier.',
      within:
        'Folders, by their paths from where ESLint runs (they must exist there), that the relative imports of their files must not leave.',
    }),
    defaultOptions: [{ packages: [], within: [] }],
  },
  create(context) {
    const [{ packages = [], within = [] }] = context.options;
    const isInside = ownership(context, within);
    const fileOf = (module: string): string => resolve(dirname(context.filename), module);

    function check({ source }: { readonly source: TSESTree.StringLiteral | null }): void {
      const module: unknown = source?.value; // of what the compiler refuses it may be anything
      if (source === null || typeof module !== 'string') return;
      const report = (messageId: 'package' | 'outside' | 'source'): void => {
        context.report({ node: source, messageId, data: { module, packages: packages.join(', ') || 'it is empty' } });
      };
      if (packages.includes(module)) return;
      if (!/^\.{1,2}\//.test(module)) report('package');
      else if (!PLAIN.test(module) || !isInside(fileOf(module)) || isLinked(fileOf(module), context.filename))
        report('outside');
      else if (NOT_SOURCE.test(module) || isMissing(fileOf(module), context.filename)) report('source');
    }

    return {
      Program({ body: [first, ...others] }) {
        if (first === undefined || [first, ...others].some(({ type }) => MODULE_ITEM.test(type))) return;
        context.report({ node: first, messageId: 'script' });
      },
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      TSImportType: check,
    };
  },
});
