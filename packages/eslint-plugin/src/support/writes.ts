/** Every member that is assigned to, in whatever syntax. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';

const TARGETS = [
  'AssignmentExpression > .left',
  'UpdateExpression > .argument',
  'UnaryExpression[operator="delete"] > .argument',
  ':matches(ArrayPattern, RestElement, AssignmentPattern) > MemberExpression',
  'ObjectPattern > Property > .value',
  ':matches(ForOfStatement, ForInStatement) > MemberExpression.left',
].join(', ');

/** Calls `check` with every member that is assigned to, or deleted. */
export function onWrite(check: (target: TSESTree.MemberExpression) => void): TSESLint.RuleListener {
  return {
    [TARGETS](target: TSESTree.Node) {
      if (target.type === AST_NODE_TYPES.MemberExpression) check(target);
    },
  };
}
