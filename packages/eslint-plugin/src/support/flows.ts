/** Every place where a value goes under another type: initialisers, assignments, arguments, results, members. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { isLoose, isOfLibrary, type Types } from './types.ts';

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
