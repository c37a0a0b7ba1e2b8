/** Every place where a value goes under another type: initialisers, assignments, arguments, results, members. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import ts from 'typescript';
import { isClass, isLoose, isOfLibrary, type Types } from './types.ts';

const PLACES = [
  // A pattern has a type of its own only if one is written beside it.
  'VariableDeclarator:matches([id.type="Identifier"], [id.typeAnnotation]) > .init',
  'AssignmentExpression[left.type!=/Pattern/][operator=/^(\\?\\?|\\|\\||&&)?=$/] > .right',
  'AssignmentPattern:matches([left.type="Identifier"], [left.typeAnnotation]) > .right',
  ':matches(CallExpression, NewExpression) > .arguments',
  ':matches(ReturnStatement, YieldExpression) > .argument',
  'ArrowFunctionExpression > .body[type!="BlockStatement"]',
  'ObjectExpression > Property > .value',
  ':matches(PropertyDefinition, AccessorProperty) > .value',
  'ArrayExpression > .elements',
  'ConditionalExpression > :matches(.consequent, .alternate)',
  'LogicalExpression > .right',
  'LogicalExpression[operator!="&&"] > .left',
].join(', ');

/** A value of type `from` that is used as one of type `to` from then on. */
export interface Flow {
  readonly node: TSESTree.Expression;
  readonly from: ts.Type;
  readonly to: ts.Type;
}

/** Listeners of several at once. */
export function together(...listeners: readonly TSESLint.RuleListener[]): TSESLint.RuleListener {
  const all = new Map<string, ((node: never) => void)[]>();
  for (const [place, listen] of listeners.flatMap((each) => Object.entries(each))) {
    if (listen !== undefined) all.set(place, [...(all.get(place) ?? []), listen]);
  }
  return Object.fromEntries(
    [...all].map(([place, each]) => [
      place,
      (node: never) => {
        for (const listen of each) listen(node);
      },
    ]),
  );
}

/** Calls `check` with every value that goes under a type that is not its own. */
export function onFlow(types: Types, check: (flow: Flow) => void): TSESLint.RuleListener {
  return {
    [PLACES](node: TSESTree.Expression) {
      if (isChoice(node)) return; // each of its values is visited
      const isDelegate = node.parent.type === AST_NODE_TYPES.YieldExpression && node.parent.delegate;
      const [from, to] = [types.of(node), targetOf(node, types)].map((type) =>
        type !== undefined && isDelegate ? yielded(type, types) : type,
      );
      if (from === undefined || isLoose(from)) return;
      for (const each of [to, boundOf(node, types)]) {
        if (each !== undefined && each !== from && !isLoose(each)) check({ node, from, to: each });
      }
    },
  };
}

type Choice = TSESTree.ConditionalExpression | TSESTree.LogicalExpression;

const isChoice = (node: TSESTree.Node): node is Choice =>
  node.type === AST_NODE_TYPES.ConditionalExpression || node.type === AST_NODE_TYPES.LogicalExpression;

/** The expression of which `node` may be the value: the whole of a choice. */
const wholeOf = (node: TSESTree.Expression): TSESTree.Expression =>
  isChoice(node.parent) ? wholeOf(node.parent) : node;

/** What a value is taken for: what its place expects, or what it becomes with others in a choice or a list. */
function targetOf(node: TSESTree.Expression, types: Types): ts.Type | undefined {
  const whole = wholeOf(node);
  const expected = types.expected(whole);
  if (expected !== undefined) return expected;
  switch (whole.parent.type) {
    case AST_NODE_TYPES.ArrayExpression:
      return types.checker.getIndexTypeOfType(types.of(whole.parent), ts.IndexKind.Number);
    case AST_NODE_TYPES.ReturnStatement:
      return givenBy(whole, types, 1);
    case AST_NODE_TYPES.YieldExpression:
      return givenBy(whole, types, 0);
    default:
      return types.of(whole);
  }
}

/** What the function around is seen to give; of a coroutine, what it yields (0) or returns (1). */
function givenBy(node: TSESTree.Node, types: Types, part: 0 | 1): ts.Type | undefined {
  let around: TSESTree.Node | undefined = node.parent;
  while (around !== undefined && !('generator' in around)) around = around.parent;
  const given = around && types.of(around).getCallSignatures()[0]?.getReturnType();
  if (around?.generator !== true || given === undefined || !('target' in given)) return given;
  return types.checker.getTypeArguments(given as ts.TypeReference)[part];
}

/** What the elements of a collection are, or what a coroutine yields. */
function yielded(type: ts.Type, { checker }: Types): ts.Type | undefined {
  return 'target' in type ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined;
}

/** What the function that is called knows of an argument whose type is a parameter of its own. */
function boundOf(node: TSESTree.Expression, types: Types): ts.Type | undefined {
  const whole = wholeOf(node);
  const { parent } = whole;
  if (parent.type !== AST_NODE_TYPES.CallExpression && parent.type !== AST_NODE_TYPES.NewExpression) return undefined;
  const { checker } = types;
  const declaration = checker.getResolvedSignature(types.node(parent) as ts.CallLikeExpression)?.declaration;
  if (declaration === undefined || ts.isJSDocSignature(declaration)) return undefined;
  const parameter = declaration.parameters[parent.arguments.indexOf(whole)];
  if (parameter === undefined || parameter.dotDotDotToken !== undefined) return undefined;
  const type = checker.getTypeAtLocation(parameter);
  return (type.flags & ts.TypeFlags.TypeParameter) === 0 ? undefined : checker.getBaseConstraintOfType(type);
}

/** What the library makes by; its other methods give what a collection holds (`at`, `get`, `pop`), or the collection itself (`sort`, `set`). */
const MAKING: ReadonlySet<string> = new Set([
  ...['concat', 'filter', 'flat', 'flatMap', 'map', 'slice', 'splice', 'toReversed', 'toSorted', 'toSpliced', 'with'],
  ...['entries', 'from', 'keys', 'of', 'split', 'values'],
]);

/** Whether nobody else can hold the value: a literal, a `new` object, or what a method of the library has just made. */
export function isFresh(node: TSESTree.Expression | TSESTree.SpreadElement, types: Types): boolean {
  switch (node.type) {
    case AST_NODE_TYPES.ObjectExpression:
    case AST_NODE_TYPES.ArrayExpression:
    case AST_NODE_TYPES.FunctionExpression:
    case AST_NODE_TYPES.ArrowFunctionExpression:
      return true;
    case AST_NODE_TYPES.NewExpression:
      // What is behind another name may make more than its type says.
      return isClass(types.symbolOf(node.callee), types);
    case AST_NODE_TYPES.CallExpression: {
      const method = types.symbolOf(node.callee) ?? memberSymbol(node.callee, types);
      if (method === undefined || !isOfLibrary(method, types)) return false;
      const [first] = node.arguments;
      return MAKING.has(method.name) || (method.name === 'freeze' && first !== undefined && isFresh(first, types));
    }
    default:
      return false;
  }
}

function memberSymbol(callee: TSESTree.Expression, types: Types): ts.Symbol | undefined {
  return callee.type === AST_NODE_TYPES.MemberExpression ? types.symbolOf(callee.property) : undefined;
}
