// @ts-check
/**
 * Downloads the Debian packages that tests run or compare with, and unpacks them into `.cache/guests`.
 *
 *   node scripts/fetch-guests.mjs [NAME…]
 *
 * NAMEs are those of `guests.json`, which says for each the suite, the architecture and the packages; without any, all
 * are fetched. What is there and was made of the same lines of `guests.json` stays. Nothing is installed, no file of the
 * host's apt is changed, and root is not needed: apt runs with lists, cache and sources of its own, from the mirror that
 * the host's apt uses. Packages are authenticated by the newest `debian-archive-keyring` of the host's suite, because the
 * one that is installed may be older than the suite of a guest.
 */
import { spawnSync } from 'node:child_process';
import console from 'node:console';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** @typedef {{ suite: string, architecture: string, packages?: string[], metapackages?: string[], source?: Source }} Guest */
/** @typedef {{ package: string, paths: string[] }} Source what to take out of the upstream archive of a source package */

class FetchError extends Error {}

const scripts = dirname(fileURLToPath(import.meta.url));
const cache = join(scripts, '..', '.cache', 'guests');
/** @type {Record<string, Guest>} */
const guests = JSON.parse(readFileSync(join(scripts, 'guests.json'), 'utf8'));
const keyring = join(cache, 'keyring', 'usr', 'share', 'keyrings', 'debian-archive-keyring.gpg');

/**
 * Runs a command of Debian's for its output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} [cwd]
 */
function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 1 << 28,
  });
  if (error) throw new FetchError(`cannot run ${command}: ${error.message}. This needs Debian's apt and dpkg.`);
  if (status !== 0) throw new FetchError(`${command} ${args.join(' ')} failed:\n${stderr.trim()}`);
  return stdout;
}

/** The suite that the host runs, and the mirror that its apt takes it from. */
function host() {
  const release = readFileSync('/etc/os-release', 'utf8');
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1] ?? '';
  if (!/^ID=debian$/m.test(release) || suite === '') {
    throw new FetchError('this host is not a release of Debian: /etc/os-release names no Debian suite.');
  }
  const format = '$(RELEASE) $(COMPONENT) $(REPO_URI)';
  const targets = run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']).split('\n');
  const mirror = targets.map((line) => line.split(' ')).find((target) => target[0] === suite && target[1] === 'main');
  if (mirror?.[2] === undefined) throw new FetchError(`apt's sources have no line for ${suite} main.`);
  return { suite, mirror: mirror[2], architecture: run('dpkg', ['--print-architecture']).trim() };
}

/**
 * An apt of its own for one suite and architecture, its index fetched: gives the options that select it.
 * @param {string} mirror
 * @param {string} suite
 * @param {string} architecture
 * @param {string} [signedBy] the keyring whose signature counts; without it, the host's
 */
