// Writes l10n/bundle.l10n.json, the strings that translators start from, out of the sources; with --check, says whether it is up to date.
import { readdir, readFile, mkdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { root } from './lib/paths.mjs';

const target = join(root, 'l10n/bundle.l10n.json');

async function sources(folder) {
  const names = await readdir(join(root, folder), { recursive: true });
  const wanted = names.filter(name => extname(name) === '.ts' && !name.endsWith('.d.ts')).sort();
  return Promise.all(
    wanted.map(async name => ({ extension: '.ts', contents: await readFile(join(root, folder, name), 'utf8') })),
  );
}

const found = await getL10nJson([...(await sources('src')), ...(await sources('webview-ui'))]);
const sorted = Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
const text = `${JSON.stringify(sorted, null, 2)}\n`;
if (process.argv.includes('--check')) {
  const there = await readFile(target, 'utf8').catch(() => '');
  if (there !== text) {
    process.stderr.write('l10n/bundle.l10n.json is stale: run `npm run l10n`.\n');
    process.exitCode = 1;
  }
} else {
  await mkdir(join(root, 'l10n'), { recursive: true });
  await writeFile(target, text);
}
