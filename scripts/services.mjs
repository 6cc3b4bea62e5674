// Serves the stand-in services by hand: prints the settings to paste and the keys that work. Arguments go to test/services/serve.ts.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './lib/paths.mjs';
import { onInterrupt } from './lib/processes.mjs';

const folder = await mkdtemp(join(tmpdir(), 'reelwright-services-'));
const script = join(folder, 'serve.mjs');
await build({
  absWorkingDir: root,
  entryPoints: ['test/services/serve.ts'],
  outfile: script,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
});
const child = spawn(process.execPath, [script, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
onInterrupt(() => child.kill('SIGTERM'));
child.on('exit', code => {
  void rm(folder, { recursive: true, force: true }).then(() => process.exit(code ?? 1));
});
