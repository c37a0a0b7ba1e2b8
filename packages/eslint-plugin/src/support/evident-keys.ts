/** Computed keys that are no names by the rules of the language, whatever their types say. */
import { AST_NODE_TYPES, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { staticName } from './keys.ts';
import { variableOf } from './scopes.ts';

type Context = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;

/** Operators whose results are numbers (or bigints), or which throw. */
const ARITHMETIC = /^(-|\*\*?|\/|%|&|\||\^|<<|>>>?)$/;

/** The name that `key` is known to be: one that is spelled out, here or where a constant is defined. */
export function knownName(context: Context, key: TSESTree.Node): string | undefined {
  if (key.type !== AST_NODE_TYPES.Identifier) return staticName(key, true);
  const [value, ...others] = valuesOf(variableOf(context, key)) ?? [];
  return value !== undefined && others.length === 0 ? staticName(value, true) : undefined;
}

/** Whether `key` is a number or a symbol: the result of arithmetic, or a variable that is given nothing else. */
export function isEvident(
  context: Context,
  key: TSESTree.Node,
  seen: readonly TSESLint.Scope.Variable[] = [],
): boolean {
  const both = (...parts: readonly TSESTree.Node[]): boolean => parts.every((part) => isEvident(context, part, seen));
  switch (key.type) {
    case AST_NODE_TYPES.Literal:
      return typeof key.value === 'number';
    case AST_NODE_TYPES.UnaryExpression:
      return ['-', '+', '~'].includes(key.operator);
    case AST_NODE_TYPES.UpdateExpression:
      return true;
    case AST_NODE_TYPES.BinaryExpression:
      return ARITHMETIC.test(key.operator) || (key.operator === '+' && both(key.left, key.right));
    case AST_NODE_TYPES.LogicalExpression:
      return both(key.left, key.right);
    case AST_NODE_TYPES.ConditionalExpression:
      return both(key.consequent, key.alternate);
    case AST_NODE_TYPES.AssignmentExpression:
      return ARITHMETIC.test(key.operator.slice(0, -1)) || both(key.right, ...(key.operator === '=' ? [] : [key.left]));
    case AST_NODE_TYPES.MemberExpression:
      return isGlobalSymbol(context, key.object);
    case AST_NODE_TYPES.CallExpression:
      return isGlobalSymbol(context, key.callee);
    case AST_NODE_TYPES.Identifier: {
      const variable = variableOf(context, key);
      if (variable === undefined) return false;
      if (seen.includes(variable)) return true; // by its other values
      return valuesOf(variable)?.every((value) => isEvident(context, value, [...seen, variable])) ?? false;
    }
    default:
      return false;
  }
}

/** Expressions that are their operand and a word about its type. */
export const WORDY: readonly AST_NODE_TYPES[] = [
  ...[AST_NODE_TYPES.TSSatisfiesExpression, AST_NODE_TYPES.TSAsExpression],
  ...[AST_NODE_TYPES.TSNonNullExpression, AST_NODE_TYPES.TSTypeAssertion],
];

/** All that is ever assigned to `variable`, as far as that can be told; `undefined` if it can't. */
function valuesOf(variable: TSESLint.Scope.Variable | undefined): readonly TSESTree.Node[] | undefined {
  if (variable?.defs.every(({ type }) => type === TSESLint.Scope.DefinitionType.Variable) !== true) return undefined;
  // What stands before a word about its type may be assigned to there, which counts as reading.
  if (variable.references.some(({ identifier }) => WORDY.includes(identifier.parent.type))) return undefined;
  const values: TSESTree.Node[] = [];
  for (const { identifier } of variable.references.filter((reference) => reference.isWrite())) {
    const { parent } = identifier;
    if (parent.type === AST_NODE_TYPES.VariableDeclarator && parent.id === identifier && parent.init !== null) {
      values.push(parent.init);
    } else if (parent.type === AST_NODE_TYPES.AssignmentExpression && parent.left === identifier) values.push(parent);
    else if (parent.type === AST_NODE_TYPES.UpdateExpression) values.push(parent);
    else return undefined;
  }
  return values.length > 0 ? values : undefined;
}

function isGlobalSymbol(context: Context, node: TSESTree.Node): boolean {
  return node.type === AST_NODE_TYPES.Identifier && node.name === 'Symbol' && variableOf(context, node) === undefined;
}
