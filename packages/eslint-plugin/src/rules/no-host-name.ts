import { TSESLint } from '@typescript-eslint/utils';
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

/** Tools have names like this in the scope of what they wrap. */
const OF_TOOLS = /^__|__$/;

/** No variable of a module is called as something of a host's. */
export const noHostName: Rule<'host', [{ readonly allow?: readonly string[] }]> = createRule({
  name: 'no-host-name',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid names of hosts for what a module defines at its top',
      tiers: ['safe'],
      requiresTypeChecking: false,
      why: `What a module defines is its own. But bundlers make \`var\` of what stands at its top, and hosts may run what they write as a script, or as the body of a
function. There a \`var\` is the parameter of its name, if it has one (\`module\`, \`require\`, \`__filename\`; ECMA-262, 10.2.11), or the property of the global object (16.1.7):
until it is given a value it has the host's, and then the host has that of the module.`,
      incorrect: [
        'let module: { readonly filename: string } | undefined;\nexport const place = () => module?.filename;',
        "export function fetch() {\n  return 'mine';\n}",
        'const __dirname = 1;\nexport const f = () => __dirname;',
      ],
      correct: [
        'let current: { readonly filename: string } | undefined;\nexport const place = () => current?.filename;',
        "import { console } from './console.ts';\nexport const hello = () => console.print('hello');",
        'export const place = (module: { readonly filename: string }) => module.filename;',
        'export interface Event {\n  readonly kind: string;\n}',
      ],
    },
    messages: {
      host: '`{{name}}` is something of a host’s where a bundler makes a script of this module: call it otherwise.',
    },
    schema: nameLists({ allow: 'Names that no host has that this code is for.' }),
    defaultOptions: [{ allow: [] }],
  },
  create(context) {
    const [{ allow = [] }] = context.options;
    const { ImportBinding, Type } = TSESLint.Scope.DefinitionType;
    return {
      Program(program) {
        const outer = context.sourceCode.getScope(program);
        const { variables } = outer.childScopes.find(({ type }) => type === TSESLint.Scope.ScopeType.module) ?? outer;
        for (const { name, defs } of variables) {
          if (allow.includes(name) || !(OF_HOSTS.has(name) || OF_TOOLS.test(name))) continue;
          // What is imported has its name where it is exported; types have gone by then.
          const own = defs.find(({ type }) => type !== ImportBinding && type !== Type);
          if (own !== undefined) context.report({ node: own.name, messageId: 'host', data: { name } });
        }
      },
    };
  },
});
