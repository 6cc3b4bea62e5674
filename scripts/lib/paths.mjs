// Where everything is: the repository, and the cache outside it that holds the editors and what `npm start` remembers.
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');

/** A short name of this clone, for locks and scratch folders that two clones must not share. */
export const cloneId = createHash('sha256').update(root).digest('hex').slice(0, 8);

/** The cache folder: `REELWRIGHT_CACHE`, else `reelwright` in the user's cache folder. Never inside the repository. */
export function cacheFolder() {
  if (process.env.REELWRIGHT_CACHE) return resolve(process.env.REELWRIGHT_CACHE);
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'reelwright');
}
