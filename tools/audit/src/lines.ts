/** Lines of code: those that hold a token of the language, so neither blanks nor comments. */
import ts from 'typescript';

export function codeLines(source: ts.SourceFile): number {
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return;
    const children = node.getChildren(source);
    if (children.length > 0) {
      children.forEach(visit);
      return;
    }
    const [start, end] = [node.getStart(source), node.getEnd()];
    if (start === end) return;
    const last = source.getLineAndCharacterOfPosition(end).line;
    for (let at = source.getLineAndCharacterOfPosition(start).line; at <= last; at++) lines.add(at);
  };
  visit(source);
  return lines.size;
}
