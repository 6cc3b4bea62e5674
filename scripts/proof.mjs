// The long proof: a million simulated runs, all deliberate bugs, a kill at every file-system call, a minute of fuzz for each reader.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './lib/paths.mjs';
import { onInterrupt, run } from './lib/processes.mjs';

onInterrupt(() => process.exit(130));
const folder = join(root, '.build');
await mkdir(folder, { recursive: true });
const outfile = join(folder, 'proof.mjs');
await build({
  absWorkingDir: root,
  entryPoints: ['test/proof/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  external: ['esbuild'],
  banner: { js: `import{createRequire as r}from'node:module';const require=r(import.meta.url);` },
  logLevel: 'warning',
});
const { code } = await run(process.execPath, [outfile, root, ...process.argv.slice(2)], { cwd: root, show: true });
process.exitCode = code;
