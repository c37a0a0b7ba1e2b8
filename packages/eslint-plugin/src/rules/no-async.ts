import type { TSESTree } from '@typescript-eslint/utils';
import { createRule, type Rule } from '../rule.ts';

/** Everything runs to its end or to a `yield`: nothing of the host's event loop. */
export const noAsync: Rule<'async'> = createRule({
  name: 'no-async',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid `async`, `await` and promises',
      tiers: ['safe'],
      requiresTypeChecking: false,
      why: `A promise's continuation runs from the host's job queue: after the call that the trusted half made has returned,
outside of any task, with invariants open that the trusted half believes closed, and in an order that no scheduler of
yours decides. Code that waits is a generator instead, and says where by \`yield*\`.`,
      incorrect: ['export async function load(): Promise<void> {}', 'await Promise.resolve();'],
      correct: ['export function* load(): Generator<string, void> {\n  yield "wait";\n}'],
    },
    messages: { async: 'No {{what}} here: write a generator, and `yield*` where it waits.' },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const report = (what: string) => (node: TSESTree.Node) => {
      context.report({ node, messageId: 'async', data: { what } });
    };
    return {
      ':function[async=true]': report('async function'),
      AwaitExpression: report('`await`'),
      'ForOfStatement[await=true]': report('`for await`'),
      'VariableDeclaration[kind="await using"]': report('`await using`'),
      'Identifier[name=/^(Promise|PromiseLike|AsyncGenerator|AsyncIterator|AsyncIterable|AsyncIterableIterator)$/]':
        report('promise'),
    };
  },
});