function privateApt(mirror, suite, architecture, signedBy) {
  const folder = join(cache, 'apt', `${suite}-${architecture}`);
  mkdirSync(join(folder, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(folder, 'archives', 'partial'), { recursive: true });
  const conf = join(folder, 'apt.conf');
  const options = signedBy === undefined ? '' : `[signed-by=${signedBy}] `;
  const lines = ['deb', 'deb-src'].map((type) => `${type} ${options}${mirror} ${suite} main\n`);
  writeFileSync(join(folder, 'sources.list'), lines.join(''));
  writeFileSync(
    conf,
    // The host's hooks are for the host's lists. Root's apt otherwise downloads as a user who cannot write here.
    `#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
APT { Architecture "${architecture}"; Architectures { "${architecture}"; }; Sandbox::User "root"; };
Acquire { Languages "none"; Retries "3"; };
Dir {
  Cache "${folder}";
  State "${folder}";
  State::status "/dev/null";
  Etc { sourcelist "${folder}/sources.list"; sourceparts "-"; preferencesparts "-"; };
};
`,
  );
  const apt = ['-q', '-c', conf];
  run('apt-get', [...apt, '-o', 'APT::Update::Error-Mode=any', 'update']);
  return apt;
}

/**
 * What a package that has no files of its own stands for.
 * @param {readonly string[]} apt
 * @param {string} name
 */
function dependenciesOf(apt, name) {
  const lines = run('apt-cache', [...apt, 'depends', '--important', name]).split('\n');
  return lines.flatMap((line) => /^ *Depends: (\S+)$/.exec(line)?.[1] ?? []);
}

/**
 * Downloads packages and unpacks them into a folder, which appears when it is complete.
 * @param {readonly string[]} apt
 * @param {readonly string[]} packages
 * @param {string} folder
 * @param {string} recipe what it is made of
 * @param {Source} [source]
 */
function unpack(apt, packages, folder, recipe, source) {
  const partial = `${folder}.partial`;
  const archives = join(partial, '.archives');
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(archives, { recursive: true });
  if (packages.length > 0) run('apt-get', [...apt, 'download', ...packages], archives);
  for (const archive of readdirSync(archives).sort()) {
    console.log(`  ${archive}`);
    run('dpkg', ['-x', join(archives, archive), partial]);
  }
  if (source !== undefined) unpackSource(apt, source, archives, partial);
  rmSync(archives, { recursive: true });
  writeFileSync(join(partial, '.recipe.json'), recipe);
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
}

/**
 * Downloads the upstream archive of a source package, and takes the named paths out of it.
 * @param {readonly string[]} apt
 * @param {Source} source
 * @param {string} archives where to download to
 * @param {string} folder
 */
function unpackSource(apt, source, archives, folder) {
  run('apt-get', [...apt, 'source', '--download-only', '--tar-only', source.package], archives);
  const archive = readdirSync(archives).find((name) => /\.orig\.tar\.\w+$/.test(name));
  if (archive === undefined) throw new FetchError(`the source package ${source.package} has no upstream archive.`);
  console.log(`  ${archive}`);
  const patterns = source.paths.map((path) => `*/${path}`);
  run('tar', ['-x', '--strip-components=1', '--wildcards', '-C', folder, '-f', join(archives, archive), ...patterns]);
}

/** @param {readonly string[]} names */
function fetch(names) {
  const unknown = names.filter((name) => !Object.hasOwn(guests, name));
  if (unknown.length > 0) {
    throw new FetchError(`no guest ${unknown.join(', ')}; guests.json has: ${Object.keys(guests).join(', ')}.`);
  }
  const stale = names.flatMap((name) => {
    const guest = /** @type {Guest} */ (guests[name]);
    const recipe = JSON.stringify(guest, undefined, 2);
    const path = join(cache, name, '.recipe.json');
    return existsSync(path) && readFileSync(path, 'utf8') === recipe ? [] : [{ name, guest, recipe }];
  });
  if (stale.length === 0) return;

  const { suite, mirror, architecture: own } = host();
  console.log(`keyring: ${suite}`);
  unpack(privateApt(mirror, suite, own), ['debian-archive-keyring'], join(cache, 'keyring'), '');
  for (const { name, guest, recipe } of stale) {
    const architecture = guest.architecture === 'host' ? own : guest.architecture;
    console.log(`${name}: ${guest.suite} ${architecture}`);
    const apt = privateApt(mirror, guest.suite, architecture, keyring);
    const meant = (guest.metapackages ?? []).flatMap((metapackage) => dependenciesOf(apt, metapackage));
    unpack(apt, [...(guest.packages ?? []), ...meant], join(cache, name), recipe, guest.source);
  }
  rmSync(join(cache, 'apt'), { recursive: true });
}

try {
  fetch(process.argv.length > 2 ? process.argv.slice(2) : Object.keys(guests));
} catch (error) {
  if (!(error instanceof FetchError)) throw error;
  console.error(`fetch-guests: ${error.message}`);
  process.exitCode = 1;
}
