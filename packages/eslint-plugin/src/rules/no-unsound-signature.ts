import type { TSESTree } from '@typescript-eslint/utils';
import { createRule, type Rule } from '../rule.ts';

type MessageId = 'predicate' | 'asserts' | 'overload' | 'definite' | 'enum';

/** No signature says more than the compiler has checked. */
export const noUnsoundSignature: Rule<MessageId> = createRule({
  name: 'no-unsound-signature',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid signatures that the compiler believes without a check',
      tiers: ['safe'],
      requiresTypeChecking: false,
      why: `The body of a type predicate or of an assertion function may return anything; the implementation of an overload
is hardly compared with what callers see; \`!\` on a declaration says that somebody assigns. Each of them is a cast in other
words. Where a value is narrowed by a plain condition, the compiler infers as much, and is right.`,
      incorrect: [
        'export const isText = (x: unknown): x is string => true;',
        'export function mustBeText(x: unknown): asserts x is string {}',
        'export function id(x: string): string;\nexport function id(x: unknown): unknown {\n  return x;\n}',
        'let address!: bigint;',
        'enum Kind {\n  Typed,\n  Untyped,\n}',
      ],
      correct: [
        'export const size = (x: unknown): number => (typeof x === "string" ? x.length : 0);',
        'export const texts = (xs: readonly unknown[]) => xs.filter((x) => typeof x === "string");',
        'export abstract class Device {\n  abstract read(): number;\n}',
      ],
    },
    messages: {
      predicate: 'A type predicate is not checked against its body: narrow where the value is used.',
      asserts: 'An assertion function is not checked against its body: narrow where the value is used.',
      overload: 'An implementation is not checked against its overloads: use a union, or two functions.',
      definite: '`!` promises an assignment that nobody checks: initialise it.',
      enum: 'Numbers are assignable to enums: use a union of literals, or an object that is `as const`.',
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const report = (messageId: MessageId) => (node: TSESTree.Node) => {
      context.report({ node, messageId });
    };
    return {
      'TSTypePredicate[asserts=false]': report('predicate'),
      'TSTypePredicate[asserts=true]': report('asserts'),
      'TSDeclareFunction:not([declare=true]), MethodDefinition > TSEmptyBodyFunctionExpression': report('overload'),
      '[definite=true]': report('definite'),
      TSEnumDeclaration: report('enum'),
    };
  },
});
