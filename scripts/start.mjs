// Serves a whole VS Code with the packaged extension and a sample workspace on a loopback port. Options: --port N, --version floor.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installEditor } from './lib/editors.mjs';
import { buildAndPackage, packageFolder } from './lib/package.mjs';
import { cacheFolder, cloneId, root } from './lib/paths.mjs';
import { isAlive, onInterrupt } from './lib/processes.mjs';
import { fail, say, secondsSince } from './lib/say.mjs';
import { installExtension, makeProfile, serveWhole } from './lib/server.mjs';

const { values: options } = parseArgs({
  options: { port: { type: 'string' }, version: { type: 'string', default: 'today' } },
});
const home = join(cacheFolder(), `start-${cloneId}${options.version === 'floor' ? '-floor' : ''}`);
const note = join(home, 'running.json');

/** What the last start left: the port, since a browser keeps settings and secrets by address, and the process if it still runs. */
async function lastStart() {
  return JSON.parse(await readFile(note, 'utf8').catch(() => '{}'));
}

/** The port asked for, else the last one if it is free, else any. */
async function choosePort(last) {
  if (options.port) return Number(options.port);
  return last.port && (await isFree(last.port)) ? last.port : 0;
}

function isFree(port) {
  return new Promise(resolve => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** Brings in what the sample workspace lacks, and leaves what its user has made or changed there. */
async function prepareWorkspace() {
  const workspace = join(home, 'sample-workspace');
  await cp(join(root, 'test/sample-workspace'), workspace, { recursive: true, force: false });
  return workspace;
}

async function prepareProfile(editor, vsix) {
  await rm(join(home, 'extensions'), { recursive: true, force: true });
  const profile = await makeProfile(home);
  const greeter = join(home, 'greeter.vsix');
  await packageFolder(join(root, 'scripts/greeter'), greeter);
  for (const each of [vsix, greeter]) await installExtension(editor, profile, each);
  return profile;
}

async function start() {
  if (!['today', 'floor'].includes(options.version)) return fail('--version takes today or floor.');
  const last = await lastStart();
  if (last.pid && isAlive(last.pid) && !(await isFree(last.port)))
    return fail(`Already served at ${last.url} (process ${last.pid}); stop that one first.`);
  await mkdir(home, { recursive: true });
  const editor = await installEditor(options.version);
  const begin = performance.now();
  say('Building and packaging Reelwright …');
  const { vsix } = await buildAndPackage();
  say(`Installing it in VS Code ${editor.vscode} …`);
  const profile = await prepareProfile(editor, vsix);
  const workspace = await prepareWorkspace();
  await serve(editor, profile, workspace, last, begin);
}

async function serve(editor, profile, workspace, last, begin) {
  const server = await serveWhole(editor, profile, { port: await choosePort(last) });
  const url = `${server.url}/?folder=${encodeURIComponent(workspace).replaceAll('%2F', '/')}`;
  await writeFile(note, JSON.stringify({ pid: process.pid, port: server.port, url }));
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    say('\nStopping …');
    await server.stop();
    await writeFile(note, JSON.stringify({ port: server.port }));
    process.exit(0);
  };
  onInterrupt(() => void stop());
  say(`\n  Reelwright is ready (${secondsSince(begin)}). Open this address in a browser:\n\n    ${url}\n`);
  say(`  The workspace is a copy of the sample in ${workspace}\n  Ctrl-C stops everything.\n`);
  const code = await server.ended;
  if (!isStopping)
    fail(`The editor ended by itself (${code}):\n${server.output().trim().split('\n').slice(-15).join('\n')}`);
}

onInterrupt(() => process.exit(130));
try {
  await start();
} catch (error) {
  fail(error.message);
}
