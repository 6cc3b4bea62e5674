// Makes the one VSIX for all platforms.
import { stat } from 'node:fs/promises';
import { buildAndPackage } from './lib/package.mjs';
import { onInterrupt } from './lib/processes.mjs';
import { say } from './lib/say.mjs';

onInterrupt(() => process.exit(130));
const { vsix, output } = await buildAndPackage();
say(output.trim());
say(`${vsix} (${((await stat(vsix)).size / 1e6).toFixed(2)} MB)`);
