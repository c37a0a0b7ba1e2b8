import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { createRule, type Rule } from '../rule.ts';
import { constituents, derivesFrom, isClass, isObject, isOfLibrary, typesOf } from '../support/types.ts';

/** `instanceof` tells the class of a value, and not what it was made for. */
export const noGenericInstanceof: Rule<'generic' | 'other' | 'alias'> = createRule({
  name: 'no-generic-instanceof',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid `instanceof` where it makes type arguments `any`',
      tiers: ['recommended', 'safe'],
      requiresTypeChecking: true,
      why: `A value of unknown type that is an \`instanceof Map\` is a \`Map<any, any>\` from then on, which goes for an
\`Iterable<…>\` or a \`ReadonlyMap<…>\` of anything. No other rule sees that \`any\`, for nobody wrote it and nobody assigns it. Where a union has a
\`Map<string, number>\` among others, \`instanceof\` finds that, and is right, unless one of the others may be a map, too: any map has a \`size\`.
The same holds for \`#value in x\` in a class with type parameters.
And what is no class by its name, but something that makes values of a type, tells nothing of those that others make.`,
      incorrect: [
        'export const f = (x: unknown): Iterable<number> => (x instanceof Set ? x : []);',
        'export const f = (x: object): ReadonlyMap<string, 1> | undefined => (x instanceof Map ? x : undefined);',
      ],
      correct: [
        'export const f = (x: string | Map<string, number>): number => (x instanceof Map ? x.size : x.length);',
        'export const f = (x: unknown): boolean => x instanceof Error;',
      ],
    },
    messages: {
      generic: 'This makes a `{{type}}` of it: say what is in it where the value comes from.',
      other: '`{{other}}` may be a `{{type}}`, too, of something else: tell them by a tag.',
      alias: 'Others than this may make values of the type `{{type}}`: ask for the class by its name.',
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const types = typesOf(context);
    const { of, checker } = types;
    return {
      // In a class with type parameters a private member tells of the class as little.
      'BinaryExpression[operator="in"] > PrivateIdentifier.left'(node: TSESTree.PrivateIdentifier) {
        const { right } = node.parent as TSESTree.BinaryExpression;
        const around = context.sourceCode.getAncestors(node).findLast((each) => each.type === AST_NODE_TYPES.ClassBody);
        const owner = around?.parent as TSESTree.ClassDeclaration | undefined;
        if (owner?.typeParameters === undefined || derivesFrom(of(right), of(owner).symbol, checker)) return;
        context.report({ node: right, messageId: 'generic', data: { type: owner.id?.name ?? 'object' } });
      },
      'BinaryExpression[operator="instanceof"]'({ left, right }: TSESTree.BinaryExpression) {
        const made = of(right).getConstructSignatures();
        const report = (node: TSESTree.Node, messageId: 'generic' | 'other' | 'alias', other?: ts.Type): void => {
          const [type, what] = [made.at(-1)?.getReturnType(), other].map((each) => each && checker.typeToString(each));
          context.report({ node, messageId, data: { type: type ?? 'object', other: what ?? '' } });
        };
        if (!isClass(types.symbolOf(right), types)) {
          report(right, 'alias');
          return;
        }
        const generic = made.find(({ typeParameters = [] }) => typeParameters.length > 0)?.getReturnType();
        if (generic === undefined) return;
        const type = of(left);
        const known = constituents(checker.getBaseConstraintOfType(type) ?? type).filter(isObject);
        const others = known.filter((each) => !derivesFrom(each, generic.symbol, checker));
        if (others.length === known.length) {
          report(left, 'generic');
          return;
        }
        const other = others.find(
          (each) => !isOfLibrary(each.symbol, types) && checker.isTypeAssignableTo(generic, each),
        );
        if (other !== undefined) report(left, 'other', other);
      },
    };
  },
});
