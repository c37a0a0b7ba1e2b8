import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { getPropertyOfType } from 'ts-api-utils';
import ts from 'typescript';
import { createRule, nameLists, type Rule } from '../rule.ts';
import { isEvident, knownName } from '../support/evident-keys.ts';
import { staticName } from '../support/keys.ts';
import { takenApart } from '../support/patterns.ts';
import { atLeast, constituents, isOfLibrary, typesIfAny } from '../support/types.ts';

/** Names that lead from any value to something that nobody handed over, or that the language itself calls. */
const BARRED = [
  ...['constructor', 'prototype', '__proto__'], // an evaluator, or an object that all share
  ...['caller', 'callee', 'arguments'], // what a function that is not strict was called by, and with
  ...['__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__'],
  ...['then', 'hasInstance', 'species', 'toPrimitive', 'unscopables', 'isConcatSpreadable'], // called by the language
  ...['stack', 'stackTraceLimit', 'captureStackTrace', 'prepareStackTrace'], // paths of the host, as V8 tells them
  ...['fileName', 'lineNumber', 'columnNumber', 'sourceURL'], // and as other engines do
  ...['localeCompare', 'toLocaleString', 'toLocaleLowerCase', 'toLocaleUpperCase'], // its language
  ...['toLocaleDateString', 'toLocaleTimeString'],
  'buffer', // all the memory behind a view
  'import', // to tools that look for the text `import.meta`, after a dot as well
];

/** Interfaces of the language whose methods every object, or every function, has. */
const SHARED: ReadonlySet<string> = new Set(['Object', 'Function', 'CallableFunction', 'NewableFunction']);

type TypeMember =
  | TSESTree.TSPropertySignature
  | TSESTree.TSMethodSignature
  | TSESTree.TSAbstractPropertyDefinition
  | TSESTree.TSAbstractMethodDefinition
  | TSESTree.TSAbstractAccessorProperty;

const TYPE_MEMBER =
  ':matches(TSPropertySignature, TSMethodSignature, TSAbstractPropertyDefinition, TSAbstractMethodDefinition, TSAbstractAccessorProperty)';

const MAPPED_NAME = ['constraint', 'nameType']
  .flatMap((part) => [`TSMappedType > TSLiteralType.${part}`, `TSMappedType > TSUnionType.${part} > TSLiteralType`])
  .join(', ');

type MessageId = 'name' | 'key' | 'hidden' | 'private' | 'several' | 'shared' | 'at';

