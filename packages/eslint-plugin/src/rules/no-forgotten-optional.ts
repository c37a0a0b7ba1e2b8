import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { getPropertyOfType } from 'ts-api-utils';
import ts from 'typescript';
import { createRule, type Rule } from '../rule.ts';
import { isExact } from '../support/fresh.ts';
import { onSharedFlow } from '../support/shared-flows.ts';
import { constituents, isLoose, isObject, isLibraryType, typesOf, type Types } from '../support/types.ts';

/** What a type leaves out may be there, and be of any type. */
export const noForgottenOptional: Rule<'member' | 'spread' | 'values'> = createRule({
  name: 'no-forgotten-optional',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid using a value whose type lacks an optional member as one that may have it',
      tiers: ['safe'],
      requiresTypeChecking: true,
      why: `A type lists what must be there, not all that is. So a value of type \`{ size: number }\` may have a \`name\` that is a
number; TypeScript lets it go for a \`{ size: number; name?: string }\`, and believes from then on that a name that is there
is a text. It does the same where any name may be looked up, as in a \`Record<string, string>\`. A spread brings such members along, and
\`Object.values\` and \`Object.entries\` find them.

A value that nobody else has made, such as a literal, has what it is seen to have, and is let through.`,
      incorrect: [
        'interface Sized {\n  readonly size: number;\n}\nexport const f = (page: Sized): Sized & { readonly name?: string } => page;',
        'interface Sized {\n  readonly size: number;\n}\nexport const f = (page: Sized): Sized & { readonly name?: string } => ({ ...page });',
        'interface Sized {\n  readonly size: number;\n}\nexport const f = (page: Sized): Iterable<number> => Object.values(page);',
      ],
      correct: [
        'interface Sized {\n  readonly size: number;\n}\nexport const f = (page: Sized): Sized & { readonly name?: string } => ({ size: page.size });',
        "interface Sized {\n  readonly size: number;\n}\nexport const f = (page: Sized): Sized & { readonly name?: string } => ({ ...page, name: 'x' });",
      ],
    },
    messages: {
      member: '`{{name}}` may be there and be of any type, since `{{from}}` says nothing of it: copy what you need.',
      spread: '`{{name}}` may come with this and be of any type, since `{{from}}` says nothing of it: set it after the spread, or copy what you need.', // prettier-ignore
      values:
        '`{{from}}` says nothing of what else may be there, so these may be anything: name the members that you mean.',
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const types = typesOf(context);
    const { checker } = types;
    return {
      ...onSharedFlow(types, ({ node, from, to, path }) => {
        if (path === '' && isExact(node, types)) return undefined;
        const name = forgotten(from, to, types);
        if (name === undefined) return undefined;
        context.report({ node, messageId: 'member', data: { name, from: checker.typeToString(from) } });
        return 'reported';
      }),
      'CallExpression[callee.object.name="Object"][callee.property.name=/^(values|entries)$/]'({
        arguments: [argument],
      }: TSESTree.CallExpression) {
        if (argument === undefined || argument.type === AST_NODE_TYPES.SpreadElement) return;
        const expected = types.expected(argument);
        // If this is a record, the argument goes for one: `onSharedFlow` sees to that.
        if (expected !== undefined && constituents(expected).some((each) => hasIndex(each, checker))) return;
        const type = types.of(argument);
        const from = constituents(checker.getBaseConstraintOfType(type) ?? type);
        // Of `object` nobody believes that it has no more.
        if (from.every((each) => isSpelledOut(each) || hasIndex(each, checker) || each.getProperties().length === 0))
          return;
        context.report({ node: argument, messageId: 'values', data: { from: checker.typeToString(type) } });
      },
      'ObjectExpression > SpreadElement'({ argument, parent }: TSESTree.SpreadElement) {
        const whole = types.of(parent);
        const from = types.of(argument);
        const to = types.expected(parent);
        if (to === undefined || isLoose(to) || isLoose(from) || isExact(argument, types)) return;
        for (const target of constituents(to)) {
          const name = checker.isTypeAssignableTo(whole, target) ? forgotten(whole, target, types) : undefined;
          if (name === undefined) continue;
          context.report({ node: argument, messageId: 'spread', data: { name, from: checker.typeToString(from) } });
          return;
        }
      },
    };
  },
});

const hasIndex = (type: ts.Type, checker: ts.TypeChecker): boolean => checker.getIndexInfosOfType(type).length > 0;

/** An optional member of `to`, or any that its index has, of which `from` says nothing. */
function forgotten(from: ts.Type, to: ts.Type, types: Types): string | undefined {
  const { checker } = types;
  if (!isObject(to) || !isObject(from) || isSpelledOut(from) || checker.isArrayLikeType(to)) return undefined;
  if (from.getCallSignatures().length > 0 || checker.getIndexInfosOfType(from).length > 0) return undefined;
  if (hasIndex(to, checker)) return 'any other member';
  if (isLibraryType(to, types)) return undefined;
  const isOptional = ({ flags }: ts.Symbol): boolean => (flags & ts.SymbolFlags.Optional) !== 0;
  return to.getProperties().find((each) => isOptional(each) && getPropertyOfType(from, each.escapedName) === undefined)
    ?.name;
}

/** Whether a literal wrote all the members of `type` down: it brought none along. */
function isSpelledOut({ symbol }: ts.Type): boolean {
  const declarations = (symbol as ts.Symbol | undefined)?.declarations ?? [];
  return declarations.some(
    (each) => ts.isObjectLiteralExpression(each) && !each.properties.some((member) => ts.isSpreadAssignment(member)),
  );
}
