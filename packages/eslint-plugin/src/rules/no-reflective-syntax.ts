import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { createRule, type Rule } from '../rule.ts';
import { WORDY } from '../support/evident-keys.ts';

const TYPED = `:matches(${WORDY.join(', ')})`;

/** See the audit's `module-ambiguous`. */
const MISREAD = 'Tools other than the compiler take such a type for a value, and what it names for variables';

const SLOPPY =
  '`this` of a function that is no method of a class is the global object where a bundler writes code that is not strict: name what is meant';

const FOR_EFFECT =
  'What is imported for its effects alone bundlers leave out of packages that say they have none: call a function of it';

const COMMENT =
  '`<!--` begins a comment to who takes the file for a script (ECMA-262, B.1.1), for which some look no further: put a space between';

const DIRECTIVE = 'A directive is obeyed by a tool, which nobody sees do it';

/** What a selector stands for, in the message. */
const FORMS: Readonly<Record<string, string>> = {
  ImportExpression: 'A dynamic import escapes every list of allowed modules',
  MetaProperty: '`import.meta` tells of the host, and `new.target` of the caller',
  Decorator: 'A decorator replaces what it stands before',
  TaggedTemplateExpression: 'A tagged template is a call in disguise, with an array that all calls share',
  'UnaryExpression[operator="delete"]': '`delete` makes a value untrue to its type: use a Map',
  'MemberExpression > Super.object': '`super.x` reads the prototype: call a function instead',
  'ObjectExpression > Property[kind=/^[gs]et$/]': 'An accessor in a literal runs code where its reader expects a value',
  'ImportDeclaration[phase=/./]': 'A module that is imported by phases runs where a member of it is read first',
  ':matches(ImportDeclaration, ExportNamedDeclaration[source!=null])[specifiers.length=0]': FOR_EFFECT,
  // Of which the compiler leaves no name.
  'ImportDeclaration[importKind="value"][specifiers.length>0]:not(:has(ImportSpecifier[importKind="value"], ImportDefaultSpecifier, ImportNamespaceSpecifier))': `${FOR_EFFECT}; for types write \`import type\``,
  'ExportNamedDeclaration[source!=null][exportKind="value"][specifiers.length>0]:not(:has(ExportSpecifier[exportKind="value"]))': `${FOR_EFFECT}; for types write \`export type\``,
  ExportAllDeclaration: '`export *` exports what nobody has looked at: name it',
  'ImportDeclaration[importKind!="type"]:not([phase=/./]) > ImportNamespaceSpecifier':
    'A namespace is an object that tools make, early or late and under the name of the file: import what is used by its name',
  ':matches(ExportDefaultDeclaration, ExportSpecifier[exported.name="default"])':
    'What is exported by default bundlers name after the file, if as something of a host’s: export it by a name',
  ':matches(ImportDeclaration, ExportNamedDeclaration)[attributes.length>0]':
    'An import attribute asks the host to read another format',
  ':function :matches(ClassDeclaration, ClassExpression)':
    'Each run of a function makes another class of the same type, which `instanceof` takes for two: define it once',
  'MethodDefinition[static=true] :not(MemberExpression) > ThisExpression':
    '`this` of a static method may be a subclass, which is made of something else: name the class',
  ':not(:function) > BlockStatement > FunctionDeclaration, SwitchCase > FunctionDeclaration':
    'A function of a block is one of all that is around it where a bundler writes code that is not strict: give it a name outside, or by `const`',
  ':matches(JSXElement, JSXFragment)':
    'An element of JSX is a call of what an option or a comment names: write the call',
  'VariableDeclaration[kind="var"]':
    '`var` declares nothing where a function has a parameter, or the global object a property, of that name: use `let`',
  'VariableDeclaration[kind=/using$/]':
    '`using` calls a method that nobody writes, and tools make other programs of it, with other names in scope: call what closes it',
  ':matches(AccessorProperty, TSAbstractAccessorProperty)':
    '`accessor` is a proposal, which not every tool can read: write a getter and a setter',
  'ExportSpecifier[exported.type="Literal"]':
    'A name in quotes may be one that a host obeys (`module.exports`): export it by a name of its own',
  WithStatement: '`with` makes every name a property',
  DebuggerStatement: '`debugger` stops the host',
  'BinaryExpression[operator="in"][left.type!="PrivateIdentifier"]':
    '`in` finds what prototypes have, and narrows to types that name the member as if no others had it: compare a tag, or ask `Object.hasOwn`',
  'BinaryExpression[operator=/^[!=]=$/][right.raw!="null"]':
    '`==` converts, and runs `toString` to do so, where types take the two for the same: use `===`',
  'ForOfStatement[left.type!="VariableDeclaration"]':
    'What a loop assigns is not compared with what others hold: declare the variable in its head',
  'AssignmentExpression > ObjectPattern.left, AssignmentExpression > ArrayPattern.left ObjectPattern, AssignmentExpression[right.type!="ArrayExpression"] > ArrayPattern.left':
    'What a pattern assigns is not compared with what others hold: declare what it takes apart',
  [`AssignmentExpression > ${TYPED}.left, UpdateExpression > ${TYPED}.argument, :matches(ForOfStatement, ForInStatement, AssignmentPattern) > ${TYPED}.left, :matches(ArrayPattern, RestElement) > ${TYPED}, ObjectPattern > Property > ${TYPED}.value`]:
    'What is assigned to by way of its type is no assignment to who looks for those: leave the type out',
  ':matches(TSPropertySignature, TSMethodSignature) > UnaryExpression.key': `${MISREAD}: write the number without a sign`,
  ':matches(TSFunctionType, TSConstructorType, TSMethodSignature, TSCallSignatureDeclaration, TSConstructSignatureDeclaration) :matches(ObjectPattern, ArrayPattern)': `${MISREAD}: name the parameter`,
  TSInstantiationExpression: `${MISREAD}: call it with them`,
  TSParameterProperty: 'A member that a parameter makes is shown by no class body: declare it there',
  ForInStatement: '`for … in` walks the prototypes, too: use `for … of`',
};

