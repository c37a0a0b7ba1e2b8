/** Files that slip past: code that no entry leads to, that lint does not look at, or that stands under another name. */
import { existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packagesBelow, type AuditConfig, type AuditedPackage } from './config.ts';
import { CONFIGURATION, filesBelow, GENERATED, OTHER_CODE, TEST } from './files.ts';
import type { Finding } from './finding.ts';
import type { Graph } from './graph.ts';
import { isPlain } from './plain.ts';

/** Configurations of ESLint, and the file in which it keeps what it shall not report. */
const LINT_CONFIG = /^(\.eslintrc(\..*)?|eslint\.config\.[a-z]+|\.eslintignore|eslint-suppressions\.json)$/;

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
    ...config.packages.flatMap((each) => [
      ...nestedManifests(config, each),
      ...sources(config, each, graph),
      ...beside(config, each, graph),
    ]),
  ];
}

/** Lint configurations other than the one, where they could take effect for a package: below it, and on the way down to it. */
function nestedConfigurations(config: AuditConfig): Finding[] {
  const found = new Set<string>();
  for (const { folder } of config.packages) {
    const steps = folder.split('/');
    const above = steps.flatMap((_, depth) => {
      const at = steps.slice(0, depth).map((step) => `${step}/`).join(''); // prettier-ignore
      return readdirSync(join(config.root, at)).map((name) => at + name);
    });
    for (const file of [...above, ...filesBelow(config, folder)]) {
      if (LINT_CONFIG.test(basename(file)) && file !== config.eslint) found.add(file);
    }
  }
  return [...found].map((file) => ({
    rule: 'lint-nested',
    file,
    message: `the one configuration is ${config.eslint}`,
  }));
}

/** Manifests that make another package of a folder, whose `browser`, `imports` and `type` hold for the modules in it. */
function nestedManifests(config: AuditConfig, { folder }: AuditedPackage): Finding[] {
  const own = `${folder}/package.json`;
  const message = `it may give the modules below it other names and another form, which ${own} does not`;
  return filesBelow(config, folder)
    .filter((file) => basename(file) === 'package.json' && file !== own)
    .map((file) => ({ rule: 'module-alias', file, message }));
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
  for (const folder of sourceFolders(owner)) {
    if (folder !== owner.folder && existsSync(join(config.root, folder))) visit(folder);
  }
  return found;
}

const sourceFolders = ({ entries }: AuditedPackage): Set<string> =>
  new Set(entries.map((entry) => entry.slice(0, -basename(entry).length - 1)));

/** Code beside the sources, or among them if they stand at the root of a package: a build, or the compiler, may take it in from anywhere. */
function beside({ root, unaudited, build }: AuditConfig, owner: AuditedPackage, graph: Graph): Finding[] {
  const others = new Set([...unaudited, ...sourceFolders(owner), `${owner.folder}/${build.output}`]);
  const visit = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const file = `${folder}/${entry.name}`;
      const isTop = folder === owner.folder;
      if (others.has(file) || (isTop && GENERATED.has(entry.name))) return [];
      if (entry.isDirectory()) return visit(file);
      if (!isCode(file) || graph.modules.has(file) || TEST.test(file)) return [];
      const isShared = isTop && CONFIGURATION.test(file) && isPlain(readFileSync(join(root, file), 'utf8'));
      return isShared ? [] : [file];
    });
  const message =
    'no entry leads to it, and it is neither a configuration that hands texts to a shared one nor named as unaudited';
  return visit(owner.folder).map((file) => ({ rule: 'module-form', file, message }));
}

const isCode = (file: string): boolean => OTHER_CODE.test(file) || CONFIGURATION.test(file) || file.endsWith('.ts');
