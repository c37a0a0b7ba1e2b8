/** The real module graph: what the compiler itself resolves from the entries, file by file. */
import { realpathSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import type { AuditConfig, AuditedPackage } from './config.ts';
import { AuditError } from './error.ts';
import type { Finding } from './finding.ts';
import { codeLines } from './lines.ts';
import { importsOf, syntaxErrors, syntaxFindings } from './syntax.ts';
import { readTsconfig } from './tsconfig.ts';

export interface Module {
  /** From the root, with slashes. */
  readonly file: string;
  readonly owner: AuditedPackage;
  readonly source: ts.SourceFile;
  /** Of a broken one the mistakes are all that there is to say: what others make of it are their guesses. */
  readonly syntax: 'sound' | 'broken';
  readonly lines: number;
  /** Modules of audited packages. */
  readonly imports: readonly string[];
}

export interface Graph {
  readonly modules: ReadonlyMap<string, Module>;
  readonly program: ts.Program;
  readonly findings: readonly Finding[];
}

interface Resolved {
  readonly kind: 'module' | 'foreign' | 'declaration' | 'unresolved' | 'builtin';
  readonly file: string;
}

export function graphOf(config: AuditConfig): Graph {
  const root = realpathSync(config.root);
  const options = optionsOf(root, config.tsconfig);
  const entries = config.packages.flatMap((each) => each.entries);
  const program = ts.createProgram(entries.map((entry) => join(root, entry)), options); // prettier-ignore
  const cache = ts.createModuleResolutionCache(root, (name) => name, options);
  const ownerOf = (file: string): AuditedPackage | undefined =>
    config.packages.find(({ folder }) => file.startsWith(`${folder}/`));
  const modules = new Map<string, Module>();
  const findings: Finding[] = [];

  const resolve = (specifier: string, source: ts.SourceFile): Resolved => {
    if (isBuiltin(specifier)) return { kind: 'builtin', file: specifier };
    const mode = ts.ModuleKind.ESNext;
    const { resolvedModule } = ts.resolveModuleName(
      specifier,
      source.fileName,
      options,
      ts.sys,
      cache,
      undefined,
      mode,
    );
    if (resolvedModule === undefined) return { kind: 'unresolved', file: specifier };
    const file = relative(root, realpathSync(resolvedModule.resolvedFileName)).split(sep).join('/');
    if (file.includes('node_modules/') || ownerOf(file) === undefined) return { kind: 'foreign', file };
    return { kind: /\.d\.[cm]?ts$/.test(file) ? 'declaration' : 'module', file };
  };

  const visit = (file: string): void => {
    const owner = ownerOf(file);
    const source = program.getSourceFile(join(root, file));
    if (modules.has(file) || owner === undefined) return;
    if (source === undefined) {
      findings.push({ rule: 'module-unresolved', file, message: 'the entry is no source of the program' });
      return;
    }
    const imports: string[] = [];
    const mistakes = syntaxErrors(file, source, program);
    const syntax = mistakes.length === 0 ? 'sound' : 'broken';
    modules.set(file, { file, owner, source, syntax, lines: codeLines(source), imports });
    findings.push(...mistakes, ...syntaxFindings(file, source));
    for (const node of importsOf(source)) {
      const specifier = node.text;
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      const target = resolve(specifier, source);
      if (target.kind === 'module') imports.push(target.file);
      const finding = judge(target, specifier, owner, config);
      if (finding !== undefined) findings.push({ ...finding, file, line });
    }
    imports.forEach(visit);
  };
  entries.forEach(visit);
  return { modules, program, findings };
}

/** The compiler's options, as the shared configuration has them. */
function optionsOf(root: string, file: string): ts.CompilerOptions {
  const { options, mistakes } = readTsconfig(root, file);
  const [mistake] = mistakes;
  if (mistake !== undefined) throw new AuditError('E_CONFIG', `${file}: ${mistake}`);
  return options;
}

/** What is reachable from `entries`, they included. */
export function reachableFrom(graph: Graph, entries: readonly string[]): readonly Module[] {
  const found = new Set<Module>();
  const visit = (file: string): void => {
    const module = graph.modules.get(file);
    if (module === undefined || found.has(module)) return;
    found.add(module);
    module.imports.forEach(visit);
  };
  entries.forEach(visit);
  return [...found];
}

function judge(
  { kind, file }: Resolved,
  specifier: string,
  { tier, name, folder }: AuditedPackage,
  { imports, packages }: AuditConfig,
): Pick<Finding, 'rule' | 'message'> | undefined {
  switch (kind) {
    case 'unresolved':
      return { rule: 'module-unresolved', message: `'${specifier}' leads to no file` };
    case 'declaration': {
      const advice = specifier.startsWith('.')
        ? 'import the source'
        : `give "exports" of ${specifier} a condition that leads to its source, and "customConditions" the same`;
      return { rule: 'module-declaration', message: `'${specifier}' is ${file}: ${advice}` };
    }
    case 'builtin':
      return tier === 'host' ? undefined : { rule: 'module-foreign', message: `'${specifier}' belongs to the host` };
    case 'foreign':
      return { rule: 'module-foreign', message: `'${specifier}' leads out of the audited packages, to ${file}` };
    case 'module': {
      if (specifier.startsWith('.')) {
        const inside = file.startsWith(`${folder}/`);
        return inside ? undefined : { rule: 'module-foreign', message: `'${specifier}' climbs out of ${name}` };
      }
      if (tier === 'safe' && !imports.includes(specifier))
        return { rule: 'module-foreign', message: `'${specifier}' is not on the list of what safe code may import` };
      const isNamed = packages.some(
        (each) => `${specifier}/`.startsWith(`${each.name}/`) && each.entries.includes(file),
      );
      return isNamed
        ? undefined
        : { rule: 'module-alias', message: `'${specifier}' is ${file}, no entry of that name` };
    }
  }
}
