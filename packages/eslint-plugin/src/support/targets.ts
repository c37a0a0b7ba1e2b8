/** What the place where an expression stands makes of its value. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { getPropertyOfType } from 'ts-api-utils';
import ts from 'typescript';
import { staticName } from './keys.ts';
import type { Types } from './types.ts';

type Choice = TSESTree.ConditionalExpression | TSESTree.LogicalExpression;

export const isChoice = (node: TSESTree.Node): node is Choice =>
  node.type === AST_NODE_TYPES.ConditionalExpression || node.type === AST_NODE_TYPES.LogicalExpression;

/** The expression of which `node` may be the value: the whole of a choice. */
const wholeOf = (node: TSESTree.Expression): TSESTree.Expression =>
  isChoice(node.parent) ? wholeOf(node.parent) : node;

/** What a value is taken for: what its place expects, or what it becomes with others in a choice or a list; both, if nobody keeps to the first. */
export function targetsOf(node: TSESTree.Expression, types: Types): readonly ts.Type[] {
  const whole = wholeOf(node);
  const expected = isTakenApart(whole) ? undefined : types.expected(whole);
  const found = expected === undefined || isOnlyAsked(whole) ? [expected, ownTarget(whole, types)] : [expected];
  return found.filter((each) => each !== undefined);
}

function ownTarget(whole: TSESTree.Expression, types: Types): ts.Type | undefined {
  const { parent } = whole;
  switch (parent.type) {
    case AST_NODE_TYPES.ArrayExpression:
      return types.checker.getIndexTypeOfType(types.of(parent), ts.IndexKind.Number);
    case AST_NODE_TYPES.Property:
      return memberTarget(parent, types);
    case AST_NODE_TYPES.ReturnStatement:
      return givenBy(whole, types, 1);
    case AST_NODE_TYPES.YieldExpression:
      return givenBy(whole, types, 0);
    default:
      return types.of(whole);
  }
}

/** Whether a pattern takes a value apart, for which the compiler makes a type up that nothing ever has. One that is written beside it counts. */
function isTakenApart({ parent }: TSESTree.Node): boolean {
  const isPattern = (target: TSESTree.Node): boolean =>
    (target.type === AST_NODE_TYPES.ObjectPattern || target.type === AST_NODE_TYPES.ArrayPattern) &&
    target.typeAnnotation === undefined;
  switch (parent?.type) {
    case AST_NODE_TYPES.VariableDeclarator:
      return isPattern(parent.id);
    case AST_NODE_TYPES.AssignmentPattern:
    case AST_NODE_TYPES.AssignmentExpression:
      return isPattern(parent.left);
    case AST_NODE_TYPES.Property:
      return parent.parent.type === AST_NODE_TYPES.ObjectExpression && isTakenApart(parent.parent);
    case AST_NODE_TYPES.ArrayExpression:
    case AST_NODE_TYPES.ConditionalExpression:
    case AST_NODE_TYPES.LogicalExpression:
      return isTakenApart(parent);
    default:
      return false;
  }
}

/** Whether a type is expected that does not stay: `satisfies` asks, and the value of an assignment is what is assigned. */
function isOnlyAsked({ parent }: TSESTree.Node): boolean {
  switch (parent?.type) {
    case AST_NODE_TYPES.TSSatisfiesExpression:
      return true;
    case AST_NODE_TYPES.AssignmentExpression:
      return parent.parent.type !== AST_NODE_TYPES.ExpressionStatement;
    case undefined:
    case AST_NODE_TYPES.Program:
    case AST_NODE_TYPES.ClassBody:
    case AST_NODE_TYPES.FunctionDeclaration:
    case AST_NODE_TYPES.VariableDeclarator:
    case AST_NODE_TYPES.CallExpression:
    case AST_NODE_TYPES.NewExpression:
      return false;
    default:
      return parent !== undefined && isOnlyAsked(parent);
  }
}

/** What a member of a literal becomes with the literal. */
function memberTarget({ key, computed, parent }: TSESTree.Property, types: Types): ts.Type | undefined {
  const name = staticName(key, computed);
  if (name === undefined || parent.type !== AST_NODE_TYPES.ObjectExpression) return undefined;
  const [member] = targetsOf(parent, types)
    .map((each) => getPropertyOfType(each, ts.escapeLeadingUnderscores(name)))
    .filter((each) => each !== undefined);
  return member && types.checker.getTypeOfSymbolAtLocation(member, types.node(key));
}

/** What the function around is seen to give; of a coroutine, what it yields (0) or returns (1). */
function givenBy(node: TSESTree.Node, types: Types, part: 0 | 1): ts.Type | undefined {
  let around: TSESTree.Node | undefined = node.parent;
  while (around !== undefined && !('generator' in around)) around = around.parent;
  const given = around && types.of(around).getCallSignatures()[0]?.getReturnType();
  if (around?.generator !== true || given === undefined || !('target' in given)) return given;
  return types.checker.getTypeArguments(given as ts.TypeReference)[part];
}
