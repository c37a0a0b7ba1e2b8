import { AST_TOKEN_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { createRule, type Rule } from '../rule.ts';

/** What the compiler reads at the beginning of a line of a comment, in capitals or not, and with a sign of Kelvin, whose small letter is a k. */
const OF_COMPILER = /^[/*\s]*@(ts-\w[\w-]*)/imu;

/** What stands after three slashes. */
const OF_PROGRAM = /^\/\s*<\s*([a-z][\w-]*)/i;

/** What a bundler reads anywhere in a comment. */
const OF_BUNDLER = /[@#](__[a-z_]+__)/i;

/** What hosts and bundlers read to tell where code comes from, for which they open a file that it names (ECMA-426, 11.1.2.1). */
const OF_DEBUGGER = /[@#]\s*(source(?:Mapping)?URL)=/;

/** What compilers and bundlers read to tell what an element of JSX is a call of. */
const OF_JSX = /@(jsx(?:Frag|ImportSource|Runtime)?)\b/i;

/** What ESLint reads at the beginning of a comment; whatever comes behind it, but for the options of a rule. */
const OF_LINTER = /^\s*(eslint-[a-z-]+|eslint(?=\s+["'@\w/-]+\s*:))/;

/** A comment is for readers: no tool does anything for one. */
export const noDirectiveComment: Rule<'directive'> = createRule({
  name: 'no-directive-comment',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid comments that a compiler, a linter or a bundler obeys',
      tiers: ['safe', 'trusted'],
      requiresTypeChecking: false,
      why: `\`@ts-nocheck\` and its like switch a whole layer of checks off, however they are spelled: the compiler takes capitals, too. A reference
takes files and libraries in that no import names. And what is said to be pure is left out by bundlers, whatever it does: the program that is
built is not the one that was read. What switches a rule off ESLint ignores where \`noInlineConfig\` is set, with a warning. Nor is what a debugger shows that was told of another source.`,
      incorrect: [
        "// @ts-nocheck\nexport const n: number = 'one';",
        "/* @ts-ignore */ export const n: number = 'one';",
        '/* eslint no-eval: 0 */\nexport const n = 1;',
        '/// <reference lib="dom" />\nexport const page = document;',
        "import { fence } from './fence.ts';\nexport const fenced = /* @__PURE__ */ fence();",
        'export const n = 1;\n//# sourceMappingURL=../../secret.json',
      ],
      correct: ['// We do not use @ts-ignore here.\nexport const n = 1;', '/// <3\nexport const n = 1;'],
    },
    messages: { directive: '`{{name}}` tells a tool to look away, or elsewhere: say what you mean in code.' },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    return {
      Program(program) {
        const { comments = [] } = program;
        for (const comment of comments) {
          const name = directiveIn(comment);
          if (name !== undefined) context.report({ loc: comment.loc, messageId: 'directive', data: { name } });
        }
        for (const [pos, end] of obeyedIn(context.sourceCode.parserServices, program)) {
          if (comments.some(({ range }) => range[0] <= pos && end <= range[1])) continue;
          const loc = context.sourceCode.getLocFromIndex(pos);
          context.report({ loc, messageId: 'directive', data: { name: context.sourceCode.text.slice(pos, end) } });
        }
      },
    };
  },
});

function directiveIn({ type, value }: TSESTree.Comment): string | undefined {
  const patterns = [
    OF_COMPILER,
    OF_BUNDLER,
    OF_DEBUGGER,
    OF_JSX,
    OF_LINTER,
    ...(type === AST_TOKEN_TYPES.Line ? [OF_PROGRAM] : []),
  ];
  return patterns.map((pattern) => pattern.exec(value)?.[1]).find((name) => name !== undefined);
}

/** What the compiler has written down while it read a file. No part of its API names it. */
interface Obeyed {
  readonly commentDirectives?: readonly { readonly range: ts.TextRange }[];
}

/** Directives that the compiler obeys: also one in a text, which it tried to read as a program until it took that back. */
function obeyedIn(
  services: Partial<TSESLint.SourceCode['parserServices']> | undefined,
  program: TSESTree.Program,
): readonly (readonly [pos: number, end: number])[] {
  const source = services?.esTreeNodeToTSNodeMap?.get(program) as Obeyed | undefined;
  return (source?.commentDirectives ?? []).map(({ range: { pos, end } }) => [pos, end] as const);
}
