import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import ts from 'typescript';
import { createRule, type Rule } from '../rule.ts';
import { constituents, typesOf } from '../support/types.ts';

/** What counts may be any number. */
export const noNarrowCount: Rule<'count'> = createRule({
  name: 'no-narrow-count',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid `++` and `--` where the type has but some numbers',
      tiers: ['recommended', 'safe'],
      requiresTypeChecking: true,
      why: `The compiler checks what \`=\` and \`+=\` assign, but not what \`++\` and \`--\` do. So a \`0 | 1\` becomes 2, a tag of a union
that of another member, and a branded number, such as an address that somebody has checked, another that nobody has.`,
      incorrect: [
        'export const next = (page: { kind: 0 | 1 }) => {\n  page.kind++;\n};',
        "export type Address = number & { readonly brand: 'address' };\nexport const next = (address: Address): Address => ++address;",
      ],
      correct: ['export const next = (page: { size: number }) => {\n  page.size++;\n};'],
    },
    messages: { count: 'This may leave `{{type}}`, and nobody checks: assign what it becomes by `=`.' },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const { of, symbolOf, checker } = typesOf(context);

    /** The type that was declared: where something is counted, the compiler takes `0 | 1` for `number`. */
    function declared(node: TSESTree.Expression): ts.Type {
      const symbol = symbolOf(node.type === AST_NODE_TYPES.MemberExpression ? node.property : node);
      return symbol === undefined ? of(node) : checker.getTypeOfSymbol(symbol);
    }

    return {
      UpdateExpression({ argument }: TSESTree.UpdateExpression) {
        const type = declared(argument);
        const bound = checker.getBaseConstraintOfType(type) ?? type;
        if (constituents(bound).every(({ flags }) => (flags & ANY_NUMBER) !== 0) && bound === type) return;
        context.report({ node: argument, messageId: 'count', data: { type: checker.typeToString(type) } });
      },
    };
  },
});

/** Other rules see to `any`. */
const ANY_NUMBER = ts.TypeFlags.Number | ts.TypeFlags.BigInt | ts.TypeFlags.Any;
