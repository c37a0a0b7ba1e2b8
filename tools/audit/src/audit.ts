/** The audit: figures of a repository, and everything in it that breaks its own rules. */
import { apiOf, type Api } from './api.ts';
import { compilerFindings } from './compiler.ts';
import type { AuditConfig } from './config.ts';
import { escapesOf, type Escapes } from './escapes.ts';
import type { Finding } from './finding.ts';
import { graphOf, reachableFrom, type Module } from './graph.ts';
import { lintOf, type LintFigures } from './lint.ts';
import { manifestFindings } from './manifest.ts';
import { readingsOf } from './readings.ts';
import { strays } from './strays.ts';
import { unsafeSites, type UnsafeSite } from './unsafe.ts';

/** Lines of code (neither blank nor comment) that are reachable from the entries. */
export interface Sizes {
  readonly framework: number;
  readonly limit: number;
  /** The framework and all that it stands on. */
  readonly trustedBase: number;
  /** What stands on the framework. */
  readonly kernel: number;
  /** The framework's share of itself and the kernel, 0 … 1. */
  readonly share: number;
}

export interface Audit {
  readonly sizes: Sizes;
  readonly packages: readonly LintFigures[];
  readonly modules: number;
  readonly api: Pick<Api, 'names' | 'report'>;
  readonly unsafe: readonly UnsafeSite[];
  readonly escapes: Escapes | undefined;
  /** Run-time dependencies of the audited packages on others. */
  readonly dependencies: number;
  readonly findings: readonly Finding[];
}

export async function audit(config: AuditConfig): Promise<Audit> {
  const graph = graphOf(config);
  const api = apiOf(config, graph);
  const lint = await lintOf(config, graph, api.handles);
  const unsafe = unsafeSites(config, graph.modules.values());
  const sizes = sizesOf(config, (entries) => reachableFrom(graph, entries));
  const findings = [
    ...graph.findings,
    ...(await readingsOf(graph.modules.values())),
    ...strays(config, graph),
    ...compilerFindings(config, graph),
    ...config.packages.flatMap((each) => manifestFindings(config, each)),
    ...lint.findings,
    ...unsafe.findings,
    ...api.findings,
  ];
  if (sizes.framework > sizes.limit) {
    const message = `${sizes.framework} lines of code, and the limit is ${sizes.limit}`;
    findings.push({ rule: 'framework-size', file: config.framework.entries[0]!, line: 1, message });
  }
  return {
    sizes,
    packages: lint.figures,
    modules: graph.modules.size,
    api,
    unsafe: unsafe.sites,
    escapes: escapesOf(config),
    dependencies: findings.filter(({ rule }) => rule === 'dependency-third-party').length,
    findings,
  };
}

function sizesOf(
  { framework, packages, limit }: AuditConfig,
  reachable: (entries: readonly string[]) => readonly Module[],
): Sizes {
  const sum = (modules: readonly Module[]): number => modules.reduce((total, { lines }) => total + lines, 0);
  const base = reachable(framework.entries);
  const own = sum(base.filter(({ owner }) => owner === framework));
  const kernels = packages.filter(({ role }) => role === 'kernel');
  const above = reachable(kernels.flatMap(({ entries }) => entries));
  const kernel = sum(above.filter(({ owner }) => kernels.includes(owner)));
  return { framework: own, limit, trustedBase: sum(base), kernel, share: own / (own + kernel) };
}
