// Calls npm from inside npm: with the same npm, without the settings that belong to the outer call, and again if the network hiccups.
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { run } from './processes.mjs';
import { say } from './say.mjs';

/** What an outer `npm run` puts into the environment about its own project; an inner npm must not see it. */
const outer =
  /^(npm_(package_|lifecycle_|command|config_(local_prefix|global_prefix|prefix|noproxy|omit|include|production)$)|INIT_CWD$)/i;

/**
 * Runs npm quietly, up to three times.
 * @param {string[]} args
 * @param {{ cwd: string, node?: string }} options `node`: the Node to run npm with
 * @throws with npm's last lines when the third attempt fails
 */
export async function npm(args, { cwd, node = process.execPath }) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)));
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund', '--no-update-notifier'];
  const [command, first] = npmCommand(node);
  for (let attempt = 1; ; attempt++) {
    const { code, output } = await run(command, [...first, ...args, ...quiet], { cwd, env });
    if (code === 0) return;
    const end = output.trim().split('\n').slice(-12).join('\n');
    if (attempt === 3) throw new Error(`npm ${args.join(' ')} failed three times. Its last words:\n${end}`);
    say(`npm ${args[0]} failed, trying again …\n${end}`);
    await wait(attempt * 3000);
  }
}

function npmCommand(node) {
  const own = process.env.npm_execpath;
  if (own && /^npm(-cli)?\.(c|m)?js$/.test(basename(own))) return [node, [own]];
  return process.platform === 'win32' ? ['cmd', ['/c', 'npm']] : ['npm', []];
}
