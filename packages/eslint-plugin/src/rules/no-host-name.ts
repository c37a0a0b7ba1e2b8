import { AST_NODE_TYPES, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import globals from 'globals';
import { createRule, nameLists, type Rule } from '../rule.ts';

const { amd, commonjs, node, nodeBuiltin, bunBuiltin, denoBuiltin, builtin } = globals;
const { browser, worker, sharedWorker, serviceworker, audioWorklet, paintWorklet } = globals;

/** What hosts have in scope where a script runs, or hand over to the function that they make of it. */
const OF_HOSTS: ReadonlySet<string> = new Set(
  [
    ...[amd, commonjs, node, nodeBuiltin, bunBuiltin, denoBuiltin, builtin],
    ...[browser, worker, sharedWorker, serviceworker, audioWorklet, paintWorklet],
  ].flatMap((each) => Object.keys(each)),
);

/** What Node hands over to each file that it does not take for a module. */
const OF_WRAPPERS: ReadonlySet<string> = new Set(['module', 'require', 'exports', '__filename', '__dirname']);

/** Scopes whose names are gone in what runs, or are members there; but for a namespace. */
const OF_TYPES = /^TS(?!ModuleDeclaration)/;

/** Tools have names like this in the scope of what they wrap. */
const OF_TOOLS = /^__|__$/;

/** No variable of a module is called as something of a host's, and none at all as what Node or a tool hands over. */
export const noHostName: Rule<'host' | 'hides', [{ readonly allow?: readonly string[] }]> = createRule({
  name: 'no-host-name',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid names of hosts for what a module defines',
      tiers: ['safe'],
      requiresTypeChecking: false,
      why: `What a module defines is its own. But bundlers make \`var\` of what stands at its top, and hosts may run what they write as a script, or as the body of a
function. There a \`var\` is the parameter of its name, if it has one (\`module\`, \`require\`, \`__filename\`; ECMA-262, 10.2.11), or the property of the global object (16.1.7):
until it is given a value it has the host's, and then the host has that of the module. So is a namespace or a default that is imported: \`require\` takes the place of the
import, and a function that is called before has what was there. A minifier that puts a function in the place of its call makes such variables of parameters.

Tools that make members of what is imported (Vite's for Node, on which Vitest rests) leave a name as it is where they take it for another variable, and know fewer scopes
than the language has: a variable of a static block is one of all around it to them. What is left where the import was meant is the host's, and where the variable was meant there is the import.

So nothing is called \`module\`, \`require\`, \`exports\`, \`__filename\` or \`__dirname\`, wherever it stands, nor with two underscores, as what tools have in scope; nothing at the top as any other global
of a host's; and nothing elsewhere as what the module imports. The first are all that Node has in scope for a file; globals have no end (an app has its own, \`node -e\` has \`fs\`, and a bundler may call \`v8\` what is \`v\` in eight files), so
that the rule is no reason to run a script whose variables are the global object's: have it run as a module, or in a function.`,
      incorrect: [
        'let module: { readonly filename: string } | undefined;\nexport const place = () => module?.filename;',
        "export function fetch() {\n  return 'mine';\n}",
        'const __dirname = 1;\nexport const f = () => __dirname;',
        'export const place = (module?: { readonly filename: string }) => module?.filename;',
        "import * as __filename from './place.ts';\nexport const f = () => __filename;",
        "import { console } from './console.ts';\nexport const f = (console: { print: () => void }) => console.print();\nconsole.print();",
      ],
      correct: [
        'let current: { readonly filename: string } | undefined;\nexport const place = () => current?.filename;',
        "import { console } from './console.ts';\nexport const hello = () => console.print('hello');",
        'export const place = (screen: { readonly width: number }) => screen.width;',
        'export interface Event {\n  readonly kind: string;\n}',
      ],
    },
    messages: {
      hides:
        '`{{name}}` is imported, and some tools take one for the other where a variable has that name, too: call it otherwise.',
      host: '`{{name}}` is something of a host’s where a bundler makes a script of this module: call it otherwise.',
    },
    schema: nameLists({ allow: 'Names that no host has that this code is for.' }),
    defaultOptions: [{ allow: [] }],
  },
  create(context) {
    const [{ allow = [] }] = context.options;
    const { ScopeType } = TSESLint.Scope;
    return {
      Program({ sourceType }) {
        const top = sourceType === 'module' ? ScopeType.module : ScopeType.global;
        const scopes = context.sourceCode.scopeManager?.scopes.filter(({ block }) => !OF_TYPES.test(block.type)) ?? [];
        const imported = new Set<string>();
        for (const { type, variables } of scopes) {
          for (const { name, defs } of variables) {
            if (allow.includes(name)) continue;
            const real = defs.filter((definition) => !isType(definition));
            const [own] =
              OF_WRAPPERS.has(name) || OF_TOOLS.test(name) ? real : real.filter((each) => !isElsewhere(each));
            if (type === top && real.length > 0 && own === undefined) imported.add(name);
            if (own === undefined) continue;
            const isOfHost = OF_WRAPPERS.has(name) || OF_TOOLS.test(name) || (type === top && OF_HOSTS.has(name));
            if (isOfHost) context.report({ node: own.name, messageId: 'host', data: { name } });
            else if (imported.has(name)) context.report({ node: own.name, messageId: 'hides', data: { name } });
          }
        }
      },
    };
  },
});

/** Whether it is gone in what runs. */
function isType({ type, node, parent }: TSESLint.Scope.Definition): boolean {
  const { ImportBinding, Type } = TSESLint.Scope.DefinitionType;
  if (type !== ImportBinding) return type === Type;
  return [node, parent].some((each) => 'importKind' in each && each.importKind === 'type');
}

/** Whether it is no variable here in what runs: who imports a name writes it where it is exported. */
const isElsewhere = ({ node }: TSESLint.Scope.Definition): boolean =>
  node.type === AST_NODE_TYPES.ImportSpecifier && !isDefault(node.imported);

const isDefault = (name: TSESTree.Identifier | TSESTree.StringLiteral): boolean =>
  (name.type === AST_NODE_TYPES.Literal ? name.value : name.name) === 'default';
