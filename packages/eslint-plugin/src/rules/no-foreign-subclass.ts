import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import ts from 'typescript';
import { createRule, nameLists, type Rule } from '../rule.ts';
import { ownership } from '../support/files.ts';
import { moduleOf, variableOf } from '../support/scopes.ts';
import { typesOf } from '../support/types.ts';

type Options = [{ readonly allow?: readonly string[]; readonly within?: readonly string[] }];

/** Classes of others are used, not extended. */
export const noForeignSubclass: Rule<'foreign', Options> = createRule({
  name: 'no-foreign-subclass',
  meta: {
    type: 'problem',
    docs: {
      description: "Forbid classes that extend another package's class, or an expression",
      tiers: ['safe'],
      requiresTypeChecking: true,
      why: `A subclass passes every \`instanceof\` and every type of its base, overrides the methods that the base calls on
itself, and is run in the middle of the base's constructor. Who wrote the base has to think of all that, or seal the class.
The value of an expression may be any function, so what is extended must be a name. It is looked up where it is declared: to
export the class of another package once more makes it nobody's own.`,
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
    schema: nameLists({
      allow: 'Globals that may be extended; replaces the default.',
      within: 'Folders of code that shares a package with others, and may extend its own only.',
    }),
    defaultOptions: [{ allow: ['Error'], within: [] }],
  },
  create(context) {
    const [{ allow = [], within = [] }] = context.options;
    const isInside = ownership(context, within);
    const types = typesOf(context);

    /** Whether a name that is imported from a file of the package is a class that is declared in one of them. */
    function isOwnClass(base: TSESTree.Identifier): boolean {
      const symbol = types.symbolOf(base);
      if (symbol === undefined) return false;
      const declared = (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : types.checker.getAliasedSymbol(symbol);
      const { declarations = [] } = declared;
      return declarations.every((each) => ts.isClassLike(each) && isInside(each.getSourceFile().fileName));
    }

    function isOwn(base: TSESTree.Expression): boolean {
      if (base.type !== AST_NODE_TYPES.Identifier) return false;
      const variable = variableOf(context, base);
      if (variable === undefined) return allow.includes(base.name);
      const module = moduleOf(variable);
      if (module !== undefined) return module.startsWith('.') && isOwnClass(base);
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
