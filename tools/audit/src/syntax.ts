/** What the text of a module says against it, whatever it imports. */
import ts from 'typescript';
import type { Finding } from './finding.ts';

export function syntaxFindings(file: string, source: ts.SourceFile, program: ts.Program): Finding[] {
  return [...opaqueImports(file, source), ...syntaxErrors(file, source, program), ...pragmas(file, source)];
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

/** Words that the compiler (in capitals or not, and with a sign of Kelvin for its k) and bundlers obey in comments, and no program has a use for. */
const PRAGMAS = /[@#]__[A-Z_]+__|@ts-(?:no)?check|@ts-ignore|@ts-expect-error/giu;

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
