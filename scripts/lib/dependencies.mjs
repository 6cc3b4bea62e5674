// The repository's own node_modules and the Node that is pinned there. Runs under any Node from 20 on, with nothing installed.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { npm } from './npm.mjs';
import { cloneId, root } from './paths.mjs';
import { run } from './processes.mjs';
import { say } from './say.mjs';

/** Installs what package-lock.json names, unless node_modules already holds exactly that. */
export async function installDependencies() {
  if (await isInstalled()) return;
  await withLock(`dependencies-${cloneId}`, async () => {
    if (await isInstalled()) return;
    say('Installing the dependencies …');
    // Not `npm ci`: it refuses a lock made where some other platform's optional package could not be had.
    await npm(['install', '--no-save', '--ignore-scripts', '--include=dev', '--include=optional'], { cwd: root });
  });
}

/** Whether every package of the lock that this machine needs is there in the version that the lock names. */
async function isInstalled() {
  const [wanted, present] = await Promise.all([
    packagesOf('package-lock.json'),
    packagesOf('node_modules/.package-lock.json'),
  ]);
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const isPinnedNode = path === `node_modules/${pinnedNodePackage()}`;
    return path === '' || (optional && !isPinnedNode && !present[path]) || present[path]?.version === version;
  });
}

async function packagesOf(lockFile) {
  try {
    return JSON.parse(await readFile(join(root, lockFile), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function pinnedNodePackage() {
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}

/**
 * The Node to go on with: the pinned one, or this one where there is no such package (macOS) and it is new enough.
 * @throws when there is neither
 */
export async function pinnedNode() {
  const pinned = join(
    root,
    'node_modules',
    pinnedNodePackage(),
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(pinned) && (await run(pinned, ['--version'])).code === 0) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath;
  throw new Error(
    `This needs Node 22.19 or later, and npm has no Node to install for this machine; this is ${process.version}.`,
  );
}
