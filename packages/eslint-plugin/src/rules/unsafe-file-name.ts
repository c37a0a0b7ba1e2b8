import type { TSESTree } from '@typescript-eslint/utils';
import { createRule, type Rule } from '../rule.ts';
import { capabilitySchema, onCapability, type CapabilityOptions } from '../support/capabilities.ts';

/** A reader of the list of files sees where the unsafe operations are. */
export const unsafeFileName: Rule<'import' | 'use', [CapabilityOptions]> = createRule({
  name: 'unsafe-file-name',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require that raw capabilities are imported and used in files called `*.unsafe.ts`',
      tiers: ['trusted'],
      requiresTypeChecking: true,
      why: `What a trusted core has to be read for is in few places only if those places can be found: by their names, as in
gVisor's \`*_unsafe.go\`. Name the modules that give raw capabilities (\`modules\`) and the types that carry them (\`types\`).
In any other file, importing from the first is reported, and so is calling a method of the second.`,
      incorrect: [],
      correct: ['export const page = 4096;'],
    },
    messages: {
      import: '`{{name}}` gives raw capabilities: only *.unsafe.ts imports it.',
      use: '`{{name}}` is a raw capability: only *.unsafe.ts uses it.',
    },
    schema: capabilitySchema,
    defaultOptions: [{ modules: [], types: [] }],
  },
  create(context) {
    if (/\.unsafe\.[cm]?tsx?$/.test(context.filename)) return {};
    const [{ modules = [] }] = context.options;
    const checkImport = ({ source }: { readonly source: TSESTree.StringLiteral | null }): void => {
      if (source === null || !modules.includes(source.value)) return;
      context.report({ node: source, messageId: 'import', data: { name: source.value } });
    };
    return {
      ...onCapability(context, (node, name) => {
        context.report({ node, messageId: 'use', data: { name } });
      }),
      ImportDeclaration: checkImport,
      ExportNamedDeclaration: checkImport,
      ExportAllDeclaration: checkImport,
    };
  },
});
