/** The effective lint configuration of every module, as ESLint itself computes it, and what it reports of those whose tier has rules. */
import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import framekernel from 'eslint-plugin-framekernel';
import type { AuditConfig, AuditedPackage, Tier } from './config.ts';
import { AuditError } from './error.ts';
import { emittedErrors, type Ruled } from './emitted.ts';
import type { Finding } from './finding.ts';
import type { Graph, Module } from './graph.ts';
import { lintErrors } from './linted.ts';

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
const TRUSTED = Object.keys(framekernel.trusted().rules);
/** Options in which a project names its own things; all others are to be as the plugin has them. */
const NAMES = new Set(['packages', 'within', 'handles', 'contexts', 'blocking']);
/** What the configuration of safe code has to let in, and to protect. */
type Names = Pick<AuditConfig, 'imports' | 'globals'> & {
  /** Classes that only the framework makes. */
  readonly handles?: readonly string[];
};

export async function lintOf(
  config: AuditConfig,
  graph: Graph,
  handles: readonly string[],
): Promise<{ figures: LintFigures[]; findings: Finding[] }> {
  const eslint = new ESLint({ cwd: config.root, overrideConfigFile: join(config.root, config.eslint) });
  await loadedBy(eslint, config);
  const figures: LintFigures[] = [];
  const findings: Finding[] = [];
  const ruled: Ruled[] = [];
  for (const owner of config.packages) {
    const modules = [...graph.modules.values()].filter((module) => module.owner === owner);
    const required = requiredFor(owner, config);
    let common: Set<string> | undefined;
    for (const module of modules) {
      const { rules, problems } = await judge(eslint, { ...config, handles }, module);
      findings.push(...problems);
      if (rules === undefined) continue;
      if (required.length > 0 && module.syntax === 'sound') ruled.push({ module, rules });
      const errors = Object.keys(rules).filter((name) => severity(rules[name]) === 2);
      common = new Set(errors.filter((name) => common?.has(name) ?? true));
    }
    const lines = modules.reduce((sum, module) => sum + module.lines, 0);
    const size = { files: modules.length, lines, rules: common?.size ?? 0, required: required.length };
    figures.push({ package: owner.name, tier: owner.tier, ...size });
  }
  const files = ruled.map(({ module }) => module.file);
  const errors = await lintErrors(config, files);
  findings.push(...errors, ...emittedErrors(config.root, ruled, errors));
  return { figures, findings };
}

/** Throws if the configuration can't be loaded: it is a program, which may do anything. */
async function loadedBy(eslint: ESLint, { root, eslint: file }: AuditConfig): Promise<void> {
  try {
    await eslint.calculateConfigForFile(join(root, 'any.ts'));
  } catch (cause) {
    throw new AuditError('E_CONFIG', `${file} can't be loaded: ${String(cause)}`, { cause });
  }
}

/** What the tier of a file depends on. */
type Owner = Pick<AuditedPackage, 'tier' | 'role'> & Partial<Pick<AuditedPackage, 'name'>>;

/** Of trusted code that counts which safe code may import: what that takes of the host, safe code has. */
function requiredFor({ tier, role, name = '' }: Owner, { imports }: Names): readonly string[] {
  if (tier === 'safe') return SAFE;
  return tier === 'trusted' && (role === 'framework' || imports.includes(name)) ? TRUSTED : [];
}

async function judge(
  eslint: ESLint,
  config: AuditConfig & Names,
  { file, owner }: Module,
): Promise<{ rules?: Linter.RulesRecord; problems: Finding[] }> {
  const path = join(config.root, file);
  if (await eslint.isPathIgnored(path)) {
    // Data that a generator wrote is no code of the safe tier; there it could hold anything.
    const isData = file.endsWith('.generated.ts') && owner.tier !== 'safe';
    return { problems: isData ? [] : [{ rule: 'lint-ignored', file, message: 'lint ignores it' }] };
  }
  const effective = (await eslint.calculateConfigForFile(path)) as Linter.Config | undefined;
  return {
    rules: (effective?.rules ?? {}) as Linter.RulesRecord,
    problems: shortcomings(effective, owner, config).map((problem) => ({ ...problem, file })),
  };
}

/** What an effective configuration lacks of what the tier of its file wants. */
export function shortcomings(
  effective: Linter.Config | undefined,
  owner: Owner,
  names: Names,
): Pick<Finding, 'rule' | 'message'>[] {
  const rules = effective?.rules ?? {};
  const missing = requiredFor(owner, names)
    .filter((name) => severity(rules[name]) !== 2)
    .map((name) => `${name} is not an error here`);
  const weak = [
    ...(owner.tier === 'safe' ? [...weakened(rules, names), ...replaced(effective)] : []),
    ...(owner.role === 'framework' ? nameless(rules) : []),
  ];
  return [
    ...[...missing, ...weak].map((message) => ({ rule: 'lint-missing' as const, message })),
    ...(effective?.linterOptions?.noInlineConfig === true
      ? []
      : [{ rule: 'lint-inline' as const, message: 'noInlineConfig is not set for it' }]),
  ];
}

