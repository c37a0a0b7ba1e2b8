/** Questions about types that several rules ask. */
import { ESLintUtils, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { getPropertyOfType, isPropertyReadonlyInType } from 'ts-api-utils';
import ts from 'typescript';

/** The type checker, with ESLint's nodes for TypeScript's. */
export interface Types {
  readonly checker: ts.TypeChecker;
  readonly program: ts.Program;
  readonly of: (node: TSESTree.Node) => ts.Type;
  /** What the place where an expression stands expects of it. */
  readonly expected: (node: TSESTree.Expression) => ts.Type | undefined;
  readonly symbolOf: (node: TSESTree.Node) => ts.Symbol | undefined;
  readonly node: (node: TSESTree.Node) => ts.Node;
}

export function typesOf(context: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>): Types {
  const {
    program,
    esTreeNodeToTSNodeMap: map,
    getTypeAtLocation,
    getSymbolAtLocation,
  } = ESLintUtils.getParserServices(context);
  const checker = program.getTypeChecker();
  return {
    checker,
    program,
    of: getTypeAtLocation,
    expected: (node) => checker.getContextualType(map.get(node) as ts.Expression),
    symbolOf: getSymbolAtLocation,
    node: (node) => map.get(node),
  };
}

/** `undefined` where code is linted without the compiler. */
export function typesIfAny(context: Parameters<typeof typesOf>[0]): Types | undefined {
  return context.sourceCode.parserServices?.program == null ? undefined : typesOf(context);
}

/** The members of a union, or the type itself. */
export function constituents(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

/**
 * What may go for what when a value of type `from` goes for one of type `to`: members of their unions, two at a time, and what is known of
 * type parameters, unless it is the parameter itself that goes.
 */
export function* pairsOf(from: ts.Type, to: ts.Type, types: Types): Generator<readonly [ts.Type, ts.Type], void> {
  const goes = (inner: ts.Type, outer: ts.Type): boolean => types.checker.isTypeAssignableTo(inner, outer);
  for (const given of constituents(from)) {
    const known = constituents(atLeast(given, types)).filter((inner) => goes(inner, to));
    for (const inner of known.length > 0 ? known : [given]) {
      const outers = constituents(to).filter((outer) => goes(inner, outer));
      // What is one of them, but which nobody knows, may be any; an object is no text, though.
      const any = constituents(to).filter((outer) => isObject(outer) || !isObject(inner));
      for (const outer of outers.length === 0 && goes(inner, to) ? any : outers) yield [inner, outer];
    }
  }
}

/** What a type is called, by its declaration or by an alias. */
export function namesOf(type: ts.Type): readonly string[] {
  return [type.aliasSymbol?.name, (type.symbol as ts.Symbol | undefined)?.name].filter((name) => name !== undefined);
}

/** Whether `type`, a member of its union or a class that it extends is called by one of `names`. */
export function isCalled(type: ts.Type, names: ReadonlySet<string>): boolean {
  if (namesOf(type).some((name) => names.has(name))) return true;
  if (type.isUnionOrIntersection()) return type.types.some((member) => isCalled(member, names));
  return type.isClassOrInterface() && (type.getBaseTypes() ?? []).some((base) => isCalled(base, names));
}

/** Whether a value of `type` was made by the class that `symbol` declares, or by one that extends it. */
export function derivesFrom(type: ts.Type, symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  if (type.symbol === symbol) return true;
  if (type.isUnion()) return type.types.every((member) => derivesFrom(member, symbol, checker));
  if (type.isIntersection()) return type.types.some((member) => derivesFrom(member, symbol, checker));
  if ((type.flags & ts.TypeFlags.Instantiable) !== 0) {
    const bound = checker.getBaseConstraintOfType(type);
    return bound !== undefined && bound !== type && derivesFrom(bound, symbol, checker);
  }
  const declared = 'target' in type ? (type as ts.TypeReference).target : type;
  return (
    declared.isClassOrInterface() && (declared.getBaseTypes() ?? []).some((base) => derivesFrom(base, symbol, checker))
  );
}

const COROUTINES: ReadonlySet<string> = new Set(['Generator', 'IterableIterator', 'IteratorObject']);

/** Whether a value of `type` does nothing until somebody iterates over it. */
export function isCoroutine(type: ts.Type): boolean {
  return isCalled(type, COROUTINES);
}

/** Whether `symbol` is declared by the language's own library, or by a `@types` package in its place. */
export function isOfLibrary(symbol: ts.Symbol | undefined, { program }: Types): boolean {
  return (symbol?.declarations ?? []).some((declaration) =>
    program.isSourceFileDefaultLibrary(declaration.getSourceFile()),
  );
}

/** Whether `type` is one of the library's. What is only written out there, as in `Readonly`, has the members of something else. */
export function isLibraryType(type: ts.Type, types: Types): boolean {
  const symbol = type.symbol as ts.Symbol | undefined;
  return symbol !== undefined && (symbol.flags & ts.SymbolFlags.TypeLiteral) === 0 && isOfLibrary(symbol, types);
}

/** What `type` is known to be at least: what bounds a type parameter, or the type itself. */
export function atLeast(type: ts.Type, { checker }: Types): ts.Type {
  return (type.flags & ts.TypeFlags.Instantiable) === 0 ? type : (checker.getBaseConstraintOfType(type) ?? type);
}

/** Whether something narrower may stand for `type`: a type parameter, what it has, or what is one besides. `this` is no such: rules see to subclasses. */
export function isOpen(type: ts.Type): boolean {
  if (type.isIntersection()) return type.types.some(isOpen);
  const symbol = type.symbol as ts.Symbol | undefined;
  return (type.flags & ts.TypeFlags.Instantiable) !== 0 && ((symbol?.flags ?? 0) & CLASS_LIKE) === 0;
}

const CLASS_LIKE = ts.SymbolFlags.Class | ts.SymbolFlags.Interface;

/** Whether a member holds a value, in a property or behind accessors: it is no method. */
export function isHolder({ flags }: ts.Symbol): boolean {
  const isPrototype = (flags & ts.SymbolFlags.Prototype) !== 0;
  return (flags & (ts.SymbolFlags.Property | ts.SymbolFlags.Accessor)) !== 0 && !isPrototype;
}

/** Whether nobody can write to `property` as one of `type`: not if it is a copy by a spread, or mutable in a part of an intersection. */
export function isReadonly(property: ts.Symbol, type: ts.Type, checker: ts.TypeChecker): boolean {
  const { escapedName, valueDeclaration } = property;
  if (type.isIntersection()) {
    return type.types.every((part) => {
      const own = getPropertyOfType(part, escapedName);
      return own === undefined || isReadonly(own, part, checker);
    });
  }
  const isLiteral = (((type.symbol as ts.Symbol | undefined)?.flags ?? 0) & ts.SymbolFlags.ObjectLiteral) !== 0;
  const isCopied = isLiteral && valueDeclaration === undefined;
  return !isCopied && isPropertyReadonlyInType(type, escapedName, checker);
}

/** The signatures by which any name can be written to in a value of `type`. Functions of the library that take such values only read. */
export function writableIndexes(type: ts.Type, { checker, program }: Types): readonly ts.IndexInfo[] {
  const isTheirs = (file: ts.SourceFile | undefined): boolean =>
    file !== undefined && program.isSourceFileDefaultLibrary(file);
  return checker
    .getIndexInfosOfType(type)
    .filter(({ isReadonly, declaration }) => !isReadonly && !isTheirs(declaration?.getSourceFile()));
}

/** How a function is called, or a class constructed. */
export function signaturesOf(type: ts.Type): readonly ts.Signature[] {
  const calls = type.getCallSignatures();
  return calls.length > 0 ? calls : type.getConstructSignatures();
}

/** What `new` makes of a class, given the type of either. */
export function instanceOf(type: ts.Type): ts.Type {
  return type.getConstructSignatures()[0]?.getReturnType() ?? type;
}

/** Whether `type` has members: an object's type, or several of them at once. */
export function isObject({ flags }: ts.Type): boolean {
  return (flags & (ts.TypeFlags.Object | ts.TypeFlags.NonPrimitive | ts.TypeFlags.Intersection)) !== 0;
}

/** Whether nothing is known of `type`: other rules see to `any`. */
export function isLoose(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never)) !== 0;
}

/** Whether `symbol` is a class, here or where it is imported from, or one of the library's. */
export function isClass(symbol: ts.Symbol | undefined, types: Types): boolean {
  if (symbol === undefined) return false;
  const declared = (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : types.checker.getAliasedSymbol(symbol);
  return (declared.flags & ts.SymbolFlags.Class) !== 0 || isOfLibrary(declared, types);
}
