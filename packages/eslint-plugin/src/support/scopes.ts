/** Where a name comes from. */
import { ASTUtils, AST_NODE_TYPES, TSESLint, type TSESTree } from '@typescript-eslint/utils';

type Context = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;

/**
 * The variable that an identifier means; `undefined` for one that nothing in the file defines. Its name is not enough: what a parameter is
 * by default, and what a `switch` asks, do not see the variables of the scope that they stand in.
 */
export function variableOf(context: Context, node: TSESTree.Identifier): TSESLint.Scope.Variable | undefined {
  const scopes = scopesAround(context, node);
  const reference = scopes.flatMap(({ references }) => references).find(({ identifier }) => identifier === node);
  const found = reference === undefined ? scopes[0] && ASTUtils.findVariable(scopes[0], node) : reference.resolved;
  return found && found.defs.length > 0 ? found : undefined;
}

/** Whether `variable` is bound by an import. */
export function isImported(variable: TSESLint.Scope.Variable | undefined): boolean {
  return variable?.defs.some(({ type }) => type === TSESLint.Scope.DefinitionType.ImportBinding) ?? false;
}

/** The module that a name is imported from. */
export function moduleOf(variable: TSESLint.Scope.Variable | undefined): string | undefined {
  const parent = variable?.defs.map((definition) => definition.parent).find((node) => node != null);
  return parent?.type === AST_NODE_TYPES.ImportDeclaration ? parent.source.value : undefined;
}

/** Whether nothing of a definition is there when the program runs: an import of a type, a function without a body. The name means what the host means by it. */
function isErased({ node, parent }: TSESLint.Scope.Definition): boolean {
  const isOfType = (each: TSESTree.Node | null | undefined): boolean =>
    each != null && 'importKind' in each && each.importKind === 'type';
  return isOfType(node) || isOfType(parent) || node.type === AST_NODE_TYPES.TSDeclareFunction;
}

/** Whether a name stands in `typeof` of a type, which is erased, too. */
const isAskedForType = ({ identifier: { parent } }: TSESLint.Scope.Reference): boolean =>
  parent.type === AST_NODE_TYPES.TSTypeQuery || parent.type === AST_NODE_TYPES.TSQualifiedName;

/** Every use as a value of a name that the file does not define: globals, by whatever library. */
export function globalReferences(context: Context, program: TSESTree.Program): readonly TSESLint.Scope.Reference[] {
  const found: TSESLint.Scope.Reference[] = [];
  const visit = (scope: TSESLint.Scope.Scope): void => {
    for (const reference of scope.references) {
      const defs = reference.resolved?.defs ?? [];
      const isGlobal = defs.length === 0 || (defs.every(isErased) && !isAskedForType(reference));
      if (isGlobal && !(reference.isTypeReference && !reference.isValueReference)) found.push(reference);
    }
    scope.childScopes.forEach(visit);
  };
  visit(context.sourceCode.getScope(program));
  return found;
}

/** The scopes that `node` stands in, from the inside out. */
export function scopesAround(context: Context, node: TSESTree.Node): readonly TSESLint.Scope.Scope[] {
  const found: TSESLint.Scope.Scope[] = [];
  for (
    let scope: TSESLint.Scope.Scope | null = context.sourceCode.getScope(node);
    scope !== null;
    scope = scope.upper
  ) {
    found.push(scope);
  }
  return found;
}
