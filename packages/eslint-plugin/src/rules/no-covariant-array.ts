import ts from 'typescript';
import { createRule, type Rule } from '../rule.ts';
import { onSharedFlow } from '../support/shared-flows.ts';
import { typesOf } from '../support/types.ts';

/** Collections that can be written to, by name; their `readonly` counterparts may be covariant. */
const MUTABLE: ReadonlySet<string> = new Set(['Array', 'Map', 'Set', 'WeakMap', 'WeakSet']);

/** A collection that two types share can be written to by one of them only. */
export const noCovariantArray: Rule<'covariant'> = createRule({
  name: 'no-covariant-array',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid using a collection as one of a wider element type that can be written to',
      tiers: ['recommended', 'safe'],
      requiresTypeChecking: true,
      why: `TypeScript lets a \`string[]\` go for a \`(string | number)[]\`. Both names mean one array, so a number that is
pushed through the second is a string to the first. The same holds for tuples, \`Map\` and \`Set\`. A \`readonly\` collection may be
of a wider type, and so may a copy.

The rule looks at members, too, a dozen levels deep. Collections that nobody else holds are let through, but not what was put into them: literals, \`new\` ones, and what a method of the library has just made.`,
      incorrect: [
        'const names: string[] = [];\nconst mixed: (string | number)[] = names;',
        'const sizes = new Map<string, number>();\nexport function fill(into: Map<string, number | undefined>) {}\nfill(sizes);',
      ],
      correct: [
        'const names: string[] = [];\nconst mixed: readonly (string | number)[] = names;',
        'const names: string[] = [];\nconst mixed: (string | number)[] = [...names];',
      ],
    },
    messages: {
      covariant: '`{{from}}` is used as `{{to}}`, through which other values can be put into it: copy it, or take it `readonly`.', // prettier-ignore
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const types = typesOf(context);
    return onSharedFlow(types, ({ node, from, to }) => {
      const { checker } = types;
      if (!isMutableCollection(from, checker) || !isMutableCollection(to, checker)) return undefined;
      if (isInvariant(from, to, checker)) return undefined;
      const [given, wanted] = [from, to].map((type) => checker.typeToString(type));
      context.report({ node, messageId: 'covariant', data: { from: given, to: wanted } });
      return 'reported';
    });
  },
});

function isMutableCollection(type: ts.Type, checker: ts.TypeChecker): type is ts.TypeReference {
  if (checker.isTupleType(type)) return !((type as ts.TypeReference).target as ts.TupleType).readonly;
  const symbol = type.symbol as ts.Symbol | undefined;
  return symbol !== undefined && MUTABLE.has(symbol.name) && 'target' in type;
}

/** Whether each element type goes both ways. */
function isInvariant(from: ts.TypeReference, to: ts.TypeReference, checker: ts.TypeChecker): boolean {
  if (checker.isTupleType(from) !== checker.isTupleType(to)) return true; // `no-tuple-mutation` sees to that
  if (!checker.isTupleType(from) && from.symbol !== to.symbol) return false;
  const [given, wanted] = [checker.getTypeArguments(from), checker.getTypeArguments(to)];
  if (given.length < wanted.length) return false; // a place that one of the two knows nothing of
  return given.every((argument, i) => {
    const other = wanted[i];
    return other === undefined || checker.isTypeAssignableTo(other, argument);
  });
}
