import type { TSESTree } from '@typescript-eslint/utils';
import { createRule, type Rule } from '../rule.ts';

/** No statement makes the compiler believe in something that no code is behind. */
export const noDeclare: Rule<'file' | 'ambient' | 'namespace' | 'commonjs'> = createRule({
  name: 'no-declare',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid ambient declarations, augmentation and namespaces',
      tiers: ['safe'],
      requiresTypeChecking: false,
      why: `\`declare const process: …\` names a global that the compiler's library leaves out on purpose; \`declare global\`
and \`declare module\` change types that others are checked with; \`declare\` before a field gives it a type and no value.
All of them are believed, and none is checked. Namespaces and \`import x = require()\` are other ways to the same.
And all of a declaration file is such a statement, of code beside it that may be anything.`,
      incorrect: [
        'declare const process: { exit(): never };',
        'declare global {\n  interface Array<T> {\n    last(): T;\n  }\n}\nexport {};',
        'class Frame {\n  declare readonly address: bigint;\n}',
        'namespace Registers {\n  export const a0 = 10;\n}',
      ],
      correct: ['export const a0 = 10;', 'interface Frame {\n  readonly address: bigint;\n}'],
    },
    messages: {
      file: 'What a declaration file says of code beside it nobody checks: write the code here.',
      ambient: '`declare` makes the compiler believe in what nobody checks: import it, or define it.',
      namespace: 'A namespace merges with what others declared: use a module.',
      commonjs: 'Use `import` and `export`.',
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const report = (messageId: 'ambient' | 'namespace' | 'commonjs') => (node: TSESTree.Node) => {
      context.report({ node, messageId });
    };
    return {
      Program(node) {
        if (/\.d\.([^./]+\.)?[cm]?ts$/i.test(context.filename)) context.report({ node, messageId: 'file' });
      },
      '[declare=true]': report('ambient'),
      'TSModuleDeclaration:not([declare=true])': report('namespace'),
      'TSExportAssignment, TSImportEqualsDeclaration, TSNamespaceExportDeclaration': report('commonjs'),
    };
  },
});