/** Rules of the safe tier that are on and let too much through. */
function weakened(rules: Partial<Linter.RulesRecord>, { imports, globals, handles = [] }: Names): string[] {
  const found: string[] = [];
  const { packages } = optionsOf(rules, 'framekernel/no-foreign-import') as { packages?: readonly string[] };
  const foreign = (packages ?? []).filter((name) => !imports.includes(name));
  if (packages === undefined || foreign.length > 0) {
    found.push(`framekernel/no-foreign-import lets ${foreign.join(', ') || 'every package'} in`);
  }
  const ambient = 'framekernel/no-ambient-global';
  const { allow = {} } = optionsOf(rules, ambient) as { allow?: Options };
  const { allow: known = {} } = wantedOf(ambient) as { allow?: Options };
  const named = Object.keys(allow).filter((name) => !globals.includes(name) && !isSame(allow[name], known[name]));
  if (named.length > 0) found.push(`${ambient} allows ${named.join(', ')}`);
  const literal = 'framekernel/no-handle-literal';
  const { handles: kept = [] } = optionsOf(rules, literal) as { handles?: readonly string[] };
  const open = handles.filter((name) => !kept.includes(name));
  if (open.length > 0) found.push(`${literal} does not name ${open.join(', ')}, which only the framework makes`);
  for (const name of SAFE.filter((each) => severity(rules[each]) === 2)) {
    const given = optionsOf(rules, name);
    const wanted = wantedOf(name);
    const other = Object.keys({ ...given, ...wanted }).filter((option) => {
      const isNamed = NAMES.has(option) || (name === ambient && option === 'allow');
      // What the plugin says nothing of is an exception, unless it is refused.
      return !isNamed && !isSame(given[option], wanted[option]) && (option in wanted || given[option] !== false);
    });
    if (other.length > 0) found.push(`${name} has ${other.map((option) => `"${option}"`).join(', ')} of its own`);
  }
  return found;
}

/** Rules of the framework that have nothing to look for. */
function nameless(rules: Partial<Linter.RulesRecord>): string[] {
  const isNameless = (name: string): boolean => {
    const { modules, types } = optionsOf(rules, name) as { modules?: readonly string[]; types?: readonly string[] };
    return severity(rules[name]) === 2 && [...(modules ?? []), ...(types ?? [])].length === 0;
  };
  return ['framekernel/safety-comment', 'framekernel/unsafe-file-name']
    .filter(isNameless)
    .map((name) => `${name} names neither modules nor types that are raw`);
}

/** What stands in the place of what lint is, so that its rules see or say nothing. */
function replaced(effective: Linter.Config | undefined): string[] {
  const parser = effective?.languageOptions?.['parser'] as { readonly meta?: { readonly name?: string } } | undefined;
  const found: string[] = [];
  if (effective?.plugins?.['framekernel']?.meta?.name !== framekernel.meta?.name)
    found.push('"framekernel" is another plugin here');
  if (effective?.processor !== undefined) found.push('a processor may leave out what rules report');
  if (parser?.meta?.name !== 'typescript-eslint/parser') found.push('the parser is not the one of typescript-eslint');
  const { projectService, project, programs } = (effective?.languageOptions?.['parserOptions'] ?? {}) as Options;
  const isOwn = project !== undefined || programs !== undefined;
  if (projectService === undefined || projectService === false || isOwn)
    found.push('the types are not those of "projectService", which takes the tsconfig.json that is next');
  return found;
}

/** The options of a rule of the safe tier, as the plugin sets them. */
function wantedOf(name: string): Options {
  const rule = framekernel.rules?.[name.replace('framekernel/', '')] as
    { meta?: { defaultOptions?: Options[] } } | undefined;
  const [defaults = {}] = rule?.meta?.defaultOptions ?? [];
  const chosen = optionsOf(framekernel.safe().rules, name);
  return { ...chosen, ...defaults };
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function severity(entry: Linter.RuleEntry | undefined): unknown {
  return Array.isArray(entry) ? entry[0] : entry;
}

function optionsOf(rules: Partial<Linter.RulesRecord>, name: string): Options {
  const entry: unknown = rules[name];
  const options: unknown = Array.isArray(entry) ? entry[1] : undefined;
  return typeof options === 'object' && options !== null ? (options as Options) : { style: options };
}
