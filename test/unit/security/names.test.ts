// Whatever a prompt, an id, an option or a repository's setting says: a saved video stays in its folder, under a plain name of its own.

import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyUnderFreeName, folderInside } from '../../../src/core/output/copy';
import { fileName, outputName, shortIdOf } from '../../../src/core/output/names';
import { tryNames } from '../../fuzz/names';

test('of 100,000 hostile names none leaves its folder, is reserved, too long, invisible or turned around', () => {
  expect(tryNames(1, 100_000).slice(0, 5)).toEqual([]);
}, 60_000);

test('names that differ in nothing that a file system sees are numbered, and no file is replaced', async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'rw-names-')));
  const source = join(root, 'library.mp4');
  await writeFile(source, 'the video');
  await mkdir(join(root, 'videos'));
  const mine = ['clip.mp4', 'a-calm-sea-00000001.mp4', 'a-calm-sea-00000001-2.mp4', '_CON.mp4'];
  for (const name of mine) await writeFile(join(root, 'videos', name), `mine: ${name}`);
  const prompts = [
    'A calm sea',
    'A CALM SEA',
    'Ä cälm seä',
    '../../A calm/sea',
    'A\u202e calm\0 sea',
    '',
    '...',
    'CON',
  ];
  const patterns = ['${slug}-${shortId}', '${slug}', 'CON', '../${slug}', 'clip.mp4', 'CLIP', ''];
  const asked = patterns.flatMap(pattern =>
    prompts.map(prompt =>
      outputName(pattern, { id: '0000-00000001', service: 's', prompt, take: 1, options: {}, createdAt: 0 }),
    ),
  );
  const saved = await Promise.all(
    asked.map(async ({ folders, stem }) => {
      const folder = await folderInside(root, ['videos', ...folders]);
      return copyUnderFreeName(source, folder, number => fileName(stem, number));
    }),
  );
  const there = await readdir(join(root, 'videos'));
  expect(new Set(saved).size).toBe(asked.length);
  expect(there.toSorted()).toEqual([...saved, ...mine].toSorted());
  for (const name of mine) expect(await readFile(join(root, 'videos', name), 'utf8')).toBe(`mine: ${name}`);
  expect(await readdir(root)).toEqual(['library.mp4', 'videos']);
  await rm(root, { recursive: true, force: true });
});

test('ids that differ only in their end, as ids of one moment do, give different names', () => {
  const ids = Array.from({ length: 2000 }, (_, at) => `0mk0xjmt1-00${at.toString(16).padStart(8, '0')}`);
  expect(new Set(ids.map(shortIdOf)).size).toBe(ids.length);
});
