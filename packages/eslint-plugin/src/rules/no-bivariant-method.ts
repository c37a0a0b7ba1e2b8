import type { TSESTree } from '@typescript-eslint/utils';
import { getPropertyOfType } from 'ts-api-utils';
import ts from 'typescript';
import { createRule, type Rule } from '../rule.ts';
import { commonPlaces, type Place } from '../support/parameters.ts';
import { onInnerFlow } from '../support/shared-flows.ts';
import { constituents, instanceOf, isLibraryType, pairsOf, typesOf } from '../support/types.ts';

/** A method accepts at least what the type promises that it accepts. */
export const noBivariantMethod: Rule<'narrowed'> = createRule({
  name: 'no-bivariant-method',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid a method whose parameters are narrower than those of the type it stands for',
      tiers: ['recommended', 'safe'],
      requiresTypeChecking: true,
      why: `TypeScript compares the parameters of methods in both directions (of function-typed properties in the right one
only). So an object whose \`put\` takes strings goes for a sink whose \`put\` takes strings and numbers, a subclass may narrow
what it overrides, and the first caller who passes a number finds out. Constructors are compared like methods where the type is that of a class.`,
      incorrect: [
        'interface Sink {\n  put(x: string | number): void;\n}\nexport const sink: Sink = { put(x: string) {} };',
        'class Base {\n  put(x: string | number) {}\n}\nexport class Derived extends Base {\n  override put(x: string) {}\n}',
      ],
      correct: [
        'interface Sink {\n  put(x: string): void;\n}\nexport const sink: Sink = { put(x: string | number) {} };',
        'interface Sink {\n  readonly put: (x: string | number) => void;\n}\nexport const sink: Sink = { put: (x) => {} };',
      ],
    },
    messages: { narrowed: '`{{name}}` takes `{{from}}` where `{{to}}` is promised: accept all of it.' },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const types = typesOf(context);
    const { checker } = types;

    function check(node: TSESTree.Node, from: ts.Type, to: ts.Type): 'reported' | undefined {
      if (from === to || checker.isArrayLikeType(to)) return undefined;
      if (isLibraryType(to, types) && isLibraryType(from, types)) return checkSent(node, from, to);
      const at = types.node(node);
      for (const [name, given, promised] of methodsOf(from, to, at)) {
        const narrowed = narrowedParameter(given, promised);
        if (narrowed === undefined) continue;
        context.report({ node, messageId: 'narrowed', data: { name, ...narrowed } });
        return 'reported';
      }
      return undefined;
    }

    /** The methods of `to` as either type has them, and what constructs a class. */
    function* methodsOf(
      from: ts.Type,
      to: ts.Type,
      at: ts.Node,
    ): Generator<readonly [name: string, given?: ts.Signature | undefined, promised?: ts.Signature | undefined], void> {
      // The type of a method, taken by its name, is that of a method still.
      yield ['()', from.getCallSignatures()[0], to.getCallSignatures()[0]];
      yield ['new', from.getConstructSignatures()[0], to.getConstructSignatures()[0]];
      for (const promised of to.getProperties()) {
        const given = getPropertyOfType(from, promised.escapedName);
        if ((promised.flags & ts.SymbolFlags.Method) === 0 || given === undefined || given === promised) continue;
        const [mine, theirs] = [given, promised].map((method) =>
          checker.getTypeOfSymbolAtLocation(method, at).getCallSignatures().at(0),
        );
        yield [checker.symbolToString(promised), mine, theirs];
      }
    }

    /** What is sent into a generator, its third type argument, goes to `next`. */
    function checkSent(node: TSESTree.Node, from: ts.Type, to: ts.Type): 'reported' | undefined {
      const [given, wanted] = [from, to].map((type) => 'target' in type ? checker.getTypeArguments(type as ts.TypeReference)[2] : undefined); // prettier-ignore
      if (given === undefined || wanted === undefined || checker.isTypeAssignableTo(wanted, given)) return undefined;
      const data = { name: 'next', from: checker.typeToString(given), to: checker.typeToString(wanted) };
      context.report({ node, messageId: 'narrowed', data });
      return 'reported';
    }

    const takes = (own: Place, promised: ts.Type): boolean =>
      constituents(promised).every((each) => {
        const isDefault = own.hasDefault && (each.flags & ts.TypeFlags.Undefined) !== 0;
        return isDefault || checker.isTypeAssignableTo(each, own.type);
      });

    /** The first parameter of which `given` accepts less than `promised`. Of what depends on type parameters nobody knows. */
    function narrowedParameter(
      given: ts.Signature | undefined,
      promised: ts.Signature | undefined,
    ): { from: string; to: string } | undefined {
      if (given === undefined || promised === undefined) return undefined;
      const narrowed = commonPlaces(given, promised, types).find(
        ([own, other]) => !own.isGeneric && !other.isGeneric && !takes(own, other.type),
      );
      const [from, to] = narrowed?.map(({ type }) => checker.typeToString(type)) ?? [];
      return from === undefined || to === undefined ? undefined : { from, to };
    }

    return {
      ...onInnerFlow(types, ({ node, from, to, path }) => {
        const isSubclass = path === '' && 'superClass' in node.parent && from.getConstructSignatures().length > 0;
        if (isSubclass) return undefined; // which may be made of something else
        for (const [given, wanted] of pairsOf(from, to, types)) {
          if (check(node, given, wanted) === 'reported') return 'reported';
        }
        return undefined;
      }),
      ':matches(ClassDeclaration, ClassExpression)'(node: TSESTree.ClassDeclaration) {
        const own = instanceOf(types.of(node));
        for (const { expression } of node.implements) check(expression, own, instanceOf(types.of(expression)));
      },
    };
  },
});
