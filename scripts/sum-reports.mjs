// @ts-check
/**
 * Adds up the JSON reports that Vitest left in the `.report` folders.
 *
 *   node scripts/sum-reports.mjs [STEPS]
 *
 * Prints `N passed, N failed` as its last line. A skipped test counts as failed, and so does a file that could not
 * be run. STEPS is how many steps around the tests failed; if no test accounts for them, each counts as one.
 * Ends with 1 on any failure, and if nothing ran.
 */
import console from 'node:console';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const steps = Number(process.argv[2] ?? 0);

/** @param {string} folder */
function list(folder) {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

const members = [root, join(root, 'tests'), ...['packages', 'apps', 'tools'].flatMap((name) => list(join(root, name)))];
const reports = members.flatMap((member) => list(join(member, '.report'))).filter((path) => path.endsWith('.json'));

let passed = 0;
let failed = 0;

/**
 * A report that was cut off, as by a killed step, is one failed file.
 * @param {string} path
 */
function suitesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).testResults;
  } catch {
    return [{ status: 'failed', assertionResults: [] }];
  }
}

for (const path of reports) {
  const suites = suitesOf(path);
  for (const suite of suites) {
    const good = suite.assertionResults.filter(
      (/** @type {{ status: string }} */ test) => test.status === 'passed',
    ).length;
    const bad = suite.assertionResults.length - good;
    passed += good;
    // A file that fails without a failed test failed to load.
    failed += bad || (suite.status === 'passed' ? 0 : 1);
  }
  console.log(`${relative(root, path)}: ${suites.length} files`);
}
if (failed === 0) failed = steps;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
