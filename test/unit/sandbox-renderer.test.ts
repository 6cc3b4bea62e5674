// The host's side of the rendering thread: it starts late, ends early, and whatever becomes of it settles the job.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMp4 } from '../../src/core/media/mp4';
import type { Disposable } from '../../src/core/ports';
import type { ClipSpec } from '../../src/core/services/sandbox/clip';
import { createWorkerRenderer } from '../../src/core/services/sandbox/renderer';

const lettersFile = fileURLToPath(new URL('../../media/sandbox/letters.bin', import.meta.url));
const spec: ClipSpec = { prompt: 'A boat', resolution: '480p', aspectRatio: '1:1', seconds: 1, seed: 1 };

/** A clock that only keeps what it is asked for. */
class StillClock {
  readonly waiting = new Set<{ readonly milliseconds: number; readonly callback: () => void }>();
  now = () => 0;
  elapsed = () => 0;

  after(milliseconds: number, callback: () => void): Disposable {
    const entry = { milliseconds, callback };
    this.waiting.add(entry);
    return { dispose: () => this.waiting.delete(entry) };
  }
}

let folder: string;
let real: URL;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renderer-'));
  const outfile = join(folder, 'sandbox.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/workers/sandbox.ts', import.meta.url))],
    bundle: true,
    outfile,
    format: 'esm',
    platform: 'node',
    external: ['sharp'],
    banner: { js: `import{createRequire as r}from'node:module';const require=r(import.meta.url);` },
    logLevel: 'error',
  });
  real = pathToFileURL(outfile);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A worker written for one test. */
async function scripted(name: string, onMessage: string): Promise<URL> {
  const file = join(folder, `${name}.mjs`);
  await writeFile(
    file,
    `import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ spec }) => { ${onMessage} });`,
  );
  return pathToFileURL(file);
}

const never = new AbortController().signal;
const done = `parentPort.postMessage({ kind: 'done', video: new Uint8Array([1, 2, 3]) });`;

test('the real thread renders a real clip, and is let go ten seconds later', { timeout: 60_000 }, async () => {
  const clock = new StillClock();
  const renderer = createWorkerRenderer({ script: real, letters: lettersFile, clock });
  const told: number[] = [];
  const video = await renderer.render(spec, fraction => told.push(fraction), never);
  const source = {
    size: video.length,
    read: (at: number, length: number) => Promise.resolve(video.subarray(at, at + length)),
  };
  expect(await readMp4(source)).toMatchObject({ whole: true, frames: 24, width: 480, height: 480 });
  expect(told).toHaveLength(4);
  expect([...clock.waiting].map(entry => entry.milliseconds)).toEqual([10_000]);
  renderer.dispose();
  expect(clock.waiting.size).toBe(0);
});

test('a second clip uses the same thread, and nothing is waited for meanwhile', async () => {
  const clock = new StillClock();
  const script = await scripted(
    'count',
    `globalThis.n = (globalThis.n ?? 0) + 1; parentPort.postMessage({ kind: 'done', video: new Uint8Array([globalThis.n]) });`,
  );
  const renderer = createWorkerRenderer({ script, letters: lettersFile, clock });
  expect([...(await renderer.render(spec, () => {}, never))]).toEqual([1]);
  const second = renderer.render(spec, () => {}, never);
  expect(clock.waiting.size).toBe(0);
  expect([...(await second)]).toEqual([2]);
  for (const entry of clock.waiting) entry.callback();
  expect([...(await renderer.render(spec, () => {}, never))], 'a new thread after the idle one ended').toEqual([1]);
  renderer.dispose();
});

test.each([
  ['ends', 'process.exit(3);', 'its thread ended unexpectedly'],
  ['throws', `throw new Error('out of luck');`, 'out of luck'],
  ['cannot be loaded', undefined, 'Cannot find module'],
  [
    'gives up',
    `parentPort.postMessage({ kind: 'failed', code: 'RENDER_FAILED', detail: 'no such codec' });`,
    'no such codec',
  ],
])('a thread that %s fails the clip with a sentence, and the next clip gets a new one', async (name, body, words) => {
  const script =
    body === undefined ? pathToFileURL(join(folder, 'absent.mjs')) : await scripted(name.replaceAll(' ', '-'), body);
  const clock = new StillClock();
  const renderer = createWorkerRenderer({ script, letters: lettersFile, clock });
  for (let times = 0; times < 2; times++) {
    await expect(renderer.render(spec, () => {}, never)).rejects.toMatchObject({
      name: 'RenderError',
      code: 'RENDER_FAILED',
      message: expect.stringContaining(words),
    });
  }
  expect(clock.waiting.size).toBe(0);
  renderer.dispose();
});

test('a cancelled clip stops at once, in the middle of a frame, and the next one is made', async () => {
  const busy = `parentPort.postMessage({ kind: 'progress', fraction: 0.1 }); if (spec.seed === 1) for (;;); ${done}`;
  const renderer = createWorkerRenderer({
    script: await scripted('busy', busy),
    letters: lettersFile,
    clock: new StillClock(),
  });
  const abort = new AbortController();
  const stopped = renderer.render(spec, () => abort.abort(), abort.signal);
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  await expect(renderer.render(spec, () => {}, abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
  expect([...(await renderer.render({ ...spec, seed: 2 }, () => {}, never))]).toEqual([1, 2, 3]);
  renderer.dispose();
});
