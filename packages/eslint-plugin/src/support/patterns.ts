/** What is taken apart by patterns, in declarations, parameters and assignments. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { getPropertyOfType } from 'ts-api-utils';
import ts from 'typescript';
import { staticName } from './keys.ts';
import { placesOf } from './parameters.ts';
import type { Types } from './types.ts';

/** The type of the value that `target` is given, which is a pattern or stands in one. The compiler has it for declarations only. */
export function takenApart(target: TSESTree.Node, types: Types): ts.Type | undefined {
  const { parent } = target;
  switch (parent?.type) {
    case AST_NODE_TYPES.AssignmentExpression:
      return types.of(parent.right);
    case AST_NODE_TYPES.ForOfStatement:
      return elementOf(types.of(parent.right), 0, types);
    case AST_NODE_TYPES.AssignmentPattern:
      return takenApart(parent, types);
    case AST_NODE_TYPES.ArrayPattern: {
      const list = takenApart(parent, types);
      return list && elementOf(list, parent.elements.indexOf(target as TSESTree.DestructuringPattern), types);
    }
    case AST_NODE_TYPES.Property: {
      const whole = takenApart(parent.parent, types);
      const name = staticName(parent.key, parent.computed);
      const member =
        whole && name && getPropertyOfType(types.checker.getNonNullableType(whole), ts.escapeLeadingUnderscores(name));
      return member ? types.checker.getTypeOfSymbol(member) : undefined;
    }
    default:
      return types.of(target);
  }
}

function elementOf(list: ts.Type, index: number, types: Types): ts.Type | undefined {
  const places = placesOf(list, types);
  return (places[index] ?? places.at(-1))?.type;
}
