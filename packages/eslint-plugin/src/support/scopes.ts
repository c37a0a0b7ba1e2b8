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
  if (reference !== undefined) return definitionsSeen(reference).length > 0 ? reference.resolved! : undefined;
  const found = scopes[0] && ASTUtils.findVariable(scopes[0], node);
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

/**
 * Definitions of the variable that a reference can mean when the program runs: not those of types, which are erased, and for one among
 * the parameters of a function none of its body's. The scope manager has them all in one scope, under one name.
 */
function definitionsSeen({ identifier, resolved }: TSESLint.Scope.Reference): readonly TSESLint.Scope.Definition[] {
  if (resolved === null) return [];
  const { block } = resolved.scope;
  const body = 'body' in block && !Array.isArray(block.body) ? block.body : undefined;
  const isBefore = (node: TSESTree.Node): boolean => body != null && node.range[0] < body.range[0];
  return resolved.defs.filter((each) => !isErased(each) && (!isBefore(identifier) || isBefore(each.name)));
}

/** Whether nothing of a definition is there when the program runs. The name means what the host means by it. */
function isErased({ type, node, parent }: TSESLint.Scope.Definition): boolean {
  const isOfType = (each: TSESTree.Node | null | undefined): boolean =>
    each != null && 'importKind' in each && each.importKind === 'type';
  const isType = type === TSESLint.Scope.DefinitionType.Type || node.type === AST_NODE_TYPES.TSDeclareFunction;
  return isType || isOfType(node) || isOfType(parent);
}

/** Whether a name stands in `typeof` of a type, which is erased, too. */
export const isAskedForType = ({ identifier: { parent } }: TSESLint.Scope.Reference): boolean =>
  parent.type === AST_NODE_TYPES.TSTypeQuery || parent.type === AST_NODE_TYPES.TSQualifiedName;

/** Every use as a value of a name that the file does not define: globals, by whatever library. */
export function globalReferences(context: Context, program: TSESTree.Program): readonly TSESLint.Scope.Reference[] {
  const found: TSESLint.Scope.Reference[] = [];
  const visit = (scope: TSESLint.Scope.Scope): void => {
    for (const reference of scope.references) {
      const isDefined = (reference.resolved?.defs.length ?? 0) > 0 && isAskedForType(reference);
      const isGlobal = !isDefined && definitionsSeen(reference).length === 0;
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
