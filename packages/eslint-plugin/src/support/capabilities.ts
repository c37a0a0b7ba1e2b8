/** Raw capabilities: the modules that give them, the types that carry them, and what counts as a use. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { getPropertyOfType } from 'ts-api-utils';
import ts from 'typescript';
import { nameLists } from '../rule.ts';
import { staticName } from './keys.ts';
import { takenApart } from './patterns.ts';
import { isAskedForType } from './scopes.ts';
import { onInnerFlow } from './shared-flows.ts';
import { atLeast, constituents, isCalled, isLoose, signaturesOf, typesOf } from './types.ts';

export interface CapabilityOptions {
  readonly modules?: readonly string[];
  readonly types?: readonly string[];
}

export const capabilitySchema: TSESLint.RuleMetaData<string>['schema'] = nameLists({
  modules: 'Modules that give raw capabilities: using a function of theirs is an unsafe operation.',
  types: 'Types whose members are raw capabilities: reading one is an unsafe operation.',
});

/**
 * Calls `report` with each use: of a function of such a module, or of a member of such a type, whether it is called or handed on. What
 * has such members may be held and handed on by anybody.
 */
export function onCapability(
  context: Readonly<TSESLint.RuleContext<string, readonly [CapabilityOptions]>>,
  report: (node: TSESTree.Node, name: string) => void,
): TSESLint.RuleListener {
  const [{ modules = [], types: names = [] }] = context.options;
  const raw = new Set(names);
  const types = typesOf(context);
  const textOf = (node: TSESTree.Node): string => context.sourceCode.getText(node);

  /** Whether `name` of a value, or all that it has, is a raw capability. What `Pick` makes of a type has another name, and the same members. */
  function isRaw(value: ts.Type | undefined, name: string | undefined): boolean {
    if (value === undefined) return false;
    return constituents(value).some((each) => {
      const type = atLeast(each, types);
      const member = name === undefined ? undefined : getPropertyOfType(type, ts.escapeLeadingUnderscores(name));
      return isCalled(type, raw) || (member?.declarations ?? []).some((declaration) => raw.has(ownerOf(declaration)));
    });
  }

  /** Whether `type` has a member of that name in its own right: what a pattern asks for is declared nowhere. */
  const declares = (type: ts.Type, name: string): boolean =>
    constituents(type).some((each) => {
      const member = getPropertyOfType(each, ts.escapeLeadingUnderscores(name));
      return member?.declarations !== undefined;
    });

  function checkCopy(node: TSESTree.SpreadElement | TSESTree.RestElement, copied: ts.Type | undefined): void {
    if (isRaw(copied, undefined)) report(node, textOf(node));
  }

  return {
    // Under a type that is not on the list, nobody would know its members for what they are.
    ...onInnerFlow(types, ({ node, from, to }) => {
      const members = constituents(from).flatMap((each) => atLeast(each, types).getProperties());
      const names = members.map(({ name }) => name).filter((name) => isRaw(from, name) && declares(to, name));
      if (!names.some((name) => !isRaw(to, name))) return undefined;
      report(node, textOf(node));
      return 'reported';
    }),
    ImportDeclaration(node) {
      if (!modules.includes(node.source.value)) return;
      const references = context.sourceCode.getDeclaredVariables(node).flatMap((variable) => variable.references);
      for (const reference of references) {
        const { identifier } = reference;
        const type = types.of(identifier);
        const isFunction = isLoose(type) || signaturesOf(type).length > 0;
        const isModule = ((type.symbol as ts.Symbol | undefined)?.flags ?? 0) & ts.SymbolFlags.ValueModule;
        if (!reference.isValueReference || isAskedForType(reference)) continue;
        if (isFunction || isModule) report(identifier, textOf(identifier));
      }
    },
    MemberExpression(node) {
      const { object, property, computed } = node;
      if (property.type === AST_NODE_TYPES.PrivateIdentifier) return;
      if (isRaw(types.of(object), staticName(property, computed))) report(node, textOf(node));
    },
    'ObjectPattern > Property'({ key, computed, parent }: TSESTree.Property) {
      if (isRaw(takenApart(parent, types), staticName(key, computed))) report(key, textOf(key));
    },
    'ObjectPattern > RestElement'(node: TSESTree.RestElement) {
      checkCopy(node, takenApart(node.parent, types));
    },
    'ObjectExpression > SpreadElement'(node: TSESTree.SpreadElement) {
      checkCopy(node, types.of(node.argument));
    },
  };
}

/** What the type is called that a member is declared in. */
function ownerOf({ parent }: ts.Declaration): string {
  const owner = ts.isTypeLiteralNode(parent) ? parent.parent : parent;
  const isNamed = ts.isInterfaceDeclaration(owner) || ts.isClassLike(owner) || ts.isTypeAliasDeclaration(owner);
  return (isNamed ? owner.name?.text : undefined) ?? '';
}
