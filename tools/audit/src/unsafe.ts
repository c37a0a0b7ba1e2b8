/** Unsafe sites: each `// SAFETY:` reason with its place, and unsafe files that have none. What a reason is, is lint's to say. */
import { safetyComments } from 'eslint-plugin-framekernel';
import type { AuditConfig } from './config.ts';
import type { Finding } from './finding.ts';
import type { Module } from './graph.ts';

export interface UnsafeSite {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export function unsafeSites(
  config: AuditConfig,
  modules: Iterable<Module>,
): { sites: UnsafeSite[]; findings: Finding[] } {
  const sites: UnsafeSite[] = [];
  const findings: Finding[] = [];
  for (const { file, source, owner } of modules) {
    const isUnsafe = file.endsWith('.unsafe.ts');
    const found = safetyComments(source);
    if (owner === config.framework) sites.push(...found.map(({ line, reason }) => ({ file, line, reason })));
    if (isUnsafe && owner !== config.framework) {
      findings.push({ rule: 'unsafe-outside', file, message: `only ${config.framework.name} has unsafe files` });
    }
    for (const { line, reason } of found.filter(({ isReason }) => !isReason)) {
      findings.push({ rule: 'unsafe-unexplained', file, line, message: `'${reason}' is no reason` });
    }
    if (isUnsafe && found.length === 0) {
      findings.push({ rule: 'unsafe-unexplained', file, message: 'there is no // SAFETY: reason in it' });
    }
  }
  return { sites, findings };
}
