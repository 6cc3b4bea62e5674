// Runs the host layer: bundles its tests, unpacks the package outside the repository, and opens both in a real VS Code of each version.
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumFlags, installChromium } from '../../../scripts/lib/chromium.mjs';
import { installEditor } from '../../../scripts/lib/editors.mjs';
import { unpack } from '../../../scripts/lib/package.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { say, secondsSince } from '../../../scripts/lib/say.mjs';
import { makeProfile, serveBare } from '../../../scripts/lib/server.mjs';

/** How long all tests of one version may take together. */
const limit = 10 * 60_000;

/**
 * Runs the host tests of one folder in one editor version.
 * @param {'today' | 'floor'} name
 * @param {string} vsix the packaged extension
 * @param {{ folder?: string, env?: Record<string, string> }} [options] `folder` inside test/host whose tests want an editor of their own;
 *   `env` goes into the editor's environment
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runHostTests(name, vsix, { folder: tested, env = {} } = {}) {
  const files = await testFiles(tested);
  const editor = await installEditor(name);
  const start = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'rw-'));
  try {
    const extension = await unpack(vsix, join(folder, 'package'));
    const tests = join(folder, 'tests.cjs');
    await bundleTests(files, tests);
    const results = await runInEditor(editor, { folder, extension, tests, env });
    return report(editor, results, start);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Those of the folder, or all that lie in no folder with an editor of its own; relative to test/host. */
async function testFiles(folder) {
  const names = await readdir(join(root, 'test/host'), { recursive: true });
  const files = names.map(name => name.replaceAll('\\', '/')).filter(name => name.endsWith('.test.ts'));
  const apart = name => name.startsWith('sockets/');
  return files.filter(name => (folder === undefined ? !apart(name) : name.startsWith(`${folder}/`))).sort();
}

/** One CommonJS file: what the editor's loader of tests takes in every version. */
async function bundleTests(files, outfile) {
  const imports = files.map(file => `import './${file}';`);
  await build({
    stdin: {
      contents: [...imports, "export { run } from './harness/suite';"].join('\n'),
      resolveDir: join(root, 'test/host'),
      loader: 'ts',
    },
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    external: ['vscode', 'sharp'],
    sourcemap: 'inline',
    logLevel: 'warning',
    absWorkingDir: root,
    define: { 'import.meta.url': JSON.stringify(`file://${join(root, 'test/host/tests.cjs')}`) },
  });
}

async function runInEditor(editor, { folder, extension, tests, env }) {
  const workspace = join(folder, 'workspace');
  await cp(join(root, 'test/sample-workspace'), workspace, { recursive: true });
  const profile = await makeProfile(folder, await optionalSettings());
  const resultsFile = join(folder, 'results.json');
  const server = await serveBare(editor, profile, {
    env: {
      REELWRIGHT_HOST_RESULTS: resultsFile,
      REELWRIGHT_HOST_WORKSPACE: workspace,
      NODE_OPTIONS: '--enable-source-maps',
      ...env,
    },
  });
  try {
    const problem = await openWithTests(server, { workspace, extension, tests });
    const results = JSON.parse(await readFile(resultsFile, 'utf8').catch(() => '[]'));
    if (results.length === 0)
      results.push({ name: 'the tests report', failure: `${problem}\n${server.output().slice(-3000)}` });
    return results;
  } finally {
    await server.stop();
  }
}

/** User settings for all host tests stand in test/host/settings.json, where there are any. */
async function optionalSettings() {
  return JSON.parse(await readFile(join(root, 'test/host/settings.json'), 'utf8').catch(() => '{}'));
}

/** Opens the window that runs the tests; answers, once it says that it is done, what it has printed. */
async function openWithTests(server, { workspace, extension, tests }) {
  const remote = path => `vscode-remote://127.0.0.1:${server.port}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ['extensionTestsPath', remote(tests)],
    ['skipWelcome', 'true'],
  ];
  const browser = await chromium.launch({ executablePath: await installChromium(), args: [...chromiumFlags] });
  let printed = '';
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    const done = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`not done after ${limit / 60_000} minutes`)), limit).unref();
      void page.exposeFunction('codeAutomationExit', code => resolve(code));
      page.on('crash', () => reject(new Error('the window crashed')));
    });
    await page.exposeFunction('codeAutomationLog', (_type, args) => {
      printed = `${printed}${args.map(String).join(' ')}\n`.slice(-10_000);
    });
    await page.goto(`${server.url}/?folder=${workspace}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
    const code = await Promise.race([done, server.ended]);
    return `The editor ended with ${code}.\n${printed}`;
  } catch (error) {
    return `${error.message}\n${printed}`;
  } finally {
    await browser.close();
  }
}

function report(editor, results, start) {
  const failures = results.filter(({ failure }) => failure);
  for (const { name, failure } of failures) say(`  ✗ ${name}\n${failure.replaceAll(/^/gm, '    ')}`);
  const passed = results.length - failures.length;
  say(`  VS Code ${editor.vscode}: ${passed} passed, ${failures.length} failed (${secondsSince(start)})`);
  return { passed, failed: failures.length };
}
