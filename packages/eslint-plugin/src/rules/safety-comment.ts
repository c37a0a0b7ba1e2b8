import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule, type Rule } from '../rule.ts';
import { capabilitySchema, onCapability, type CapabilityOptions } from '../support/capabilities.ts';

/** `SAFETY`, perhaps with what it is about in parentheses, and a reason of more than one word. */
const REASON = /SAFETY(\s*\([^)]*\))?:\s+\S+\s+\S+/;

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
has to agree. The comment stands right above the statement, above another one of the same paragraph (no blank line
between), or above the method or function that the use is in.`,
      incorrect: [],
      correct: ['export const page = 4096;'],
    },
    messages: { missing: '`{{name}}` is unsafe: say above it why no invariant breaks, as `// SAFETY: …`.' },
    schema: capabilitySchema,
    defaultOptions: [{ modules: [], types: [] }],
  },
  create(context) {
    const { sourceCode } = context;

    function hasReason(node: TSESTree.Node): boolean {
      const comments = sourceCode.getCommentsBefore(node).map(({ value }) => value.trim());
      return REASON.test(comments.join(' '));
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
      const around = [...sourceCode.getAncestors(node)];
      if (!around.some(isCovered)) context.report({ node, messageId: 'missing', data: { name } });
    });
  },
});
