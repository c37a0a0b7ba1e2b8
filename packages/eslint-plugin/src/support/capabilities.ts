/** Raw capabilities: the modules that give them, the types that carry them, and what counts as a use. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { nameLists } from '../rule.ts';
import { moduleOf, variableOf } from './scopes.ts';
import { isCalled, typesOf } from './types.ts';

export interface CapabilityOptions {
  readonly modules?: readonly string[];
  readonly types?: readonly string[];
}

export const capabilitySchema: TSESLint.RuleMetaData<string>['schema'] = nameLists({
  modules: 'Modules that give raw capabilities.',
  types: 'Types whose members are raw capabilities: reading one is an unsafe operation.',
});

/** Calls `report` with each use: a function of such a module that is called, a member of such a type that is read. */
export function onCapability(
  context: Readonly<TSESLint.RuleContext<string, readonly [CapabilityOptions]>>,
  report: (node: TSESTree.Expression, name: string) => void,
): TSESLint.RuleListener {
  const [{ modules = [], types: names = [] }] = context.options;
  const raw = new Set(names);
  const types = typesOf(context);
  return {
    'CallExpression > Identifier.callee'(node: TSESTree.Identifier) {
      const module = moduleOf(variableOf(context, node));
      if (module !== undefined && modules.includes(module)) report(node, node.name);
    },
    'CallExpression > MemberExpression.callee'(node: TSESTree.MemberExpression) {
      if (node.property.type !== AST_NODE_TYPES.PrivateIdentifier && isCalled(types.of(node.object), raw)) {
        report(node, context.sourceCode.getText(node));
      }
    },
  };
}
