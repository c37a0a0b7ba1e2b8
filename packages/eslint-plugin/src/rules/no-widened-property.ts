import { getPropertyOfType } from 'ts-api-utils';
import ts from 'typescript';
import { createRule, type Rule } from '../rule.ts';
import { onSharedFlow } from '../support/shared-flows.ts';
import {
  constituents,
  isHolder,
  isLoose,
  isObject,
  isOpen,
  isReadonly,
  isOfLibrary,
  typesOf,
  writableIndexes,
  type Types,
} from '../support/types.ts';

/** What can be written to a property is what everybody expects to read from it. */
export const noWidenedProperty: Rule<'widened' | 'open'> = createRule({
  name: 'no-widened-property',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid using a value as one whose property can be given more than its own',
      tiers: ['safe'],
      requiresTypeChecking: true,
      why: `TypeScript lets a \`{ key: 'a' | 'b' }\` go for a \`{ key: string }\`. Both names mean one object, so any text that is
written to the second is an \`'a'\` or a \`'b'\` to the first. A \`readonly\` property may be of a wider type, and so may
that of a copy. The rule looks at members of members, too, a dozen levels deep; and at classes, whose methods write to properties that a subclass
may have narrowed; and at what stands for a type parameter, which goes for its bound, and for mapped types of it. What a literal or a
method of the library has just made may be widened, but not what was put into it.`,
      incorrect: [
        "export function rename(page: { name: 'a' | 'b' }) {\n  const wide: { name: string } = page;\n  wide.name = 'c';\n}",
      ],
      correct: [
        "export function nameOf(page: { name: 'a' | 'b' }) {\n  const wide: { readonly name: string } = page;\n  return wide.name;\n}",
        "export function renamed(page: { name: 'a' | 'b' }) {\n  const copy: { name: string } = { ...page };\n  copy.name = 'c';\n  return copy;\n}",
      ],
    },
    messages: {
      open: 'What stands for `{{from}}` may be narrower than what can be written to a `{{to}}`: make that readonly, or copy the value.', // prettier-ignore
      widened: '`{{name}}` is `{{from}}` here and can be given any `{{to}}` by the other name: make it readonly there, or copy the value.', // prettier-ignore
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const types = typesOf(context);
    const { checker } = types;

    return onSharedFlow(types, ({ node, from, to, path }) => {
      if (isOpen(from) && isWritable(to, from, checker)) {
        const data = { from: checker.typeToString(from), to: checker.typeToString(to) };
        context.report({ node, messageId: 'open', data });
        return 'reported';
      }
      const found = widened(from, to, types, types.node(node));
      if (found === undefined) return undefined;
      const data = {
        name: `${path}.${found.name}`.replace(/^\./, ''),
        from: checker.typeToString(found.from),
        to: checker.typeToString(found.to),
      };
      context.report({ node, messageId: 'widened', data });
      return 'reported';
    });
  },
});

interface Widened {
  readonly name: string;
  readonly from: ts.Type;
  readonly to: ts.Type;
}

/** A property to which more can be written as one of `to` than can be read from it as one of `from`. */
function widened(from: ts.Type, to: ts.Type, types: Types, at: ts.Node): Widened | undefined {
  const { checker } = types;
  if (!isObject(to) || checker.isArrayLikeType(to)) return undefined;
  for (const property of to.getProperties()) {
    const own = getPropertyOfType(from, property.escapedName);
    if (own === undefined || own === property || !isHolder(property)) continue;
    if (isOfLibrary(property, types)) continue; // `no-foreign-mutation` lets nobody write to it
    if (isReadonly(property, to, checker)) continue;
    const [inner, outer] = [own, property].map((symbol) => checker.getTypeOfSymbolAtLocation(symbol, at));
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    if (inner === undefined || outer === undefined || fits(outer, inner, isOptional, types)) continue;
    return { name: checker.symbolToString(property), from: inner, to: outer };
  }
  for (const { type, keyType } of writableIndexes(to, types)) {
    const index = checker.getIndexInfosOfType(from).filter((each) => each.keyType === keyType);
    const members = from.getProperties().map((symbol) => checker.getTypeOfSymbolAtLocation(symbol, at));
    const inner = [...index.map((each) => each.type), ...members].find((each) => !fits(type, each, false, types));
    if (inner !== undefined) return { name: '[…]', from: inner, to: type };
  }
  return undefined;
}

/** Whether what is written as `outer` can be read as `inner`. */
function fits(outer: ts.Type, inner: ts.Type, isOptional: boolean, { checker, program }: Types): boolean {
  const { exactOptionalPropertyTypes: isExact = false } = program.getCompilerOptions();
  // The compiler has another `undefined`, equal to this one, for a member that is not there: nobody can write that.
  const isWritten = (type: ts.Type): boolean => !isOptional || (isExact && type === checker.getUndefinedType());
  return constituents(outer).every((each) => {
    // What is not known yet may be the same, unless it is another parameter.
    if ((each.flags & ts.TypeFlags.Instantiable) !== 0 && (each.flags & inner.flags & ts.TypeFlags.TypeParameter) === 0)
      return true;
    if ((each.flags & ts.TypeFlags.Undefined) === 0) return checker.isTypeAssignableTo(each, inner);
    return !isWritten(each) || constituents(inner).includes(each) || isLoose(inner);
  });
}

/** Whether other things can be written to a `to` than `from` has: to another type parameter, or a mapped type that does not say `from[key]`. */
function isWritable(to: ts.Type, from: ts.Type, checker: ts.TypeChecker): boolean {
  if ((to.flags & ts.TypeFlags.TypeParameter) !== 0) {
    const parts = from.isIntersection() ? from.types : [from];
    return parts.some((each) => each !== to && (isOpen(each) || (isObject(each) && each.getProperties().length > 0)));
  }
  const mapped = (to.symbol as ts.Symbol | undefined)?.declarations?.find(ts.isMappedTypeNode);
  if (mapped === undefined || mapped.readonlyToken !== undefined) return false;
  const { type, typeParameter } = mapped;
  if (type === undefined || !ts.isIndexedAccessTypeNode(type)) return true;
  if (type.indexType.getText() !== typeParameter.name.text) return true;
  return ![checker.getTypeAtLocation(type.objectType), ...(to.aliasTypeArguments ?? [])].includes(from);
}
