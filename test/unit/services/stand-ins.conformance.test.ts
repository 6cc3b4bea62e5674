// The other codecs against their stand-in servers, over real loopback HTTP.

import { afterEach, describe, expect, it } from 'vitest';
import { ListWalk, pageSize } from '../../../src/core/pipeline/list-walk';
import type { Options } from '../../../src/core/request';
import type { Dialect, PictureContent } from '../../../src/core/service';
import { seedanceTvDialect } from '../../../src/core/services/seedance-tv';
import { seedanceapiDialect } from '../../../src/core/services/seedanceapi';
import { usvideoPlatform, usvideoPlatformTest } from '../../../src/core/services/usvideo-platform';
import { usvideoReference } from '../../../src/core/services/usvideo-reference';
import { vibegenDialect } from '../../../src/core/services/vibegen';
import { readClip } from '../../services/clip';
import { startSeedanceTv } from '../../services/seedance-tv';
import { startSeedanceapi } from '../../services/seedanceapi';
import type { StandIn, StandInOptions } from '../../services/stand-in';
import { startUsvideoPlatform } from '../../services/usvideo-platform';
import { startUsvideoReference } from '../../services/usvideo-reference';
import { startVibegen } from '../../services/vibegen';
import { send } from './wire';
import type { DialectId } from './conformance/facts';
import { proves, together } from './conformance/proves';

const open: StandIn[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.close()));
});

const free = { limits: { perMinute: Infinity, concurrent: Infinity } };
const jpeg: PictureContent = { kind: 'base64', data: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]).toString('base64') };

class Client {
  readonly server: StandIn;
  readonly dialect: Dialect;

  constructor(server: StandIn, dialect: Dialect) {
    this.server = server;
    this.dialect = dialect;
  }

  async submit(options: Options = {}, picture?: PictureContent, prompt = 'A lake') {
    const request = this.dialect.submit({ prompt, options }, picture);
    return this.dialect.readSubmit(await send(this.server.baseUrl, this.server.key, request));
  }

  async accepted(options: Options = {}, picture?: PictureContent): Promise<string> {
    const reading = await this.submit(options, picture);
    if (reading.verdict !== 'accepted') throw new Error(JSON.stringify(reading));
    return reading.remoteId;
  }

  async status(id: string) {
    return this.dialect.readStatus(await send(this.server.baseUrl, this.server.key, this.dialect.status(id)));
  }

  async list(limit = 20, offset = 0) {
    const request = this.dialect.list?.({ limit, offset });
    return (
      request && this.dialect.readList?.(await send(this.server.baseUrl, this.server.key, request), { limit, offset })
    );
  }

  async cancel(id: string) {
    const request = this.dialect.cancel?.(id);
    return request && this.dialect.readCancel?.(await send(this.server.baseUrl, this.server.key, request));
  }

  async finished(id: string) {
    await this.status(id);
    await this.status(id);
    return this.status(id);
  }
}

interface Case {
  readonly name: DialectId;
  readonly dialect: Dialect;
  readonly start: (options?: StandInOptions) => Promise<StandIn>;
  /** Every documented choice, for text and for a picture. */
  readonly text: readonly Options[];
  readonly picture: readonly Options[];
  /** Refused by the document. */
  readonly wrong: readonly Options[];
}

const over = (name: string, values: readonly (string | number)[]): Options[] =>
  values.map(value => ({ [name]: value }));
