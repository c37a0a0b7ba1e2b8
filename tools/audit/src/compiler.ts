/** Every configuration of the compiler that counts for the core, asserted and not assumed, as the lint configuration is. */
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { AuditConfig, AuditedPackage } from './config.ts';
import { filesBelow } from './files.ts';
import type { Finding } from './finding.ts';
import { reachableFrom, type Graph } from './graph.ts';
import { aliases, differences, hostNames, lacks } from './options.ts';
import { readTsconfig, type Tsconfig } from './tsconfig.ts';

/** Where the language server looks for options, and so typescript-eslint. */
const NEAREST = 'tsconfig.json';

export function compilerFindings(config: AuditConfig, graph: Graph): Finding[] {
  const { packages, build, tsconfig: sharedFile } = config;
  const root = realpathSync(config.root);
  const shared = readTsconfig(root, sharedFile);
  const found = new Map<string, Finding>(); // once each: packages may have one configuration in common
  const add = (finding: Finding): unknown => found.set(JSON.stringify(finding), finding);
  const say = (rule: Finding['rule'], file: string, messages: readonly string[]): void =>
    messages.forEach((message) => add({ rule, file, message }));

  say('compiler-option', sharedFile, lacks(shared));
  say('module-alias', sharedFile, aliases(shared));
  for (const owner of packages) {
    const counting = new Set(configurationsBelow(config, owner.folder));
    for (const name of owner.tier === 'host' ? [] : new Set([NEAREST, build.configuration])) {
      const file = nearest(root, owner.folder, name);
      if (file === undefined) {
        say('compiler-option', `${owner.folder}/${name}`, [
          'it is missing, there and above: by one of that name a package is checked',
        ]);
        continue;
      }
      counting.add(file);
      const tsconfig = readTsconfig(root, file);
      for (const module of leftOut(graph, owner, tsconfig)) say('module-unchecked', module, [`${file} leaves it out`]);
      if (owner.tier !== 'safe' || name !== build.configuration) continue;
      say(
        'compiler-option',
        file,
        hostNames(tsconfig, build, (each) => graph.modules.has(each)),
      );
    }
    for (const file of counting) {
      const tsconfig = readTsconfig(root, file);
      say('module-alias', file, aliases(tsconfig));
      if (owner.tier === 'host') continue;
      say('compiler-option', file, differences(tsconfig, shared, sharedFile));
      if (isNearer(graph, owner, file)) say('compiler-option', file, [NEARER]);
    }
  }
  return [...found.values()];
}

/** Modules of a package that none of the files of a configuration leads to. */
function leftOut(graph: Graph, owner: AuditedPackage, { files }: Tsconfig): string[] {
  const checked = new Set(reachableFrom(graph, files));
  const own = [...graph.modules.values()].filter((module) => module.owner === owner);
  return own.filter((module) => !checked.has(module)).map(({ file }) => file);
}

const NEARER =
  'it is nearer to some modules than the one of their package: lint has its types, and the build another’s';

/** Whether typescript-eslint takes a configuration for some modules of a package, by which the package is not checked. */
function isNearer(graph: Graph, owner: AuditedPackage, file: string): boolean {
  const folder = dirname(file);
  if (!/^[jt]sconfig\.json$/.test(basename(file)) || folder.length <= owner.folder.length) return false;
  return [...graph.modules.values()].some((module) => module.owner === owner && module.file.startsWith(`${folder}/`));
}

/** The file of that name which counts for a folder: there, or above. */
function nearest(root: string, folder: string, name: string): string | undefined {
  const steps = folder.split('/');
  const candidates = steps.map((_, up) => [...steps.slice(0, steps.length - up), name].join('/'));
  return [...candidates, name].find((file) => existsSync(join(root, file)));
}

/** All that could count for a file of a package, whatever uses it. */
function configurationsBelow(config: AuditConfig, folder: string): string[] {
  return filesBelow(config, folder).filter((file) => /^[jt]sconfig.*\.json$/.test(basename(file)));
}
