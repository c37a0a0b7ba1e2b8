/** Every place where a value goes under another type: initialisers, assignments, arguments, results, members. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { handedOver } from './calls.ts';
import { isChoice, targetsOf } from './targets.ts';
import { isLoose, type Types } from './types.ts';

const PLACES = [
  // A pattern has a type of its own only if one is written beside it.
  'VariableDeclarator:matches([id.type="Identifier"], [id.typeAnnotation]) > .init',
  'AssignmentExpression[left.type!=/Pattern/][operator=/^(\\?\\?|\\|\\||&&)?=$/] > .right',
  'AssignmentPattern:matches([left.type="Identifier"], [left.typeAnnotation]) > .right',
  ':matches(CallExpression, NewExpression) > [type!="SpreadElement"].arguments',
  ':matches(ReturnStatement, YieldExpression) > .argument',
  'ArrowFunctionExpression > .body[type!="BlockStatement"]',
  'ObjectExpression > Property > .value',
  ':matches(PropertyDefinition, AccessorProperty) > .value',
  'ArrayExpression > .elements',
  'ConditionalExpression > :matches(.consequent, .alternate)',
  'LogicalExpression > .right',
  'LogicalExpression[operator!="&&"] > .left',
].join(', ');

/** A value of type `from` that is used as one of type `to` from then on. */
export interface Flow {
  readonly node: TSESTree.Expression;
  readonly from: ts.Type;
  readonly to: ts.Type;
}

/** Calls `check` with every value that goes under a type that is not its own. */
export function onFlow(types: Types, check: (flow: Flow) => void): TSESLint.RuleListener {
  const pass = (flow: Flow): void => {
    if (flow.from !== flow.to && !isLoose(flow.from) && !isLoose(flow.to)) check(flow);
  };
  return {
    [PLACES](node: TSESTree.Expression) {
      if (isChoice(node)) return; // each of its values is visited
      const isDelegate = node.parent.type === AST_NODE_TYPES.YieldExpression && node.parent.delegate;
      for (const target of targetsOf(node, types)) {
        const [from, to] = [types.of(node), target].map((type) => (isDelegate ? yielded(type, types) : type));
        if (from !== undefined && to !== undefined) pass({ node, from, to });
      }
    },
    ':matches(CallExpression, NewExpression)'(node: TSESTree.CallExpression | TSESTree.NewExpression) {
      handedOver(node, types).forEach(pass);
    },
  };
}

/** What the elements of a collection are, or what a coroutine yields. */
function yielded(type: ts.Type, { checker }: Types): ts.Type | undefined {
  return 'target' in type ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined;
}
