// Brings a real VS Code (the npm package code-server carries a whole build) into the cache folder, once per version.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { withLock } from './lock.mjs';
import { npm } from './npm.mjs';
import { cacheFolder } from './paths.mjs';
import { run } from './processes.mjs';
import { say, secondsSince } from './say.mjs';

/** Raised when the way an editor is laid out changes, so that older caches are built anew. */
const layout = 1;

/** The editor that `npm start` serves, and the oldest one that the manifest allows. */
export const editors = {
  today: { version: '4.139.1', node: '24.21.0', vscode: '1.139.1' },
  floor: { version: '4.105.1', node: '22.23.3', vscode: '1.105.1' },
};

/**
 * @typedef {{ name: 'today' | 'floor', vscode: string, folder: string, node: string, whole: string, bare: string, hasLogFiles: boolean }} Editor
 *   `whole` is the entry of code-server (keeps secrets over reloads), `bare` that of VS Code's own server (runs extension tests)
 */

/**
 * Installs the editor unless it is there already.
 * @param {'today' | 'floor'} name
 * @returns {Promise<Editor>}
 */
export async function installEditor(name) {
  const folder = join(cacheFolder(), `editor-${editors[name].version}-${layout}`);
  if (!existsSync(join(folder, 'ready.json'))) {
    await withLock(
      `editor-${name}`,
      () => existsSync(join(folder, 'ready.json')) || install(name, folder),
      () => say(`Another command is installing VS Code ${editors[name].vscode}; waiting for it …`),
    );
  }
  const ready = JSON.parse(await readFile(join(folder, 'ready.json'), 'utf8'));
  const codeServer = join(folder, 'node_modules/code-server');
  return {
    name,
    vscode: editors[name].vscode,
    folder,
    node: nodeOf(folder),
    whole: join(codeServer, 'out/node/entry.js'),
    bare: join(codeServer, 'lib/vscode/out/server-main.js'),
    hasLogFiles: ready.hasLogFiles,
  };
}

/** Installs beside the final folder and renames at the end: the final name is either absent or whole. */
async function install(name, folder) {
  const { version, node, vscode } = editors[name];
  const start = performance.now();
  say(`Installing VS Code ${vscode} (once, about 800 MB in ${dirname(folder)}) …`);
  const next = `${folder}.next-${process.pid}`;
  await rm(next, { recursive: true, force: true });
  await mkdir(next, { recursive: true });
  const dependencies = { 'code-server': version, ...(nodePackage() && { [nodePackage()]: node }) };
  await writeFile(join(next, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await npm(['install', '--ignore-scripts', '--engine-strict=false'], { cwd: next });
  const vscodeFolder = join(next, 'node_modules/code-server/lib/vscode');
  if (name === 'floor') await mendWatcher(vscodeFolder);
  for (const part of [vscodeFolder, join(vscodeFolder, 'extensions')]) {
    await npm(['install', '--omit=dev', '--ignore-scripts', '--engine-strict=false'], {
      cwd: part,
      node: nodeOf(next),
    });
  }
  await symlink('node_modules', join(vscodeFolder, 'node_modules.asar'), 'junction');
  if (name === 'floor') await leaveOutPasswords(next);
  const hasLogFiles = await buildLogWriter(next, vscodeFolder);
  await writeFile(join(next, 'ready.json'), JSON.stringify({ hasLogFiles }));
  await rm(folder, { recursive: true, force: true });
  await rename(next, folder);
  say(`VS Code ${vscode} is installed (${secondsSince(start)}).`);
}

/** VS Code 1.105.1 names its file watcher by a source archive, which npm alone does not serve; the published one does the same. */
async function mendWatcher(vscodeFolder) {
  const path = join(vscodeFolder, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  manifest.dependencies['@parcel/watcher'] = '^2.5.1';
  await writeFile(path, JSON.stringify(manifest, null, 2));
  await rm(join(vscodeFolder, 'npm-shrinkwrap.json'), { force: true });
}

/** The older code-server hashes passwords with a module that it would have to compile; served without a password, it never calls it. */
async function leaveOutPasswords(folder) {
  await writeFile(join(folder, 'node_modules/argon2/argon2.js'), "'use strict';\nmodule.exports = {};\n");
}

/** The editor's own log files need one native module. Without a toolchain everything but the search of those files works. */
async function buildLogWriter(folder, vscodeFolder) {
  const node = nodeOf(folder);
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  const tools = await Promise.all(['python3', 'make', 'g++'].map(tool => run(tool, ['--version'])));
  const gyp = findGyp();
  if (tools.some(({ code }) => code !== 0) || !gyp || !nodePackage()) {
    say('No Python, make and g++ here: the editor will run without its own log files.');
    return false;
  }
  const headers = join(folder, 'node_modules', nodePackage());
  const { code, output } = await run(node, [gyp, 'rebuild', `--nodedir=${headers}`], {
    cwd: join(vscodeFolder, 'node_modules/@vscode/spdlog'),
    env,
    timeout: 300_000,
  });
  if (code === 0) return true;
  say(
    `The editor's log writer could not be built; the editor will run without its own log files.\n${output.trim().split('\n').slice(-3).join('\n')}`,
  );
  return false;
}

/** npm brings node-gyp along. */
function findGyp() {
  const own = process.env.npm_execpath;
  const places = [
    own && join(dirname(own), '..'),
    join(dirname(process.execPath), '../lib/node_modules/npm'),
    '/usr/lib/node_modules/npm',
    '/usr/share/nodejs/npm',
  ];
  return places
    .map(place => place && join(place, 'node_modules/node-gyp/bin/node-gyp.js'))
    .find(path => path && existsSync(path));
}

function nodePackage() {
  return process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)
    ? `node-linux-${process.arch}`
    : undefined;
}

/** Each editor gets the Node that it was built for, where npm has it; else the one that runs this script. */
function nodeOf(folder) {
  return nodePackage() ? join(folder, 'node_modules', nodePackage(), 'bin/node') : process.execPath;
}
