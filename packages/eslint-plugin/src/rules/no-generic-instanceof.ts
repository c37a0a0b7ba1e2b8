import type { TSESTree } from '@typescript-eslint/utils';
import { createRule, type Rule } from '../rule.ts';
import { constituents, derivesFrom, isObject, typesOf } from '../support/types.ts';

/** `instanceof` tells the class of a value, and not what it was made for. */
export const noGenericInstanceof: Rule<'generic'> = createRule({
  name: 'no-generic-instanceof',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid `instanceof` where it makes type arguments `any`',
      tiers: ['recommended', 'safe'],
      requiresTypeChecking: true,
      why: `A value of unknown type that is an \`instanceof Map\` is a \`Map<any, any>\` from then on, which goes for an
\`Iterable<…>\` or a \`ReadonlyMap<…>\` of anything. No other rule sees that \`any\`, for nobody wrote it and nobody assigns it. Where a union has a
\`Map<string, number>\` among others, \`instanceof\` finds that, and is right.`,
      incorrect: [
        'export const f = (x: unknown): Iterable<number> => (x instanceof Set ? x : []);',
        'export const f = (x: object): ReadonlyMap<string, 1> | undefined => (x instanceof Map ? x : undefined);',
      ],
      correct: [
        'export const f = (x: string | Map<string, number>): number => (x instanceof Map ? x.size : x.length);',
        'export const f = (x: unknown): boolean => x instanceof Error;',
      ],
    },
    messages: { generic: 'This makes a `{{type}}` of it: say what is in it where the value comes from.' },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const { of, checker } = typesOf(context);
    return {
      'BinaryExpression[operator="instanceof"]'({ left, right }: TSESTree.BinaryExpression) {
        const made = of(right)
          .getConstructSignatures()
          .find(({ typeParameters = [] }) => typeParameters.length > 0)
          ?.getReturnType();
        if (made === undefined) return;
        const type = of(left);
        const known = constituents(checker.getBaseConstraintOfType(type) ?? type);
        if (known.some((each) => isObject(each) && derivesFrom(each, made.symbol, checker))) return;
        context.report({ node: left, messageId: 'generic', data: { type: checker.typeToString(made) } });
      },
    };
  },
});
