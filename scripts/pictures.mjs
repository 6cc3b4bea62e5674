// Makes the pictures under docs/pictures anew, from the real editor.
import { join } from 'node:path';
import { root } from './lib/paths.mjs';
import { onInterrupt, run } from './lib/processes.mjs';

onInterrupt(() => process.exit(130));
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const { code } = await run(process.execPath, [vitest, 'run', '--config', 'test/e2e/pictures.config.ts'], {
  cwd: root,
  show: true,
});
process.exitCode = code;
