import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { createRule, type Rule } from '../rule.ts';

type MessageId = 'predicate' | 'asserts' | 'overload' | 'definite' | 'static' | 'enum' | 'variance' | 'conditional';

/** No signature says more than the compiler has checked. */
export const noUnsoundSignature: Rule<MessageId> = createRule({
  name: 'no-unsound-signature',
  meta: {
    type: 'problem',
    fixable: 'code',
    docs: {
      description: 'Forbid signatures that the compiler believes without a check',
      tiers: ['safe'],
      requiresTypeChecking: false,
      why: `The body of a type predicate or of an assertion function may return anything; the implementation of an overload
is hardly compared with what callers see; \`!\` on a declaration says that somebody assigns, and a \`static\` field without a value
need not even say so. Types of the same name are compared by how they vary, as \`in\` and \`out\` say or as the compiler guesses, and for a
conditional type it guesses wrong. Each of them is a cast in other words. Where a value is narrowed by a plain condition, the compiler infers as much, and is right.`,
      incorrect: [
        'export const isText = (x: unknown): x is string => true;',
        'export function mustBeText(x: unknown): asserts x is string {}',
        'export function id(x: string): string;\nexport function id(x: unknown): unknown {\n  return x;\n}',
        'let address!: bigint;',
        'enum Kind {\n  Typed,\n  Untyped,\n}',
        'export class Table {\n  static size: number;\n}',
        'export interface Sized<out T> {\n  readonly size: T extends string ? "none" : number;\n}',
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
      static: 'The compiler does not ask who gives a static field its value: initialise it.',
      variance: 'The compiler believes `in` and `out` where it should compare: leave them out.',
      conditional: 'A conditional type is compared by its parts, not by what it comes to: use a union, or two types.',
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
      'PropertyDefinition[static=true][value=null]:not([declare=true])': report('static'),
      'TSTypeParameter:matches([in=true], [out=true])'(node: TSESTree.TSTypeParameter) {
        // Without them the compiler compares what there is; nothing that runs is changed.
        context.report({
          node,
          messageId: 'variance',
          fix: (fixer) => withoutVariance(fixer, node, context.sourceCode),
        });
      },
      TSConditionalType: report('conditional'),
      TSEnumDeclaration: report('enum'),
    };
  },
});

/** Takes `in` and `out` away, up to the name; not `const`, which says something else. */
function withoutVariance(
  fixer: TSESLint.RuleFixer,
  { name, range }: TSESTree.TSTypeParameter,
  { text }: Readonly<TSESLint.SourceCode>,
): TSESLint.RuleFix {
  const modifiers = text.slice(range[0], name.range[0]);
  return fixer.replaceTextRange([range[0], name.range[0]], /\bconst\b/.test(modifiers) ? 'const ' : '');
}
