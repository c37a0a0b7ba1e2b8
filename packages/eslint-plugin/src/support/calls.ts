/** What a call hands over besides single arguments: the elements of lists that are spread, and what stands for its type parameters. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import ts from 'typescript';
import type { Flow } from './flows.ts';
import { parameterAt, parametersOf, placesOf } from './parameters.ts';
import type { Types } from './types.ts';

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** The flows of a call that are no arguments. */
export function handedOver(call: Call, types: Types): readonly Flow[] {
  const signature = types.checker.getResolvedSignature(types.node(call) as ts.CallLikeExpression);
  return signature === undefined ? [] : [...spread(call, signature, types), ...bound(call, signature, types)];
}

/** Elements of lists, which go for parameters. Behind a list of any length nobody knows which. */
function spread({ arguments: given }: Call, signature: ts.Signature, types: Types): readonly Flow[] {
  const flows: Flow[] = [];
  const parameters = parametersOf(signature, types);
  let place = 0;
  for (const argument of given) {
    if (argument.type !== AST_NODE_TYPES.SpreadElement) {
      place++;
      continue;
    }
    const node = argument.argument;
    for (const { type, isRest } of placesOf(types.of(node), types)) {
      for (const to of isRest ? parameters.slice(place) : [parameterAt(parameters, place)]) {
        if (to !== undefined) flows.push({ node, from: type, to: to.type });
      }
      if (isRest) return flows;
      place++;
    }
  }
  return flows;
}

/** What stands for type parameters goes for what bounds them, wherever it comes from. */
function bound({ callee }: Call, signature: ts.Signature, types: Types): readonly Flow[] {
  const { checker, program } = types;
  const { declaration } = signature;
  // Functions of the library keep to the bounds of their parameters.
  if (declaration === undefined || ts.isJSDocSignature(declaration)) return [];
  if (program.isSourceFileDefaultLibrary(declaration.getSourceFile())) return [];
  const given = checker.getTypeArgumentsForResolvedSignature(signature) ?? [];
  const type = types.of(callee);
  const parameters = [...type.getCallSignatures(), ...type.getConstructSignatures()].find(
    (each) => each.declaration === declaration,
  )?.typeParameters;
  // The list of arguments itself is new with each call.
  const isList = (parameter: ts.TypeParameter): boolean =>
    declaration.parameters.some(
      (each) =>
        ts.isParameter(each) && each.dotDotDotToken !== undefined && checker.getTypeAtLocation(each) === parameter,
    );
  return given.flatMap((from, i) => {
    const parameter = parameters?.[i];
    const constraint = parameter?.getConstraint();
    if (parameter === undefined || constraint === undefined || isList(parameter)) return [];
    const other = given[parameters?.indexOf(constraint) ?? -1];
    const to = other ?? checker.getBaseConstraintOfType(parameter);
    return to === undefined ? [] : [{ node: callee, from, to }];
  });
}
