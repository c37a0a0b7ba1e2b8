/** Files that slip past: code that no entry leads to, that lint does not look at, or that stands under another name. */
import { lstatSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packagesBelow, type AuditConfig, type AuditedPackage } from './config.ts';
import { GENERATED, OTHER_CODE, TEST } from './files.ts';
import type { Finding } from './finding.ts';
import type { Graph } from './graph.ts';

const LINT_CONFIG = /^(\.eslintrc(\..*)?|eslint\.config\.[a-z]+|\.eslintignore)$/;
export function strays(config: AuditConfig, graph: Graph): Finding[] {
  const named = new Set([...config.packages.map(({ folder }) => folder), ...config.unaudited]);
  const unlisted = packagesBelow(config).filter((folder) => !named.has(folder));
  return [
    ...unlisted.map((file): Finding => ({
      rule: 'package-unlisted',
      file,
      message: 'name it, or say that it is unaudited',
    })),
    ...nestedConfigurations(config),
    ...config.packages.flatMap((each) => [...aliases(each), ...dependencies(config, each), ...sources(config, each, graph)]), // prettier-ignore
  ];
}

/** Lint configurations other than the one, where they could take effect for a package: below it, and on the way down to it. */
function nestedConfigurations(config: AuditConfig): Finding[] {
  const found = new Set<string>();
  const look = (folder: string, mode: 'here' | 'below'): void => {
    for (const entry of readdirSync(join(config.root, folder), { withFileTypes: true })) {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (!entry.isDirectory()) {
        if (LINT_CONFIG.test(entry.name) && file !== config.eslint) found.add(file);
      } else if (mode === 'below' && !GENERATED.has(entry.name)) look(file, 'below');
    }
  };
  for (const { folder } of config.packages) {
    const steps = folder.split('/');
    steps.forEach((_, depth) => look(steps.slice(0, depth).join('/'), 'here'));
    look(folder, 'below');
  }
  return [...found].map((file) => ({
    rule: 'lint-nested',
    file,
    message: `the one configuration is ${config.eslint}`,
  }));
}

/** A package whose manifest gives its modules other names than their paths. */
function aliases({ folder, manifest }: AuditedPackage): Finding[] {
  const message = '"imports" gives modules other names';
  return manifest.imports === undefined ? [] : [{ rule: 'module-alias', file: `${folder}/package.json`, message }];
}

function dependencies({ packages }: AuditConfig, { folder, manifest }: AuditedPackage): Finding[] {
  const ours = new Set(packages.map(({ name }) => name));
  const wanted = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
  return Object.keys(wanted)
    .filter((name) => !ours.has(name))
    .map((name) => ({ rule: 'dependency-third-party', file: `${folder}/package.json`, message: `it needs ${name}` }));
}

/** Every file below the sources is a module of the graph. */
function sources(config: AuditConfig, owner: AuditedPackage, graph: Graph): Finding[] {
  const found: Finding[] = [];
  const visit = (folder: string): void => {
    for (const name of readdirSync(join(config.root, folder))) {
      const file = `${folder}/${name}`;
      const status = lstatSync(join(config.root, file));
      const form = (message: string): void => void found.push({ rule: 'module-form', file, message });
      if (status.isSymbolicLink()) form('a link: what it leads to stands elsewhere');
      else if (status.isDirectory() && GENERATED.has(name)) form('lint and the audit pass such folders over');
      else if (status.isDirectory()) visit(file);
      else if (OTHER_CODE.test(name)) form('the rules look at plain .ts files');
      else if (name.endsWith('.ts') && !TEST.test(file) && !graph.modules.has(file)) {
        found.push({ rule: 'module-unreachable', file, message: `no entry of ${owner.name} leads to it` });
      }
    }
  };
  for (const file of declarationsBelow(config.root, owner.folder)) {
    found.push({ rule: 'module-form', file, message: 'it declares what no code of the package is behind' });
  }
  for (const folder of new Set(owner.entries.map((entry) => entry.slice(0, -basename(entry).length - 1)))) {
    if (folder !== owner.folder) visit(folder);
  }
  return found;
}

/** Declarations beside the sources, of which `sources` sees those in their folder: the compiler may take them in from anywhere. */
function declarationsBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (GENERATED.has(entry.name) || entry.name === 'src') return [];
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return declarationsBelow(root, file);
    return /\.d\.[cm]?ts$/.test(entry.name) ? [file] : [];
  });
}
