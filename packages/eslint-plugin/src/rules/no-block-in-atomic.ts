import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule, nameLists, type Rule } from '../rule.ts';
import { isCoroutine, namesOf, typesOf } from '../support/types.ts';

type Options = [{ readonly contexts?: readonly string[]; readonly blocking?: readonly string[] }];

const GIVEN =
  'interface Mutex {\n  readonly lock: () => void;\n}\nconst timer = { onTick(callback: () => void) {} };\n';

/** Nothing waits while others must not run. */
export const noBlockInAtomic: Rule<'generator' | 'call', Options> = createRule({
  name: 'no-block-in-atomic',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid blocking in the callback of a spin lock or an interrupt',
      tiers: ['safe'],
      requiresTypeChecking: true,
      why: `The callback of a spin lock, or of a timer's interrupt, runs with the scheduler shut out: who waits in it waits
for something that can't happen. A generator function that is handed over as such a callback is not even run. Name the
places as \`Type.method\` or \`object.method\` (\`contexts\`), and calls that block although they return no coroutine in the
same way (\`blocking\`).`,
      options: [{ contexts: ['timer.onTick'], blocking: ['Mutex.lock'] }],
      incorrect: [
        `${GIVEN}timer.onTick(function* () {\n  yield;\n});`,
        `${GIVEN}export const start = (mutex: Mutex) => {\n  timer.onTick(() => mutex.lock());\n};`,
      ],
      correct: [
        `${GIVEN}let ticks = 0;\ntimer.onTick(() => {\n  ticks++;\n});`,
        `${GIVEN}export const start = (mutex: Mutex) => {\n  mutex.lock();\n  timer.onTick(() => {});\n};`,
      ],
    },
    messages: {
      generator: 'The callback of `{{context}}` must not block, and a generator function does nothing else.',
      call: 'This may block, which the callback of `{{context}}` must not.',
    },
    schema: nameLists({
      contexts: 'Methods whose callbacks must not block.',
      blocking: 'Methods that block, other than coroutines.',
    }),
    defaultOptions: [{ contexts: [], blocking: [] }],
  },
  create(context) {
    const [options] = context.options;
    const contexts = methods(options.contexts);
    const blocking = methods(options.blocking);
    if (contexts.size === 0) return {};
    const types = typesOf(context);
    /** For each function around: the context whose callback it is, if it is one. */
    const around: (string | undefined)[] = [];

    /** The name in `known` of the method that is called. */
    function methodIn(known: ReadonlySet<string>, { callee }: TSESTree.CallExpression): string | undefined {
      if (callee.type !== AST_NODE_TYPES.MemberExpression || callee.property.type !== AST_NODE_TYPES.Identifier) {
        return undefined;
      }
      const { object, property } = callee;
      const owners = [
        ...namesOf(types.of(object)),
        ...(object.type === AST_NODE_TYPES.Identifier ? [object.name] : []),
      ];
      return owners.map((owner) => `${owner}.${property.name}`).find((name) => known.has(name));
    }

    const enter = (node: TSESTree.FunctionLike): void => {
      const { parent } = node;
      const isArgument = parent.type === AST_NODE_TYPES.CallExpression && parent.callee !== node;
      around.push(isArgument ? methodIn(contexts, parent) : undefined);
    };

    return {
      ':function': enter,
      ':function:exit'() {
        around.pop();
      },
      CallExpression(node) {
        const atomic = methodIn(contexts, node);
        for (const argument of atomic === undefined ? [] : node.arguments) {
          const signatures = types.of(argument).getCallSignatures();
          if (!signatures.some((signature) => isCoroutine(signature.getReturnType()))) continue;
          context.report({ node: argument, messageId: 'generator', data: { context: atomic } });
        }
        const inside = around.at(-1);
        if (inside === undefined) return;
        if (isCoroutine(types.of(node)) || methodIn(blocking, node) !== undefined) {
          context.report({ node, messageId: 'call', data: { context: inside } });
        }
      },
    };
  },
});

function methods(names: readonly string[] = []): ReadonlySet<string> {
  const other = names.find((name) => !/^[^.]+\.[^.]+$/.test(name));
  if (other === undefined) return new Set(names);
  throw new Error(
    `\`${other}\` names no method, so nothing would be atomic or blocking by it: write \`Type.method\` or \`object.method\`.`,
  );
}
