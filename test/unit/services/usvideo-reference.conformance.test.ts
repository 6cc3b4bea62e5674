// The reference dialect's codec against its stand-in server, over real loopback HTTP.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usvideoReference as dialect } from '../../../src/core/services/usvideo-reference';
import type { ServiceRequest } from '../../../src/core/request';
import type { PictureContent } from '../../../src/core/service';
import type { StandIn } from '../../services/stand-in';
import { startUsvideoReference } from '../../services/usvideo-reference';
import { readClip } from '../../services/clip';
import { send } from './wire';
import { proves } from './conformance/proves';

let server: StandIn;
beforeEach(async () => {
  server = await startUsvideoReference();
});
afterEach(() => server.close());

const plain: ServiceRequest = { prompt: 'A misty lake', options: {} };
const jpeg = (bytes: number): PictureContent => {
  const data = Buffer.alloc(bytes);
  data.set([0xff, 0xd8, 0xff, 0xe0]);
  return { kind: 'base64', data: data.toString('base64') };
};
const submit = async (request = plain, picture?: PictureContent, key = server.key) =>
  dialect.readSubmit(await send(server.baseUrl, key, dialect.submit(request, picture)));
const status = async (id: string) => dialect.readStatus(await send(server.baseUrl, server.key, dialect.status(id)));
async function accepted(request = plain): Promise<string> {
  const reading = await submit(request);
  if (reading.verdict !== 'accepted') throw new Error(JSON.stringify(reading));
  return reading.remoteId;
}

