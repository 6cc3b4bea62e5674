// The sandbox's end of the line: a job's life through its address alone, also over reloads.

// oxlint-disable unicorn/no-thenable -- the contract's `then` is a word, never a function

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeFiles } from '../../src/core/node/files';
import type { Disposable, DownloadEnd, Exchange, Net } from '../../src/core/ports';
import { createSandboxEndpoint } from '../../src/core/services/sandbox/endpoint';
import { RenderError } from '../../src/core/services/sandbox/renderer';
import { sandbox } from '../../src/core/services/sandbox/service';
import { HandClock, HandRenderer } from './sandbox-hands';

const dialect = sandbox.dialectFor(undefined);

const video = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);

let folder: string;
let clock: HandClock;
let renderer: HandRenderer;
let endpoint: Net & Disposable;

function start(): void {
  renderer = new HandRenderer();
  let count = 0;
  const random = { bytes: (length: number) => new Uint8Array(length).fill(count++) };
  endpoint = createSandboxEndpoint({ files: nodeFiles, folder, clock, random, renderer });
}

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'sandbox-')), 'jobs');
  clock = new HandClock();
  start();
});

afterEach(async () => {
  endpoint.dispose();
  // A job that was stopped may still be closing its last file.
  await rm(join(folder, '..'), { recursive: true, force: true, maxRetries: 5 });
});

function send(method: 'GET' | 'POST' | 'DELETE', path: string, json?: unknown): Promise<Exchange> {
  const body = json === undefined ? {} : { body: JSON.stringify(json) };
  return endpoint.exchange({ method, url: `sandbox://local${path}`, headers: {}, ...body });
}

function answered(exchange: Exchange) {
  if (exchange.kind !== 'answer') throw new Error(`no answer but ${exchange.failure}`);
  return exchange.answer;
}

async function submit(prompt: string, fields: object = {}): Promise<string> {
  const reading = dialect.readSubmit(answered(await send('POST', '/jobs', { prompt, ...fields })));
  if (reading.verdict !== 'accepted') throw new Error(JSON.stringify(reading));
  return reading.remoteId;
}

const status = async (id: string) => dialect.readStatus(answered(await send('GET', `/jobs/${id}`)));

/** Asks until the answer is what is waited for; each question gives the endpoint's own work time to go on. */
async function until(id: string, kind: string): Promise<Awaited<ReturnType<typeof status>>> {
  for (;;) {
    const reading = await status(id);
    if (reading.kind === kind || (reading.kind === 'progress' && reading.state === kind)) return reading;
  }
}

interface Taken {
  readonly end: DownloadEnd;
  readonly bytes: Uint8Array;
  readonly head?: { readonly offset: number; readonly total?: number; readonly etag?: string; readonly type?: string };
}

async function download(url: string, offset = 0, etag?: string): Promise<Taken> {
  const pieces: Uint8Array[] = [];
  let head: Taken['head'];
  const sink = {
    begin: (given: NonNullable<Taken['head']>) => {
      head = given;
      return Promise.resolve();
    },
    write: (bytes: Uint8Array) => {
      pieces.push(bytes);
      return Promise.resolve();
    },
  };
  const end = await endpoint.download({ url, offset, ...(etag ? { etag } : {}), allowLoopback: false }, sink);
  return { end, bytes: new Uint8Array(Buffer.concat(pieces)), ...(head ? { head } : {}) };
}

async function finished(prompt = 'A boat', fields: object = {}): Promise<{ id: string; url: string }> {
  const id = await submit(prompt, fields);
  await until(id, 'running');
  renderer.done(video);
  const reading = await until(id, 'completed');
  return { id, url: reading.kind === 'completed' ? reading.videoUrl : '' };
}

