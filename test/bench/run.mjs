// Bundles the benchmarks and runs them against dist/, which has to be built before.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist');
if (!existsSync(join(dist, 'workers/picture.js'))) throw new Error('dist/ is not there: run `npm run build` first.');

const folder = await mkdtemp(join(tmpdir(), 'reelwright-bench-'));
try {
  // As deep as in the repository, since the certificates are found from there.
  await cp(join(root, 'test/faults/certificates'), join(folder, 'faults/certificates'), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: { main: 'test/bench/main.ts', 'bench/download-side': 'test/bench/download-side.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['sharp', '@img/*'],
    banner: { js: `import{createRequire as r}from'node:module';const require=r(import.meta.url);` },
    logLevel: 'warning',
  });
  const { status } = spawnSync(process.execPath, [join(folder, 'main.mjs'), dist], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
