// Where a key could leave this process by the side door: child processes, their arguments, and the environment of threads.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPicturePreparer } from '../../../src/core/media/picture-worker';
import { nodeClock } from '../../../src/core/node/clock';
import type { ClipSpec } from '../../../src/core/services/sandbox/clip';
import { createWorkerRenderer } from '../../../src/core/services/sandbox/renderer';
import { filesWith, sources } from './sources';

const variable = 'REELWRIGHT_USVIDEO_API_KEY';
const canary = 'sd_canary_of_the_environment_81c4';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rw-threads-'));
  process.env[variable] = canary;
});
afterAll(async () => {
  delete process.env[variable];
  await rm(folder, { recursive: true, force: true });
});

async function script(name: string, answer: string): Promise<URL> {
  const path = join(folder, name);
  const tell = `import { parentPort as port } from 'node:worker_threads';
const said = JSON.stringify({ env: process.env, argv: process.argv, execArgv: process.execArgv });
port.on('message', message => port.postMessage(${answer}));`;
  await writeFile(path, tell);
  return pathToFileURL(path);
}

describe('threads are given nothing of the environment', () => {
  test('the one that prepares pictures', async () => {
    const thread = await script(
      'picture.mjs',
      `{ id: message.id, prepared: { jpeg: new TextEncoder().encode(said), width: 1, height: 1 } }`,
    );
    const preparer = createPicturePreparer(thread);
    const { jpeg } = await preparer.prepare(Uint8Array.of(1), 'a.png');
    preparer.dispose();
    const said = new TextDecoder().decode(jpeg);
    expect(said).not.toContain(canary);
    expect(JSON.parse(said)).toMatchObject({ env: { UV_THREADPOOL_SIZE: '1' } });
    expect(Object.keys((JSON.parse(said) as { env: object }).env)).toEqual(['UV_THREADPOOL_SIZE']);
  });

  test('the one that renders for the sandbox', async () => {
    const thread = await script('sandbox.mjs', `{ kind: 'done', video: new TextEncoder().encode(said) }`);
    const renderer = createWorkerRenderer({ script: thread, letters: 'none', clock: nodeClock });
    const video = await renderer.render({} as ClipSpec, () => undefined, new AbortController().signal);
    renderer.dispose();
    const said = new TextDecoder().decode(video);
    expect(said).not.toContain(canary);
    expect(JSON.parse(said)).toMatchObject({ env: {} });
    expect(Object.keys((JSON.parse(said) as { env: object }).env)).toEqual([]);
  });
});

describe('in the sources', () => {
  const all = sources('src', 'webview-ui');

  test('nothing starts a process, opens a terminal or runs text as code', () => {
    expect(all.size).toBeGreaterThan(200);
    const modules = /(?:from|import\(|require\()\s*['"](?:node:)?(?:child_process|cluster|vm|repl|inspector)['"]/;
    expect(filesWith(all, modules)).toEqual([]);
    expect(filesWith(all, /createTerminal|ShellExecution|\beval\(|new Function\(|\bspawn\(/)).toEqual([]);
  });

  test('two places start a thread, and both say what its environment is', () => {
    expect(filesWith(all, /new Worker\(/)).toEqual([
      'src/core/media/picture-worker.ts',
      'src/core/services/sandbox/renderer.ts',
    ]);
  });

  test('the environment is read where keys and proxies are looked for, and nowhere else', () => {
    const readers = filesWith(all, /process\.env\b(?!\.\$\{)/);
    expect(readers).toEqual(['src/editor/proxy.ts', 'src/editor/start.ts']);
    expect(all.get('src/editor/start.ts')?.match(/process\.env/g)).toHaveLength(1);
    expect(all.get('src/editor/proxy.ts')).not.toContain('REELWRIGHT');
  });

  test('one line puts a key into a request: a header', () => {
    const written = [...all].flatMap(([path, text]) =>
      text
        .split('\n')
        .flatMap(line => (/Bearer \$\{/.test(line) && !path.includes('/services/copy/') ? [line.trim()] : [])),
    );
    expect(written).toEqual(["if (authorized) headers['authorization'] = `Bearer ${wire.key.key}`;"]);
  });
});
