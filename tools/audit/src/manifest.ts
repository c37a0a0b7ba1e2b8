/** What a package's manifest lets others run: what is built from its audited entries, and nothing of anybody else. */
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isValues } from './shape.ts';
import { targetsOf, type AuditConfig, type AuditedPackage, type Manifest } from './config.ts';
import type { Finding } from './finding.ts';

/** Where Node, bundlers and compilers look for code. */
const FACES = ['exports', 'main', 'module', 'browser', 'bin', 'types', 'typings'] as const;
/** What npm and its like run without being asked, as soon as a package is installed or linked. */
const INSTALL = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];

export function manifestFindings(config: AuditConfig, owner: AuditedPackage): Finding[] {
  const { folder, manifest } = owner;
  const say = (rule: Finding['rule'], messages: readonly string[]): Finding[] =>
    messages.map((message) => ({ rule, file: `${folder}/package.json`, message }));
  return [
    ...say('module-alias', aliases(manifest)),
    ...say('dependency-third-party', dependencies(config, manifest)),
    ...say('export-elsewhere', elsewhere(config, owner)),
    ...say('script-install', installing(config, owner)),
  ];
}

/** What pnpm publishes in the place of parts of the manifest is one as well. */
const published = ({ publishConfig }: Manifest): Partial<Manifest> => publishConfig ?? {};

function aliases(manifest: Manifest): string[] {
  return [manifest, published(manifest)].flatMap(({ imports, browser, typesVersions }) => {
    const given = { imports, browser: isValues(browser) ? browser : undefined, typesVersions };
    const names = Object.entries(given).filter(([, value]) => value !== undefined);
    return names.map(([name]) => `"${name}" gives modules other names`);
  });
}

function dependencies({ packages }: AuditConfig, manifest: Manifest): string[] {
  const ours = new Set(packages.map(({ name }) => name));
  const wanted = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
  // A version, or a range: whatever has a colon, a slash or a name may be somebody else under our name.
  const isRange = (version: string): boolean => /^(workspace:|catalog:)?[^:/@]*$/.test(version);
  return Object.entries(wanted)
    .filter(([name, version]) => !ours.has(name) || !isRange(version))
    .map(([name, version]) => (ours.has(name) ? `it needs ${name} from ${version}` : `it needs ${name}`));
}

/** Subpaths that lead, by whatever condition, to anything but one entry, as it is written or as it is built. */
function elsewhere({ build }: AuditConfig, owner: AuditedPackage): string[] {
  const found: string[] = [];
  const entryBySubpath = new Map<string, string>();
  for (const part of [owner.manifest, published(owner.manifest)]) {
    if (part.directory !== undefined) found.push('"directory": another folder is what others get');
    for (const [subpath, target] of FACES.flatMap((face) => facesOf(face, part[face]))) {
      if (target.endsWith('.json')) continue;
      const entry = entryOf(owner, target, build.output);
      const first = entryBySubpath.get(subpath) ?? entry;
      if (entry === undefined) found.push(`"${subpath}" leads to ${target}, which is built from no entry`);
      else if (entry !== first) found.push(`"${subpath}" leads to ${target}, and elsewhere to ${first ?? ''}`);
      else entryBySubpath.set(subpath, entry);
    }
  }
  return found;
}

/** Each place that a face leads to, with the subpath (or the name of the program) that others say. */
function facesOf(face: (typeof FACES)[number], value: unknown): [subpath: string, target: string][] {
  const named = face === 'bin' || (isValues(value) && Object.keys(value).some((key) => key.startsWith('.')));
  if (face === 'browser' && isValues(value)) return []; // `aliases` has it
  const entries = named && isValues(value) ? Object.entries(value) : [['.', value] as const];
  return entries.flatMap(([name, target]) =>
    targetsOf(target, 'all').map((each): [string, string] => [face === 'bin' ? `bin ${name}` : name, each]),
  );
}

/** The entry that a target is, or was built from: `dist/x.js` and `dist/x.d.ts` from `src/x.ts`. */
function entryOf({ folder, entries }: AuditedPackage, target: string, output: string): string | undefined {
  const path = posix.normalize(target);
  const built = /^(?<name>.+)\.(d\.[cm]?ts|[cm]?js)$/.exec(path)?.groups?.['name'];
  return entries.find((entry) => {
    const source = entry.slice(folder.length + 1);
    return path === source || built === `${output}/${source.replace(/^[^/]+\//, '').replace(/\.[^.]+$/, '')}`;
  });
}

function installing({ root }: AuditConfig, { folder, manifest }: AuditedPackage): string[] {
  const found = INSTALL.filter((name) => Object.hasOwn(manifest.scripts ?? {}, name));
  const implied = existsSync(join(root, folder, 'binding.gyp')) ? ['binding.gyp'] : [];
  return [...found.map((name) => `"${name}"`), ...implied].map((name) => `${name} runs where it is installed`);
}
