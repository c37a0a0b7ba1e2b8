/** What is assigned to, in whatever syntax. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';

/** Whether `node`, a name or a member, is assigned to where it stands, or deleted. */
export function isWritten(node: TSESTree.Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case AST_NODE_TYPES.AssignmentExpression:
    case AST_NODE_TYPES.AssignmentPattern:
    case AST_NODE_TYPES.ForOfStatement:
    case AST_NODE_TYPES.ForInStatement:
      return parent.left === node;
    case AST_NODE_TYPES.UnaryExpression:
      return parent.operator === 'delete';
    case AST_NODE_TYPES.Property:
      return parent.value === node && parent.parent.type === AST_NODE_TYPES.ObjectPattern;
    case AST_NODE_TYPES.UpdateExpression:
    case AST_NODE_TYPES.ArrayPattern:
    case AST_NODE_TYPES.RestElement:
      return true;
    default:
      return false;
  }
}

/** Calls `check` with every member that is assigned to, or deleted. */
export function onWrite(check: (target: TSESTree.MemberExpression) => void): TSESLint.RuleListener {
  return {
    MemberExpression(node) {
      if (isWritten(node)) check(node);
    },
  };
}
