/** What a function takes, place by place. */
import ts from 'typescript';
import type { Types } from './types.ts';

/** A parameter, or an element of a list that stands for several. */
export interface Place {
  readonly name: string;
  readonly type: ts.Type;
  /** Whether it stands for all that follow. */
  readonly isRest: boolean;
  /** Whether it depends on type parameters of the function, as far as anybody can see. */
  readonly isGeneric: boolean;
  /** Whether `undefined` is taken as well, in the place of which there is something else inside. */
  readonly hasDefault: boolean;
}

type Element = Pick<Place, 'type' | 'isRest'>;

/** The parameters of `signature`, and those that a rest parameter has in a tuple. */
export function parametersOf({ parameters, typeParameters = [] }: ts.Signature, types: Types): readonly Place[] {
  const own = typeParameters.map(({ symbol }) => symbol);
  const mentions = (node: ts.Node): boolean => {
    const symbol = ts.isIdentifier(node) ? types.checker.getSymbolAtLocation(node) : undefined;
    return (symbol !== undefined && own.includes(symbol)) || ts.forEachChild(node, mentions) === true;
  };
  return parameters.flatMap((symbol) => {
    const { name, valueDeclaration } = symbol;
    const declaration = valueDeclaration && ts.isParameter(valueDeclaration) ? valueDeclaration : undefined;
    const isGeneric = own.length > 0 && (declaration?.type === undefined || mentions(declaration.type));
    const type = types.checker.getTypeOfSymbol(symbol);
    const places = declaration?.dotDotDotToken === undefined ? [{ type, isRest: false }] : placesOf(type, types);
    const hasDefault = declaration?.initializer !== undefined;
    return places.map((place) => ({ ...place, name, isGeneric, hasDefault }));
  });
}

/** The elements of a list: those of a tuple one by one, or one for all. What is no list yet is one, too. */
export function placesOf(type: ts.Type, types: Types): readonly Element[] {
  const { checker } = types;
  if (!checker.isTupleType(type)) {
    return [{ type: checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? type, isRest: true }];
  }
  const { elementFlags } = (type as ts.TypeReference).target as ts.TupleType;
  return checker.getTypeArguments(type as ts.TypeReference).flatMap((element, i) => {
    const flags = elementFlags[i] ?? ts.ElementFlags.Required;
    if ((flags & ts.ElementFlags.Variadic) !== 0) return placesOf(element, types);
    return [{ type: element, isRest: (flags & ts.ElementFlags.Rest) !== 0 }];
  });
}

/** What is taken in one place. */
export function parameterAt(parameters: readonly Place[], place: number): Place | undefined {
  const last = parameters.at(-1);
  return parameters[place] ?? (last?.isRest === true ? last : undefined);
}

/** What two functions take in the same places. */
export function commonPlaces(
  given: ts.Signature,
  wanted: ts.Signature,
  types: Types,
): readonly (readonly [given: Place, wanted: Place])[] {
  const [own, others] = [parametersOf(given, types), parametersOf(wanted, types)];
  return Array.from({ length: Math.max(own.length, others.length) }, (_, i) => i).flatMap((i) => {
    const [mine, theirs] = [parameterAt(own, i), parameterAt(others, i)];
    return mine === undefined || theirs === undefined ? [] : [[mine, theirs] as const];
  });
}
