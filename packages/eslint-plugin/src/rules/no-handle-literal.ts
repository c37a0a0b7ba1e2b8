import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import ts from 'typescript';
import { createRule, nameLists, type Rule } from '../rule.ts';
import { onInnerFlow } from '../support/shared-flows.ts';
import {
  atLeast,
  constituents,
  derivesFrom,
  isCalled,
  isLibraryType,
  isLoose,
  isObject,
  isOfLibrary,
  signaturesOf,
  typesOf,
  type Types,
} from '../support/types.ts';

/** A handle comes from those who give handles out. */
export const noHandleLiteral: Rule<'forged' | 'implemented', [{ readonly handles?: readonly string[] }]> = createRule({
  name: 'no-handle-literal',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid a value of another making where a handle, an instance of a class or an object is expected',
      tiers: ['safe'],
      requiresTypeChecking: true,
      why: `Types are compared by structure, so any literal with the right members is a guard, a token or a permission to
the compiler. Name the types that stand for something (\`handles\`): a value of such a type must have been declared as one
from its beginning, and no class may \`implement\` one. A class with a \`#private\` field can't be forged in this way, and is
better still. The rule looks a dozen levels deep, and into lists.

Every class counts as such a type, and so do \`Error\` and \`Map\` and their like: a look-alike is no \`instanceof\` it, and where that is
the question, the other branch believes that there was none. In the same way a text, a number, a function or a list may have the members of
an object's type, and is none to \`typeof\` or \`Array.isArray\`.`,
      incorrect: [
        "class Failure {\n  message = '';\n}\nexport const f = (): Failure => ({ message: 'none' });",
        "export const f = (): Error => ({ name: 'Error', message: 'none' });",
        'export const f = (text: string): { readonly length: number } => text;',
      ],
      correct: [
        'class Failure {\n  message = "";\n}\nclass Late extends Failure {}\nexport const f = (): Failure => new Late();',
        'export const f = (text: string): Iterable<string> => text;',
        'interface Options {\n  readonly size: number;\n}\nexport const options: Options = { size: 1 };',
      ],
    },
    messages: {
      forged: '`{{from}}` is no `{{to}}`, only of the same shape: get one from who gives them out.',
      implemented: '`{{to}}` stands for something that a class of the same shape does not have.',
    },
    schema: nameLists({ handles: 'Types whose values only their own package makes.' }),
    defaultOptions: [{ handles: [] }],
  },
  create(context) {
    const [{ handles }] = context.options;
    const names = new Set(handles);
    const types = typesOf(context);
    const { checker } = types;

    /** Whether values of `type` are given out: it is called so by the options, or it is a class. */
    const isGiven = (type: ts.Type): boolean =>
      isInstance(type, types) || (isCalled(type, names) && type.getConstructSignatures().length === 0);
    /** Whether it was given out as `wanted`. */
    const isGenuine = (type: ts.Type, wanted: ts.Type): boolean =>
      isInstance(wanted, types) ? derivesFrom(type, wanted.symbol, checker) : isCalled(type, names);

    const isForged = (type: ts.Type, wanted: ts.Type): boolean =>
      (isGiven(wanted) && !isGenuine(type, wanted)) ||
      (isPlain(wanted, types) && isNoObject(atLeast(type, types), checker));

    return {
      ...onInnerFlow(types, ({ node, from, to }) => {
        for (const member of constituents(from)) {
          if (isLoose(member)) continue;
          const wanted = constituents(to).filter((each) => checker.isTypeAssignableTo(member, each));
          const [first] = wanted;
          if (first === undefined || !wanted.every((each) => isForged(member, each))) continue;
          const data = { from: checker.typeToString(member), to: checker.typeToString(first) };
          context.report({ node, messageId: 'forged', data });
          return 'reported';
        }
        return undefined;
      }),
      TSClassImplements({ expression }: TSESTree.TSClassImplements) {
        if (expression.type !== AST_NODE_TYPES.Identifier || !isCalled(types.of(expression), names)) return;
        context.report({ node: expression, messageId: 'implemented', data: { to: expression.name } });
      },
    };
  },
});

/** What the library has of classes. */
const CLASSES: ReadonlySet<string> = new Set(['Error', 'RangeError', 'TypeError', 'Map', 'Set', 'WeakMap', 'WeakSet']);

/** Whether `instanceof` is what tells values of `type`: those of classes, also of the library. */
function isInstance(type: ts.Type, types: Types): boolean {
  const symbol = type.symbol as ts.Symbol | undefined;
  if (symbol === undefined || type.getConstructSignatures().length > 0) return false;
  return isOfLibrary(symbol, types) ? CLASSES.has(symbol.name) : (symbol.flags & ts.SymbolFlags.Class) !== 0;
}

/** What is told by `typeof` or `Array.isArray`, whatever members it has: a text, a number, a function, a list. */
function isNoObject(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (type.isIntersection()) return type.types.some((each) => isNoObject(each, checker)); // a brand
  return !isObject(type) || signaturesOf(type).length > 0 || checker.isArrayLikeType(type);
}

/** Whether everybody takes values of `type` for objects. The library's own types, such as `Iterable`, are of texts, too. */
function isPlain(type: ts.Type, types: Types): boolean {
  return !isNoObject(type, types.checker) && type.getProperties().length > 0 && !isLibraryType(type, types);
}