describe('a job', () => {
  test('is accepted, rendered with progress, and can be fetched', async () => {
    const id = await submit('A boat [slow:0]', { resolution: '480p', aspect_ratio: '1:1', duration: 2, seed: 9 });
    await until(id, 'running');
    expect(renderer.asked).toEqual([{ prompt: 'A boat', resolution: '480p', aspectRatio: '1:1', seconds: 2, seed: 9 }]);
    renderer.tell(0.5);
    expect(await status(id)).toMatchObject({ kind: 'progress', state: 'running', fraction: 0.5 });
    renderer.done(video);
    const reading = await until(id, 'completed');
    expect(reading).toMatchObject({
      videoUrl: `sandbox://local/videos/${id}.mp4`,
      seconds: 2,
      completedAt: clock.now(),
    });
    const { end, bytes, head } = await download(`sandbox://local/videos/${id}.mp4`);
    expect(end).toEqual({ kind: 'whole' });
    expect(bytes).toEqual(video);
    expect(head).toMatchObject({ offset: 0, total: 1000, type: 'video/mp4', etag: expect.stringMatching(/^".+"$/) });
    expect(clock.pending).toBe(0);
  });

  test('is on disk before its id is known, picture and all', async () => {
    const id = await submit('', { image: Buffer.from('picture').toString('base64') });
    expect((await readdir(folder)).sort()).toEqual([`${id}.job.json`, `${id}.picture`]);
    await until(id, 'running');
    expect(Buffer.from(renderer.asked[0]?.picture ?? []).toString()).toBe('picture');
  });

  test('takes the documented defaults, and a seed of its own', async () => {
    await until(await submit('A boat'), 'running');
    expect(renderer.asked[0]).toMatchObject({ resolution: '720p', aspectRatio: '16:9', seconds: 5 });
    expect(renderer.asked[0]?.seed).toBeGreaterThan(0);
  });

  test('waits as pending while another is rendered', async () => {
    const first = await submit('One');
    const second = await submit('Two');
    await until(first, 'running');
    expect(await status(second)).toEqual({ kind: 'progress', state: 'pending' });
    renderer.done(video);
    await until(second, 'running');
    await until(first, 'completed');
    expect(renderer.asked.map(spec => spec.prompt)).toEqual(['One', 'Two']);
  });

  test('is cancelled in the middle, and the next one begins', async () => {
    const first = await submit('One');
    const second = await submit('Two');
    await until(first, 'running');
    expect(dialect.readCancel?.(answered(await send('DELETE', `/jobs/${first}`)))).toEqual({ kind: 'cancelled' });
    expect(await status(first)).toEqual({ kind: 'cancelled' });
    await until(second, 'running');
  });

  test('that is done is not cancelled', async () => {
    const { id } = await finished();
    expect(dialect.readCancel?.(answered(await send('DELETE', `/jobs/${id}`)))).toMatchObject({ kind: 'refused' });
    expect(await status(id)).toMatchObject({ kind: 'completed' });
  });

  test('whose rendering breaks fails with a sentence, and the next one begins', async () => {
    const first = await submit('One');
    const second = await submit('Two');
    await until(first, 'running');
    renderer.broken(new RenderError('RENDER_FAILED', 'Its thread ended.'));
    expect(await until(first, 'failed')).toMatchObject({
      error: { code: 'RENDER_FAILED', message: 'Its thread ended.' },
    });
    await until(second, 'running');
  });

  test('is listed newest first, with what tells it from others', async () => {
    const first = await submit('One', { duration: 3 });
    clock.pass(5000);
    const second = await submit('Two', { resolution: '1080p', image: 'AAAA' });
    const list = dialect.readList?.(answered(await send('GET', '/jobs?limit=1&offset=0')), { limit: 1, offset: 0 });
    expect(list).toMatchObject({
      more: true,
      jobs: [{ remoteId: second, prompt: 'Two', createdAt: clock.now(), resolution: '1080p', withPicture: true }],
    });
    const rest = dialect.readList?.(answered(await send('GET', '/jobs?limit=5&offset=1')), { limit: 5, offset: 1 });
    expect(rest).toMatchObject({ more: false, jobs: [{ remoteId: first, prompt: 'One', duration: 3 }] });
  });
});

