/** An audit as people read it: text for a terminal, Markdown for a README and for the summary of a job. */
import type { Audit } from './audit.ts';

/** The figures, one a row, with numbers of lines as `lines` says them. */
function figures(audit: Audit, lines: (count: number) => string): [what: string, value: string][] {
  const { sizes, api, unsafe, escapes, dependencies } = audit;
  const rows: [string, string][] = [
    ['framework', `${lines(sizes.framework)} lines of code, of at most ${sizes.limit}`],
    ['framework and all below it', `${lines(sizes.trustedBase)} lines`],
    ['kernel', `${lines(sizes.kernel)} lines; the framework is ${(100 * sizes.share).toFixed(0)} % of both`],
    ['public face', counted(api.names.length, 'name')],
    [
      'reasons of unsafe code',
      `${unsafe.length}, in ${counted(new Set(unsafe.map(({ file }) => file)).size, 'file')}; that no use lacks one is lint's to find`,
    ],
    ['run-time dependencies on others', String(dependencies)],
  ];
  if (escapes !== undefined) {
    const { tried, mechanisms, byTypes, byLint, open } = escapes;
    const programs = `${counted(tried, 'program')}: types stop ${byTypes}, lint ${byLint}, neither ${open} (documented)`;
    rows.push(['ways out tried', `${counted(mechanisms, 'mechanism')}, in ${programs}`]);
  }
  return rows;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Two digits, so that a page need not change with every line. */
function rounded(count: number): string {
  return `about ${Number(count.toPrecision(2)).toLocaleString('en')}`;
}

export function asText(audit: Audit): string {
  const lines = figures(audit, String).map(([what, value]) => `${what.padEnd(32)}${value}`);
  lines.push('', 'package                         tier     files  lines  rules in effect');
  for (const { package: name, tier, files, lines: code, rules, required } of audit.packages) {
    const effect = required > 0 ? `${rules}, with all ${required} of its tier` : String(rules);
    lines.push(`${name.padEnd(32)}${tier.padEnd(9)}${String(files).padEnd(7)}${String(code).padEnd(7)}${effect}`);
  }
  lines.push('', 'unsafe sites');
  for (const { file, line, reason } of audit.unsafe) lines.push(`  ${file}:${line}  ${reason}`);
  lines.push('', ...findingLines(audit), verdict(audit));
  return `${lines.join('\n')}\n`;
}

export function asMarkdown(audit: Audit): string {
  const rows = figures(audit, rounded).map(([what, value]) => `| ${what} | ${value} |`);
  return ['| | |', '| --- | --- |', ...rows, ''].join('\n');
}

/** For the page of a run in CI. */
export function asSummary(audit: Audit): string {
  const found = audit.findings.length === 0 ? [] : ['```text', ...findingLines(audit), '```'];
  return ['## Audit', '', asMarkdown(audit), ...found, verdict(audit), ''].join('\n');
}

const START = '<!-- audit -->';
const END = '<!-- /audit -->';

/** `page` with the figures between its markers; `undefined` if it has none. */
export function withFigures(page: string, audit: Audit): string | undefined {
  const [from, to] = [page.indexOf(START), page.indexOf(END)];
  if (from < 0 || to < from) return undefined;
  return `${page.slice(0, from + START.length)}\n\n${asMarkdown(audit)}\n${page.slice(to)}`;
}

function findingLines({ findings }: Audit): string[] {
  return findings.map(
    ({ rule, file, line, message }) => `${file}${line === undefined ? '' : `:${line}`}  ${rule}  ${message}`,
  );
}

function verdict({ findings }: Audit): string {
  return findings.length === 0 ? 'No findings.' : `${counted(findings.length, 'finding')}.`;
}
