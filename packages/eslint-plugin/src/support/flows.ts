/** Every place where a value goes under another type: initialisers, assignments, arguments, results, members. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import ts from 'typescript';
import { constituents, isLoose, isObject, isOfLibrary, type Types } from './types.ts';

const PLACES = [
  // A pattern takes parts of a value, and has no type of its own.
  'VariableDeclarator[id.type="Identifier"] > .init',
  'AssignmentExpression[left.type!=/Pattern/][operator=/^(\\?\\?|\\|\\||&&)?=$/] > .right',
  'AssignmentPattern[left.type="Identifier"] > .right',
  ':matches(CallExpression, NewExpression) > .arguments',
  ':matches(ReturnStatement, YieldExpression) > .argument',
  'ArrowFunctionExpression > .body[type!="BlockStatement"]',
  'ObjectExpression > Property > .value',
  'PropertyDefinition > .value',
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
      if (node.parent.type === AST_NODE_TYPES.YieldExpression && node.parent.delegate) return;
      const to = types.expected(node);
      if (to === undefined || isLoose(to)) return;
      const from = types.of(node);
      if (from !== to && !isLoose(from)) check({ node, from, to });
    },
  };
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
    if (!isFresh(flow.node, types)) visit({ ...flow, path: '' }, 1);
  });
}

/** What both types have: properties that are no functions, and the elements of lists. */
function membersOf(
  from: ts.Type,
  to: ts.Type,
  types: Types,
  node: TSESTree.Node,
): (readonly [name: string, from: ts.Type, to: ts.Type])[] {
  const { checker } = types;
  if (!isObject(to)) return [];
  if (checker.isArrayLikeType(to)) {
    const [inner, outer] = [from, to].map((type) => checker.getIndexTypeOfType(type, ts.IndexKind.Number));
    return inner === undefined || outer === undefined ? [] : [['[…]', inner, outer]];
  }
  if (isOfLibrary(to.symbol, types)) return [];
  const at = types.node(node);
  return to.getProperties().flatMap((wanted) => {
    const given = from.getProperty(wanted.name);
    if (given === undefined || given === wanted || (wanted.flags & ts.SymbolFlags.Property) === 0) return [];
    const [inner, outer] = [given, wanted].map((symbol) => checker.getTypeOfSymbolAtLocation(symbol, at));
    if (inner === undefined || outer === undefined || outer.getCallSignatures().length > 0) return [];
    return [[`.${wanted.name}`, inner, outer] as const];
  });
}

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
