// Bundles the simulated world with the production sources, in which a deliberate bug may be put on the way.

import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import type { Mutant } from './mutants';

/** Writes a module that runs under plain Node. @throws where a mutant's text is not found exactly once */
export async function bundle(root: string, entry: string, outfile: string, mutant?: Mutant): Promise<void> {
  const applied = new Set<string>();
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    external: ['sharp', '@img/*', 'esbuild'],
    banner: { js: `import{createRequire as r}from'node:module';const require=r(import.meta.url);` },
    plugins: mutant === undefined ? [] : [patching(root, mutant, applied)],
    logLevel: 'error',
  });
  const missed = mutant?.patches.filter(({ file }) => !applied.has(file)) ?? [];
  if (missed.length > 0) throw new Error(`${mutant?.name}: ${missed[0]?.file} is not part of the bundle`);
}

/** Changes the sources on their way. @param applied is told which files were changed */
export function patching(root: string, mutant: Mutant, applied: Set<string>): Plugin {
  return {
    name: 'mutant',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const file = path.slice(join(root, 'src/core/').length).split(sep).join('/');
        const patches = mutant.patches.filter(candidate => candidate.file === file);
        if (patches.length === 0) return undefined;
        applied.add(file);
        let contents = await readFile(path, 'utf8');
        for (const { find, replace } of patches) {
          const count = contents.split(find).length - 1;
          if (count !== 1) throw new Error(`${mutant.name}: the text is ${count} times in ${file}: ${find}`);
          contents = contents.replace(find, () => replace);
        }
        return { contents, loader: 'ts' };
      });
    },
  };
}
