import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { createRule, type Rule } from '../rule.ts';
import { capabilitySchema, onCapability, type CapabilityOptions } from '../support/capabilities.ts';
import { safetyComments } from '../support/reasons.ts';
import { typesOf } from '../support/types.ts';

const MEMORY = 'interface Memory {\n  readonly size: number;\n  readonly read: (at: number) => number;\n}\n';

/** Every unsafe operation stands under the reason why it is sound. */
export const safetyComment: Rule<'missing', [CapabilityOptions]> = createRule({
  name: 'safety-comment',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require a `// SAFETY:` comment with a reason above every use of a raw capability',
      tiers: ['trusted'],
      requiresTypeChecking: true,
      why: `The compiler can't say why an unsafe operation breaks no invariant; whoever wrote it can, and whoever reviews it
has to agree. A use is what \`unsafe-file-name\` says, whether the member is called, read or handed on. The comment stands
right above the statement, above another one of the same paragraph (no blank line between), or above the method or function
that the use is in. It starts with \`SAFETY:\`, perhaps with what it is about before the colon, in parentheses.`,
      options: [{ types: ['Memory'] }],
      incorrect: [
        `${MEMORY}export const first = (memory: Memory) => memory.read(0);`,
        `${MEMORY}export function reader({ read }: Memory) {\n  return read;\n}`,
        `${MEMORY}// SAFETY: fine\nexport const first = (memory: Memory) => memory.read(0);`,
      ],
      correct: [
        `${MEMORY}export function first(memory: Memory) {\n  // SAFETY: the first word is nobody's.\n  return memory.read(0);\n}`,
        `${MEMORY}// SAFETY (both reads): a copy, and who has the memory may read all of it.\nexport const ends = (memory: Memory) => [memory.read(0), memory.read(memory.size - 1)];`,
        `${MEMORY}export const held = (memory: Memory) => new Set([memory]);`,
      ],
    },
    messages: { missing: '`{{name}}` is unsafe: say above it why no invariant breaks, as `// SAFETY: …`.' },
    schema: capabilitySchema,
    defaultOptions: [{ modules: [], types: [] }],
  },
  create(context) {
    const { sourceCode } = context;
    const source = typesOf(context).node(sourceCode.ast) as ts.SourceFile;
    const reasons = safetyComments(source).filter(({ isReason }) => isReason);

    function hasReason(node: TSESTree.Node): boolean {
      return sourceCode
        .getCommentsBefore(node)
        .some(({ loc: { start, end } }) => reasons.some(({ line }) => line >= start.line && line <= end.line));
    }

    /** Whether `node`, or a statement above it with no blank line between, has a reason. */
    function isCovered(node: TSESTree.Node): boolean {
      if (hasReason(node)) return true;
      const { parent } = node;
      if (parent?.type !== AST_NODE_TYPES.BlockStatement || !parent.body.some((statement) => statement === node)) {
        return false;
      }
      const before = parent.body[parent.body.indexOf(node as TSESTree.Statement) - 1];
      if (before === undefined) return false;
      const gap = sourceCode.lines.slice(before.loc.end.line, node.loc.start.line - 1);
      return gap.every((line) => line.trim() !== '') && isCovered(before);
    }

    return onCapability(context, (node, name) => {
      const around = sourceCode.getAncestors(node).filter(({ type }) => type !== AST_NODE_TYPES.Program);
      if (!around.some(isCovered)) context.report({ node, messageId: 'missing', data: { name } });
    });
  },
});
