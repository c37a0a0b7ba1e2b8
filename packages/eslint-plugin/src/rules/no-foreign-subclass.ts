import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule, nameLists, type Rule } from '../rule.ts';
import { moduleOf, variableOf } from '../support/scopes.ts';

/** Classes of others are used, not extended. */
export const noForeignSubclass: Rule<'foreign', [{ readonly allow?: readonly string[] }]> = createRule({
  name: 'no-foreign-subclass',
  meta: {
    type: 'problem',
    docs: {
      description: "Forbid classes that extend another package's class, or an expression",
      tiers: ['safe'],
      requiresTypeChecking: false,
      why: `A subclass passes every \`instanceof\` and every type of its base, overrides the methods that the base calls on
itself, and is run in the middle of the base's constructor. Who wrote the base has to think of all that, or seal the class.
The value of an expression may be any function, so what is extended must be a name.`,
      incorrect: [
        "import { Task } from 'scheduler';\nexport class Mine extends Task {}",
        'export class List extends Map {}',
        'const mixin = () => class {};\nexport class Mixed extends mixin() {}',
      ],
      correct: [
        'export class ParseError extends Error {}',
        'class Device {}\nexport class Disk extends Device {}',
        "import { Device } from './device.ts';\nexport class Disk extends Device {}",
      ],
    },
    messages: { foreign: 'Only own classes can be extended; {{what}} is none. Hold an instance instead.' },
    schema: nameLists({ allow: 'Globals that may be extended; replaces the default.' }),
    defaultOptions: [{ allow: ['Error'] }],
  },
  create(context) {
    const [{ allow = [] }] = context.options;

    function isOwn(base: TSESTree.Expression): boolean {
      if (base.type !== AST_NODE_TYPES.Identifier) return false;
      const variable = variableOf(context, base);
      if (variable === undefined) return allow.includes(base.name);
      const module = moduleOf(variable);
      if (module !== undefined) return module.startsWith('.');
      return variable.defs.every(({ node }) => node.type === AST_NODE_TYPES.ClassDeclaration);
    }

    return {
      ':matches(ClassDeclaration, ClassExpression)[superClass]'({ superClass }: TSESTree.ClassDeclaration) {
        if (superClass === null || isOwn(superClass)) return;
        const what = superClass.type === AST_NODE_TYPES.Identifier ? `\`${superClass.name}\`` : 'this expression';
        context.report({ node: superClass, messageId: 'foreign', data: { what } });
      },
    };
  },
});
