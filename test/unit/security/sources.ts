// The product's sources as text, for promises that hold because something is nowhere in them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Every source file below these folders, by its path from the repository's root. */
export function sources(...folders: readonly string[]): ReadonlyMap<string, string> {
  const paths = folders.flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  return new Map(paths.sort().map(path => [path, readFileSync(join(root, path), 'utf8')]));
}

/** The files in which a pattern occurs. */
export function filesWith(files: ReadonlyMap<string, string>, pattern: RegExp): readonly string[] {
  return [...files].filter(([, text]) => pattern.test(text)).map(([path]) => path);
}

/** The text of each call's arguments, up to its closing bracket: `name(…)`. */
export function callsOf(text: string, name: RegExp): readonly string[] {
  return [...text.matchAll(new RegExp(`${name.source}\\(`, 'g'))].map(({ index, 0: head }) => {
    let depth = 1;
    let at = index + head.length;
    for (const start = at; depth > 0 && at < start + 5000; at += 1) {
      if (text[at] === '(') depth += 1;
      if (text[at] === ')') depth -= 1;
    }
    return text.slice(index + head.length, at - 1).trim();
  });
}
