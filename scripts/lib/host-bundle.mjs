// How the extension host's part of the product is bundled: for the build, and for tests that build it with changes.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** CommonJS packages inside an ES module bundle still ask for Node's own modules by `require`. */
const requireForNode = `import{createRequire as requireOfThisFile}from'node:module';const require=requireOfThisFile(import.meta.url);`;

/**
 * What esbuild is told of the extension host's chunks and workers.
 * @param {string} out the folder for them
 */
export async function hostOptions(out) {
  const workers = await readdir(join(root, 'src/workers'));
  return {
    absWorkingDir: root,
    bundle: true,
    entryPoints: [
      'src/extension.ts',
      ...workers.filter(name => name.endsWith('.ts')).map(name => `src/workers/${name}`),
    ],
    outbase: 'src',
    outdir: out,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    splitting: true,
    platform: 'node',
    target: 'node22',
    external: ['vscode', 'sharp'],
    banner: { js: requireForNode },
  };
}
