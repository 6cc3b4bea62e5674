import { chmod, mkdir, mkdtemp, readFile, readdir, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as promises from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OutsideError, copyUnderFreeName, folderInside, isSameFile, replaceWithCopy } from '../../src/core/output/copy';
import { fileName } from '../../src/core/output/names';

let root: string;
let source: string;

const disk = vi.hoisted(() => ({ hasLinks: true }));
vi.mock('node:fs/promises', async original => {
  const real = await original<typeof promises>();
  const none = () => Promise.reject(Object.assign(new Error('no links'), { code: 'EPERM' }));
  return { ...real, link: (from: string, to: string) => (disk.hasLinks ? real.link(from, to) : none()) };
});

beforeEach(async () => {
  disk.hasLinks = true;
  root = await realpath(await mkdtemp(join(tmpdir(), 'rw-output-')));
  source = join(root, 'library.mp4');
  await writeFile(source, 'the video');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const nameAt = (number: number): string => fileName('clip', number);

describe.each([
  ['with', true],
  ['without', false],
])('on a disk %s hard links', (_, hasLinks) => {
  beforeEach(() => {
    disk.hasLinks = hasLinks;
  });

  test('a copy takes the next free name and leaves other files as they were', async () => {
    const folder = await folderInside(root, ['videos']);
    await writeFile(join(folder, 'clip.mp4'), 'mine');
    expect(await copyUnderFreeName(source, folder, nameAt)).toBe('clip-2.mp4');
    expect(await readFile(join(folder, 'clip.mp4'), 'utf8')).toBe('mine');
    expect(await readFile(join(folder, 'clip-2.mp4'), 'utf8')).toBe('the video');
  });

  test('forty copies at the same moment get forty names, and no temporary file stays', async () => {
    const folder = await folderInside(root, ['videos']);
    const names = await Promise.all(Array.from({ length: 40 }, () => copyUnderFreeName(source, folder, nameAt)));
    expect(new Set(names).size).toBe(40);
    expect((await readdir(folder)).toSorted()).toEqual(names.toSorted());
  });

  test('a link that leads nowhere takes its name too', async () => {
    await symlink(join(root, 'nowhere'), join(root, 'clip.mp4'));
    expect(await copyUnderFreeName(source, root, nameAt)).toBe('clip-2.mp4');
  });
});

test('a copy of a private file has the rights of any new file', async () => {
  await chmod(source, 0o600);
  await writeFile(join(root, 'new.txt'), '');
  const name = await copyUnderFreeName(source, root, nameAt);
  expect((await stat(join(root, name))).mode).toBe((await stat(join(root, 'new.txt'))).mode);
});

test('a source that is gone leaves nothing behind', async () => {
  await expect(copyUnderFreeName(join(root, 'gone.mp4'), root, nameAt)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await readdir(root)).toEqual(['library.mp4']);
});

test('a folder is made inside the root, also through a link that stays inside', async () => {
  await mkdir(join(root, 'real'));
  await symlink(join(root, 'real'), join(root, 'linked'));
  await folderInside(root, ['linked', 'deep', 'er']);
  expect((await stat(join(root, 'real', 'deep', 'er'))).isDirectory()).toBe(true);
});

test('a link out of the root is refused and nothing is made behind it', async () => {
  const workspace = await folderInside(root, ['workspace']);
  const elsewhere = await folderInside(root, ['elsewhere']);
  await symlink(elsewhere, join(workspace, 'videos'));
  await symlink(join(root, 'nowhere'), join(workspace, 'broken'));
  await expect(folderInside(workspace, ['videos', 'deep'])).rejects.toBeInstanceOf(OutsideError);
  await expect(folderInside(workspace, ['broken'])).rejects.toBeInstanceOf(OutsideError);
  expect(await readdir(elsewhere)).toEqual([]);
});

test('a file in the place of the folder is said as such', async () => {
  await expect(folderInside(root, ['library.mp4'])).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(folderInside(root, ['library.mp4', 'x'])).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test('replacing swaps the file as a whole', async () => {
  await writeFile(join(root, 'hero.mp4'), 'old');
  await replaceWithCopy(source, root, 'hero.mp4');
  expect(await readFile(join(root, 'hero.mp4'), 'utf8')).toBe('the video');
  expect((await readdir(root)).toSorted()).toEqual(['hero.mp4', 'library.mp4']);
});

test('one file is known under two names', async () => {
  await symlink(source, join(root, 'same.mp4'));
  await writeFile(join(root, 'other.mp4'), 'the video');
  expect(await isSameFile(source, join(root, 'same.mp4'))).toBe(true);
  expect(await isSameFile(source, join(root, 'other.mp4'))).toBe(false);
  expect(await isSameFile(source, join(root, 'gone.mp4'))).toBe(false);
});
