/** The effective lint configuration of every module, as ESLint itself computes it. */
import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import framekernel from 'eslint-plugin-framekernel';
import type { AuditConfig, AuditedPackage, Tier } from './config.ts';
import type { Finding } from './finding.ts';
import type { Graph, Module } from './graph.ts';

/** What holds in a package. */
export interface LintFigures {
  readonly package: string;
  readonly tier: Tier;
  readonly files: number;
  readonly lines: number;
  /** Rules that are errors in every one of its modules. */
  readonly rules: number;
  /** Of those that its tier must have. */
  readonly required: number;
}

type Options = Readonly<Record<string, unknown>>;

const SAFE = Object.keys(framekernel.safe().rules);
const FRAMEWORK = ['framekernel/safety-comment', 'framekernel/unsafe-file-name'];
/** Globals that no list of what safe code may name has. */
const HOST_NAMES = ['Date', 'Promise', 'Uint8Array', 'ArrayBuffer', 'process', 'eval', 'globalThis', 'setTimeout'];

export async function lintOf(
  config: AuditConfig,
  graph: Graph,
): Promise<{ figures: LintFigures[]; findings: Finding[] }> {
  const eslint = new ESLint({ cwd: config.root, overrideConfigFile: join(config.root, config.eslint) });
  const figures: LintFigures[] = [];
  const findings: Finding[] = [];
  for (const owner of config.packages) {
    const modules = [...graph.modules.values()].filter((module) => module.owner === owner);
    const required = requiredFor(owner);
    let common: Set<string> | undefined;
    for (const module of modules) {
      const { errors, problems } = await judge(eslint, config, module);
      findings.push(...problems);
      if (errors !== undefined) common = new Set(errors.filter((name) => common?.has(name) ?? true));
    }
    const lines = modules.reduce((sum, module) => sum + module.lines, 0);
    const size = { files: modules.length, lines, rules: common?.size ?? 0, required: required.length };
    figures.push({ package: owner.name, tier: owner.tier, ...size });
  }
  return { figures, findings };
}

function requiredFor({ tier, role }: Pick<AuditedPackage, 'tier' | 'role'>): readonly string[] {
  if (tier === 'safe') return SAFE;
  return role === 'framework' ? FRAMEWORK : [];
}

async function judge(
  eslint: ESLint,
  config: AuditConfig,
  { file, owner }: Module,
): Promise<{ errors?: string[]; problems: Finding[] }> {
  const path = join(config.root, file);
  if (await eslint.isPathIgnored(path)) {
    // Data that a generator wrote is no code of the safe tier; there it could hold anything.
    const isData = file.endsWith('.generated.ts') && owner.tier !== 'safe';
    return { problems: isData ? [] : [{ rule: 'lint-ignored', file, message: 'lint ignores it' }] };
  }
  const effective = (await eslint.calculateConfigForFile(path)) as Linter.Config | undefined;
  const rules = effective?.rules ?? {};
  const errors = Object.keys(rules).filter((name) => severity(rules[name]) === 2);
  return { errors, problems: shortcomings(effective, owner, config).map((problem) => ({ ...problem, file })) };
}

/** What an effective configuration lacks of what the tier of its file wants. */
export function shortcomings(
  effective: Linter.Config | undefined,
  owner: Pick<AuditedPackage, 'tier' | 'role'>,
  { imports }: Pick<AuditConfig, 'imports'>,
): Pick<Finding, 'rule' | 'message'>[] {
  const rules = effective?.rules ?? {};
  const missing = requiredFor(owner)
    .filter((name) => severity(rules[name]) !== 2)
    .map((name) => `${name} is not an error here`);
  const weak = owner.tier === 'safe' ? weakened(rules, imports) : [];
  return [
    ...[...missing, ...weak].map((message) => ({ rule: 'lint-missing' as const, message })),
    ...(effective?.linterOptions?.noInlineConfig === true
      ? []
      : [{ rule: 'lint-inline' as const, message: 'noInlineConfig is not set for it' }]),
  ];
}

/** Rules of the safe tier that are on and let too much through. */
function weakened(rules: Partial<Linter.RulesRecord>, imports: readonly string[]): string[] {
  const found: string[] = [];
  const { packages } = optionsOf(rules, 'framekernel/no-foreign-import') as { packages?: readonly string[] };
  const foreign = (packages ?? []).filter((name) => !imports.includes(name));
  if (packages === undefined || foreign.length > 0) {
    found.push(`framekernel/no-foreign-import lets ${foreign.join(', ') || 'every package'} in`);
  }
  const { allow = {} } = optionsOf(rules, 'framekernel/no-ambient-global') as { allow?: object };
  const named = HOST_NAMES.filter((name) => name in allow);
  if (named.length > 0) found.push(`framekernel/no-ambient-global allows ${named.join(', ')}`);
  const { assertionStyle } = optionsOf(rules, '@typescript-eslint/consistent-type-assertions');
  if (assertionStyle !== 'never') found.push('@typescript-eslint/consistent-type-assertions allows assertions');
  return found;
}

function severity(entry: Linter.RuleEntry | undefined): unknown {
  return Array.isArray(entry) ? entry[0] : entry;
}

function optionsOf(rules: Partial<Linter.RulesRecord>, name: string): Options {
  const entry: unknown = rules[name];
  return Array.isArray(entry) ? ((entry[1] as Options | undefined) ?? {}) : {};
}
