// Lets two commands that run at once take turns at one piece of set-up, and forgets a holder that died.
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cacheFolder } from './paths.mjs';
import { isAlive } from './processes.mjs';

/** No step takes longer, in milliseconds; an older lock was left by a process whose id another one has by now. */
const longest = 30 * 60_000;

/**
 * Runs `work` while no other process holds the lock of that name.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once if another process holds it
 * @returns {Promise<T>}
 */
export async function withLock(name, work, onWait) {
  const path = join(cacheFolder(), 'locks', name);
  await mkdir(dirname(path), { recursive: true });
  for (let told = false; !(await take(path)); told = true) {
    if (!told) onWait?.();
    await wait(200);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** Takes the lock file, or clears it away when its holder is no longer alive; the next round then takes it. */
async function take(path) {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  const age = Date.now() - (await stat(path).then(({ mtimeMs }) => mtimeMs, Date.now));
  if ((holder && !isAlive(holder)) || age > longest) await rm(path, { force: true });
  return false;
}
