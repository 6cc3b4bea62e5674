// The first step of every npm script: needs only Node 20, installs the dependencies, then runs scripts/<name>.mjs under the pinned Node.
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { installDependencies, pinnedNode } from './lib/dependencies.mjs';
import { root } from './lib/paths.mjs';
import { onInterrupt } from './lib/processes.mjs';
import { fail } from './lib/say.mjs';

const [name, ...args] = process.argv.slice(2);

/** Runs the script with a channel to this process, so that it notices even when this process is killed outright. */
function run(node) {
  const script = join(root, 'scripts', `${name}.mjs`);
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  const child = spawn(node, [script, ...args], { cwd: root, env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  // The script ends in its own order, and this process after it. A terminal sends SIGINT to both; asking twice does no harm.
  onInterrupt(() => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

try {
  onInterrupt(() => process.exit(130));
  await installDependencies();
  run(await pinnedNode());
} catch (error) {
  fail(error.message);
}
