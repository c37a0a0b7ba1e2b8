/** A configuration without anything of its own: it names a shared one outside of the package, and hands texts to it. */
import ts from 'typescript';

export function isPlain(text: string): boolean {
  const source = ts.createSourceFile('plain.config.ts', text, ts.ScriptTarget.Latest, true);
  return source.statements.every((statement) => {
    if (ts.isImportDeclaration(statement)) return isOutside(statement.moduleSpecifier);
    if (ts.isExportDeclaration(statement)) return isOutside(statement.moduleSpecifier);
    return ts.isExportAssignment(statement) && isGiven(statement.expression);
  });
}

function isOutside(specifier: ts.Expression | undefined): boolean {
  return specifier !== undefined && ts.isStringLiteral(specifier) && specifier.text.startsWith('../');
}

function isGiven(value: ts.Expression): boolean {
  if (ts.isCallExpression(value)) return ts.isIdentifier(value.expression) && value.arguments.every(isGiven);
  return ts.isIdentifier(value) || ts.isStringLiteral(value);
}
