import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import ts from 'typescript';
import { createRule, nameLists, type Rule } from '../rule.ts';
import { onInnerFlow } from '../support/shared-flows.ts';
import { constituents, isCalled, isCoroutine, typesOf } from '../support/types.ts';

type MessageId = 'handle' | 'coroutine' | 'delegate' | 'callback';

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
a statement without effect. And a handle (\`handles\`) that nobody keeps is a resource that nobody can release. Both are dropped by
whoever calls a function that is said to return nothing, such as the callback of \`forEach\`.`,
      incorrect: [
        'function* sleep() {}\nexport function* work() {\n  sleep();\n}',
        'function* sleep() {}\nexport const wait = (all: readonly number[]) => {\n  all.forEach(() => sleep());\n};',
      ],
      correct: [
        'function* sleep() {}\nexport function* work() {\n  yield* sleep();\n}',
        'function* sleep() {}\nexport function* wait(all: readonly number[]) {\n  for (const _ of all) yield* sleep();\n}',
      ],
    },
    messages: {
      handle: 'This `{{type}}` is dropped, and nobody can release it.',
      coroutine: 'This coroutine is made and never run: `yield*` it.',
      delegate: 'Run it by `yield*`.',
      callback: 'Who calls this drops the `{{type}}` that it returns: keep it, or run it, where it is made.',
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
      if (node.type === AST_NODE_TYPES.ArrayExpression) {
        for (const each of node.elements) if (each !== null && each.type !== AST_NODE_TYPES.SpreadElement) check(each);
        return;
      }
      if (node.type === AST_NODE_TYPES.YieldExpression || node.type === AST_NODE_TYPES.AssignmentExpression) return;
      const type = types.of(node);
      if (isCoroutine(type)) context.report({ node, messageId: 'coroutine', suggest: delegation(node) });
      else if (isCalled(type, names)) {
        context.report({ node, messageId: 'handle', data: { type: types.checker.typeToString(type) } });
      }
    }

    /** What a function of type `from` returns to somebody who expects nothing. */
    function dropped(from: ts.Type, to: ts.Type): ts.Type | undefined {
      const isVoid = to.getCallSignatures().some((each) => (each.getReturnType().flags & ts.TypeFlags.Void) !== 0);
      if (!isVoid) return undefined;
      const returned = from.getCallSignatures().map((each) => each.getReturnType());
      return returned.find((each) => isCoroutine(each) || isCalled(each, names));
    }

    return {
      [DROPPED]: check,
      ...onInnerFlow(types, ({ node, from, to }) => {
        const type = constituents(to)
          .map((each) => dropped(from, each))
          .find((each) => each !== undefined);
        if (type === undefined) return undefined;
        context.report({ node, messageId: 'callback', data: { type: types.checker.typeToString(type) } });
        return 'reported';
      }),
    };
  },
});

const CONDITIONAL = ':matches(IfStatement, WhileStatement, DoWhileStatement, ForStatement, ConditionalExpression)';

/** Where nobody gets a value; of a call in a condition, nobody gets more than whether there is one. */
const DROPPED = [
  ...[
    'ExpressionStatement > .expression',
    'ForStatement > .update',
    'ForStatement > .init[type!="VariableDeclaration"]',
  ],
  'SequenceExpression > .expressions:not(:last-child)',
  'UnaryExpression[operator!="void"] > CallExpression.argument',
  'BinaryExpression > CallExpression',
  `${CONDITIONAL} > CallExpression.test`,
  `${CONDITIONAL} > LogicalExpression.test > CallExpression`,
  'SwitchStatement > CallExpression.discriminant',
  'TemplateLiteral > CallExpression.expressions',
].join(', ');
