// The host's side of the picture worker, against scripted threads, and the real thread at the end.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  bytesPerThread,
  createPicturePreparer,
  pictureIdleMs,
  pictureTimeoutMs,
  type PicturePreparer,
} from '../../src/core/media/picture-worker';
import { hardNoise, picture } from '../support/pictures';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A clock that stands still until it is told to ring. */
class StillClock {
  private readonly waiting = new Set<{ readonly milliseconds: number; readonly callback: () => void }>();
  private readonly watchers = new Map<number, () => void>();

  after(milliseconds: number, callback: () => void) {
    const entry = { milliseconds, callback };
    this.waiting.add(entry);
    this.watchers.get(milliseconds)?.();
    return { dispose: () => this.waiting.delete(entry) };
  }

  /** Resolves when somebody next asks to be called after so long. */
  asked(milliseconds: number): Promise<void> {
    return new Promise(resolve => this.watchers.set(milliseconds, resolve));
  }

  times(): number[] {
    return [...this.waiting].map(entry => entry.milliseconds);
  }

  ring(milliseconds: number): void {
    for (const entry of [...this.waiting].filter(candidate => candidate.milliseconds === milliseconds)) {
      this.waiting.delete(entry);
      entry.callback();
    }
  }
}

/** A thread that answers with its own number and how many pictures it has seen, as width and height. */
const counting = script(`
  let seen = 0;
  port.on('message', message => {
    if (message === 'warmUp') return;
    seen++;
    if (message.name === 'throw') throw new Error('boom');
    if (message.name === 'exit') process.exit(7);
    if (message.name === 'silent') return;
    if (message.name === 'broken') return port.postMessage({ id: message.id, problem: { reason: 'crashed', detail: 'unreachable' } });
    if (message.name === 'full') return port.postMessage({ id: message.id, problem: { reason: 'outOfMemory' } });
    if (message.name === 'bad') return port.postMessage({ id: message.id, problem: { reason: 'damaged' } });
    port.postMessage({ id: message.id, prepared: { jpeg: Buffer.concat(message.chunks), width: threadId, height: seen } });
  });`);

function script(body: string): URL {
  const start = `import { parentPort as port, threadId } from 'node:worker_threads';`;
  return new URL(`data:text/javascript,${encodeURIComponent(start + body)}`);
}

let preparer: PicturePreparer | undefined;
afterEach(() => preparer?.dispose());

function start(url: URL = counting) {
  const clock = new StillClock();
  preparer = createPicturePreparer(url, clock);
  return { clock, preparer };
}

const some = Uint8Array.of(1, 2, 3);

describe('one thread, one picture at a time', () => {
  test('pictures are prepared in the order in which they were asked for, by one thread', async () => {
    const { preparer } = start();
    const results = await Promise.all(['a', 'b', 'c'].map(name => preparer.prepare(some, name)));
    expect(results.map(result => result.height)).toEqual([1, 2, 3]);
    expect(new Set(results.map(result => result.width)).size).toBe(1);
  });

  test('the bytes stay the caller’s', async () => {
    const { preparer } = start();
    const bytes = Uint8Array.from({ length: 20_000_000 }, (_, index) => index);
    const { jpeg } = await preparer.prepare(bytes, 'a');
    expect(bytes.byteLength).toBe(20_000_000);
    expect(Buffer.from(jpeg).equals(bytes)).toBe(true);
  });

  test('an idle thread is ended after 20 seconds, and the next picture gets a fresh one', async () => {
    const { clock, preparer } = start();
    const first = await preparer.prepare(some, 'a');
    expect(clock.times()).toEqual([pictureIdleMs]);
    clock.ring(pictureIdleMs);
    const second = await preparer.prepare(some, 'b');
    expect(second.width).not.toBe(first.width);
    expect(clock.times()).toEqual([pictureIdleMs]);
  });

  test('warming up starts the thread that the first picture gets, and it ends when none comes', async () => {
    const { clock, preparer } = start();
    preparer.warmUp();
    expect(clock.times()).toEqual([pictureIdleMs]);
    preparer.warmUp();
    expect(await preparer.prepare(some, 'a')).toMatchObject({ height: 1 });
    clock.ring(pictureIdleMs);
    expect(clock.times()).toEqual([]);
  });

  test('a thread that has read much is replaced, since its memory is not given back', async () => {
    const { preparer } = start();
    const large = new Uint8Array(bytesPerThread / 2);
    const first = await preparer.prepare(large, 'a');
    const second = await preparer.prepare(large, 'b');
    const third = await preparer.prepare(some, 'c');
    expect(second.width).toBe(first.width);
    expect(third.width).not.toBe(first.width);
  });
});

