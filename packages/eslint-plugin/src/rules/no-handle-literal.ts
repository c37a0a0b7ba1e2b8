import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule, nameLists, type Rule } from '../rule.ts';
import { onFlow } from '../support/flows.ts';
import { constituents, isCalled, typesOf } from '../support/types.ts';

/** A handle comes from those who give handles out. */
export const noHandleLiteral: Rule<'forged' | 'implemented', [{ readonly handles?: readonly string[] }]> = createRule({
  name: 'no-handle-literal',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid a value of another making where a handle is expected',
      tiers: ['safe'],
      requiresTypeChecking: true,
      why: `Types are compared by structure, so any literal with the right members is a guard, a token or a permission to
the compiler. Name the types that stand for something (\`handles\`): a value of such a type must have been declared as one
from its beginning, and no class may \`implement\` one. A class with a \`#private\` field can't be forged in this way, and is
better still.`,
      incorrect: [],
      correct: ['interface Options {\n  readonly size: number;\n}\nexport const options: Options = { size: 1 };'],
    },
    messages: {
      forged: '`{{from}}` is no `{{to}}`, only of the same shape: get one from who gives them out.',
      implemented: '`{{to}}` stands for something that a class of the same shape does not have.',
    },
    schema: nameLists({ handles: 'Types whose values only their own package makes.' }),
    defaultOptions: [{ handles: [] }],
  },
  create(context) {
    const [{ handles }] = context.options;
    const names = new Set(handles);
    if (names.size === 0) return {};
    const types = typesOf(context);
    const { checker } = types;
    return {
      ...onFlow(types, ({ node, from, to }) => {
        const wanted = constituents(to).find((member) => isCalled(member, names));
        if (wanted === undefined) return;
        const others = constituents(to).filter((member) => member !== wanted);
        const forged = constituents(from).find(
          (member) =>
            !isCalled(member, names) &&
            checker.isTypeAssignableTo(member, wanted) &&
            !others.some((other) => checker.isTypeAssignableTo(member, other)),
        );
        if (forged === undefined) return;
        const data = { from: checker.typeToString(forged), to: checker.typeToString(wanted) };
        context.report({ node, messageId: 'forged', data });
      }),
      TSClassImplements({ expression }: TSESTree.TSClassImplements) {
        if (expression.type !== AST_NODE_TYPES.Identifier || !isCalled(types.of(expression), names)) return;
        context.report({ node: expression, messageId: 'implemented', data: { to: expression.name } });
      },
    };
  },
});