/** No syntax through which code reaches what it was not handed, or runs where nobody expects it. */
export const noReflectiveSyntax: Rule<'form' | 'regex' | 'length' | 'splice' | 'strict' | 'bare'> = createRule({
  name: 'no-reflective-syntax',
  meta: {
    type: 'problem',
    fixable: 'code',
    hasSuggestions: true,
    docs: {
      description: 'Forbid syntax that reflects, or that runs code where nobody expects it',
      tiers: ['safe'],
      requiresTypeChecking: false,
      why: `Each of these is either a way to a value that no import names (\`import()\`, \`import.meta\`, \`super.x\`), or code that
runs where a reader sees none (getters of literals, decorators, tags), or an edit that types do not see (\`delete\`,
writes to \`length\`). A regular expression is a program of its own, which backtracks for as long as its input makes it.`,
      incorrect: [
        "const load = () => import('node:fs');",
        "import defer * as frames from './frame.ts';\nframes.readFrame();",
        'const here = import.meta.url;',
        'const flags = {\n  get writable() {\n    return true;\n  },\n};',
        'const digits = /(\\d+)+$/;',
        'const list = [1, 2];\nlist.length = 0;',
        'export const handler = {\n  self() {\n    return this;\n  },\n};',
        'export const f = (a: number, b: number) => a <!--b;',
        "export * from './frame.ts';",
        "import './register.ts';",
        "import * as frames from './frame.ts';\nframes.readFrame();",
        'export default { size: 1 };',
        'export class Page {\n  accessor size = 1;\n}',
        "export function f(list: null[]) {\n  for (using x of list) {\n    if (x !== null) throw new Error('a lie');\n  }\n}",
        "export const f = (x: { a: 1 } | { b: 2 }) => ('b' in x ? x.b : 0);",
        "export const f = (x: 'a' | { toString: () => 'a' }) => (x == 'a' ? x.length : 0);",
        'let n = 0;\n(n satisfies number) = 1;',
        'type N = { n: number };\nexport const f = (x: boolean) => (x ? (n): N => ({ n }) : n => ({ n }));',
        'type N = { n: number };\nexport const f = <T>(x?: T) => x;\nf<{ [+0]: N }>();',
        'export type Size = ({ size }: { size: number }) => number;',
        'export const f = <T>(x: T) => x;\nexport const g = f<number>;',
        'export const f = (narrow: { page: { size: 1 } }, wide: { size: number }) => {\n  ({ page: wide } = narrow);\n  wide.size = 2;\n};',
      ],
      correct: [
        "import { readFrame } from './frame.ts';\nreadFrame();",
        'class Queue {\n  #size = 0;\n  get size() {\n    return this.#size;\n  }\n}',
        'const list = [1, 2];\nlist.splice(0);',
        'type N = { n: number };\nexport const f = (x: boolean) => (x ? (n): N => ({ n }) : (n) => ({ n }));',
        'class Token {\n  #brand = 0;\n  static is(x: object) {\n    return #brand in x;\n  }\n}',
        "export const has = (x: object) => Object.hasOwn(x, 'b');",
        'export const handler = {\n  size: 1,\n  self: () => handler,\n};',
        'export const f = (a: number, b: number) => a < -b;',
      ],
    },
    messages: {
      form: '{{why}}.',
      regex: 'A regular expression may take time exponential in its input: look at the characters.',
      length: 'A write to `length` fills an array with holes that its type denies: use `splice`.',
      bare: 'Bundlers take this parameter for a type, and the one before the colon for a variable: put parentheses around it.',
      splice: 'Cut it by `splice`, which fills nothing.',
      strict: 'Compare without conversions.',
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const forms: TSESLint.RuleListener = {};
    for (const [selector, why] of Object.entries(FORMS)) {
      forms[selector] = (node: TSESTree.Node) => {
        const suggest = node.type === AST_NODE_TYPES.BinaryExpression ? strictly(node, context.sourceCode) : [];
        context.report({ node, messageId: 'form', data: { why }, suggest });
      };
    }
    const checkTarget = (node: TSESTree.Node): void => {
      if (node.type !== AST_NODE_TYPES.MemberExpression) return;
      if (context.sourceCode.getText(node.property).replaceAll(/['"`]/g, '') !== 'length') return;
      context.report({ node, messageId: 'length', suggest: bySplice(node, context.sourceCode) });
    };
    return {
      ...forms,
      ThisExpression(node) {
        if (!isOfClass(node)) context.report({ node, messageId: 'form', data: { why: SLOPPY } });
      },
      ExpressionStatement(node) {
        // The compiler takes words about types out of it, with what parentheses are around them.
        let value = node.expression;
        while ('expression' in value && WORDY.includes(value.type)) value = value.expression as TSESTree.Expression;
        const isText = value.type === AST_NODE_TYPES.Literal && typeof value.value === 'string';
        if (isText) context.report({ node, messageId: 'form', data: { why: DIRECTIVE } });
      },
      'UpdateExpression[prefix=true][operator="--"]'(node: TSESTree.UpdateExpression) {
        const before = context.sourceCode.text.slice(0, node.range[0]);
        if (before.endsWith('<!')) context.report({ node, messageId: 'form', data: { why: COMMENT } });
      },
      'Literal[regex]'(node: TSESTree.Literal) {
        context.report({ node, messageId: 'regex' });
      },
      'ArrowFunctionExpression[returnType]'(arrow: TSESTree.ArrowFunctionExpression) {
        const node = bareParameterAfter(arrow, context.sourceCode);
        if (node === undefined) return;
        const fix: TSESLint.ReportFixFunction = (fixer) => [
          fixer.insertTextBefore(node, '('),
          fixer.insertTextAfter(node, ')'),
        ];
        context.report({ node, messageId: 'bare', fix });
      },
      AssignmentExpression: ({ left }) => {
        checkTarget(left);
      },
      UpdateExpression: ({ argument }) => {
        checkTarget(argument);
      },
    };
  },
});

/** Whether `this` is what a member of a class is called on; the code of classes is strict (ECMA-262, 11.2.2). */
function isOfClass(node: TSESTree.ThisExpression): boolean {
  let inner: TSESTree.Node = node;
  for (let outer: TSESTree.Node | undefined = node.parent; outer != null; inner = outer, outer = outer.parent) {
    switch (outer.type) {
      case AST_NODE_TYPES.FunctionDeclaration:
      case AST_NODE_TYPES.FunctionExpression:
        return outer.parent.type === AST_NODE_TYPES.MethodDefinition;
      case AST_NODE_TYPES.PropertyDefinition:
      case AST_NODE_TYPES.AccessorProperty:
        if (inner === outer.value) return true; // a key has the `this` of who makes the class
        break;
      case AST_NODE_TYPES.StaticBlock:
        return true;
    }
  }
  return false;
}

/**
 * `e` in `a ? (b): C => (d) : e => f`, which esbuild 0.28 reads as `a ? b : (C) => (d): e => f`: a variable `b`, and a type `e`. It is all that lets it,
 * there or in a function that the last one returns.
 */
function bareParameterAfter(
  arrow: TSESTree.ArrowFunctionExpression,
  sourceCode: Readonly<TSESLint.SourceCode>,
): TSESTree.Node | undefined {
  if (sourceCode.getTokenAfter(arrow)?.value !== ':') return undefined;
  let choice: TSESTree.Node | undefined = arrow.parent;
  while (choice?.type !== AST_NODE_TYPES.ConditionalExpression || choice.consequent.range[1] !== arrow.range[1]) {
    if (choice == null) return undefined; // above the program there is null, whatever its type says
    choice = choice.parent;
  }
  for (
    let next: TSESTree.Node = choice.alternate;
    next.type === AST_NODE_TYPES.ArrowFunctionExpression;
    next = next.body
  ) {
    const [parameter] = next.params;
    if (parameter?.range[0] === next.range[0]) return parameter;
  }
  return undefined;
}

type Suggestions = TSESLint.SuggestionReportDescriptor<'splice' | 'strict'>[];

/** `===` for `==`, and `!==` for `!=`. */
function strictly(node: TSESTree.BinaryExpression, sourceCode: Readonly<TSESLint.SourceCode>): Suggestions {
  const operator = sourceCode.getTokenAfter(node.left, ({ value }) => value === node.operator);
  if (operator === null || !/^[!=]=$/.test(node.operator)) return [];
  return [{ messageId: 'strict', fix: (fixer) => fixer.insertTextAfter(operator, '=') }];
}

/** `list.splice(n)` for the statement `list.length = n`. */
function bySplice(node: TSESTree.MemberExpression, sourceCode: Readonly<TSESLint.SourceCode>): Suggestions {
  const { parent } = node;
  const isStatement = parent.parent?.type === AST_NODE_TYPES.ExpressionStatement;
  if (!isStatement || parent.type !== AST_NODE_TYPES.AssignmentExpression || parent.operator !== '=') return [];
  const text = `${sourceCode.getText(node.object)}.splice(${sourceCode.getText(parent.right)})`;
  return [{ messageId: 'splice', fix: (fixer) => fixer.replaceText(parent, text) }];
}
