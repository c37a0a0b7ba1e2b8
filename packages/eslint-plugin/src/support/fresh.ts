/** Values that nobody else can hold. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { isClass, isLibraryType, isOfLibrary, type Types } from './types.ts';

/** What the library makes by; its other methods give what a collection holds (`at`, `get`, `pop`), or the collection itself (`sort`, `set`). */
const MAKING: ReadonlySet<string> = new Set([
  ...['concat', 'filter', 'flat', 'flatMap', 'map', 'slice', 'splice', 'toReversed', 'toSorted', 'toSpliced', 'with'],
  ...['entries', 'from', 'keys', 'of', 'split', 'values'],
]);

/** Whether the value is what its type says and no more: a literal, a `new` object, or what a method of the library has just made. */
export function isExact(node: TSESTree.Expression | TSESTree.SpreadElement, types: Types): boolean {
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
      return MAKING.has(method.name) || (method.name === 'freeze' && first !== undefined && isExact(first, types));
    }
    default:
      return false;
  }
}

/** Whether nobody else can hold the value, either. An object of a class of one's own is held by its methods, which rely on what the class says. */
function isFresh(node: TSESTree.Expression | TSESTree.SpreadElement, types: Types): boolean {
  const isOwn = node.type === AST_NODE_TYPES.NewExpression && !isLibraryType(types.of(node), types);
  return isExact(node, types) && !isOwn;
}

/** How many levels of a value nobody else can hold: two, if a callback makes each element anew. */
export function freshLevels(node: TSESTree.Expression, types: Types): 0 | 1 | 2 {
  if (!isFresh(node, types)) return 0;
  const [callback] = node.type === AST_NODE_TYPES.CallExpression ? node.arguments : [];
  if (callback?.type !== AST_NODE_TYPES.ArrowFunctionExpression) return 1;
  const { body } = callback;
  return body.type !== AST_NODE_TYPES.BlockStatement && isFresh(body, types) ? 2 : 1;
}

function memberSymbol(callee: TSESTree.Expression, types: Types): ts.Symbol | undefined {
  return callee.type === AST_NODE_TYPES.MemberExpression ? types.symbolOf(callee.property) : undefined;
}
