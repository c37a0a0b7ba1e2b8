import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { getPropertyOfType } from 'ts-api-utils';
import ts from 'typescript';
import { createRule, nameLists, type Rule } from '../rule.ts';
import { ownership } from '../support/files.ts';
import { onInnerFlow } from '../support/shared-flows.ts';
import { staticName } from '../support/keys.ts';
import { isImported, variableOf } from '../support/scopes.ts';
import { isObject, isReadonly, pairsOf, typesOf } from '../support/types.ts';
import { onWrite } from '../support/writes.ts';

/** What has a `this` of its own. */
const OWNERS: ReadonlySet<AST_NODE_TYPES> = new Set([
  ...[AST_NODE_TYPES.FunctionExpression, AST_NODE_TYPES.FunctionDeclaration],
  ...[AST_NODE_TYPES.PropertyDefinition, AST_NODE_TYPES.AccessorProperty, AST_NODE_TYPES.StaticBlock],
]);

/** Whether a constructor gives its own object what a field of the class would, too. */
function isField({ object }: TSESTree.MemberExpression, symbol: ts.Symbol | undefined): boolean {
  const isProperty = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Property) !== 0;
  if (object.type !== AST_NODE_TYPES.ThisExpression || !isProperty) return false;
  let owner: TSESTree.Node | undefined = object.parent;
  while (owner !== undefined && !OWNERS.has(owner.type)) owner = owner.parent;
  return owner?.parent?.type === AST_NODE_TYPES.MethodDefinition && owner.parent.kind === 'constructor';
}

/** What others made is not changed under them. */
export const noForeignMutation: Rule<'foreign' | 'alias', [{ readonly within?: readonly string[] }]> = createRule({
  name: 'no-foreign-mutation',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid assigning to properties of imports, globals, and types of other packages',
      tiers: ['safe'],
      requiresTypeChecking: true,
      why: `Methods are properties, and TypeScript lets anybody assign to them: \`Math.min = …\` or \`VmSpace.create = …\`
compiles, and from then on everyone else runs that. The rule goes by where a property is declared, so that
\`const v = VmSpace; v.create = …\` is no way out. Nor is a type of one's own: what is a \`Session\` of another package can't go
for a \`{ close: () => void }\`, whose \`close\` anybody may replace; for a \`{ readonly close: () => void }\` it can. In the constructor of a class, a member of \`this\` is what a field of the class would be.`,
      incorrect: [
        'Math.min = (a) => a;',
        "import { RuleTester } from '@typescript-eslint/rule-tester';\nconst tester = RuleTester;\ntester.it = () => {};",
        'export const ours = (xs: readonly number[]): { at: (i: number) => number | undefined } => xs;',
        'export const rename = (f: Error) => {\n  f.message = "other";\n};',
      ],
      correct: [
        'class Counter {\n  count = 0;\n}\nconst counter = new Counter();\ncounter.count = 1;\n',
        'const list = [1];\nlist[0] = 2;',
        'export class Failure extends Error {\n  constructor() {\n    super();\n    this.name = "Failure";\n  }\n}',
      ],
    },
    messages: {
      foreign: '`{{name}}` is not ours to change: others rely on it.',
      alias: '`{{name}}` is not ours to change, and could be under this type: make it `readonly` there.',
    },
    schema: nameLists({ within: 'Folders of code that shares a package with others, and may change its own only.' }),
    defaultOptions: [{ within: [] }],
  },
  create(context) {
    const [{ within = [] }] = context.options;
    const isInside = ownership(context, within);
    const types = typesOf(context);

    function isOwn({ declarations = [] }: ts.Symbol): boolean {
      return declarations.every((declaration) => isInside(declaration.getSourceFile().fileName));
    }

    /** The identifier that a chain of members hangs on. */
    function rootOf(node: TSESTree.Expression): TSESTree.Expression {
      return node.type === AST_NODE_TYPES.MemberExpression ? rootOf(node.object) : node;
    }

    const isNamed = ({ property, computed }: TSESTree.MemberExpression): boolean =>
      staticName(property, computed) !== undefined || (types.of(property).flags & ts.TypeFlags.UniqueESSymbol) !== 0;

    function check(target: TSESTree.MemberExpression): void {
      const root = rootOf(target);
      const variable = root.type === AST_NODE_TYPES.Identifier ? variableOf(context, root) : undefined;
      const isForeignRoot = root.type === AST_NODE_TYPES.Identifier && (variable === undefined || isImported(variable));
      const symbol = types.symbolOf(target.property);
      if (isField(target, symbol)) return;
      const isMethod = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Method) !== 0;
      const isForeignProperty = symbol !== undefined && isNamed(target) && (isMethod || !isOwn(symbol));
      if (isForeignRoot || isForeignProperty) {
        context.report({ node: target, messageId: 'foreign', data: { name: context.sourceCode.getText(target) } });
      }
    }

    /** A member of another package that can be assigned to as one of `to`, a type of our own. */
    function exposed(from: ts.Type, to: ts.Type): string | undefined {
      if (!isObject(to) || types.checker.isArrayLikeType(to)) return undefined;
      return to.getProperties().find((wanted) => {
        const given = getPropertyOfType(from, wanted.escapedName);
        if (given === undefined || given === wanted || (wanted.flags & ts.SymbolFlags.Property) === 0) return false;
        return isOwn(wanted) && !isOwn(given) && !isReadonly(wanted, to, types.checker);
      })?.name;
    }

    return {
      ...onInnerFlow(types, ({ node, from, to }) => {
        for (const [given, wanted] of pairsOf(from, to, types)) {
          const name = exposed(types.checker.getApparentType(given), wanted);
          if (name === undefined) continue;
          context.report({ node, messageId: 'alias', data: { name } });
          return 'reported';
        }
        return undefined;
      }),
      ...onWrite(check),
    };
  },
});
