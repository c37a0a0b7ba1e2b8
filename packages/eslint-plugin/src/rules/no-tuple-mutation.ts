import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import ts from 'typescript';
import { createRule, type Rule } from '../rule.ts';
import { staticName } from '../support/keys.ts';
import { onSharedFlow } from '../support/shared-flows.ts';
import { constituents, isLoose, typesOf } from '../support/types.ts';

/** Methods of arrays that move elements to other places, or change how many there are. */
const MOVING: ReadonlySet<string> = new Set([
  ...['copyWithin', 'fill', 'pop', 'push', 'reverse', 'shift', 'sort', 'splice', 'unshift'],
]);

/** Each place of a tuple keeps what its type says. */
export const noTupleMutation: Rule<'method' | 'array' | 'shift'> = createRule({
  name: 'no-tuple-mutation',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid changing a tuple by what arrays have for it',
      tiers: ['recommended', 'safe'],
      requiresTypeChecking: true,
      why: `A \`[string, number]\` is an array to TypeScript, with all its methods: after \`pair.reverse()\` its first element is a
number, and is said to be a string. So is a tuple that goes for a mutable array, whoever changes that. And where a tuple that may be
shorter is spread before something else, that comes where the compiler does not expect it.`,
      incorrect: [
        'const pair: [string, number] = ["page", 4096];\npair.reverse();',
        'const pair: [string, number] = ["page", 4096];\nexport const list: (string | number)[] = pair;',
      ],
      correct: [
        'const pair: [string, number] = ["page", 4096];\npair[1] = 8192;',
        'const pair: [string, number] = ["page", 4096];\nexport const list: readonly (string | number)[] = pair;\nexport const back = [...pair].reverse();',
      ],
    },
    messages: {
      method: '`{{method}}` puts elements of the tuple `{{type}}` where others are expected: use a copy.',
      array:
        'The tuple `{{type}}` is used as an array, of which any element may be replaced: copy it, or take it `readonly`.',
      shift: 'Elements of the tuple `{{type}}` may be left out, and what follows takes their place: spread it last.',
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const types = typesOf(context);
    const { checker } = types;
    const isTuple = (type: ts.Type): boolean => constituents(type).some((each) => checker.isTupleType(each));
    return {
      ':matches(ArrayExpression, CallExpression, NewExpression) > SpreadElement:not(:last-child)'({
        argument,
      }: TSESTree.SpreadElement) {
        const tuple = constituents(types.of(argument)).find((each) => checker.isTupleType(each));
        const flags = tuple === undefined ? [] : ((tuple as ts.TypeReference).target as ts.TupleType).elementFlags;
        if (tuple === undefined || !flags.includes(ts.ElementFlags.Optional)) return;
        context.report({ node: argument, messageId: 'shift', data: { type: checker.typeToString(tuple) } });
      },
      MemberExpression({ object, property, computed }: TSESTree.MemberExpression) {
        const method = property.type === AST_NODE_TYPES.PrivateIdentifier ? undefined : staticName(property, computed);
        if (method === undefined || !MOVING.has(method)) return;
        const type = checker.getApparentType(types.of(object));
        if (!isTuple(type)) return;
        context.report({ node: property, messageId: 'method', data: { method, type: checker.typeToString(type) } });
      },
      ...onSharedFlow(types, ({ node, from, to }) => {
        const isList = checker.isArrayType(to) && to.symbol.name === 'Array';
        if (!isList || !checker.isTupleType(from)) return undefined;
        if (checker.getTypeArguments(to as ts.TypeReference).some(isLoose)) return undefined; // `any[]`, which others see to
        context.report({ node, messageId: 'array', data: { type: checker.typeToString(from) } });
        return 'reported';
      }),
    };
  },
});
