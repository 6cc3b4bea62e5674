// Writing a file so that it is either there whole or not there, and at most once under its name.

import { dirname, join } from 'node:path';
import { hasCode } from '../file-error';
import type { Files, Random } from '../ports';

/** `count` random bytes in hex. */
export function randomHex(random: Random, count: number): string {
  return Buffer.from(random.bytes(count)).toString('hex');
}

/**
 * Writes `bytes` under `path`, durably, unless something is there already. When it returns `written`, the file survives a power cut.
 * A file system without hard links gets an exclusive create first; a crash may then leave an empty file, which still bars the name.
 * @throws what `Files` throws (`ENOSPC`, `EROFS`, `EACCES`, …); the name may then be taken or not
 */
export async function writeOnce(
  files: Files,
  random: Random,
  path: string,
  bytes: Uint8Array,
): Promise<'written' | 'exists'> {
  const folder = dirname(path);
  const temporary = join(folder, `.${randomHex(random, 8)}.tmp`);
  try {
    await writeSynced(files, temporary, bytes);
    const outcome = await linkOnce(files, temporary, path, bytes);
    if (outcome === 'written') await files.syncFolder(folder);
    return outcome;
  } finally {
    await files.remove(temporary).catch(() => undefined);
  }
}

async function linkOnce(
  files: Files,
  temporary: string,
  path: string,
  bytes: Uint8Array,
): Promise<'written' | 'exists'> {
  try {
    await files.link(temporary, path);
    return 'written';
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return (await isOurs(files, path, bytes)) ? 'written' : 'exists';
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV')) throw error;
  }
  return claimByName(files, temporary, path);
}

/** Without links: the name is claimed empty, and then replaced as a whole, so that nobody ever reads a part. */
async function claimByName(files: Files, temporary: string, path: string): Promise<'written' | 'exists'> {
  try {
    await (await files.open(path, 'new')).close();
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return 'exists';
    throw error;
  }
  await files.rename(temporary, path);
  return 'written';
}

/** A network file system may answer EEXIST to our own link whose first answer was lost. */
async function isOurs(files: Files, path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    return Buffer.compare(await files.read(path), bytes) === 0;
  } catch {
    return false;
  }
}

async function writeSynced(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  const file = await files.open(path, 'new');
  try {
    await file.write(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Replaces `path` as a whole, durably. For caches and other things that are no claims. */
export async function replaceWhole(files: Files, random: Random, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${randomHex(random, 8)}.tmp`);
  try {
    await writeSynced(files, temporary, bytes);
    await files.rename(temporary, path);
    await files.syncFolder(dirname(path));
  } catch (error) {
    await files.remove(temporary).catch(() => undefined);
    throw error;
  }
}
