import type { TSESTree } from '@typescript-eslint/utils';
import { isPropertyReadonlyInType } from 'ts-api-utils';
import ts from 'typescript';
import { createRule, type Rule } from '../rule.ts';
import { onSharedFlow } from '../support/shared-flows.ts';
import {
  constituents,
  isHolder,
  isLoose,
  isObject,
  isOfLibrary,
  typesOf,
  writableIndexes,
  type Types,
} from '../support/types.ts';

/** What can be written to a property is what everybody expects to read from it. */
export const noWidenedProperty: Rule<'widened' | 'bound'> = createRule({
  name: 'no-widened-property',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid using a value as one whose property can be given more than its own',
      tiers: ['recommended', 'safe'],
      requiresTypeChecking: true,
      why: `TypeScript lets a \`{ key: 'a' | 'b' }\` go for a \`{ key: string }\`. Both names mean one object, so any text that is
written to the second is an \`'a'\` or a \`'b'\` to the first. A \`readonly\` property may be of a wider type, and so may
that of a copy. The rule looks at members of members, too, three levels deep; and at classes, whose methods write to properties that a subclass
may have narrowed; and it lets nobody write to a property of a \`T extends { key: string }\`, for which anything narrower may stand.`,
      incorrect: [
        "export function rename(page: { name: 'a' | 'b' }) {\n  const wide: { name: string } = page;\n  wide.name = 'c';\n}",
      ],
      correct: [
        "export function nameOf(page: { name: 'a' | 'b' }) {\n  const wide: { readonly name: string } = page;\n  return wide.name;\n}",
        "export function renamed(page: { name: 'a' | 'b' }) {\n  const copy: { name: string } = { ...page };\n  copy.name = 'c';\n  return copy;\n}",
      ],
    },
    messages: {
      bound: '`{{name}}` may be narrower in what stands for `{{type}}`: take a type that says what can be written.',
      widened: '`{{name}}` is `{{from}}` here and can be given any `{{to}}` by the other name: make it readonly there, or copy the value.', // prettier-ignore
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const types = typesOf(context);
    const { checker } = types;

    return {
      ...onSharedFlow(types, ({ node, from, to, path }) => {
        const found = widened(from, to, types, types.node(node));
        if (found === undefined) return undefined;
        const data = {
          name: `${path}.${found.name}`.replace(/^\./, ''),
          from: checker.typeToString(found.from),
          to: checker.typeToString(found.to),
        };
        context.report({ node, messageId: 'widened', data });
        return 'reported';
      }),
      // Whatever stands for a type parameter may be narrower than its bound.
      ':matches(AssignmentExpression, UpdateExpression) > MemberExpression:matches(.left, .argument)'(
        node: TSESTree.MemberExpression,
      ) {
        const { symbol } = types.of(node.object) as { readonly symbol?: ts.Symbol };
        if (symbol === undefined || (symbol.flags & ts.SymbolFlags.TypeParameter) === 0) return;
        context.report({
          node,
          messageId: 'bound',
          data: { name: context.sourceCode.getText(node), type: symbol.name },
        });
      },
    };
  },
});

interface Widened {
  readonly name: string;
  readonly from: ts.Type;
  readonly to: ts.Type;
}

/** A property to which more can be written as one of `to` than can be read from it as one of `from`. */
function widened(from: ts.Type, to: ts.Type, types: Types, at: ts.Node): Widened | undefined {
  const { checker } = types;
  if (!isObject(to) || checker.isArrayLikeType(to)) return undefined;
  for (const property of to.getProperties()) {
    const own = from.getProperty(property.name);
    if (own === undefined || own === property || !isHolder(property)) continue;
    if (isOfLibrary(property, types)) continue; // `no-foreign-mutation` lets nobody write to it
    if (isPropertyReadonlyInType(to, property.escapedName, checker)) continue;
    const [inner, outer] = [own, property].map((symbol) => checker.getTypeOfSymbolAtLocation(symbol, at));
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    if (inner === undefined || outer === undefined || fits(outer, inner, isOptional, checker)) continue;
    return { name: property.name, from: inner, to: outer };
  }
  for (const { type, keyType } of writableIndexes(to, types)) {
    const index = checker.getIndexInfosOfType(from).filter((each) => each.keyType === keyType);
    const members = from.getProperties().map((symbol) => checker.getTypeOfSymbolAtLocation(symbol, at));
    const inner = [...index.map((each) => each.type), ...members].find((each) => !fits(type, each, false, checker));
    if (inner !== undefined) return { name: '[…]', from: inner, to: type };
  }
  return undefined;
}

/** Whether what is written as `outer` can be read as `inner`. */
function fits(outer: ts.Type, inner: ts.Type, isOptional: boolean, checker: ts.TypeChecker): boolean {
  if (isLoose(inner) || isLoose(outer)) return true;
  return constituents(outer).every(
    (each) =>
      (each.flags & ts.TypeFlags.Instantiable) !== 0 || // not known yet
      (isOptional && (each.flags & ts.TypeFlags.Undefined) !== 0) ||
      checker.isTypeAssignableTo(each, inner),
  );
}
