import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { createRule, nameLists, type Rule } from '../rule.ts';
import { isCalled, isCoroutine, typesOf } from '../support/types.ts';

type MessageId = 'handle' | 'coroutine' | 'delegate';

/** What has to be released, or run, is not dropped. */
export const handleMustUse: Rule<MessageId, [{ readonly handles?: readonly string[] }]> = createRule({
  name: 'handle-must-use',
  meta: {
    type: 'problem',
    hasSuggestions: true,
    docs: {
      description: 'Forbid discarding a handle or a coroutine',
      tiers: ['recommended', 'safe'],
      requiresTypeChecking: true,
      why: `A generator function that is called does nothing until somebody iterates: \`sleep(5);\` for \`yield* sleep(5);\` is
a statement without effect. And a handle (\`handles\`) that nobody keeps is a resource that nobody can release.`,
      incorrect: ['function* sleep() {}\nexport function* work() {\n  sleep();\n}'],
      correct: ['function* sleep() {}\nexport function* work() {\n  yield* sleep();\n}'],
    },
    messages: {
      handle: 'This `{{type}}` is dropped, and nobody can release it.',
      coroutine: 'This coroutine is made and never run: `yield*` it.',
      delegate: 'Run it by `yield*`.',
    },
    schema: nameLists({ handles: 'Types whose values must be kept.' }),
    defaultOptions: [{ handles: [] }],
  },
  create(context) {
    const [{ handles }] = context.options;
    const names = new Set(handles);
    const types = typesOf(context);

    function delegation(node: TSESTree.Expression): TSESLint.ReportSuggestionArray<MessageId> {
      const within = context.sourceCode.getAncestors(node).findLast((ancestor) => 'generator' in ancestor);
      if (within?.generator !== true) return [];
      return [{ messageId: 'delegate', fix: (fixer) => fixer.insertTextBefore(node, 'yield* ') }];
    }

    function check(node: TSESTree.Expression): void {
      if (node.type === AST_NODE_TYPES.UnaryExpression && node.operator === 'void') {
        check(node.argument);
        return;
      }
      if (node.type === AST_NODE_TYPES.YieldExpression || node.type === AST_NODE_TYPES.AssignmentExpression) return;
      const type = types.of(node);
      if (isCoroutine(type)) context.report({ node, messageId: 'coroutine', suggest: delegation(node) });
      else if (isCalled(type, names)) {
        context.report({ node, messageId: 'handle', data: { type: types.checker.typeToString(type) } });
      }
    }

    return {
      ExpressionStatement: ({ expression }) => {
        check(expression);
      },
    };
  },
});
