/** Values that others may hold, and their members, which go under another type with them. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { getPropertyOfType } from 'ts-api-utils';
import ts from 'typescript';
import { onFlow, type Flow } from './flows.ts';
import { freshLevels } from './fresh.ts';
import { commonPlaces } from './parameters.ts';
import {
  atLeast,
  instanceOf,
  isHolder,
  isLoose,
  isObject,
  isLibraryType,
  pairsOf,
  signaturesOf,
  type Types,
} from './types.ts';

/** How deep types are compared: `box.page.size` is the third level. Some types have no end. */
const LEVELS = 12;

/** A flow of a value, or of what it leads to by `path`. */
export interface InnerFlow extends Flow {
  readonly path: string;
  /** Whether nobody else holds it. */
  readonly isFresh: boolean;
}

/** Calls `check` with every flow, and those of the members that go with a value, until one of them is reported (`'reported'`). */
export function onInnerFlow(types: Types, check: (flow: InnerFlow) => 'reported' | undefined): TSESLint.RuleListener {
  function visit(
    flow: Flow & { readonly path: string },
    level: number,
    fresh: number,
    seen = new Map<ts.Type, ts.Type[]>(),
  ): 'reported' | undefined {
    // What leads back to itself is compared once.
    const others = seen.get(flow.from) ?? [];
    if (others.includes(flow.to)) return undefined;
    if (level > fresh) seen.set(flow.from, [...others, flow.to]);
    if (check({ ...flow, isFresh: level <= fresh }) === 'reported') return 'reported';
    if (level >= LEVELS) return undefined;
    const { node, path } = flow;
    for (const [from, to] of pairsOf(flow.from, flow.to, types)) {
      if (from === to || isLoose(from) || isLoose(to)) continue;
      for (const [name, inner, outer] of membersOf(from, to, types, node)) {
        const member = { node, from: inner, to: outer, path: path + name };
        if (visit(member, level + 1, fresh, seen) === 'reported') return 'reported';
      }
    }
    return undefined;
  }

  return {
    ...onFlow(types, (flow) => {
      const { node } = flow;
      // The members of a literal are flows of their own.
      if (isLiteral(node)) check({ ...flow, path: '', isFresh: true });
      else visit({ ...flow, path: '' }, 1, isFunction(node) ? 0 : freshLevels(node, types));
    }),
    // A subclass goes under the type of its base in all methods of that: an object of it, and the class itself.
    ':matches(ClassDeclaration, ClassExpression)[superClass]'(node: TSESTree.ClassDeclaration) {
      if (node.superClass === null) return;
      const [own, base] = [types.of(node), types.of(node.superClass)];
      const flow = { node: node.superClass, path: '' };
      if (visit({ ...flow, from: instanceOf(own), to: instanceOf(base) }, 1, 0) === 'reported') return;
      visit({ ...flow, from: types.checker.getTypeOfSymbol(own.symbol), to: base }, LEVELS, 0);
    },
  };
}

/**
 * Calls `check` with every pair of types that a value which others may hold has before and after, and that its members have, until one
 * is reported (`'reported'`). The types of a pair are no unions, and the first goes for the second.
 */
export function onSharedFlow(
  types: Types,
  check: (pair: Flow & { readonly path: string }) => 'reported' | undefined,
): TSESLint.RuleListener {
  return onInnerFlow(types, ({ isFresh, ...flow }) => {
    if (isFresh) return undefined;
    for (const [from, to] of pairsOf(flow.from, flow.to, types)) {
      if (from === to || isLoose(from) || isLoose(to)) continue;
      if (check({ ...flow, from, to }) === 'reported') return 'reported';
    }
    return undefined;
  });
}

/** What both types have: properties, what any name leads to, the elements of collections, and what functions give. What they take goes the other way. */
function membersOf(
  from: ts.Type,
  to: ts.Type,
  types: Types,
  node: TSESTree.Node,
): (readonly [name: string, from: ts.Type, to: ts.Type])[] {
  const { checker } = types;
  if (!isObject(to)) return [];
  const at = types.node(node);
  const [given] = signaturesOf(from);
  const [wanted] = signaturesOf(to);
  const parts = given === undefined || wanted === undefined ? [] : partsOf(given, wanted, types, node);
  const indexed = indexedOf(from, to, types);
  if (checker.isArrayLikeType(to) || isLibraryType(to, types)) return [...elementsOf(from, to, types), ...indexed];
  const named = to.getProperties().flatMap((wanted) => {
    const given = getPropertyOfType(from, wanted.escapedName);
    if (given === undefined || given === wanted || !(isHolder(wanted) || isMethod(wanted))) return [];
    const [inner, outer] = [given, wanted].map((symbol) => checker.getTypeOfSymbolAtLocation(symbol, at));
    if (inner === undefined || outer === undefined) return [];
    return [[`.${checker.symbolToString(wanted)}`, inner, outer] as const];
  });
  return [...parts, ...named, ...indexed];
}

/** What any name leads to, if it does so in both types. */
function indexedOf(from: ts.Type, to: ts.Type, { checker }: Types): (readonly [string, ts.Type, ts.Type])[] {
  const own = checker.getIndexInfosOfType(from);
  return checker
    .getIndexInfosOfType(to)
    .flatMap(({ type, keyType }) =>
      own.filter((each) => each.keyType === keyType).map((each) => ['[…]', each.type, type] as const),
    );
}

/** What collections hold and coroutines give: by their type arguments, all of them if both are of one kind. */
function elementsOf(from: ts.Type, to: ts.Type, { checker }: Types): (readonly [string, ts.Type, ts.Type])[] {
  const [given, wanted] = [from, to].map((type) =>
    'target' in type ? checker.getTypeArguments(type as ts.TypeReference) : [],
  );
  if (given === undefined || wanted === undefined) return [];
  const isOneKind = from.symbol === to.symbol || given.length === wanted.length;
  return given.slice(0, isOneKind ? 2 : 1).flatMap((inner, i) => {
    const outer = wanted[i];
    return outer === undefined ? [] : [['[…]', inner, outer] as const];
  });
}

/** What a function takes and gives, at least. A function that is written down here gives what its body is seen to give. */
function partsOf(
  given: ts.Signature,
  wanted: ts.Signature,
  types: Types,
  node: TSESTree.Node,
): (readonly [string, ts.Type, ts.Type])[] {
  const takes = commonPlaces(given, wanted, types).map(
    ([own, other]) => ['(…)', other.type, atLeast(own.type, types)] as const,
  );
  return isFunction(node) ? takes : [...takes, ['()', given.getReturnType(), wanted.getReturnType()]];
}

const isMethod = ({ flags }: ts.Symbol): boolean => (flags & ts.SymbolFlags.Method) !== 0;

const isFunction = ({ type }: TSESTree.Node): boolean =>
  type === AST_NODE_TYPES.FunctionExpression || type === AST_NODE_TYPES.ArrowFunctionExpression;

const isLiteral = ({ type }: TSESTree.Node): boolean =>
  type === AST_NODE_TYPES.ObjectExpression || type === AST_NODE_TYPES.ArrayExpression;
