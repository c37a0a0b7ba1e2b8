import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule, type Rule } from '../rule.ts';
import { capabilitySchema, onCapability, type CapabilityOptions } from '../support/capabilities.ts';
import { staticName } from '../support/keys.ts';
import { moduleOf, variableOf } from '../support/scopes.ts';

const MEMORY = 'interface Memory {\n  readonly read: (at: number) => number;\n}\n';

/** A reader of the list of files sees where the unsafe operations are. */
export const unsafeFileName: Rule<'import' | 'handOn' | 'use', [CapabilityOptions]> = createRule({
  name: 'unsafe-file-name',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require that raw capabilities are imported and used in files called `*.unsafe.ts`',
      tiers: ['trusted'],
      requiresTypeChecking: true,
      why: `What a trusted core has to be read for is in few places only if those places can be found: by their names, as in
gVisor's \`*_unsafe.go\`. Name the modules that give raw capabilities (\`modules\`) and the types that carry them (\`types\`).
In any other file, importing from the first is reported, and so is a member of the second that is called, read or handed on,
by a dot, a key or a pattern. A file of either kind that exports again what the first give is reported: the next would
have it from a module that is not named. What has such members is not: who holds it can do nothing with it but hand it on, under a type that is named here.`,
      options: [{ modules: ['machine/raw'], types: ['Memory'] }],
      incorrect: [
        "import { attach } from 'machine/raw';\nexport const memory = attach();",
        `${MEMORY}export const first = (memory: Memory) => memory.read(0);`,
        `${MEMORY}export function reader(memory: Memory) {\n  const { read } = memory;\n  return read;\n}`,
      ],
      correct: [
        `${MEMORY}export class Hart {\n  readonly #memory: Memory;\n  constructor(memory: Memory) {\n    this.#memory = memory;\n  }\n}`,
      ],
    },
    messages: {
      import: '`{{name}}` gives raw capabilities: only *.unsafe.ts imports it.',
      handOn: '`{{name}}` gives raw capabilities: export what uses it, in its place.',
      use: '`{{name}}` is a raw capability: only *.unsafe.ts uses it.',
    },
    schema: capabilitySchema,
    defaultOptions: [{ modules: [], types: [] }],
  },
  create(context) {
    const [{ modules = [] }] = context.options;
    const isRaw = (name: string | undefined): name is string => name !== undefined && modules.includes(name);
    const handOn = (node: TSESTree.Node, name: string): void => {
      context.report({ node, messageId: 'handOn', data: { name } });
    };
    if (/\.unsafe\.[cm]?tsx?$/.test(context.filename)) {
      return {
        'ExportAllDeclaration[exportKind="value"]'({ source }: TSESTree.ExportAllDeclaration) {
          if (isRaw(source.value)) handOn(source, source.value);
        },
        // Types are known by their names, wherever they come from.
        'ExportNamedDeclaration[exportKind="value"] > ExportSpecifier[exportKind="value"]'({
          local,
          parent,
        }: TSESTree.ExportSpecifier & { parent: TSESTree.ExportNamedDeclaration }) {
          const variable = local.type === AST_NODE_TYPES.Identifier ? variableOf(context, local) : undefined;
          const name = parent.source === null ? moduleOf(variable) : parent.source.value;
          if (isRaw(name)) handOn(local, name);
        },
      };
    }
    const checkImport = ({ source }: { readonly source: TSESTree.Expression | null }): void => {
      const name = source === null ? undefined : staticName(source, true);
      if (source === null || !isRaw(name)) return;
      context.report({ node: source, messageId: 'import', data: { name } });
    };
    return {
      ...onCapability(context, (node, name) => {
        context.report({ node, messageId: 'use', data: { name } });
      }),
      ':matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration, ImportExpression)': checkImport,
    };
  },
});
