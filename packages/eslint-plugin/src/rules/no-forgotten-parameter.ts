import ts from 'typescript';
import { createRule, type Rule } from '../rule.ts';
import { parametersOf } from '../support/parameters.ts';
import { onInnerFlow } from '../support/shared-flows.ts';
import { isLoose, pairsOf, signaturesOf, typesOf } from '../support/types.ts';

/** A function gets arguments for all the parameters that it has, or none for those that its type has. */
export const noForgottenParameter: Rule<'parameter'> = createRule({
  name: 'no-forgotten-parameter',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid using a function with an optional parameter as one that does not have it',
      tiers: ['safe'],
      requiresTypeChecking: true,
      why: `A function that takes an optional number goes for one that takes nothing, and that for one that takes an optional
text. The second step is harmless for all functions that have no such parameter; so it is the first that must not be taken. A rest
parameter is optional, too, unless it takes anything.`,
      incorrect: ['const flush = (limit?: number) => {};\nexport const f: () => void = flush;'],
      correct: [
        'const flush = (limit?: number) => {};\nexport const f: () => void = () => {\n  flush();\n};',
        'const flush = (limit?: number) => {};\nexport const f: (limit?: number) => void = flush;',
      ],
    },
    messages: {
      parameter: '`{{to}}` forgets the parameter `{{name}}`, which may then get anything: call it in a function of that type.', // prettier-ignore
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const types = typesOf(context);
    const { checker } = types;

    function forgotten(from: ts.Type, to: ts.Type): string | undefined {
      const [given, ...otherwise] = signaturesOf(from);
      const [wanted, ...others] = signaturesOf(to);
      if (given === undefined || wanted === undefined || otherwise.length + others.length > 0) return undefined;
      const known = parametersOf(wanted, types);
      if (known.some(({ isRest }) => isRest)) return undefined;
      return parametersOf(given, types)
        .slice(known.length)
        .find(({ type }) => !isLoose(type))?.name;
    }

    return onInnerFlow(types, ({ node, from, to }) => {
      for (const [given, wanted] of pairsOf(from, to, types)) {
        const name = forgotten(given, wanted);
        if (name === undefined) continue;
        context.report({ node, messageId: 'parameter', data: { name, to: checker.typeToString(wanted) } });
        return 'reported';
      }
      return undefined;
    });
  },
});
