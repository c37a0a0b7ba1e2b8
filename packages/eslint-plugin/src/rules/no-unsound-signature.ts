import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { createRule, type Rule } from '../rule.ts';
import { scopesAround } from '../support/scopes.ts';

type MessageId =
  | 'predicate'
  | 'asserts'
  | 'overload'
  | 'bounded'
  | 'definite'
  | 'static'
  | 'enum'
  | 'variance'
  | 'conditional'
  | 'evolving'
  | 'self'
  | 'unlocked'
  | 'accessors'
  | 'unread';

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
conditional type it guesses wrong; the library's are no better. A variable without type and value takes on all that it is assigned, and a list that is empty all that is put into it. Of accessors only what is read is compared, and of a \`this\` that is written down
no call asks whether it may be changed so; any \`T\` goes for a mapped type that takes \`readonly\` away. Each of them is a cast in other words. Where a value is narrowed by a plain condition, the compiler infers as much, and is right.`,
      incorrect: [
        'export const isText = (x: unknown): x is string => true;',
        'export function mustBeText(x: unknown): asserts x is string {}',
        'export function id(x: string): string;\nexport function id(x: unknown): unknown {\n  return x;\n}',
        'let address!: bigint;',
        'export const f = (x: number) => {\n  let y;\n  y = x;\n  return y;\n};',
        'enum Kind {\n  Typed,\n  Untyped,\n}',
        'export class Table {\n  static size: number;\n}',
        'export interface Call<F extends (...given: never) => void> {\n  readonly given: Parameters<F>;\n}',
        'export type Mutable<T> = { -readonly [K in keyof T]: T[K] };',
        'export function grow(this: { size: number }) {\n  this.size = 2;\n}',
        'export interface Page {\n  get size(): 1;\n  set size(to: number);\n}',
        'export interface Sized<out T> {\n  readonly size: T extends string ? "none" : number;\n}',
      ],
      correct: [
        'export const size = (x: unknown): number => (typeof x === "string" ? x.length : 0);',
        'export const texts = (xs: readonly unknown[]) => xs.filter((x) => typeof x === "string");',
        'const flush = (limit: number) => {};\nexport type Given = Parameters<typeof flush>;',
        'export abstract class Device {\n  abstract read(): number;\n}',
      ],
    },
    messages: {
      predicate: 'A type predicate is not checked against its body: narrow where the value is used.',
      asserts: 'An assertion function is not checked against its body: narrow where the value is used.',
      overload: 'An implementation is not checked against its overloads: use a union, or two functions.',
      bounded:
        'What bounds a type parameter is not compared where types of one name are: take a value of that type itself.',
      definite: '`!` promises an assignment that nobody checks: initialise it.',
      static: 'The compiler does not ask who gives a static field its value: initialise it.',
      variance: 'The compiler believes `in` and `out` where it should compare: leave them out.',
      conditional: 'A conditional type is compared by its parts, not by what it comes to: use a union, or two types.',
      unlocked: 'This takes `readonly` from what others hold, of whatever type: copy the value into a type of its own.',
      evolving: 'What this is assigned is not compared with anything: say what it holds.',
      self: 'What this is called on is not compared with the type of `this`: take it as a parameter.',
      accessors: 'Only what is read is compared, not what can be written: let both have one type.',
      unread:
        'What has no getter is read as if it had one, and one that is inherited is hidden: give it one, or make it a method.',
      enum: 'Numbers are assignable to enums: use a union of literals, or an object that is `as const`.',
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    /** Whether `type` has a type parameter in it, so that it is not known yet, beside those that are declared in `except`. */
    const isOpen = (type: TSESTree.Node, except?: TSESTree.Node): boolean => {
      const isWithin = ({ range }: TSESTree.Node): boolean => range[0] >= type.range[0] && range[1] <= type.range[1];
      return scopesAround(context, type)
        .flatMap(({ variables }) => variables)
        .filter(({ defs }) =>
          defs.some(({ node }) => node.type === AST_NODE_TYPES.TSTypeParameter && node.parent !== except),
        )
        .some(({ references }) => references.some(({ identifier }) => isWithin(identifier)));
    };
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
      [EVOLVING]: report('evolving'),
      [SEVERAL]: report('overload'),
      ':matches(TSFunctionType, TSMethodSignature, TSCallSignatureDeclaration) > TSTypeParameterDeclaration > TSTypeParameter > .constraint'(
        node: TSESTree.TypeNode,
      ) {
        const own = node.parent.parent;
        if (isOpen(node, own)) report('bounded')(node);
      },
      TSConditionalType: report('conditional'),
      'TSMappedType[readonly="-"]': report('unlocked'),
      'TSTypeReference[typeName.name=/^(Parameters|ConstructorParameters|ReturnType|InstanceType|Extract)$/]'(
        node: TSESTree.TSTypeReference,
      ) {
        if (node.typeArguments?.params.some((each) => isOpen(each)) === true) report('conditional')(node);
      },
      ':matches(FunctionDeclaration, FunctionExpression, TSEmptyBodyFunctionExpression, TSFunctionType, TSMethodSignature) > Identifier.params[name="this"]'(
        node: TSESTree.Identifier,
      ) {
        if (node.typeAnnotation?.typeAnnotation.type !== AST_NODE_TYPES.TSVoidKeyword) report('self')(node);
      },
      ':matches(MethodDefinition, TSMethodSignature)[kind="set"]'(
        node: TSESTree.MethodDefinition | TSESTree.TSMethodSignature,
      ) {
        const { sourceCode } = context;
        const taken = signatureOf(node).params[0];
        const getter = siblingsOf(node).find(
          (each) =>
            each.kind === 'get' &&
            each.static === node.static &&
            sourceCode.getText(each.key) === sourceCode.getText(node.key),
        );
        if (getter === undefined) report('unread')(node);
        const given = getter && signatureOf(getter).returnType;
        if (given === undefined || taken === undefined || !('typeAnnotation' in taken) || !taken.typeAnnotation) return;
        if (sourceCode.getText(given) !== sourceCode.getText(taken.typeAnnotation)) report('accessors')(node);
      },
      TSEnumDeclaration: report('enum'),
    };
  },
});

