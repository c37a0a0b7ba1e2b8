/** What the text of a module says against it, whatever it imports. */
import ts from 'typescript';
import type { Finding } from './finding.ts';

export function syntaxFindings(file: string, source: ts.SourceFile, program: ts.Program): Finding[] {
  return [...opaqueImports(file, source), ...syntaxErrors(file, source, program)];
}

/** `import(…)` and `require(…)`: nothing of the core is loaded while it runs. */
function opaqueImports(file: string, source: ts.SourceFile): Finding[] {
  const found: Finding[] = [];
  const visit = (node: ts.Node): void => {
    const called = ts.isCallExpression(node) ? node.expression : undefined;
    const name = called?.kind === ts.SyntaxKind.ImportKeyword ? 'import' : called?.getText(source);
    if (called !== undefined && (name === 'import' || name === 'require')) {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      found.push({ rule: 'module-opaque', file, line, message: `${name}(…) is resolved when it runs` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function syntaxErrors(file: string, source: ts.SourceFile, program: ts.Program): Finding[] {
  return program.getSyntacticDiagnostics(source).map(({ start, messageText }) => ({
    rule: 'module-syntax',
    file,
    line: source.getLineAndCharacterOfPosition(start).line + 1,
    message: ts.flattenDiagnosticMessageText(messageText, ' '),
  }));
}
