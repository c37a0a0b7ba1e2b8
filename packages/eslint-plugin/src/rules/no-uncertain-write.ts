import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { getPropertyOfType } from 'ts-api-utils';
import ts from 'typescript';
import { createRule, type Rule } from '../rule.ts';
import { staticName } from '../support/keys.ts';
import { constituents, isOpen, typesOf } from '../support/types.ts';
import { onWrite } from '../support/writes.ts';

/** What is written fits whatever the value may be. */
export const noUncertainWrite: Rule<'bound' | 'union' | 'tuple'> = createRule({
  name: 'no-uncertain-write',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid writing to a member of which nobody knows what it holds',
      tiers: ['recommended', 'safe'],
      requiresTypeChecking: true,
      why: `What is read from a \`{ size: number } | { size: string }\` is either, so that TypeScript lets either be written: text
to what has a number, and the tag of one kind of value to another kind. It lets any number be written to the \`size\` of a \`T extends { size: number }\`, for
which a \`{ size: 1 }\` may stand; and to a place of a tuple that is computed, what any other place holds.`,
      incorrect: [
        'export function grow<T extends { size: number }>(page: T) {\n  page.size = 2;\n}',
        'export function rename(page: { name: string } | { name: number }) {\n  page.name = "root";\n}',
        'export function set(pair: [string, number], i: number) {\n  pair[i & 1] = "root";\n}',
      ],
      correct: [
        'export function grow(page: { size: number }) {\n  page.size = 2;\n}',
        'export function rename(page: { name: string } | { name: number | string }) {\n  page.name = "root";\n}',
        'export function set(pair: [string, number]) {\n  pair[0] = "root";\n}',
      ],
    },
    messages: {
      bound: '`{{name}}` may be narrower in what stands for `{{type}}`: take a type that says what can be written.',
      union: '`{{name}}` may be that of a `{{type}}`, which does not take this: ask first which it is.',
      tuple: 'Which place of `{{type}}` this is, nobody knows: write it as a number.',
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const types = typesOf(context);
    const { checker } = types;

    /** What `target` gets, as far as it is told here. */
    function written(target: TSESTree.MemberExpression): ts.Type {
      const { parent } = target;
      if (parent.type !== AST_NODE_TYPES.AssignmentExpression) return types.of(target);
      return types.of(/^(\?\?|\|\||&&)?=$/.test(parent.operator) ? parent.right : parent);
    }

    /** The name of the member, if it is spelled out or a symbol. */
    function keyOf({ property, computed }: TSESTree.MemberExpression): ts.__String | undefined {
      if (property.type === AST_NODE_TYPES.PrivateIdentifier) return types.symbolOf(property)?.escapedName;
      const type = types.of(property);
      if (computed && (type.flags & ts.TypeFlags.UniqueESSymbol) !== 0) {
        return (type as ts.UniqueESSymbolType).escapedName;
      }
      const name = staticName(property, computed);
      return name === undefined ? undefined : ts.escapeLeadingUnderscores(name);
    }

    /** What the member is in a value of type `owner`. */
    function held(owner: ts.Type, key: ts.__String | undefined, at: TSESTree.Node): ts.Type | undefined {
      const member = key === undefined ? undefined : getPropertyOfType(owner, key);
      if (member !== undefined) return checker.getTypeOfSymbolAtLocation(member, types.node(at));
      return [ts.IndexKind.Number, ts.IndexKind.String]
        .map((kind) => checker.getIndexTypeOfType(owner, kind))
        .find((each) => each !== undefined);
    }

    return onWrite((target) => {
      const name = context.sourceCode.getText(target);
      const report = (messageId: 'bound' | 'union' | 'tuple', what: ts.Type): void => {
        context.report({ node: target, messageId, data: { name, type: checker.typeToString(what) } });
      };
      const owners = constituents(types.of(target.object));
      const key = keyOf(target);
      const open = owners.find(isOpen);
      const tuple = key === undefined ? owners.find((each) => checker.isTupleType(each)) : undefined;
      if (open !== undefined) report('bound', open);
      else if (tuple !== undefined) report('tuple', tuple);
      else if (owners.length > 1) {
        const value = written(target);
        const other = owners.find((each) => {
          const taken = held(each, key, target);
          return taken !== undefined && !checker.isTypeAssignableTo(value, taken);
        });
        if (other !== undefined) report('union', other);
      }
    });
  },
});
