import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import ts from 'typescript';
import { createRule, nameLists, type Rule } from '../rule.ts';
import { staticName } from '../support/keys.ts';
import { constituents, typesOf } from '../support/types.ts';

/** Names that lead from any value to something that nobody handed over, or that the language itself calls. */
const BARRED = [
  ...['constructor', 'prototype', '__proto__', 'caller', 'callee'], // an evaluator, or an object that all share
  ...['__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__'],
  ...['then', 'hasInstance', 'species', 'toPrimitive', 'unscopables', 'isConcatSpreadable'], // called by the language
  ...['stack', 'stackTraceLimit', 'captureStackTrace', 'prepareStackTrace'], // paths of the host
  ...['localeCompare', 'toLocaleString', 'toLocaleLowerCase', 'toLocaleUpperCase'], // its language
  ...['toLocaleDateString', 'toLocaleTimeString'],
  'buffer', // all the memory behind a view
];

/** Bars the ways from a value to the evaluator, to shared prototypes and to hooks of the language. */
export const noReflectiveAccess: Rule<'name' | 'key', [{ readonly names?: readonly string[] }]> = createRule({
  name: 'no-reflective-access',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid property names and keys that reach an evaluator, a prototype or a hook of the language',
      tiers: ['safe'],
      requiresTypeChecking: true,
      why: `From any function, \`.constructor\` is \`Function\`, which makes code of text; from any object,
\`.constructor.prototype\` is an object that all others share. A method \`then\` or \`[Symbol.hasInstance]\` is called by the
language, not by its readers. And a key that is any \`string\` may be each of these names, so a computed key must be a
number, a symbol, or of a type that lists its strings. What has keys from outside is a \`Map\`.`,
      incorrect: [
        'const evaluator = (() => 1).constructor;',
        'const { constructor } = () => 1;',
        "const shared = ({})['__proto__'];",
        'export const get = (table: Record<string, number>, key: string) => table[key];',
        'export const thenable = { then() {} };',
      ],
      correct: [
        'export const first = (xs: readonly number[]) => xs[0];',
        'const names = { 1: "one", 2: "two" } as const;\nexport const nameOf = (n: 1 | 2) => names[n];',
        "const size = { byte: 1, word: 4 } as const;\nexport const sizeOf = (unit: 'byte' | 'word') => size[unit];",
        'export class List {\n  *[Symbol.iterator]() {}\n}',
      ],
    },
    messages: {
      name: '`{{name}}` leads to an evaluator, to what others share or to the host.',
      key: 'A key of type `{{type}}` may be any name: use a Map, a number, or a union of literals.',
    },
    schema: nameLists({ names: 'The names that no property may have; replaces the default.' }),
    defaultOptions: [{ names: BARRED }],
  },
  create(context) {
    const [{ names }] = context.options;
    const barred = new Set(names);
    const types = typesOf(context);

    function checkName(node: TSESTree.Node, name: string): void {
      if (barred.has(name)) context.report({ node, messageId: 'name', data: { name } });
    }

    function checkKey(node: TSESTree.Node, computed: boolean): void {
      const name = staticName(node, computed);
      if (name !== undefined) {
        checkName(node, name);
        return;
      }
      if (!computed) return;
      const type = types.of(node);
      const bound = types.checker.getBaseConstraintOfType(type) ?? type;
      for (const member of constituents(bound)) {
        if (member.isStringLiteral()) checkName(node, member.value);
        else if ((member.flags & (ts.TypeFlags.NumberLike | ts.TypeFlags.ESSymbolLike)) === 0) {
          context.report({ node, messageId: 'key', data: { type: types.checker.typeToString(type) } });
          return;
        }
      }
    }

    return {
      MemberExpression: ({ property, computed }) => {
        checkKey(property, computed);
      },
      Property: ({ key, computed }) => {
        checkKey(key, computed);
      },
      ':matches(MethodDefinition, PropertyDefinition, AccessorProperty)'(
        node: TSESTree.MethodDefinition | TSESTree.PropertyDefinition,
      ) {
        const isConstructor = node.type === AST_NODE_TYPES.MethodDefinition && node.kind === 'constructor';
        if (!isConstructor) checkKey(node.key, node.computed);
      },
    };
  },
});