/** Variables that take on the type of what they are assigned, or of what is put into them. */
const EVOLVING = [
  ':not(ForOfStatement, ForInStatement) > VariableDeclaration > VariableDeclarator[init=null][id.typeAnnotation=undefined]',
  'VariableDeclarator[id.type="Identifier"][id.typeAnnotation=undefined][init.type="ArrayExpression"][init.elements.length=0]',
  'VariableDeclaration[kind!="const"] > VariableDeclarator[id.typeAnnotation=undefined]:matches([init.type="Identifier"][init.name="undefined"], [init.type="Literal"][init.raw="null"])',
].join(', ');

/** A type that can be called in several ways. */
const SEVERAL = [
  'TSCallSignatureDeclaration ~ TSCallSignatureDeclaration',
  'TSConstructSignatureDeclaration ~ TSConstructSignatureDeclaration',
  'TSIntersectionType > TSFunctionType ~ TSFunctionType',
].join(', ');

type Accessor = TSESTree.MethodDefinition | TSESTree.TSMethodSignature;

const signatureOf = (node: Accessor): Pick<TSESTree.TSMethodSignature, 'params' | 'returnType'> =>
  node.type === AST_NODE_TYPES.MethodDefinition ? node.value : node;

/** The methods and accessors beside one. */
function siblingsOf({ parent }: Accessor): readonly Accessor[] {
  const members = 'members' in parent ? parent.members : 'body' in parent ? parent.body : [];
  return (members as readonly TSESTree.Node[]).filter(
    (each) => each.type === AST_NODE_TYPES.MethodDefinition || each.type === AST_NODE_TYPES.TSMethodSignature,
  );
}

/** Takes `in` and `out` away, up to the name; not `const`, which says something else. */
function withoutVariance(
  fixer: TSESLint.RuleFixer,
  { name, range }: TSESTree.TSTypeParameter,
  { text }: Readonly<TSESLint.SourceCode>,
): TSESLint.RuleFix {
  const modifiers = text.slice(range[0], name.range[0]);
  return fixer.replaceTextRange([range[0], name.range[0]], /\bconst\b/.test(modifiers) ? 'const ' : '');
}
