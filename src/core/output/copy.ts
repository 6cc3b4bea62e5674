// Copies a video onto the local disk without ever replacing a file, whoever else writes there at the same moment.

import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { chmod, copyFile, link, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { join, relative, isAbsolute, sep } from 'node:path';

/** A folder that leads out of the one it must stay in, by a symbolic link. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError';
}

/** How many names are tried before a folder counts as impossible. */
const maxNames = 10_000;

/**
 * Makes the folder `segments` below `root` and returns its path. Nothing is created outside of `root`, also not through
 * a symbolic link inside it. @throws OutsideError; Node's errors (`EACCES`, `EROFS`, `ENOTDIR`, `ENOSPC`, …)
 */
export async function folderInside(root: string, segments: readonly string[]): Promise<string> {
  const realRoot = await realpath(root);
  let folder = root;
  for (const segment of segments) {
    folder = join(folder, segment);
    await mkdir(folder).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    if (!(await leadsInto(realRoot, folder))) throw new OutsideError(folder);
  }
  if (!(await stat(folder)).isDirectory()) throw Object.assign(new Error(folder), { code: 'ENOTDIR' });
  return folder;
}

/**
 * Copies `source` into `folder` under the first of `nameAt(1)`, `nameAt(2)`, … that is free, and returns that name. The
 * file appears under it whole, or not at all. @throws Node's errors
 */
export async function copyUnderFreeName(
  source: string,
  folder: string,
  nameAt: (number: number) => string,
): Promise<string> {
  const temporary = await copyBeside(source, folder);
  try {
    for (let number = 1; number <= maxNames; number++) {
      const name = nameAt(number);
      if (await claimName(temporary, join(folder, name))) return name;
    }
  } finally {
    await rm(temporary, { force: true });
  }
  throw Object.assign(new Error(folder), { code: 'EEXIST' });
}

/** Copies `source` to `target`, which a person agreed to replace: the old file or the new one is there at any moment. */
export async function replaceWithCopy(source: string, folder: string, name: string): Promise<void> {
  const temporary = await copyBeside(source, folder);
  try {
    await rename(temporary, join(folder, name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** True where both paths are the same file. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([statOf(one), statOf(other)]);
  return first !== undefined && second !== undefined && first.ino === second.ino && first.dev === second.dev;
}

async function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}

async function copyBeside(source: string, folder: string): Promise<string> {
  const temporary = join(folder, `.reelwright-${randomBytes(8).toString('hex')}.part`);
  try {
    const mode = await createEmpty(temporary);
    await copyFile(source, temporary, constants.COPYFILE_FICLONE);
    // A copy takes over the rights of its source, and the library is for its owner only.
    await chmod(temporary, mode);
    await syncFile(temporary);
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The rights that the system gives a new file. */
async function createEmpty(path: string): Promise<number> {
  const file = await open(path, 'wx');
  try {
    return (await file.stat()).mode & 0o777;
  } finally {
    await file.close();
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives the temporary file its name; false where that name is taken. */
async function claimName(temporary: string, target: string): Promise<boolean> {
  try {
    await link(temporary, target);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!hasNoLinks(error)) throw error;
  }
  return copyExclusively(temporary, target);
}

/** For file systems without hard links: the name is taken exclusively, and given back where the bytes do not fit. */
async function copyExclusively(source: string, target: string): Promise<boolean> {
  const claimed = await open(target, 'wx').catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') return undefined;
    throw error;
  });
  if (!claimed) return false;
  await claimed.close();
  try {
    await rename(source, target);
    return true;
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}

function hasNoLinks(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK', 'EINVAL', 'UNKNOWN'].includes(codeOf(error));
}

/** A link that leads nowhere leads outside: what it would make cannot be told. */
async function leadsInto(root: string, path: string): Promise<boolean> {
  const real = await realpath(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ELOOP') return undefined;
    throw error;
  });
  if (real === undefined) return false;
  const way = relative(root, real);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