describe('what goes wrong is one sentence, and the next picture is read all the same', () => {
  test.each([
    ['throw', 'picture-failed', '“throw” failed in the picture library (boom)'],
    ['exit', 'picture-failed', '“exit” failed in the picture library (exit 7)'],
    ['broken', 'picture-failed', '“broken” failed in the picture library (unreachable)'],
    ['full', 'picture-too-large', '“full” needs more memory than there is'],
  ])('a thread that cannot go on: %s', async (name, code, sentence) => {
    const { preparer } = start();
    const before = await preparer.prepare(some, 'a');
    const [failed, after] = await Promise.allSettled([preparer.prepare(some, name), preparer.prepare(some, 'b')]);
    expect(failed).toMatchObject({ status: 'rejected', reason: { code } });
    expect(failed.status === 'rejected' && String(failed.reason)).toContain(sentence);
    expect(after).toMatchObject({ status: 'fulfilled', value: { height: 1 } });
    expect(after.status === 'fulfilled' && after.value.width).not.toBe(before.width);
  });

  test('a picture that takes more than 60 seconds', async () => {
    const { clock, preparer } = start();
    await preparer.prepare(some, 'a');
    const begun = clock.asked(pictureTimeoutMs);
    const slow = preparer.prepare(some, 'silent');
    const next = preparer.prepare(some, 'b');
    await begun;
    expect(clock.times()).toEqual([pictureTimeoutMs]);
    clock.ring(pictureTimeoutMs);
    await expect(slow).rejects.toMatchObject({
      code: 'picture-failed',
      message:
        'Reading “silent” took more than 60 seconds and was stopped. Make the picture smaller and choose it again.',
    });
    expect(await next).toMatchObject({ height: 1 });
  });

  test('a refused picture leaves the thread as it is', async () => {
    const { preparer } = start();
    await expect(preparer.prepare(some, 'bad')).rejects.toThrow('“bad” is cut off or damaged');
    expect(await preparer.prepare(some, 'b')).toMatchObject({ height: 2 });
  });

  test('a script that is not there', async () => {
    const { preparer } = start(pathToFileURL(join(tmpdir(), 'reelwright-no-such-worker.js')));
    await expect(preparer.prepare(some, 'a.png')).rejects.toMatchObject({ code: 'picture-failed' });
  });

  test('a file of more than 200 MB is not even copied', async () => {
    const { preparer } = start();
    await expect(preparer.prepare(new Uint8Array(200_000_001), 'scan.tif')).rejects.toThrow(
      '“scan.tif” is larger than 200 MB',
    );
  });

  test('disposing stops the picture under way and those that wait', async () => {
    const { clock, preparer } = start();
    const begun = clock.asked(pictureTimeoutMs);
    const outcomes = Promise.allSettled(['silent', 'b'].map(name => preparer.prepare(some, name)));
    await begun;
    preparer.dispose();
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { problem: { reason: 'stopped' } } });
    expect(clock.times()).toEqual([]);
    await expect(preparer.prepare(some, 'c')).rejects.toThrow('Reading “c” was stopped');
  });
});

describe('the real thread', () => {
  let folder: string;
  let url: URL;

  beforeAll(async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    // Below the packages, so that the bundle finds sharp.
    const cache = join(root, 'node_modules/.cache');
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, 'picture-worker-'));
    await build({
      absWorkingDir: root,
      entryPoints: ['src/workers/picture.ts'],
      outfile: join(folder, 'picture.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['sharp'],
      inject: ['test/support/sharp-wasm.ts'],
      banner: { js: `import{createRequire as r}from'node:module';const require=r(import.meta.url);` },
      logLevel: 'silent',
    });
    url = pathToFileURL(join(folder, 'picture.mjs'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('a picture comes back prepared, a text file refused, and both again', async () => {
    const { preparer } = start(url);
    const png = await (await picture(hardNoise(1200, 300), 1200, 300)).png().toBuffer();
    for (let round = 0; round < 2; round++) {
      const { jpeg, width, height } = await preparer.prepare(png, 'noise.png');
      expect({ width, height }).toEqual({ width: 1080, height: 270 });
      expect([...jpeg.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
      await expect(preparer.prepare(Buffer.from('hello'), 'text.png')).rejects.toMatchObject({
        code: 'picture-unreadable',
        message: expect.stringContaining('“text.png” is not a picture that can be animated'),
      });
    }
    const harder = await preparer.prepare(png, 'noise.png', { maxBytes: 50_000 });
    expect(harder.jpeg.byteLength).toBeLessThanOrEqual(50_000);
  });
});