const cases: readonly Case[] = [
  {
    name: 'usvideo',
    dialect: usvideoReference,
    start: startUsvideoReference,
    text: [
      ...over('duration', [4, 15]),
      ...over('aspectRatio', ['16:9', '9:16', '1:1', '4:3']),
      { negativePrompt: 'x', seed: 1 },
    ],
    picture: over('resolution', ['480p', '720p', '1080p']),
    wrong: [...over('duration', [3, 16]), ...over('aspectRatio', ['21:9']), ...over('resolution', ['4k'])],
  },
  {
    name: 'usvideo-platform',
    dialect: usvideoPlatform,
    start: startUsvideoPlatform,
    text: over('duration', [1, 10]),
    picture: over('resolution', ['480p', '720p', '1080p']),
    wrong: [...over('duration', [0, 11, 1.5]), ...over('resolution', ['4k'])],
  },
  {
    name: 'seedance-tv',
    dialect: seedanceTvDialect,
    start: startSeedanceTv,
    text: [
      ...over('aspectRatio', ['16:9', '9:16', '1:1']),
      ...over('resolution', ['720p', '1080p']),
      { style: 'noir' },
    ],
    picture: [
      ...over('motionIntensity', [0, 0.5, 1]),
      ...over('duration', [1, 8]),
      { aspectRatio: '1:1', style: 'noir' },
    ],
    wrong: [...over('duration', [9, 0]), ...over('aspectRatio', ['4:3']), ...over('resolution', ['480p'])],
  },
  {
    name: 'vibegen',
    dialect: vibegenDialect,
    start: startVibegen,
    text: over('aspectRatio', ['16:9', '9:16', '1:1', '21:9', '4:3', '3:4', '9:21', 'adaptive', 'keep_ratio']),
    picture: [...over('resolution', ['480p', '720p', '1080p']), ...over('duration', [5, 10]), { audio: true }],
    wrong: [...over('duration', [6]), ...over('aspectRatio', ['2:1']), ...over('resolution', ['4k'])],
  },
  {
    name: 'seedanceapi',
    dialect: seedanceapiDialect,
    start: startSeedanceapi,
    text: over('aspectRatio', ['1:1', '16:9', '9:16', '4:3', '3:4', '21:9', '9:21']),
    picture: [
      ...over('resolution', ['480p', '720p']),
      ...over('duration', [4, 8, 12]),
      { audio: true, fixedLens: true },
    ],
    wrong: [...over('duration', [5]), ...over('aspectRatio', ['2:1']), ...over('resolution', ['1080p'])],
  },
];

/** Text with every option of text, a picture with every option of pictures. */
const everyChoice = (name: DialectId) =>
  together(
    proves(name, ['submit', 'resolution', 'duration', 'aspect ratio', 'other options', 'prompt'], 'text'),
    proves(name, ['submit', 'resolution', 'duration', 'image', 'other options', 'prompt'], 'picture'),
  );

