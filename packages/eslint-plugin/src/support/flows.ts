/** Every place where a value goes under another type: initialisers, assignments, arguments, results, members. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import ts from 'typescript';
import { constituents, isLoose, isObject, isOfLibrary, type Types } from './types.ts';

const PLACES = [
  // A pattern has a type of its own only if one is written beside it.
  'VariableDeclarator:matches([id.type="Identifier"], [id.typeAnnotation]) > .init',
  'AssignmentExpression[left.type!=/Pattern/][operator=/^(\\?\\?|\\|\\||&&)?=$/] > .right',
  'AssignmentPattern[left.type="Identifier"] > .right',
  ':matches(CallExpression, NewExpression) > .arguments',
  ':matches(ReturnStatement, YieldExpression) > .argument',
  'ArrowFunctionExpression > .body[type!="BlockStatement"]',
  'ObjectExpression > Property > .value',
  ':matches(PropertyDefinition, AccessorProperty) > .value',
  'ArrayExpression > .elements',
].join(', ');

/** A value of type `from` that is used as one of type `to` from then on. */
export interface Flow {
  readonly node: TSESTree.Expression;
  readonly from: ts.Type;
  readonly to: ts.Type;
}

/** Calls `check` with every value that goes under a type that is not its own. */
export function onFlow(types: Types, check: (flow: Flow) => void): TSESLint.RuleListener {
  return {
    [PLACES](node: TSESTree.Expression) {
      const isDelegate = node.parent.type === AST_NODE_TYPES.YieldExpression && node.parent.delegate;
      const [from, to] = [types.of(node), types.expected(node)].map((type) =>
        type !== undefined && isDelegate ? yielded(type, types) : type,
      );
      if (from === undefined || isLoose(from)) return;
      for (const each of [to, boundOf(node, types)]) {
        if (each !== undefined && each !== from && !isLoose(each)) check({ node, from, to: each });
      }
    },
  };
}

/** What the elements of a collection are, or what a coroutine yields. */
function yielded(type: ts.Type, { checker }: Types): ts.Type | undefined {
  return 'target' in type ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined;
}

/** What the function that is called knows of an argument whose type is a parameter of its own. */
function boundOf(node: TSESTree.Expression, types: Types): ts.Type | undefined {
  const { parent } = node;
  if (parent.type !== AST_NODE_TYPES.CallExpression && parent.type !== AST_NODE_TYPES.NewExpression) return undefined;
  const { checker } = types;
  const declaration = checker.getResolvedSignature(types.node(parent) as ts.CallLikeExpression)?.declaration;
  if (declaration === undefined || ts.isJSDocSignature(declaration)) return undefined;
  const parameter = declaration.parameters[parent.arguments.indexOf(node)];
  if (parameter === undefined || parameter.dotDotDotToken !== undefined) return undefined;
  const type = checker.getTypeAtLocation(parameter);
  return (type.flags & ts.TypeFlags.TypeParameter) === 0 ? undefined : checker.getBaseConstraintOfType(type);
}

/** How deep types are compared: `box.page.size` is the third level. */
const LEVELS = 3;

/**
 * Calls `check` with every pair of types that a value which others may hold has before and after, and that its members have, until one
 * is reported (`'reported'`). The types of a pair are no unions, and the first goes for the second.
 */
export function onSharedFlow(
  types: Types,
  check: (pair: Flow & { readonly path: string }) => 'reported' | undefined,
): TSESLint.RuleListener {
  const { checker } = types;

  function visit(flow: Flow & { readonly path: string }, level: number): 'reported' | undefined {
    const { node, path } = flow;
    for (const to of constituents(flow.to)) {
      for (const from of constituents(flow.from)) {
        if (from === to || isLoose(from) || isLoose(to) || !checker.isTypeAssignableTo(from, to)) continue;
        if (check({ node, from, to, path }) === 'reported') return 'reported';
        if (level >= LEVELS) continue;
        for (const [name, inner, outer] of membersOf(from, to, types, node)) {
          if (visit({ node, from: inner, to: outer, path: path + name }, level + 1) === 'reported') return 'reported';
        }
      }
    }
    return undefined;
  }

  return onFlow(types, (flow) => {
    if (isFunction(flow.node) || !isFresh(flow.node, types)) visit({ ...flow, path: '' }, 1);
  });
}

