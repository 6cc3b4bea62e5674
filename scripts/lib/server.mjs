// Serves a real VS Code on a loopback port, with nothing in its environment or settings that talks to the outside.
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endGroup, killGroup, runOrThrow } from './processes.mjs';

/**
 * User settings for a quiet editor: nothing asks, greets, updates or reports. Each must be valid in every version served:
 * an editor that finds an outdated one rewrites the file while somebody else may be writing it.
 */
export const quietSettings = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/**
 * The folders of one editor user.
 * @typedef {{ userData: string, extensions: string, serverData: string }} Profile
 */

/**
 * Makes the folders of an editor user, with settings unless some are there already.
 * @param {string} folder a short path: the editor puts sockets there
 * @param {Record<string, unknown>} [settings] on top of the quiet ones
 * @returns {Promise<Profile>}
 */
export async function makeProfile(folder, settings = {}) {
  const profile = {
    userData: join(folder, 'user'),
    extensions: join(folder, 'extensions'),
    serverData: join(folder, 'server'),
  };
  await mkdir(join(profile.userData, 'User'), { recursive: true });
  await mkdir(profile.extensions, { recursive: true });
  await mkdir(profile.serverData, { recursive: true });
  if (!existsSync(settingsFile(profile))) await writeSettings(profile, settings);
  return profile;
}

/** Replaces the user's settings by the quiet ones and these; a running window takes them over when it is reloaded. */
export async function writeSettings(profile, settings) {
  await writeFile(settingsFile(profile), `${JSON.stringify({ ...quietSettings, ...settings }, null, 2)}\n`);
}

/** Where the editor reads the user's settings. */
export function settingsFile(profile) {
  return join(profile.userData, 'User', 'settings.json');
}

/** Installs a packaged extension the way a person does. */
export async function installExtension(editor, profile, vsix) {
  await runOrThrow(editor.node, [editor.whole, ...commonArguments(profile), '--install-extension', vsix, '--force'], {
    env: await environment({}),
    timeout: 120_000,
  });
}

function commonArguments(profile) {
  const config = join(profile.serverData, 'config.yaml');
  return ['--config', config, '--user-data-dir', profile.userData, '--extensions-dir', profile.extensions];
}

/**
 * @typedef {{ port: number, url: string, pid: number, output: () => string, stop: () => Promise<void>, kill: () => Promise<void>, ended: Promise<number> }} Server
 *   `stop` asks the editor to end, `kill` does not ask; neither leaves a process behind
 */

/**
 * Serves the whole editor for one person (secrets survive reloads).
 * @param {import('./editors.mjs').Editor} editor
 * @param {Profile} profile
 * @param {{ port?: number, env?: Record<string, string>, asksForTrust?: boolean }} [options] every folder is trusted unless `asksForTrust`
 * @returns {Promise<Server>}
 */
export async function serveWhole(editor, profile, { port = 0, env = {}, asksForTrust = false } = {}) {
  const args = [editor.whole, ...commonArguments(profile), '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`];
  const quiet = [
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--disable-proxy',
    ...(asksForTrust ? [] : ['--disable-workspace-trust']),
  ];
  return serve(editor, [...args, ...quiet], env, /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/);
}

/**
 * Serves VS Code's own bare server, the only way to run extension tests in its extension host (forgets secrets on a reload).
 * @param {import('./editors.mjs').Editor} editor
 * @param {Profile} profile
 * @param {{ env?: Record<string, string> }} [options]
 * @returns {Promise<Server>}
 */
export async function serveBare(editor, profile, { env = {} } = {}) {
  const folders = [
    '--server-data-dir',
    profile.serverData,
    '--user-data-dir',
    profile.userData,
    '--extensions-dir',
    profile.extensions,
  ];
  const args = [
    editor.bare,
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--without-connection-token',
    '--accept-server-license-terms',
    ...folders,
  ];
  const quiet = ['--disable-telemetry', '--disable-workspace-trust', '--enable-smoke-test-driver'];
  return serve(editor, [...args, ...quiet], env, /Extension host agent listening on (\d+)/);
}

const guard = fileURLToPath(new URL('guard.mjs', import.meta.url));

async function serve(editor, args, env, listening) {
  const child = spawn(process.execPath, [guard, editor.node, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
    env: await environment(env),
  });
  let output = '';
  const ended = new Promise(resolve => child.on('exit', code => resolve(code ?? 1)));
  const port = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The editor did not start within a minute:\n${output}`)), 60_000);
    const read = text => {
      output = (output + text).slice(-200_000);
      const match = listening.exec(output);
      if (match) resolve(Number(match[1]));
      if (match) clearTimeout(timer);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
    void ended.then(code => reject(new Error(`The editor ended at once (${code}):\n${output.trim()}`)));
  }).catch(async error => {
    await endGroup(child.pid);
    throw error;
  });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    output: () => output,
    ended,
    stop: () => endGroup(child.pid),
    kill: async () => {
      killGroup(child.pid, 'SIGKILL');
      await ended;
    },
  };
}

/** This process's environment without what would make the editor join another one, or hand real keys to a test. */
async function environment(extra) {
  const foreign =
    /^(VSCODE_|CODE_SERVER_|ELECTRON_|REELWRIGHT_|NODE_OPTIONS$|NODE_CHANNEL|npm_|INIT_CWD$|VITEST|TEST$|PORT$|PASSWORD$|HASHED_PASSWORD$|GITHUB_TOKEN$)/;
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  return { ...own, XDG_RUNTIME_DIR: await socketFolder(), ...extra };
}

/** Sockets must have short paths, so they live in the temporary folder however long the cache's path is. */
async function socketFolder() {
  const folder = join(tmpdir(), `rw-${userInfo().uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}