describe.each(cases)('$name', ({ name, dialect, start, text, picture, wrong }) => {
  async function client(options: StandInOptions = {}): Promise<Client> {
    const server = await start({ ...free, balance: 100_000, ...options });
    open.push(server);
    return new Client(server, dialect);
  }
  const handed = (): PictureContent =>
    dialect.picture.kind === 'base64' ? jpeg : { kind: 'url', url: 'https://example.com/a.jpg' };

  it('takes every documented choice, for text and for a picture', everyChoice(name), async () => {
    const { accepted, server } = bound(await client());
    for (const options of text) await accepted(options);
    for (const options of picture) await accepted(options, handed());
    expect(server.paidJobs).toHaveLength(text.length + picture.length);
  });

  it(
    'refuses every other choice with a documented 400',
    proves(name, ['resolution', 'duration', 'prompt', 'refused']),
    async () => {
      const { submit, server } = bound(await client());
      for (const options of wrong) {
        expect(await submit(options), JSON.stringify(options)).toMatchObject({
          verdict: 'notCreated',
          then: 'fail',
          error: { httpStatus: 400 },
        });
      }
      expect(await submit({}, undefined, '')).toMatchObject({ verdict: 'notCreated', then: 'fail' });
      expect(server.jobs.all).toHaveLength(0);
    },
  );

  it(
    'walks a job to its clip, whose bytes are the server’s, and sends no key to the media host',
    proves(name, ['status', 'states', 'result'], 'picture'),
    async () => {
      const { accepted, finished, server } = bound(await client());
      const done = await finished(await accepted({}, handed()));
      expect(done.kind).toBe('completed');
      const clip = await fetch(done.kind === 'completed' ? done.videoUrl : '');
      expect(Buffer.from(await clip.arrayBuffer()).equals(readClip())).toBe(true);
      expect(server.media.requests).toHaveLength(1);
      expect(server.requests.every(request => request.headers['authorization'] === `Bearer ${server.key}`)).toBe(true);
    },
  );

  it('tells why a job failed', proves(name, ['failure text', 'charged when it fails']), async () => {
    const { accepted, finished, server } = bound(await client());
    const id = await accepted();
    for (const job of server.jobs.all) job.failsWith = 'Content policy violation';
    expect(await finished(id)).toMatchObject({
      kind: 'failed',
      error: { message: 'Content policy violation', safety: true },
    });
    expect(server.paidJobs).toHaveLength(dialect.chargedOnFailure === 'no' ? 0 : 1);
  });

  it(
    'answers a wrong key, an empty account, a foreign job and a full minute as documented',
    proves(name, ['answered 401', 'answered 402', 'answered 429', 'a question fails']),
    async () => {
      const one = await client();
      expect(await one.status('another')).toEqual({ kind: 'missing' });
      const refused = await send(one.server.baseUrl, 'wrong', dialect.submit({ prompt: 'x', options: {} }));
      expect(dialect.readSubmit(refused)).toMatchObject({ verdict: 'notCreated', then: 'key' });
      const poor = await client({ balance: 1 });
      expect(await poor.submit()).toMatchObject({ verdict: 'notCreated', then: 'credits' });
      const busy = await client({ limits: { perMinute: 1, concurrent: 5 } });
      await busy.accepted();
      expect(await busy.submit()).toMatchObject({ verdict: 'notCreated', then: 'wait' });
    },
  );

  it.each(dialect.list ? ['a list'] : [])(
    'has %s, newest first and page by page',
    proves(name, ['list', 'list fields']),
    async () => {
      const { accepted, list } = bound(await client());
      const ids = [await accepted(), await accepted(), await accepted()].toReversed();
      const all = await list();
      expect(all).toMatchObject({ kind: 'jobs', more: false });
      expect(all?.kind === 'jobs' ? all.jobs.map(job => job.remoteId) : []).toEqual(ids);
      expect(all?.kind === 'jobs' ? all.jobs.map(job => job.prompt) : []).toEqual(['A lake', 'A lake', 'A lake']);
      expect(await list(2, 0)).toMatchObject({ more: true, jobs: [{ remoteId: ids[0] }, { remoteId: ids[1] }] });
      expect(await list(2, 2)).toMatchObject({ more: false, jobs: [{ remoteId: ids[2] }] });
    },
  );

  it.each(dialect.cancel ? ['a cancel'] : [])(
    'has %s for what has not begun, with the money back, and for nothing else',
    proves(name, ['cancel', 'charged when cancelled']),
    async () => {
      const { accepted, cancel, status, server } = bound(await client());
      const id = await accepted();
      expect(await cancel(id)).toMatchObject({ kind: 'cancelled' });
      expect(await status(id)).toEqual({ kind: 'cancelled' });
      const late = await accepted();
      await status(late);
      await status(late);
      expect(await cancel(late)).toMatchObject({ kind: 'refused' });
      expect(server.paidJobs.map(job => job.id)).toEqual([late]);
    },
  );
});

/** The client's methods, to be taken apart. */
function bound(client: Client) {
  return {
    server: client.server,
    submit: client.submit.bind(client),
    accepted: client.accepted.bind(client),
    status: client.status.bind(client),
    finished: client.finished.bind(client),
    list: client.list.bind(client),
    cancel: client.cancel.bind(client),
  };
}

