// Builds the product and runs the benchmarks against the build.
import { join } from 'node:path';
import { root } from './lib/paths.mjs';
import { onInterrupt, run, runOrThrow } from './lib/processes.mjs';

onInterrupt(() => process.exit(130));
await runOrThrow(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root });
const { code } = await run(process.execPath, [join(root, 'test/bench/run.mjs')], { cwd: root, show: true });
process.exitCode = code;
