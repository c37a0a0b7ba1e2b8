/** What the text of a module says against it, whatever it imports. */
import ts from 'typescript';
import type { Finding } from './finding.ts';

export function syntaxFindings(file: string, source: ts.SourceFile): Finding[] {
  return [...opaqueImports(file, source), ...pragmas(file, source)];
}

/**
 * The modules that a source names, wherever it does. By its tree: what only looks at tokens (`ts.preProcessFile`) takes a member called `import` for the
 * keyword, and misses what comes after it.
 */
export function importsOf(source: ts.SourceFile): readonly ts.StringLiteralLike[] {
  const found: ts.StringLiteralLike[] = [];
  const visit = (node: ts.Node): void => {
    const named = moduleNamedBy(node);
    if (named !== undefined && ts.isStringLiteralLike(named)) found.push(named);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function moduleNamedBy(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  return ts.isCallExpression(node) && isImport(node) ? node.arguments[0] : undefined;
}

/** Of `import(…)` and `require(…)`, which of them it is. */
function isImport({ expression }: ts.CallExpression): 'import' | 'require' | undefined {
  if (expression.kind === ts.SyntaxKind.ImportKeyword) return 'import';
  return ts.isIdentifier(expression) && expression.text === 'require' ? 'require' : undefined;
}

/** `import(…)` and `require(…)`: nothing of the core is loaded while it runs. */
function opaqueImports(file: string, source: ts.SourceFile): Finding[] {
  const found: Finding[] = [];
  const visit = (node: ts.Node): void => {
    const name = ts.isCallExpression(node) ? isImport(node) : undefined;
    if (name !== undefined) {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      found.push({ rule: 'module-opaque', file, line, message: `${name}(…) is resolved when it runs` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

export function syntaxErrors(file: string, source: ts.SourceFile, program: ts.Program): Finding[] {
  return program.getSyntacticDiagnostics(source).map(({ start, messageText }) => ({
    rule: 'module-syntax',
    file,
    line: source.getLineAndCharacterOfPosition(start).line + 1,
    message: ts.flattenDiagnosticMessageText(messageText, ' '),
  }));
}

/** Words that the compiler (in capitals or not, and with a sign of Kelvin for its k) and bundlers obey in comments, and no program has a use for. */
const PRAGMAS =
  /[@#]__[A-Z_]+__|@ts-(?:no)?check|@ts-ignore|@ts-expect-error|[@#]\s*source(?:mapping)?url=|@jsx(?:frag|importsource|runtime)?\b/giu;

/** What a comment takes in, has the compiler not look at, or a bundler leave out: no import, and no part of the program that the rules look at. */
function pragmas(file: string, source: ts.SourceFile): Finding[] {
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
  const taken = source.referencedFiles.map(({ fileName, pos }): Finding => {
    return { rule: 'module-form', file, line: lineOf(pos), message: `a comment takes ${fileName} in: import it` };
  });
  const obeyed = [...source.text.matchAll(PRAGMAS)].map(({ 0: text, index }): Finding => {
    return { rule: 'module-pragma', file, line: lineOf(index), message: `${text} has a tool look away` };
  });
  return [...taken, ...obeyed];
}
