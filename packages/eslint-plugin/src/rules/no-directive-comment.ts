import { AST_TOKEN_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule, type Rule } from '../rule.ts';

/** What the compiler reads at the beginning of a line of a comment, in capitals or not. */
const OF_COMPILER = /^[/*\s]*@(ts-\w[\w-]*)/im;

/** What stands after three slashes. */
const OF_PROGRAM = /^\/\s*<\s*([a-z][\w-]*)/i;

/** What a bundler reads anywhere in a comment. */
const OF_BUNDLER = /[@#](__[a-z_]+__)/i;

/** A comment is for readers: neither the compiler nor a bundler does anything for one. */
export const noDirectiveComment: Rule<'directive'> = createRule({
  name: 'no-directive-comment',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid comments that a compiler or a bundler obeys',
      tiers: ['safe', 'trusted'],
      requiresTypeChecking: false,
      why: `\`@ts-nocheck\` and its like switch a whole layer of checks off, however they are spelled: the compiler takes capitals, too. A reference
takes files and libraries in that no import names. And what is said to be pure is left out by bundlers, whatever it does: the program that is
built is not the one that was read.`,
      incorrect: [
        "// @ts-nocheck\nexport const n: number = 'one';",
        "/* @ts-ignore */ export const n: number = 'one';",
        '/// <reference lib="dom" />\nexport const page = document;',
        "import { fence } from './fence.ts';\nexport const fenced = /* @__PURE__ */ fence();",
      ],
      correct: ['// We do not use @ts-ignore here.\nexport const n = 1;', '/// <3\nexport const n = 1;'],
    },
    messages: { directive: '`{{name}}` tells a tool to look away, or elsewhere: say what you mean in code.' },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    return {
      Program({ comments }) {
        for (const comment of comments ?? []) {
          const name = directiveIn(comment);
          if (name !== undefined) context.report({ loc: comment.loc, messageId: 'directive', data: { name } });
        }
      },
    };
  },
});

function directiveIn({ type, value }: TSESTree.Comment): string | undefined {
  const patterns = [OF_COMPILER, OF_BUNDLER, ...(type === AST_TOKEN_TYPES.Line ? [OF_PROGRAM] : [])];
  return patterns.map((pattern) => pattern.exec(value)?.[1]).find((name) => name !== undefined);
}
