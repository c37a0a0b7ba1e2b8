import type { TSESTree } from '@typescript-eslint/utils';
import { createRule, type Rule } from '../rule.ts';
import { constituents, isOpen, typesOf } from '../support/types.ts';

/** What is copied is known. */
export const noGenericSpread: Rule<'spread'> = createRule({
  name: 'no-generic-spread',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid copies of what is a type parameter',
      tiers: ['recommended', 'safe'],
      requiresTypeChecking: true,
      why: `To TypeScript a \`{ ...x }\` of a \`T\` is a \`T\`, and a \`{ ...x, size: 2 }\` one with a \`size\` besides. It is neither: what stands for \`T\` may have
methods, accessors and private members, none of which are copied, and its \`size\` may be narrower than what is set over it. Of a class the
compiler knows better; what is behind an interface, neither it nor this rule knows.`,
      incorrect: [
        'export const copy = <T extends object>(x: T): T => ({ ...x });',
        'export const merge = <T extends object, U extends object>(x: T, y: U): T & U => ({ ...x, ...y });',
      ],
      correct: [
        'interface Page {\n  readonly size: number;\n}\nexport const grown = (page: Page): Page => ({ ...page, size: 2 });',
        'export const copy = <T>(xs: readonly T[]): readonly T[] => [...xs];',
      ],
    },
    messages: { spread: 'What stands for `{{type}}` may have more than a copy gets: name the members that you mean.' },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const types = typesOf(context);
    function check(node: TSESTree.Node, copied: TSESTree.Node): void {
      const open = constituents(types.of(copied)).find(isOpen);
      if (open === undefined) return;
      context.report({ node, messageId: 'spread', data: { type: types.checker.typeToString(open) } });
    }
    return {
      'ObjectExpression > SpreadElement'(node: TSESTree.SpreadElement) {
        check(node, node.argument);
      },
      'ObjectPattern > RestElement'(node: TSESTree.RestElement) {
        check(node, node.parent);
      },
    };
  },
});
