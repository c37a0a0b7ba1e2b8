/** Every place where a value goes under another type: initialisers, assignments, arguments, results, members. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import ts from 'typescript';
import { isLoose, isOfLibrary, type Types } from './types.ts';

const PLACES = [
  // A pattern has a type of its own only if one is written beside it.
  'VariableDeclarator:matches([id.type="Identifier"], [id.typeAnnotation]) > .init',
  'AssignmentExpression[left.type!=/Pattern/][operator=/^(\\?\\?|\\|\\||&&)?=$/] > .right',
  'AssignmentPattern:matches([left.type="Identifier"], [left.typeAnnotation]) > .right',
  ':matches(CallExpression, NewExpression) > .arguments',
  ':matches(ReturnStatement, YieldExpression) > .argument',
  'ArrowFunctionExpression > .body[type!="BlockStatement"]',
  'ObjectExpression > Property > .value',
  ':matches(PropertyDefinition, AccessorProperty) > .value',
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
      const isDelegate = node.parent.type === AST_NODE_TYPES.YieldExpression && node.parent.delegate;
      const [from, to] = [types.of(node), types.expected(node)].map((type) =>
        type !== undefined && isDelegate ? yielded(type, types) : type,
      );
      if (from === undefined || isLoose(from)) return;
      for (const each of [to, boundOf(node, types)]) {
        if (each !== undefined && each !== from && !isLoose(each)) check({ node, from, to: each });
      }
    },
  };
}

/** What the elements of a collection are, or what a coroutine yields. */
function yielded(type: ts.Type, { checker }: Types): ts.Type | undefined {
  return 'target' in type ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined;
}

/** What the function that is called knows of an argument whose type is a parameter of its own. */
function boundOf(node: TSESTree.Expression, types: Types): ts.Type | undefined {
  const { parent } = node;
  if (parent.type !== AST_NODE_TYPES.CallExpression && parent.type !== AST_NODE_TYPES.NewExpression) return undefined;
  const { checker } = types;
  const declaration = checker.getResolvedSignature(types.node(parent) as ts.CallLikeExpression)?.declaration;
  if (declaration === undefined || ts.isJSDocSignature(declaration)) return undefined;
  const parameter = declaration.parameters[parent.arguments.indexOf(node)];
  if (parameter === undefined || parameter.dotDotDotToken !== undefined) return undefined;
  const type = checker.getTypeAtLocation(parameter);
  return (type.flags & ts.TypeFlags.TypeParameter) === 0 ? undefined : checker.getBaseConstraintOfType(type);
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
