import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule, type Rule } from '../rule.ts';
import { staticName } from '../support/keys.ts';

/**
 * What tools look for in the text of a module, and write something else in its place: `import(…)`, `import.meta.env`, `import.meta.glob(…)`. For `vi.mock(…)`
 * and its like Vitest reads a module by scopes of its own. References to source maps Vite takes out, from where one seems to begin to where one seems to end.
 */
const LOOKED_FOR =
  /\bimport\s*(\(|\/[*/]|\.\s*(meta|defer|source)\b)|\b(vi|vitest)\s*\.\s*\w*(mock|hoist)\w*|source(Mapping)?URL/i;

/** What ends so spells it with what follows: `\b` stands behind a `$`, too. */
const SPELLS_IT = /\b(import|vi|vitest)$/;

/** Behind one of these an expression begins, and so a `/` a regular expression, to who does not see that it is the name of a member. */
const KEYWORD =
  /^(await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|finally|for|function|if|import|in|instanceof|new|return|switch|throw|try|typeof|var|void|while|with|yield)$/;

/** No text that tools take for code which look at texts, or at tokens, where the compiler looks at syntax. */
export const noMisreadText: Rule<'text' | 'name' | 'division'> = createRule({
  name: 'no-misread-text',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid text that tools take for code, and code that has them take text for code',
      tiers: ['safe'],
      requiresTypeChecking: false,
      why: `Bundlers and test runners change modules, and some find the places by a regular expression, or by tokens without a grammar. Vite and Vitest write the environment in
the place of \`import.meta.env\`, files in that of \`import.meta.glob(…)\`, also where those are members of an object that is called \`import\`; a call of \`vi.hoisted\` Vitest moves
to the top of the module, out of the scopes of what it names; and a text that looks like a reference to a source map Vite takes out before anybody has parsed it, with the quotes that
end it. And who reads tokens takes a \`/\` for
a division or for the beginning of a regular expression by what stands before it: where it errs, it reads on from the middle of a text, finds an \`import(…)\` there,
and what it writes ends the text, so that the rest of it is code.`,
      incorrect: [
        "export const text = 'import(1)';",
        'export const envOf = ($import: { meta: { env: string } }) => $import.meta.env;',
        'export const f = (vi: { hoisted: (make: () => number) => number }) => vi.hoisted(() => 1);',
        'export const half = +function () {} / 2;',
        'export const half = (sizes: { new: number }) => sizes.new / 2;',
      ],
      correct: [
        "export const text = 'nothing to import here';",
        'export const half = (n: number) => (n + 1) / 2;',
        'export const half = (sizes: { new: number }) => {\n  const size = sizes.new;\n  return size / 2;\n};',
      ],
    },
    messages: {
      text: '`{{text}}` is code to tools that look at the text: say it in other words.',
      name: 'What ends in `import`, `vi` or `vitest` is that to tools that look at the text: call it otherwise.',
      division:
        'Behind this a `/` begins a regular expression to tools that look at tokens: give it a name, and divide that.',
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const checkText = (node: TSESTree.Node | TSESTree.Comment, ...texts: readonly string[]): void => {
      const found = texts.map((text) => LOOKED_FOR.exec(text)?.[0]).find((text) => text !== undefined);
      if (found !== undefined) context.report({ loc: node.loc, messageId: 'text', data: { text: found } });
    };
    const checkName = (node: TSESTree.Identifier | TSESTree.PrivateIdentifier): void => {
      if (SPELLS_IT.test(node.name) && node.parent.type !== AST_NODE_TYPES.MetaProperty)
        context.report({ node, messageId: 'name' });
    };
    const checkDivided = (divided: TSESTree.Node): void => {
      const node = lastOf(divided);
      if (isMisread(node)) context.report({ node, messageId: 'division' });
    };
    return {
      Program({ comments = [] }) {
        for (const comment of comments) checkText(comment, comment.value);
      },
      Literal(node) {
        if (typeof node.value === 'string') checkText(node, node.value);
      },
      TemplateElement(node) {
        checkText(node, node.value.raw, node.value.cooked ?? '');
      },
      Identifier: checkName,
      PrivateIdentifier: checkName,
      'BinaryExpression[operator="/"]': ({ left }: TSESTree.BinaryExpression) => {
        checkDivided(left);
      },
      'AssignmentExpression[operator="/="]': ({ left }: TSESTree.AssignmentExpression) => {
        checkDivided(left);
      },
      // Whatever it stands in: who prints it again leaves out what parentheses it can.
      'UnaryExpression[operator=/^[-+~]$/] > :matches(FunctionExpression, ClassExpression, ObjectExpression, ArrowFunctionExpression).argument':
        (node: TSESTree.Node) => {
          context.report({ node, messageId: 'division' });
        },
    };
  },
});

/** What an expression ends with where nobody writes parentheses that are not needed. */
function lastOf(node: TSESTree.Node): TSESTree.Node {
  switch (node.type) {
    case AST_NODE_TYPES.BinaryExpression:
    case AST_NODE_TYPES.LogicalExpression:
      return lastOf(node.right);
    case AST_NODE_TYPES.TSAsExpression:
    case AST_NODE_TYPES.TSSatisfiesExpression:
    case AST_NODE_TYPES.TSNonNullExpression:
    case AST_NODE_TYPES.TSTypeAssertion:
    case AST_NODE_TYPES.ChainExpression:
      return lastOf(node.expression);
    case AST_NODE_TYPES.UnaryExpression:
      return lastOf(node.argument);
    case AST_NODE_TYPES.SequenceExpression:
      return lastOf(node.expressions.at(-1) ?? node);
    default:
      return node;
  }
}

/** Whether tools may take a `/` behind it for no division: what ends in a brace, in `++` and `--`, and in the name of a member that is a keyword elsewhere. */
function isMisread(node: TSESTree.Node): boolean {
  switch (node.type) {
    case AST_NODE_TYPES.FunctionExpression:
    case AST_NODE_TYPES.ClassExpression:
    case AST_NODE_TYPES.ObjectExpression:
    case AST_NODE_TYPES.ArrowFunctionExpression:
    case AST_NODE_TYPES.UpdateExpression:
      return true;
    case AST_NODE_TYPES.CallExpression:
    case AST_NODE_TYPES.NewExpression:
      return isMember(node.callee);
    default:
      return isMember(node);
  }
}

function isMember(node: TSESTree.Node): boolean {
  if (node.type !== AST_NODE_TYPES.MemberExpression) return false;
  const { property, computed } = node;
  const name = property.type === AST_NODE_TYPES.PrivateIdentifier ? property.name : staticName(property, computed);
  return name !== undefined && KEYWORD.test(name);
}