describe.each([
  { name: 'seedance-tv', dialect: seedanceTvDialect, start: startSeedanceTv },
  { name: 'vibegen', dialect: vibegenDialect, start: startVibegen },
] as const)('the list of $name, whose page shows no order', ({ name, dialect, start }) => {
  it.each([true, false])(
    'is read to its newest job (oldest first: %s)',
    proves(name, 'list'),
    async listsOldestFirst => {
      let now = Date.UTC(2026, 3, 20);
      const server = await start({ ...free, listsOldestFirst, now: () => now });
      open.push(server);
      for (let count = 0; count < 250; count += 1, now += 60_000)
        server.jobs.add(server.key, { prompt: `${count}` }, 1);
      const client = new Client(server, dialect);
      const walk = new ListWalk(1_000, ({ createdAt = 0 }) => createdAt < now - 3_600_000);
      for (let offset = walk.next; offset !== undefined; offset = walk.next) {
        const page = await client.list(pageSize, offset);
        walk.take(page?.kind === 'jobs' ? page.jobs : []);
      }
      const newest = server.jobs.all.slice(-60).map(({ id }) => id);
      expect(walk.jobs.map(({ remoteId }) => remoteId)).toEqual(expect.arrayContaining(newest));
      expect(walk.jobs.length).toBeLessThan(120);
    },
  );
});

describe('the stand-ins count as documented', () => {
  it(
    'seedance.tv: two jobs at once, ten requests a minute, with what is left on every answer',
    proves('seedance-tv', ['limits', 'answered 429']),
    async () => {
      const server = await startSeedanceTv();
      open.push(server);
      const client = new Client(server, seedanceTvDialect);
      await client.accepted();
      await client.accepted();
      expect(await client.submit()).toMatchObject({ then: 'wait', retryAfterMs: expect.any(Number) as number });
      const answer = await send(server.baseUrl, server.key, seedanceTvDialect.status('x'));
      expect(answer.headers).toMatchObject({ 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '6' });
      expect(server.jobs.peakRunning).toBe(2);
    },
  );

  it('VibeGen: creations and queries apart', proves('vibegen', 'limits'), async () => {
    const server = await startVibegen({ limits: { perMinute: 2 } });
    open.push(server);
    const client = new Client(server, vibegenDialect);
    const id = await client.accepted();
    await client.accepted();
    expect((await client.status(id)).kind).toBe('progress');
    expect(await client.submit()).toMatchObject({ then: 'wait' });
  });

  it('US Video API: a sandbox key is not charged', proves('usvideo-platform', 'sandbox key'), async () => {
    const server = await startUsvideoPlatform({ key: 'usv_test_0123456789', balance: 0 });
    open.push(server);
    const client = new Client(server, usvideoPlatformTest);
    expect(await client.submit()).toMatchObject({ verdict: 'accepted', mock: true, price: { amount: 0 } });
    expect(server.jobs.charged()).toBe(0);
  });

  it('US Video API: balance and usage', proves('usvideo-platform', 'account'), async () => {
    const server = await startUsvideoPlatform();
    open.push(server);
    await new Client(server, usvideoPlatform).accepted();
    const account = usvideoPlatform.account?.();
    expect(account && usvideoPlatform.readAccount?.(await send(server.baseUrl, server.key, account))).toEqual({
      kind: 'account',
      account: { balance: { amount: 47.25, unit: 'USD' }, spent: { amount: 1.25, unit: 'USD' } },
    });
  });

  it('seedance.tv: a callback is registered with exactly its three fields', async () => {
    const server = await startSeedanceTv();
    open.push(server);
    const register = (json: object) => send(server.baseUrl, server.key, { method: 'POST', path: '/webhooks', json });
    const whole = { url: 'https://x.example/hook', events: ['job.completed', 'job.failed'], secret: 's' };
    expect((await register(whole)).status).toBe(200);
    for (const wrong of [{ ...whole, events: ['job.started'] }, { ...whole, more: 1 }, { url: whole.url }]) {
      expect((await register(wrong)).status).toBe(400);
    }
  });
});