describe('after a reload', () => {
  test('an unfinished job is taken up again when its status is asked, and only then', async () => {
    const id = await submit('A boat', { seed: 4 });
    await until(id, 'running');
    renderer.tell(0.7);
    endpoint.dispose();
    start();
    await send('GET', '/jobs');
    expect(renderer.asked).toHaveLength(0);
    await until(id, 'running');
    expect(renderer.asked[0]).toMatchObject({ prompt: 'A boat', seed: 4 });
    renderer.done(video);
    await until(id, 'completed');
  });

  test('a finished job is still there to be fetched', async () => {
    const { url } = await finished();
    start();
    expect((await download(url)).bytes).toEqual(video);
  });

  test('a finished clip is kept for a day after its end, and then forgotten', async () => {
    const { id, url } = await finished();
    clock.pass(23 * 3_600_000);
    start();
    expect((await status(id)).kind).toBe('completed');
    clock.pass(2 * 3_600_000);
    start();
    expect(await status(id)).toEqual({ kind: 'missing' });
    expect((await download(url)).end).toEqual({ kind: 'refused', status: 404 });
    expect(await readdir(folder)).toEqual([]);
  });

  test('and is forgotten too by a window that stays open for days', async () => {
    await finished();
    clock.pass(25 * 3_600_000);
    await send('GET', '/jobs');
    expect(await readdir(folder)).toEqual([]);
  });

  test('an unfinished job survives a long weekend', async () => {
    const id = await submit('A boat');
    endpoint.dispose();
    clock.pass(4 * 24 * 3_600_000);
    start();
    expect(await until(id, 'running')).toMatchObject({ kind: 'progress' });
  });
});

describe('a download', () => {
  test('goes on where it was interrupted', async () => {
    const { url } = await finished('A boat [fail:download]');
    const first = await download(url);
    expect(first.end).toMatchObject({ kind: 'failure', failure: 'closed' });
    expect(first.bytes).toHaveLength(500);
    const second = await download(url, 500, first.head?.etag);
    expect(second.end).toEqual({ kind: 'whole' });
    expect(second.head).toMatchObject({ offset: 500, total: 1000 });
    expect(new Uint8Array(Buffer.concat([first.bytes, second.bytes]))).toEqual(video);
  });

  test('begins again where the file is another one', async () => {
    const { url } = await finished();
    expect(await download(url, 500, '"another"')).toMatchObject({ end: { kind: 'whole' }, head: { offset: 0 } });
  });

  test('of a dead link is refused for good', async () => {
    const { url } = await finished('A boat [fail:expired]');
    expect((await download(url)).end).toEqual({ kind: 'refused', status: 410 });
    expect((await download(url)).end).toEqual({ kind: 'refused', status: 410 });
  });

  test('of nothing, of too much, beyond the end and of other files is refused', async () => {
    const { url } = await finished();
    expect((await download(url, 1000)).end).toEqual({ kind: 'refused', status: 416 });
    expect((await download('sandbox://local/videos/..%2Fsecret.mp4')).end).toEqual({ kind: 'refused', status: 404 });
    expect((await download('https://example.com/a.mp4')).end).toMatchObject({ failure: 'blocked' });
  });

  test('passes on what its sink throws', async () => {
    const { url } = await finished();
    const sink = { begin: () => Promise.reject(new Error('ENOSPC')), write: () => Promise.resolve() };
    await expect(endpoint.download({ url, offset: 0, allowLoopback: false }, sink)).rejects.toThrow('ENOSPC');
  });
});