describe('the reference stand-in', () => {
  it(
    'takes every documented option, and a job walks from pending to its clip',
    proves('usvideo', ['submit', 'image', 'states', 'result', 'other options'], 'picture'),
    async () => {
      const options = { resolution: '1080p', duration: 15, aspectRatio: '4:3', negativePrompt: 'logos', seed: -3 };
      const reading = await submit({ prompt: 'A lake', options }, jpeg(1_000_000));
      expect(reading).toMatchObject({ verdict: 'accepted', price: { amount: 7.5, unit: 'USD' }, expectedSeconds: 75 });
      const id = reading.verdict === 'accepted' ? reading.remoteId : '';
      expect(await status(id)).toEqual({ kind: 'progress', state: 'pending' });
      expect(await status(id)).toEqual({ kind: 'progress', state: 'running' });
      const done = await status(id);
      expect(done).toMatchObject({ kind: 'completed', seconds: 15, cost: { amount: 7.5, unit: 'USD' } });
      const clip = await fetch(done.kind === 'completed' ? done.videoUrl : '');
      expect(Buffer.from(await clip.arrayBuffer()).equals(readClip())).toBe(true);
      expect(server.media.requests[0]?.headers['authorization']).toBeUndefined();
      expect(server.posts).toBe(1);
      expect(server.paidJobs).toHaveLength(1);
    },
  );

  it(
    'refuses what the page does not allow with a 400 that names it',
    proves('usvideo', ['HTTP 400', 'prompt', 'resolution', 'duration', 'aspect ratio']),
    async () => {
      const wrong = [
        { resolution: '4k' },
        { duration: 3 },
        { duration: 16 },
        { duration: 4.5 },
        { aspectRatio: '21:9' },
        { seed: 0.5 },
      ];
      for (const options of wrong) {
        expect(await submit({ prompt: 'x', options }), JSON.stringify(options)).toMatchObject({
          verdict: 'notCreated',
          then: 'fail',
          error: { httpStatus: 400 },
        });
      }
      expect(await submit({ prompt: '', options: {} })).toMatchObject({
        error: { message: 'prompt must not be empty.' },
      });
      expect(await submit(plain, { kind: 'base64', data: 'AAAA' })).toMatchObject({
        error: { message: 'image is not a picture.' },
      });
      const unknown = await send(server.baseUrl, server.key, {
        method: 'POST',
        path: '/videos',
        json: { prompt: 'x', audio: true },
      });
      expect(dialect.readSubmit(unknown)).toMatchObject({ error: { message: 'Unknown parameter: audio.' } });
      expect(server.jobs.all).toHaveLength(0);
    },
  );

  it(
    'answers a wrong key, an empty balance and a heavy picture as documented',
    proves('usvideo', ['HTTP 401', 'HTTP 402', 'HTTP 413']),
    async () => {
      expect(await submit(plain, undefined, 'sd_wrong')).toMatchObject({ verdict: 'notCreated', then: 'key' });
      expect(await submit(plain, jpeg(1_100_000))).toMatchObject({ verdict: 'notCreated', then: 'shrink' });
      server.balance = 75;
      const poor = await submit({ prompt: 'x', options: { duration: 8 } });
      expect(poor).toMatchObject({ verdict: 'notCreated', then: 'credits' });
      expect(poor).toMatchObject({
        error: { message: 'Insufficient balance. Need $2.00, have $0.75. Top up at /v1/account/topup' },
      });
    },
  );

  it(
    'lists newest first, paged, and finds a job by its prompt',
    proves('usvideo', ['list', 'list fields']),
    async () => {
      const ids = [await accepted({ prompt: 'one', options: {} }), await accepted({ prompt: 'two', options: {} })];
      const list = async (limit: number, offset: number) => {
        const page = { limit, offset };
        const request = dialect.list?.(page);
        return request && dialect.readList?.(await send(server.baseUrl, server.key, request), page);
      };
      expect(await list(20, 0)).toMatchObject({
        kind: 'jobs',
        more: false,
        jobs: [{ remoteId: ids[1], prompt: 'two' }, { remoteId: ids[0] }],
      });
      expect(await list(1, 1)).toMatchObject({ jobs: [{ remoteId: ids[0] }] });
    },
  );

  it(
    'cancels what is pending, refuses what renders, and does not know other jobs',
    proves('usvideo', ['cancel', 'HTTP 404']),
    async () => {
      const cancel = async (id: string) => {
        const request = dialect.cancel?.(id);
        return request && dialect.readCancel?.(await send(server.baseUrl, server.key, request));
      };
      const [first, second] = [await accepted(), await accepted()];
      expect(await cancel(first)).toEqual({ kind: 'cancelled' });
      expect(await status(first)).toEqual({ kind: 'cancelled' });
      await status(second);
      await status(second);
      expect(await cancel(second)).toMatchObject({ kind: 'refused' });
      expect(await cancel('job_other')).toEqual({ kind: 'missing' });
      expect(await status('job_other')).toEqual({ kind: 'missing' });
      expect(server.paidJobs).toHaveLength(1);
    },
  );

  it('refunds a failed job and tells why', proves('usvideo', ['failure text', 'charged when it fails']), async () => {
    const id = await accepted();
    const [job] = server.jobs.all;
    if (job)
      Object.assign(job, {
        failsWith: 'Generation was blocked by model safety checks.',
        pace: { by: 'looks', waiting: 0, rendering: 0 },
      });
    expect(await status(id)).toMatchObject({ kind: 'failed', error: { safety: true } });
    expect(server.balance).toBe(4850);
  });

  it('tells account and prices, the latter without a key', proves('usvideo', ['account', 'price']), async () => {
    await accepted();
    const account = dialect.account?.();
    expect(account && dialect.readAccount?.(await send(server.baseUrl, server.key, account))).toEqual({
      kind: 'account',
      account: {
        email: 'dev@example.com',
        balance: { amount: 47.25, unit: 'USD' },
        spent: { amount: 1.25, unit: 'USD' },
        jobs: 1,
      },
    });
    const prices = dialect.livePrices?.();
    expect(prices && dialect.readLivePrices?.(await send(server.baseUrl, undefined, prices))).toEqual({
      perSecond: { '480p': 0.1, '720p': 0.25, '1080p': 0.5 },
    });
  });

  it('counts requests and jobs, and says how long to wait', proves('usvideo', ['limits', 'HTTP 429']), async () => {
    await server.close();
    server = await startUsvideoReference({ limits: { perMinute: 3, concurrent: 1 } });
    await accepted();
    expect(await submit()).toMatchObject({ verdict: 'notCreated', then: 'wait' });
    await status('x');
    const limited = await submit();
    expect(limited).toMatchObject({ verdict: 'notCreated', then: 'wait', retryAfterMs: expect.any(Number) as number });
    expect(server.jobs.peakRunning).toBe(1);
    expect(server.peakPerMinute).toBe(4);
  });

  it('breaks as a script says, and keeps books on what it did', async () => {
    server.next('submit', { drop: 'onHeaders' });
    await expect(submit()).rejects.toThrow();
    server.next('submit', { drop: 'onBody', reset: true });
    await expect(submit()).rejects.toThrow();
    expect([server.posts, server.jobs.all.length]).toEqual([1, 0]);
    server.next('submit', { drop: 'afterWork' });
    await expect(submit()).rejects.toThrow();
    expect(server.jobs.all).toHaveLength(1);
    server.next('submit', { cutAt: 10 });
    await expect(submit()).rejects.toThrow();
    server.next('submit', { claimedLength: 5000 });
    await expect(submit()).rejects.toThrow();
    expect(server.jobs.all).toHaveLength(3);
    server.next('submit', { answer: { status: 502, body: '<html>Bad Gateway</html>' } });
    expect(await submit()).toMatchObject({ verdict: 'inDoubt' });
    server.next('submit', request => ({ answer: { status: 400, json: { detail: request.body.toString('utf8') } } }));
    expect(await submit()).toMatchObject({ error: { message: '{"prompt":"A misty lake","duration":5}' } });
    server.script(step =>
      step.endpoint === 'submit' ? { edit: honest => ({ ...honest, json: { status: 'pending' } }) } : undefined,
    );
    expect(await submit()).toMatchObject({ verdict: 'inDoubt', error: { code: 'no-id' } });
    expect(server.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${server.key}`);
  });
});

describe('its media host', () => {
  async function finished(): Promise<{ id: string; url: string }> {
    const id = await accepted();
    await status(id);
    await status(id);
    const done = await status(id);
    return { id, url: done.kind === 'completed' ? done.videoUrl : '' };
  }

  it('serves ranges under a strong ETag, and the whole file where the ETag changed', async () => {
    const { url } = await finished();
    const whole = await fetch(url);
    const clip = Buffer.from(await whole.arrayBuffer());
    const etag = whole.headers.get('etag') ?? '';
    const part = await fetch(url, { headers: { range: 'bytes=1000-', 'if-range': etag } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(clip.subarray(1000))).toBe(true);
    const changed = await fetch(url, { headers: { range: 'bytes=1000-', 'if-range': '"other"' } });
    expect([changed.status, (await changed.arrayBuffer()).byteLength]).toEqual([200, clip.length]);
    expect((await fetch(url, { headers: { range: `bytes=${clip.length}-` } })).status).toBe(416);
  });

  it('ends links as told, and a fresh status brings a fresh one', async () => {
    const { id, url } = await finished();
    server.media.revoke(410, id);
    expect((await fetch(url)).status).toBe(410);
    const again = await status(id);
    const fresh = again.kind === 'completed' ? again.videoUrl : '';
    expect(fresh).not.toBe(url);
    expect((await fetch(fresh)).status).toBe(200);
    server.media.next('clip', { cutAt: 100 });
    await expect(fetch(fresh).then(cut => cut.arrayBuffer())).rejects.toThrow();
  });
});
