import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { getPropertyOfType } from 'ts-api-utils';
import ts from 'typescript';
import { createRule, type Rule } from '../rule.ts';
import { atLeast, constituents, typesOf, type Types } from '../support/types.ts';

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
        'export const set = (bits: (0 | 1)[]) => {\n  if (bits[0] !== undefined) bits[0]++;\n};',
        "export const rename = (page: { name: 'a' | 'b' }) => {\n  page.name += 'c';\n};",
        'export const next = (page: { kind: 0 | 1 }) => {\n  page.kind++;\n};',
        "export type Address = number & { readonly brand: 'address' };\nexport const next = (address: Address): Address => ++address;",
      ],
      correct: [
        'export const next = (page: { size: number }) => {\n  page.size++;\n};',
        "export const count = (made: Record<'read' | 'write', number>, what: 'read' | 'write') => {\n  made[what]++;\n};",
      ],
    },
    messages: { count: 'This may leave `{{type}}`, and nobody checks: assign what it becomes by `=`.' },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const types = typesOf(context);
    const { checker } = types;
    const boundOf = (type: ts.Type): ts.Type => checker.getBaseConstraintOfType(type) ?? type;

    return {
      'AssignmentExpression[operator!=/^(\\?\\?|\\|\\||&&)?=$/]'({ left }: TSESTree.AssignmentExpression) {
        const isParticular = (type: ts.Type): boolean =>
          constituents(boundOf(type)).some(({ flags }) => (flags & PARTICULAR) !== 0);
        const type = declaredOf(left, types).find(isParticular);
        if (type === undefined) return;
        context.report({ node: left, messageId: 'count', data: { type: checker.typeToString(type) } });
      },
      UpdateExpression({ argument }: TSESTree.UpdateExpression) {
        const isAny = (type: ts.Type): boolean =>
          constituents(type).every(({ flags }) => (flags & ANY_NUMBER) !== 0) && boundOf(type) === type;
        const type = declaredOf(argument, types).find((each) => !isAny(each));
        if (type === undefined) return;
        context.report({ node: argument, messageId: 'count', data: { type: checker.typeToString(type) } });
      },
    };
  },
});

/** The types that were declared for what is counted, of which a key may mean several: there the compiler takes `0 | 1` for `number`. */
function declaredOf(counted: TSESTree.Expression, types: Types): readonly ts.Type[] {
  const { checker } = types;
  if (counted.type === AST_NODE_TYPES.TSNonNullExpression) {
    return declaredOf(counted.expression, types).map((type) => checker.getNonNullableType(type));
  }
  if (counted.type === AST_NODE_TYPES.MemberExpression && counted.computed) return elementsOf(counted, types);
  const symbol = types.symbolOf(counted.type === AST_NODE_TYPES.MemberExpression ? counted.property : counted);
  return [symbol === undefined ? types.of(counted) : checker.getTypeOfSymbol(symbol)];
}

function elementsOf(place: TSESTree.MemberExpression, types: Types): readonly ts.Type[] {
  const { checker } = types;
  const keys = constituents(atLeast(types.of(place.property), types));
  const found = constituents(atLeast(types.of(place.object), types)).flatMap((owner) =>
    keys.flatMap((key) => {
      const name = key.isStringLiteral() || key.isNumberLiteral() ? String(key.value) : undefined;
      const member = name === undefined ? undefined : getPropertyOfType(owner, ts.escapeLeadingUnderscores(name));
      if (member !== undefined) return [checker.getTypeOfSymbol(member)];
      if (checker.isTupleType(owner)) return checker.getTypeArguments(owner as ts.TypeReference);
      const isNumber = (key.flags & ts.TypeFlags.NumberLike) !== 0;
      const byNumber = isNumber ? checker.getIndexTypeOfType(owner, ts.IndexKind.Number) : undefined;
      return byNumber ?? checker.getIndexTypeOfType(owner, ts.IndexKind.String) ?? [];
    }),
  );
  return found.length > 0 ? found : [atLeast(types.of(place), types)];
}

/** Some texts or numbers. */
const PARTICULAR =
  ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral | ts.TypeFlags.BigIntLiteral | ts.TypeFlags.TemplateLiteral;

/** Other rules see to `any`. */
const ANY_NUMBER = ts.TypeFlags.Number | ts.TypeFlags.BigInt | ts.TypeFlags.Any;