/** What both types have: properties, the elements of collections, and what functions give. What they take goes the other way. */
function membersOf(
  from: ts.Type,
  to: ts.Type,
  types: Types,
  node: TSESTree.Node,
): (readonly [name: string, from: ts.Type, to: ts.Type])[] {
  const { checker } = types;
  if (!isObject(to)) return [];
  const at = types.node(node);
  const [given] = from.getCallSignatures();
  const [wanted] = to.getCallSignatures();
  if (given !== undefined && wanted !== undefined) return partsOf(given, wanted, types, node);
  if (checker.isArrayLikeType(to) || isOfLibrary(to.symbol, types)) return elementsOf(from, to, types);
  return to.getProperties().flatMap((wanted) => {
    const given = from.getProperty(wanted.name);
    if (given === undefined || given === wanted || (wanted.flags & ts.SymbolFlags.Property) === 0) return [];
    const [inner, outer] = [given, wanted].map((symbol) => checker.getTypeOfSymbolAtLocation(symbol, at));
    if (inner === undefined || outer === undefined) return [];
    return [[`.${wanted.name}`, inner, outer] as const];
  });
}

/** What collections hold and coroutines give: by their type arguments, all of them if both are of one kind. */
function elementsOf(from: ts.Type, to: ts.Type, { checker }: Types): (readonly [string, ts.Type, ts.Type])[] {
  const [given, wanted] = [from, to].map((type) =>
    'target' in type ? checker.getTypeArguments(type as ts.TypeReference) : [],
  );
  if (given === undefined || wanted === undefined) return [];
  const isOneKind = from.symbol === to.symbol || given.length === wanted.length;
  return given.slice(0, isOneKind ? 2 : 1).flatMap((inner, i) => {
    const outer = wanted[i];
    return outer === undefined ? [] : [['[…]', inner, outer] as const];
  });
}

/** What a function takes and gives. A function that is written down here gives what its body is seen to give. */
function partsOf(
  given: ts.Signature,
  wanted: ts.Signature,
  { checker, node: nodeOf }: Types,
  node: TSESTree.Node,
): (readonly [string, ts.Type, ts.Type])[] {
  if (given.typeParameters !== undefined || wanted.typeParameters !== undefined) return [];
  const takes = given.parameters.flatMap((parameter, i) => {
    const other = wanted.parameters[i];
    if (other === undefined) return [];
    const [inner, outer] = [other, parameter].map((each) => checker.getTypeOfSymbolAtLocation(each, nodeOf(node)));
    return inner === undefined || outer === undefined ? [] : [['(…)', inner, outer] as const];
  });
  return isFunction(node) ? takes : [...takes, ['()', given.getReturnType(), wanted.getReturnType()]];
}

const isFunction = ({ type }: TSESTree.Node): boolean =>
  type === AST_NODE_TYPES.FunctionExpression || type === AST_NODE_TYPES.ArrowFunctionExpression;

/** Whether nobody else can hold the value: a literal, a `new` object, or what a method of the library has just made. */
export function isFresh(node: TSESTree.Expression, types: Types): boolean {
  switch (node.type) {
    case AST_NODE_TYPES.ObjectExpression:
    case AST_NODE_TYPES.ArrayExpression:
    case AST_NODE_TYPES.NewExpression:
    case AST_NODE_TYPES.FunctionExpression:
    case AST_NODE_TYPES.ArrowFunctionExpression:
      return true;
    case AST_NODE_TYPES.CallExpression:
      return isOfLibrary(types.symbolOf(node.callee) ?? memberSymbol(node.callee, types), types);
    case AST_NODE_TYPES.ConditionalExpression:
      return isFresh(node.consequent, types) && isFresh(node.alternate, types);
    default:
      return false;
  }
}

function memberSymbol(callee: TSESTree.Expression, types: Types): ts.Symbol | undefined {
  return callee.type === AST_NODE_TYPES.MemberExpression ? types.symbolOf(callee.property) : undefined;
}
