// Runs all layers of tests, or those named: lint, unit, simulation, package, host, sockets, e2e, windows. Ends with `N passed, N failed`.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runHostTests } from '../test/host/harness/run.mjs';
import { runSocketTests } from '../test/host/harness/sockets.mjs';
import { checkPackage } from './lib/package-check.mjs';
import { buildAndPackage } from './lib/package.mjs';
import { root } from './lib/paths.mjs';
import { onInterrupt, run } from './lib/processes.mjs';
import { fail, say, secondsSince } from './lib/say.mjs';

/** The longest that one layer may take, in milliseconds; one that hangs is ended and counts as failed. */
const limit = 20 * 60_000;

/** The tools draw no colours: their output goes into logs as well as onto a screen. */
const plain = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };

/** The package is made once, by the first layer that needs it. */
let packaged;
const packageOnce = () => (packaged ??= buildAndPackage());

const layers = {
  lint: runLint,
  unit: () => runVitest('unit'),
  simulation: () => runVitest('simulation'),
  package: async () => checkPackage(await packageOnce()),
  host: runHost,
  sockets: runSockets,
  e2e: () => runWithEditors('e2e'),
  windows: () => runWithEditors('windows'),
};

/** Types, rules and format count as one test each. */
async function runLint() {
  /** @type {[string, string, string[]][]} */
  const checks = [
    ['types', 'typescript/bin/tsc', ['--noEmit', '-p', '.']],
    ['rules', 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']],
    ['format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']],
    ['strings', '../scripts/l10n.mjs', ['--check']],
  ];
  let failed = 0;
  for (const [name, script, args] of checks) {
    const { code, output } = await runTool(script, args);
    if (code === 0) continue;
    failed++;
    say(`  ✗ ${name}\n${output.trim().replaceAll(/^/gm, '    ')}`);
  }
  return { passed: checks.length - failed, failed };
}

function runTool(script, args, { node = process.execPath, ...options } = {}) {
  return run(node, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    timeout: limit,
    env: plain,
    ...options,
  });
}

/** Runs vitest and reads its own count; a layer that dies without one counts as one failure. */
async function runVitest(name, { config = [], only = [], node, env = {} } = {}) {
  if ((await testFiles(name)).length === 0) return { passed: 0, failed: 0 };
  const outputFile = join(root, '.build', `${name}.json`);
  await mkdir(join(root, '.build'), { recursive: true });
  await rm(outputFile, { force: true });
  const reporters = ['--reporter=minimal', '--reporter=json', `--outputFile.json=${outputFile}`];
  const which = config.length > 0 ? config : ['--project', name];
  const { code } = await runTool('vitest/vitest.mjs', ['run', ...which, ...only, ...reporters], {
    show: true,
    node,
    env: { ...plain, ...env },
  });
  const counts = JSON.parse(await readFile(outputFile, 'utf8').catch(() => '{}'));
  const [passed, failed] = [counts.numPassedTests ?? 0, counts.numFailedTests ?? 0];
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

async function testFiles(name) {
  const names = await readdir(join(root, 'test', name), { recursive: true }).catch(() => []);
  return names.filter(path => path.endsWith('.test.ts'));
}

async function runHost() {
  if ((await testFiles('host')).length === 0) return { passed: 0, failed: 0 };
  const { vsix } = await packageOnce();
  const [today, floor] = [await runHostTests('today', vsix), await runHostTests('floor', vsix)];
  return { passed: today.passed + floor.passed, failed: today.failed + floor.failed };
}

async function runSockets() {
  const { vsix } = await packageOnce();
  return runSocketTests(vsix, (only, node, env) => runVitest('unit', { only: [only], node, env }));
}

/** Layers that drive real editors, with the package installed. */
async function runWithEditors(name) {
  const { vsix } = await packageOnce();
  const config = ['--config', `test/${name}/vitest.config.ts`];
  return runVitest(name, { config, env: { REELWRIGHT_VSIX: vsix } });
}

/** One layer, with its time; what it throws counts as one failure. */
async function runLayer(name) {
  const start = performance.now();
  say(`\n── ${name}`);
  const counts = await layers[name]().catch(error => {
    say(`  ✗ ${error.message}`);
    return { passed: 0, failed: 1 };
  });
  say(`── ${name}: ${counts.passed} passed, ${counts.failed} failed (${secondsSince(start)})`);
  return counts;
}

onInterrupt(() => process.exit(130));
const names = process.argv.slice(2);
const unknown = names.find(name => !(name in layers));
if (unknown) fail(`There is no layer ${unknown}. There are: ${Object.keys(layers).join(', ')}.`);
let [passed, failed] = [0, 0];
for (const name of names.length > 0 ? names : Object.keys(layers)) {
  const counts = await runLayer(name);
  passed += counts.passed;
  failed += counts.failed;
}
say(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
