/** Property names, however they are written. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';

/** The name that a key or a member access spells out, dotted or quoted; `undefined` for a computed one. */
export function staticName(key: TSESTree.Node, computed: boolean): string | undefined {
  if (!computed && key.type === AST_NODE_TYPES.Identifier) return key.name;
  if (key.type === AST_NODE_TYPES.Literal) return String(key.value);
  if (key.type === AST_NODE_TYPES.TemplateLiteral && key.expressions.length === 0)
    return key.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}
