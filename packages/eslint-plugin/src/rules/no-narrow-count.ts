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
      description: 'Forbid `++`, `+=` and the like where the type has but some numbers or texts',
      tiers: ['recommended', 'safe'],
      requiresTypeChecking: true,
      why: `The compiler checks what \`=\` assigns, but not what \`++\` and \`--\` do; nor does it compare what \`+=\` comes to with literals. So a \`0 | 1\` becomes 2, a tag of a union
that of another member, and a branded number, such as an address that somebody has checked, another that nobody has.`,
      incorrect: [
        "export const rename = (page: { name: 'a' | 'b' }) => {\n  page.name += 'c';\n};",
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
      'AssignmentExpression[operator!=/^(\\?\\?|\\|\\||&&)?=$/]'({ left }: TSESTree.AssignmentExpression) {
        if (left.type !== AST_NODE_TYPES.Identifier && left.type !== AST_NODE_TYPES.MemberExpression) return;
        const type = declared(left);
        if (
          !constituents(checker.getBaseConstraintOfType(type) ?? type).some(({ flags }) => (flags & PARTICULAR) !== 0)
        )
          return;
        context.report({ node: left, messageId: 'count', data: { type: checker.typeToString(type) } });
      },
      UpdateExpression({ argument }: TSESTree.UpdateExpression) {
        const type = declared(argument);
        const bound = checker.getBaseConstraintOfType(type) ?? type;
        if (constituents(bound).every(({ flags }) => (flags & ANY_NUMBER) !== 0) && bound === type) return;
        context.report({ node: argument, messageId: 'count', data: { type: checker.typeToString(type) } });
      },
    };
  },
});

/** Some texts or numbers. */
const PARTICULAR =
  ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral | ts.TypeFlags.BigIntLiteral | ts.TypeFlags.TemplateLiteral;

/** Other rules see to `any`. */
const ANY_NUMBER = ts.TypeFlags.Number | ts.TypeFlags.BigInt | ts.TypeFlags.Any;
