/** Unsafe sites: each `// SAFETY:` reason with its place, and unsafe files that have none. */
import ts from 'typescript';
import type { AuditConfig } from './config.ts';
import type { Finding } from './finding.ts';
import type { Module } from './graph.ts';

export interface UnsafeSite {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

const MARK = 'SAFETY:';

export function unsafeSites(
  config: AuditConfig,
  modules: Iterable<Module>,
): { sites: UnsafeSite[]; findings: Finding[] } {
  const sites: UnsafeSite[] = [];
  const findings: Finding[] = [];
  for (const { file, source, owner } of modules) {
    const isUnsafe = file.endsWith('.unsafe.ts');
    const found = sitesIn(file, source);
    if (owner === config.framework) sites.push(...found);
    if (isUnsafe && owner !== config.framework) {
      findings.push({ rule: 'unsafe-outside', file, message: `only ${config.framework.name} has unsafe files` });
    }
    for (const { line, reason } of found.filter((site) => !/\S\s+\S/.test(site.reason))) {
      findings.push({ rule: 'unsafe-unexplained', file, line, message: `'${reason}' is no reason` });
    }
    if (isUnsafe && found.length === 0) {
      findings.push({ rule: 'unsafe-unexplained', file, message: 'there is no // SAFETY: reason in it' });
    }
  }
  return { sites, findings };
}

/** The reason goes on over the line comments that follow. */
function sitesIn(file: string, source: ts.SourceFile): UnsafeSite[] {
  const sites: UnsafeSite[] = [];
  const seen = new Set<number>();
  const visit = (node: ts.Node): void => {
    let open: { line: number; text: string[] } | undefined;
    for (const { pos, end, kind } of ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? []) {
      if (kind !== ts.SyntaxKind.SingleLineCommentTrivia || seen.has(pos)) continue;
      seen.add(pos);
      const text = source.text.slice(pos + 2, end).trim();
      if (text.startsWith(MARK)) {
        open = { line: source.getLineAndCharacterOfPosition(pos).line + 1, text: [] };
        sites.push({ file, line: open.line, reason: '' });
      }
      if (open === undefined) continue;
      open.text.push(text.replace(MARK, '').trim());
      sites[sites.length - 1] = { file, line: open.line, reason: open.text.join(' ') };
    }
    node.getChildren(source).forEach(visit);
  };
  visit(source);
  return sites;
}