/** Bars the ways from a value to the evaluator, to shared prototypes and to hooks of the language. */
export const noReflectiveAccess: Rule<MessageId, [{ readonly names?: readonly string[] }]> = createRule({
  name: 'no-reflective-access',
  meta: {
    type: 'problem',
    hasSuggestions: true,
    docs: {
      description: 'Forbid property names and keys that reach an evaluator, a prototype or a hook of the language',
      tiers: ['safe'],
      requiresTypeChecking: true,
      why: `From any function, \`.constructor\` is \`Function\`, which makes code of text; from any object,
\`.constructor.prototype\` is an object that all others share. A method \`then\` or \`[Symbol.hasInstance]\` is called by the
language, not by its readers.

A computed key may be each of these names, whatever its type says: types can be wrong. So it must be a number by
the rules of the language: the result of arithmetic, a counter, or, to read, \`.at(…)\`, which takes nothing else. What is looked
up by name is a \`Map\` or a \`switch\`. This holds for what is written as well: a list whose \`__proto__\` is set has the methods of another, and
a key of several names gives one member the value of another, also in a literal.

What every function and object has (\`call\`, \`bind\`, \`hasOwnProperty\`) takes anything for its \`this\`, whatever the type.

And what is \`private\` or \`protected\` to TypeScript is so by a dot only: in brackets anybody reads it.

JavaScript, which has no types, is looked at as well: there the keys of a literal and of a class's members are believed.`,
      incorrect: [
        'const evaluator = (() => 1).constructor;',
        'const { constructor } = () => 1;',
        "const shared = ({})['__proto__'];",
        "class Frame {\n  private address = 0;\n}\nexport const addressOf = (frame: Frame) => frame['address'];",
        'export const first = (xs: readonly number[], ys: readonly number[]) => xs.at.call(ys, 0);',
        'export const get = (table: Record<string, number>, key: string) => table[key];',
        "export const sizeOf = (size: { byte: 1; word: 4 }, unit: 'byte' | 'word') => size[unit];",
        'export const get = (table: readonly (() => void)[], i: number) => table[i];',
        'export function set<K extends "name" | "size">(page: { name: string; size: number }, key: K, to: typeof page[K]) {\n  page[key] = to;\n}',
        'export const put = (xs: number[], i: number) => {\n  xs[i] = 1;\n};',
        "export const set = (key: 'a' | 'b') => ({ a: 1, [key]: 'text' });",
        'export const thenable = { then() {} };',
        'export interface Traced {\n  readonly stack?: string;\n}',
        'export const then = (resolve: (x: number) => void) => resolve(1);',
        'const run = () => {};\nexport { run as then };',
      ],
      correct: [
        'export const first = (xs: readonly number[]) => xs[0];',
        'export const get = (xs: readonly number[], i: number) => xs.at(i);',
        'const names = ["read", "write"];\nexport const nameOf = (flags: number) => names[flags & 1];',
        'export function sum(xs: readonly number[]) {\n  let total = 0;\n  for (let i = 0; i < xs.length; i++) total += xs[i] ?? 0;\n  return total;\n}',
        'export const put = (xs: number[], i: number) => {\n  xs[i >>> 0] = 1;\n};',
        "const sizes = new Map([['byte', 1], ['word', 4]]);\nexport const sizeOf = (unit: 'byte' | 'word') => sizes.get(unit);",
        'export class List {\n  *[Symbol.iterator]() {}\n}',
      ],
    },
    messages: {
      name: '`{{name}}` leads to an evaluator, to what others share or to the host.',
      key: 'A key of type `{{type}}` may be any name: use a Map, a number, or a union of literals.',
      hidden:
        'A key of type `{{type}}` may be any name if its type is wrong: use `.at(…)`, arithmetic, a Map or a `switch`.',
      private: '`{{name}}` is private, which TypeScript forgets in brackets: ask whose it is, or make it `#{{name}}`.',
      several:
        'A key of type `{{type}}` may be that of another member here, which the compiler forgets: use a `switch`, or a Map.',
      shared: '`{{name}}` is of every function or object, and works on whatever it is given: call a method of its own.',
      at: 'Use `.at(…)`, which takes numbers only, and counts negative ones from the end.',
    },
    schema: nameLists({ names: 'The names that no property may have; replaces the default.' }),
    defaultOptions: [{ names: BARRED }],
  },
  create(context) {
    const [{ names }] = context.options;
    const barred = new Set(names);
    // In JavaScript there may be none: what is new is then believed by its looks.
    const types = typesIfAny(context);
    const typeName = (node: TSESTree.Node): string => types?.checker.typeToString(types.of(node)) ?? 'unknown';

    function checkName(node: TSESTree.Node, name: string): void {
      if (barred.has(name)) context.report({ node, messageId: 'name', data: { name } });
    }

    function checkKey(
      node: TSESTree.Expression | TSESTree.PrivateIdentifier,
      computed: boolean,
    ): 'unknown' | undefined {
      const name = computed ? knownName(context, node) : staticName(node, computed);
      if (name === undefined) return computed && !isEvident(context, node) ? 'unknown' : undefined;
      checkName(node, name);
      return undefined;
    }

    /** What all have, under a name that is written out: others are reported as keys. */
    function checkShared(node: TSESTree.Node, computed: boolean, owner: ts.Type | undefined): void {
      const name = staticName(node, computed);
      if (types === undefined || owner === undefined || name === undefined) return;
      const isShared = constituents(owner).some((each) => {
        const member = getPropertyOfType(atLeast(each, types), ts.escapeLeadingUnderscores(name));
        const declared = isOfLibrary(member, types) ? member?.declarations : undefined;
        return declared?.some(
          (it) => ts.isMethodSignature(it) && ts.isInterfaceDeclaration(it.parent) && SHARED.has(it.parent.name.text),
        );
      });
      if (isShared) context.report({ node, messageId: 'shared', data: { name } });
    }

    /** Whether the compiler knows which member `key` is. */
    function isOneName(key: TSESTree.PropertyName): boolean {
      const type = types?.of(key);
      return (
        type === undefined || (type.flags & (ts.TypeFlags.StringOrNumberLiteral | ts.TypeFlags.UniqueESSymbol)) !== 0
      );
    }

    /** A key of something new: it leads nowhere, so that its type is believed. */
    function checkNew(node: TSESTree.Expression | TSESTree.PrivateIdentifier, computed: boolean): void {
      if (checkKey(node, computed) === undefined || types === undefined) return;
      const type = types.of(node);
      const bound = types.checker.getBaseConstraintOfType(type) ?? type;
      for (const member of constituents(bound)) {
        if (member.isStringLiteral()) checkName(node, member.value);
        else if ((member.flags & (ts.TypeFlags.NumberLike | ts.TypeFlags.ESSymbolLike)) === 0) {
          context.report({ node, messageId: 'key', data: { type: typeName(node) } });
          return;
        }
      }
    }

    function checkAccess(node: TSESTree.MemberExpression): void {
      const { object, property, computed } = node;
      if (computed && types !== undefined) checkPrivate(property, types.of(object));
      checkShared(property, computed, types?.of(object));
      if (checkKey(property, computed) === undefined) return;
      const isRead = !/^(Assignment|Update|ArrayPattern|Rest)/.test(node.parent.type);
      const suggest = isRead && isNumberOfList(node) ? [useAt(node)] : [];
      context.report({ node: property, messageId: 'hidden', data: { type: typeName(property) }, suggest });
    }

    function isNumberOfList({ object, property }: TSESTree.MemberExpression): boolean {
      const isNumber = ({ flags }: ts.Type): boolean => (flags & ts.TypeFlags.NumberLike) !== 0;
      if (types === undefined || !constituents(types.of(property)).every(isNumber)) return false;
      return types.checker.isArrayType(types.checker.getNonNullableType(types.of(object)));
    }

    function checkPrivate(key: TSESTree.Node, type: ts.Type): void {
      const name = staticName(key, true);
      const { declarations = [] } = (name === undefined ? undefined : type.getProperty(name)) ?? {};
      const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
      if (name === undefined || !declarations.some((each) => (ts.getCombinedModifierFlags(each) & hidden) !== 0))
        return;
      context.report({ node: key, messageId: 'private', data: { name } });
    }

    function useAt({ object, property }: TSESTree.MemberExpression): TSESLint.SuggestionReportDescriptor<MessageId> {
      const { sourceCode } = context;
      const bracket = sourceCode.getTokenBefore(property);
      const end = sourceCode.getTokenAfter(property);
      return {
        messageId: 'at',
        *fix(fixer) {
          if (bracket === null || end === null) return;
          const dot = sourceCode.getTokenAfter(object)?.value === '?.' ? '' : '.';
          yield fixer.replaceText(bracket, `${dot}at(`);
          yield fixer.replaceText(end, ')');
        },
      };
    }

    return {
      MemberExpression: checkAccess,
      // A module is an object, too, whose `then` is called by who imports it dynamically.
      ':matches(ExportSpecifier, ExportAllDeclaration) > .exported'(
        node: TSESTree.Identifier | TSESTree.StringLiteral,
      ) {
        checkName(node, staticName(node, false) ?? '');
      },
      'ExportNamedDeclaration > .declaration'(node: TSESTree.Node) {
        for (const { name, identifiers } of context.sourceCode.getDeclaredVariables(node)) {
          checkName(identifiers[0] ?? node, name);
        }
      },
      'ObjectExpression > Property': ({ key, computed, parent }: TSESTree.Property) => {
        checkNew(key, computed);
        const isAlone = parent.type === AST_NODE_TYPES.ObjectExpression && parent.properties.length === 1;
        if (!computed || isAlone || isOneName(key)) return;
        context.report({ node: key, messageId: 'several', data: { type: typeName(key) } });
      },
      'ObjectPattern > Property': ({ key, computed, parent }: TSESTree.Property) => {
        if (types !== undefined) checkShared(key, computed, takenApart(parent, types));
        if (checkKey(key, computed) === undefined) return;
        context.report({ node: key, messageId: 'hidden', data: { type: typeName(key) } });
      },
      ':matches(MethodDefinition, PropertyDefinition, AccessorProperty)'(
        node: TSESTree.MethodDefinition | TSESTree.PropertyDefinition,
      ) {
        const isConstructor = node.type === AST_NODE_TYPES.MethodDefinition && node.kind === 'constructor';
        if (!isConstructor) checkNew(node.key, node.computed);
      },
      // A type with such a member is what a key that nobody sees through would be wanted for.
      [TYPE_MEMBER]({ key, computed }: TypeMember) {
        checkName(key, staticName(key, computed) ?? '');
      },
      [MAPPED_NAME]({ literal }: TSESTree.TSLiteralType) {
        checkName(literal, staticName(literal, true) ?? '');
      },
    };
  },
});
