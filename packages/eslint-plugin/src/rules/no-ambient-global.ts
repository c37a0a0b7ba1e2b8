import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { SAFE_GLOBALS, type Globals } from '../globals.ts';
import { createRule, type Rule } from '../rule.ts';
import { staticName } from '../support/keys.ts';
import { globalReferences } from '../support/scopes.ts';
import { isWritten } from '../support/writes.ts';

type MessageId = 'global' | 'member' | 'alias' | 'written' | 'erased';

/** What a file did not define or import is on a list, and is used by its name. */
export const noAmbientGlobal: Rule<MessageId, [{ readonly allow?: Globals }]> = createRule({
  name: 'no-ambient-global',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid globals that are not on a list, and giving those that are another name',
      tiers: ['safe', 'trusted'],
      requiresTypeChecking: false,
      why: `A global is authority that nobody handed over: the clock, files, the network, randomness, raw memory, an evaluator.
Lists of what is forbidden are never complete, and every release of a host adds to them; so this rule has a list of what is
allowed, down to the members: \`Math.floor\`, but not \`Math.random\`.

Trusted code has raw memory, too, and what it takes to make things of it; what the host would give it goes round the boundary all the same, if
the safe code above can ask for it.

A global that is put into a variable, passed on or returned escapes the list of its members, so it may only stand before a
dot, a call, \`new\`, or after \`instanceof\` and \`extends\`. So may functions of the list: under another name they can be taken for what has other
parameters, or members that anybody sets.

A name that stands for something else when types are gone (a parameter's default sees no variable of the body, though a type parameter has its name)
is reported whatever it stands for.`,
      incorrect: [
        'export const now = () => Date.now();',
        'export const dice = () => Math.random();',
        'const m = Math;',
        'export const floors = (xs: readonly number[]) => xs.map(Math.floor);',
        "export const files = globalThis['process'];",
        'export const memory = new Uint8Array(4);',
        'let last = 0;\nexport function next<last>(at = (last += 1)) {\n  const last = at;\n  return last;\n}',
      ],
      correct: [
        'export const half = (n: number) => Math.floor(n / 2);',
        'export const table = new Map<string, number>();',
        'export const fails = (x: unknown) => x instanceof Error;',
        'export const floors = (xs: readonly number[]) => xs.map((x) => Math.floor(x));',
        'const Date = { now: () => 0 };\nexport const now = () => Date.now();',
      ],
    },
    messages: {
      global: '`{{name}}` is a global that is not on the list: take what you need as an argument.',
      member: '`{{name}}.{{member}}` is not on the list of what may be used of `{{name}}`.',
      erased:
        '`{{name}}` here is neither the type of that name nor the variable of the body, but what is outside: give those another name.',
      alias: 'What is global escapes its list under another name: use `{{name}}` where it is needed.',
      written: '`{{name}}` is global: whatever is given to it is given to everybody. Use a name of your own.',
    },
    schema: [
      {
        type: 'object',
        additionalProperties: false,
        properties: {
          allow: {
            description: "Globals by name, each with the members that may be used, or '*'; adds to the default.",
            type: 'object',
            additionalProperties: {
              oneOf: [
                { type: 'string', enum: ['*'] },
                { type: 'array', items: { type: 'string' } },
              ],
            },
          },
        },
      },
    ],
    defaultOptions: [{ allow: SAFE_GLOBALS }],
  },
  create(context) {
    const [{ allow = {} }] = context.options;
    const allowed = new Map(Object.entries(allow));

    function check(node: TSESTree.Identifier | TSESTree.JSXIdentifier): void {
      const { name, parent } = node;
      const members = allowed.get(name);
      if (members === undefined) {
        context.report({ node, messageId: 'global', data: { name } });
      } else if (members !== '*' && parent.type === AST_NODE_TYPES.MemberExpression && parent.object === node) {
        const member = staticName(parent.property, parent.computed) ?? '…';
        if (!members.includes(member)) context.report({ node: parent, messageId: 'member', data: { name, member } });
        else if (!isConstant(name, member) && !isDirectUse(parent)) {
          const messageId = isWritten(parent) ? 'written' : 'alias';
          context.report({ node: parent, messageId, data: { name: `${name}.${member}` } });
        }
      } else if (members !== '*' && !CONSTANTS.has(name) && !isDirectUse(node)) {
        context.report({ node, messageId: isWritten(node) ? 'written' : 'alias', data: { name } });
      }
    }

    return {
      Program(program) {
        for (const { identifier, resolved } of globalReferences(context, program)) {
          // What hides a variable of the file from who looks for it here hides it from other rules, too.
          if (resolved === null || resolved.defs.length === 0) check(identifier);
          else context.report({ node: identifier, messageId: 'erased', data: { name: identifier.name } });
        }
      },
    };
  },
});

const CONSTANTS: ReadonlySet<string> = new Set(['undefined', 'NaN', 'Infinity']);

/** Members that are values, not functions. */
const isConstant = (name: string, member: string): boolean =>
  name === 'Symbol' || /^([A-Z][A-Z0-9_]*|NaN)$/.test(member);

/** Whether a global, or a member of one, is called, constructed, compared with or extended: not passed on. */
function isDirectUse(node: TSESTree.Identifier | TSESTree.JSXIdentifier | TSESTree.MemberExpression): boolean {
  const { parent } = node;
  switch (parent.type) {
    case AST_NODE_TYPES.CallExpression:
    case AST_NODE_TYPES.NewExpression:
      return parent.callee === node;
    case AST_NODE_TYPES.BinaryExpression:
      return parent.operator === 'instanceof' && parent.right === node;
    case AST_NODE_TYPES.ClassDeclaration:
    case AST_NODE_TYPES.ClassExpression:
      return parent.superClass === node;
    default:
      return parent.type === AST_NODE_TYPES.TSTypeQuery;
  }
}
