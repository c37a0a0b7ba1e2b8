import { dirname, resolve } from 'node:path';
import type { TSESTree } from '@typescript-eslint/utils';
import { createRule, nameLists, type Rule } from '../rule.ts';
import { isOwn } from '../support/files.ts';

/** Code of this kind that the rules do not look at, or that is not what it says. */
const NOT_SOURCE = /\.(d\.[cm]?ts|[cm]ts|[cm]?jsx?|json|node|wasm)$|(^|\/)(dist|node_modules)\//;

/** Modules come from a list of packages, or from the package itself. */
export const noForeignImport: Rule<'package' | 'outside' | 'source', [{ readonly packages?: readonly string[] }]> =
  createRule({
    name: 'no-foreign-import',
    meta: {
      type: 'problem',
      docs: {
        description:
          "Forbid imports of packages that are not on a list, and of files that are not the package's sources",
        tiers: ['safe'],
        requiresTypeChecking: false,
        why: `An import is authority. What safe code can reach is what the packages on the list (\`packages\`, each with the exact
subpath) hand out, and nothing else: no module of the host, no third party, no internal file of another package by a
relative path, no build of its own that lint has not seen.`,
        incorrect: [
          "import { readFileSync } from 'node:fs';\nreadFileSync('/etc/passwd');",
          "export { secret } from '../../other/src/secret.ts';",
          "export { x } from './x.mts';",
        ],
        correct: ["export { frame } from './frame.ts';"],
      },
      messages: {
        package: '`{{module}}` is not on the list of packages that safe code may import: {{packages}}.',
        outside: '`{{module}}` is outside of this package: import the package that it belongs to.',
        source: '`{{module}}` is no TypeScript source of this package, so nobody has checked it.',
      },
      schema: nameLists({ packages: 'Modules that may be imported, by exact specifier.' }),
      defaultOptions: [{ packages: [] }],
    },
    create(context) {
      const [{ packages = [] }] = context.options;

      function check({ source }: { readonly source: TSESTree.StringLiteral | null }): void {
        if (source === null) return;
        const module = source.value;
        const report = (messageId: 'package' | 'outside' | 'source'): void => {
          context.report({ node: source, messageId, data: { module, packages: packages.join(', ') || 'it is empty' } });
        };
        if (!/^\.{1,2}\//.test(module)) {
          if (!packages.includes(module)) report('package');
        } else if (!isOwn(resolve(dirname(context.filename), module), context.filename)) report('outside');
        else if (NOT_SOURCE.test(module)) report('source');
      }

      return {
        ImportDeclaration: check,
        ExportNamedDeclaration: check,
        ExportAllDeclaration: check,
        TSImportType: check,
      };
    },
  });
