// The package as a later version of the product will be: today's, with a later number and changes of the text.

import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { hostOptions } from '../../../scripts/lib/host-bundle.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { patching } from '../../simulation/bundle';
import type { Mutant } from '../../simulation/mutants';

const id = 'reelwright.reelwright';

/** Makes an extensions folder at `folder` with the later version in it. @param today an extensions folder with today's */
export async function installLater(today: string, folder: string, number: string, changes: Mutant): Promise<string> {
  const installed = (await readdir(today)).find(name => name.startsWith(`${id}-`));
  if (installed === undefined) throw new Error(`${id} is not installed in ${today}.`);
  const extension = join(folder, `${id}-${number}`);
  await mkdir(folder, { recursive: true });
  await cp(join(today, installed), extension, { recursive: true });
  await rebuild(join(extension, 'dist'), changes);
  const manifest = join(extension, 'package.json');
  const described = JSON.parse(await readFile(manifest, 'utf8')) as object;
  await writeFile(manifest, JSON.stringify({ ...described, version: number }));
  await writeFile(
    join(folder, 'extensions.json'),
    JSON.stringify([
      {
        identifier: { id },
        version: number,
        location: { $mid: 1, path: extension, scheme: 'file' },
        relativeLocation: `${id}-${number}`,
      },
    ]),
  );
  return folder;
}

/** The same chunks and workers as the package has, from changed sources. */
async function rebuild(dist: string, changes: Mutant): Promise<void> {
  for (const part of ['chunks', 'workers', 'extension.js'])
    await rm(join(dist, part), { recursive: true, force: true });
  const applied = new Set<string>();
  const options = await hostOptions(dist);
  await build({ ...options, plugins: [patching(root, changes, applied)], logLevel: 'error' });
  const missed = changes.patches.find(({ file }) => !applied.has(file));
  if (missed !== undefined) throw new Error(`${changes.name}: ${missed.file} is not part of the extension`);
}