describe('told failures', () => {
  test.each([
    ['400', { verdict: 'notCreated', then: 'fail' }],
    ['401', { verdict: 'notCreated', then: 'fail', error: { httpStatus: 401 } }],
    ['402', { verdict: 'notCreated', then: 'fail', error: { code: 'INSUFFICIENT_CREDITS', httpStatus: 402 } }],
    ['413', { verdict: 'notCreated', then: 'shrink' }],
    ['500', { verdict: 'inDoubt' }],
    ['502', { verdict: 'inDoubt' }],
    ['503', { verdict: 'notCreated', then: 'wait', retryAfterMs: 1000, maxTries: 5 }],
    ['504', { verdict: 'inDoubt' }],
    ['nonsense', { verdict: 'notCreated', error: { code: 'UNKNOWN_FAILURE' } }],
  ])('[fail:%s] makes no job', async (name, reading) => {
    const exchange = await send('POST', '/jobs', { prompt: `A boat [fail:${name}]` });
    expect(dialect.readSubmit(answered(exchange))).toMatchObject(reading);
    expect(await readdir(folder)).toEqual([]);
  });

  test('[fail:429] refuses once and names a time; the next try goes through', async () => {
    const request = { prompt: 'A boat [fail:429]' };
    const first = dialect.readSubmit(answered(await send('POST', '/jobs', request)));
    expect(first).toMatchObject({ verdict: 'notCreated', then: 'wait', retryAfterMs: 2000 });
    expect(dialect.readSubmit(answered(await send('POST', '/jobs', request)))).toMatchObject({ verdict: 'accepted' });
  });

  test('[fail:safety] is accepted, runs, and fails with the words of a safety review', async () => {
    const id = await submit('A boat [fail:safety]');
    expect(await status(id)).toMatchObject({ kind: 'progress', state: 'running' });
    clock.pass(1000);
    expect(await until(id, 'failed')).toMatchObject({ error: { code: 'SAFETY_BLOCKED', safety: true } });
    expect(renderer.asked).toHaveLength(0);
  });

  test('[slow:30] takes thirty seconds more, with progress, and holds up nobody else', async () => {
    const slow = await submit('A boat [slow:30]');
    const other = await submit('Another');
    await until(other, 'running');
    expect(await status(slow)).toMatchObject({ state: 'running', fraction: 0 });
    for (let second = 0; second < 15; second++) {
      clock.pass(1000);
      await status(slow);
    }
    expect(await status(slow)).toMatchObject({ fraction: expect.closeTo(0.4, 5) });
    for (let second = 0; second < 15; second++) {
      clock.pass(1000);
      await status(slow);
    }
    renderer.done(video);
    await until(other, 'completed');
    await until(slow, 'running');
    while (renderer.asked.length < 2) await status(slow);
    renderer.done(video);
    await until(slow, 'completed');
  });

  test('[fail:lost] loses the answer, not the job: the list shows it', async () => {
    const exchange = await send('POST', '/jobs', { prompt: 'A boat [fail:lost]' });
    expect(exchange).toMatchObject({ kind: 'failure', sent: true, failure: 'closed' });
    const list = dialect.readList?.(answered(await send('GET', '/jobs')), { limit: 20, offset: 0 });
    expect(list).toMatchObject({ jobs: [{ prompt: 'A boat [fail:lost]' }] });
  });

  test('[fail:no-id] is answered without an id', async () => {
    const exchange = await send('POST', '/jobs', { prompt: 'A boat [fail:no-id]' });
    expect(dialect.readSubmit(answered(exchange))).toMatchObject({ verdict: 'inDoubt', error: { code: 'no-id' } });
  });
});

describe('bad requests', () => {
  test.each([
    ['not JSON', '{', 'The request is not JSON.'],
    ['no prompt', '{}', '“prompt”'],
    ['an empty prompt', '{"prompt":" "}', '“prompt”'],
    ['an impossible resolution', '{"prompt":"a","resolution":"4k"}', '“resolution”'],
    ['half a second', '{"prompt":"a","duration":0.5}', '“duration”'],
    ['an hour', '{"prompt":"a","duration":3600}', '“duration”'],
    ['a picture that is no base64', '{"prompt":"a","image":"<svg>"}', '“image”'],
  ])('%s is refused with a sentence that names the field', async (_name, body, words) => {
    const exchange = await endpoint.exchange({ method: 'POST', url: 'sandbox://local/jobs', headers: {}, body });
    const reading = dialect.readSubmit(answered(exchange));
    expect(reading).toMatchObject({
      verdict: 'notCreated',
      then: 'fail',
      error: { message: expect.stringContaining(words) },
    });
  });

  test('an id from elsewhere is no path into the disk', async () => {
    for (const id of ['..%2F..%2Fsecret', 'sbx_1', 'x'.repeat(5000)]) {
      expect(answered(await send('GET', `/jobs/${id}`)).status).toBe(404);
    }
  });

  test('another address is not answered', async () => {
    const exchange = await endpoint.exchange({ method: 'GET', url: 'https://example.com/jobs', headers: {} });
    expect(exchange).toMatchObject({ kind: 'failure', sent: false, failure: 'blocked' });
  });

  test('a folder that cannot be used is said, and nothing was created', async () => {
    const broken = { ...nodeFiles, createFolder: () => Promise.reject(new Error('EROFS: read-only file system')) };
    const random = { bytes: (count: number) => new Uint8Array(count) };
    endpoint = createSandboxEndpoint({ files: broken, folder, clock, random, renderer });
    const reading = dialect.readSubmit(answered(await send('POST', '/jobs', { prompt: 'A boat' })));
    expect(reading).toMatchObject({
      verdict: 'notCreated',
      then: 'fail',
      error: { message: expect.stringContaining('read-only') },
    });
  });
});
