// The whole way over loopback: a stand-in fetches the picture from this editor, calls back through a tunnel, and is asked at once.

import { createHmac } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Job } from '../../../src/core/job';
import type { GenerationRequest } from '../../../src/core/request';
import { startSeedanceTv } from '../../services/seedance-tv';
import { startSeedanceapi } from '../../services/seedanceapi';
import type { StandIn, StandInOptions } from '../../services/stand-in';
import { startUsvideoPlatform } from '../../services/usvideo-platform';
import { startVibegen } from '../../services/vibegen';
import { ask } from './wire';
import { closeAll, closeLater, freePort, jobThat, openWindow, publicAddress, temporaryFolder } from './window';
import type { TestWindow } from './window';

afterEach(closeAll);

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 500 }, (_, index) => index % 251)]);
/** Never done before it is told to be. */
const patient: StandInOptions = { pace: { by: 'looks', waiting: 1_000, rendering: 0 } };

interface Scene {
  readonly server: StandIn;
  readonly window: TestWindow;
  readonly port: number;
  readonly folder: string;
}

async function scene(
  start: (options: StandInOptions) => Promise<StandIn>,
  service: string,
  options: StandInOptions = {},
): Promise<Scene> {
  const port = await freePort();
  const tunnel = { address: publicAddress, to: `http://127.0.0.1:${port}` };
  const limits = { perMinute: Infinity, concurrent: Infinity };
  const server = await start({ ...patient, tunnel, limits, ...options });
  closeLater(() => server.close());
  const folder = await temporaryFolder();
  const window = await openWindow({ folder, server, service, access: { address: publicAddress, port } });
  return { server, window, port, folder };
}

async function generate({ engine }: TestWindow, service: string, extra: Partial<GenerationRequest> = {}) {
  const request = { service, prompt: 'A lake', options: { duration: 5 }, ...extra };
  const jobs = await engine.generate(request, 'view');
  return Promise.all(jobs.map(job => jobThat(engine, job.id, ({ state }) => state === 'pending')));
}

const lake: GenerationRequest = { service: 'vibegen', prompt: 'A lake', options: { duration: 5 } };

const finished = ({ engine }: TestWindow, job: Job | undefined) =>
  jobThat(engine, job?.id ?? '', ({ state }) => state === 'completed');

const sent = (server: StandIn) =>
  server.requests
    .filter(({ endpoint }) => endpoint === 'submit')
    .map(({ body }) => JSON.parse(body.toString()) as Record<string, unknown>);

const lookedAt = (server: StandIn) => server.requests.filter(({ endpoint }) => endpoint === 'status').length;
/** Resolves to when the service was asked for the n-th time. */
function nthLook(server: StandIn, number: number): Promise<number> {
  return new Promise(resolve => {
    looks.set(number, resolve);
    server.script(request => {
      if (request.endpoint === 'status') looks.get(request.number)?.(request.at);
      return undefined;
    });
  });
}
const looks = new Map<number, (at: number) => void>();

const pathOf = (url: unknown) => String(url).slice(publicAddress.length);

describe('vibegen', () => {
  it('fetches the picture, calls back, and is asked sooner than its turn; then nothing is left open', async () => {
    const { server, window, port, folder } = await scene(startVibegen, 'vibegen');
    const picture = await window.engine.stagePicture(jpeg, 'hero.png');
    const began = performance.now();
    const [one, two] = await generate(window, 'vibegen', { picture, takes: 2 });
    await server.outbound.idle();
    expect(server.outbound.fetched.map(({ status, type, bytes }) => [status, type, bytes.equals(jpeg)])).toEqual([
      [200, 'image/jpeg', true],
      [200, 'image/jpeg', true],
    ]);
    const urls = server.outbound.fetched.map(({ url }) => url);
    expect(new Set(urls).size).toBe(2);

    const [delivery] = await server.finish(one?.remoteId ?? '');
    expect(delivery?.status).toBe(204);
    await finished(window, one);
    // Its turn would have come after five seconds.
    expect(performance.now() - began).toBeLessThan(4_500);
    expect(lookedAt(server)).toBe(1);
    const own = server.outbound.fetched.find(({ jobId }) => jobId === one?.remoteId)?.url;
    expect((await ask(port, { path: pathOf(own), host: 'tunnel.example' })).status).toBe(404);
    const rest = urls.find(url => url !== own);
    expect((await ask(port, { path: pathOf(rest), host: 'tunnel.example' })).status).toBe(200);

    await server.finish(two?.remoteId ?? '');
    await finished(window, two);
    await window.logged('the public door is shut');
    expect(window.door.port).toBeUndefined();
    expect(await readdir(join(folder, 'public'))).toEqual([]);
    await expect(ask(port, { path: pathOf(rest) })).resolves.toMatchObject({ status: 0 });
  });

  it('is not asked because of what is no callback of its own, nor more than once in two seconds', async () => {
    const { server, window, port } = await scene(startVibegen, 'vibegen');
    const [job] = await generate(window, 'vibegen');
    const path = pathOf(sent(server)[0]?.['callback_url']);
    const post = (body: string | Uint8Array) => ask(port, { method: 'POST', path, host: 'tunnel.example', body });
    for (const body of [Buffer.from([0x7b, 0xff, 0x7d]), 'nonsense', '', '5', '{"task_id":']) {
      expect((await post(body)).status, String(body)).toBe(400);
    }
    expect((await post('{"event":"task.completed","task_id":"somebody-else"}')).status).toBe(204);
    expect(lookedAt(server)).toBe(0);
    const ours = JSON.stringify({ event: 'task.completed', task_id: job?.remoteId });
    const first = nthLook(server, 1);
    const second = nthLook(server, 2);
    expect((await post(ours)).status).toBe(204);
    const began = await first;
    for (let count = 0; count < 20; count += 1) expect((await post(ours)).status).toBe(204);
    const apart = (await second) - began;
    expect(apart).toBeGreaterThanOrEqual(1_900);
    expect(apart).toBeLessThan(4_500);
  });

  it('is sent an address for the callback, of which a copied request speaks and which it does not hold', async () => {
    const { server, window } = await scene(startVibegen, 'vibegen');
    const { engine } = window;
    const waiting = jobThat(
      engine,
      (await engine.generate(lake, 'view'))[0]?.id ?? '',
      ({ state }) => state === 'pending',
    );
    expect((await engine.sentRequest(lake)).note).toContain('an address for the callback is added');
    const copy = await engine.sentRequest((await waiting).id);
    expect(sent(server)[0]).toHaveProperty('callback_url');
    expect(copy.body).not.toHaveProperty('callback_url');
    expect(copy.note).toContain('an address for the callback went with it');
    window.access = {};
    expect((await engine.sentRequest((await waiting).id)).note).toBeUndefined();
  });

  it('sends an address that the user gave, and nothing is opened for the picture', async () => {
    const { server, window } = await scene(startVibegen, 'vibegen');
    window.access = {};
    const pictureRoute = { kind: 'address', url: 'https://example.com/hero.png' } as const;
    const [job] = await generate(window, 'vibegen', { pictureRoute });
    expect(sent(server)[0]).toMatchObject({ image_urls: ['https://example.com/hero.png'] });
    expect(sent(server)[0]).not.toHaveProperty('callback_url');
    expect(window.door.port).toBeUndefined();
    await window.engine.stopFollowing(job?.id ?? '');
    const again = await window.engine.retry(job?.id ?? '', 'view');
    await jobThat(window.engine, again.id, ({ state }) => state === 'pending');
    expect(sent(server)[1]).toEqual(sent(server)[0]);
  });

  it('gets a data: URL only after the user allowed it, or through the exports', async () => {
    const { server, window } = await scene(startVibegen, 'vibegen');
    const { engine } = window;
    window.access = {};
    const picture = await engine.stagePicture(jpeg, 'hero.png');
    const request = { service: 'vibegen', prompt: 'A lake', options: {}, picture };
    const accepted = { answer: { status: 201, json: { success: true, data: { id: 'task-1' } } } };
    expect((await engine.serviceState('vibegen')).pictureRoute).toBe('choose');
    await expect(engine.generate(request, 'view')).rejects.toMatchObject({
      code: 'invalid-request',
      fields: [{ field: 'picture' }],
    });
    expect(await engine.validate(request)).toHaveLength(1);
    expect(await engine.validate(request, 'export')).toEqual([]);
    server.next('submit', accepted);
    const [exported] = await engine.generate(request, 'export');
    await jobThat(engine, exported?.id ?? '', ({ state }) => state === 'pending');
    await engine.allowDataUrl('vibegen');
    expect((await engine.serviceState('vibegen')).pictureRoute).toBe('data');
    expect(await engine.validate(request)).toEqual([]);
    expect((await engine.serviceState('vibegen')).dataUrlAllowed).toBe(true);
    await engine.allowDataUrl('vibegen', false);
    expect(await engine.serviceState('vibegen')).toMatchObject({ pictureRoute: 'choose' });
    expect(await engine.serviceState('vibegen')).not.toHaveProperty('dataUrlAllowed');
    expect(await engine.validate(request)).toHaveLength(1);
    const data = `data:image/jpeg;base64,${jpeg.toString('base64')}`;
    expect(sent(server)[0]).toMatchObject({ image_urls: [data] });
  });

  it('is shown a picture anew at each try, and the earlier place is gone', async () => {
    const { server, window, port } = await scene(startVibegen, 'vibegen');
    const picture = await window.engine.stagePicture(jpeg, 'hero.png');
    const words = { error: { code: 'INVALID_PARAMETER', message: 'Too large' } };
    server.next('submit', { answer: { status: 413, json: words } });
    const [job] = await generate(window, 'vibegen', { picture });
    const [first, second] = sent(server).map(({ image_urls: urls }) => pathOf((urls as string[])[0]));
    expect(first).not.toBe(second);
    expect((await ask(port, { path: first ?? '' })).status).toBe(404);
    expect((await ask(port, { path: second ?? '' })).status).toBe(200);
    expect(window.engine.job(job?.id ?? '')?.state).toBe('pending');
  });

  it('leaves nothing on show for a job that it refused', async () => {
    const { server, window, folder } = await scene(startVibegen, 'vibegen', { balance: 1 });
    const picture = await window.engine.stagePicture(jpeg, 'hero.png');
    const [job] = await window.engine.generate({ service: 'vibegen', prompt: 'A lake', options: {}, picture }, 'view');
    await jobThat(window.engine, job?.id ?? '', ({ state }) => state === 'failed');
    await window.logged('the public door is shut');
    expect(await readdir(join(folder, 'public'))).toEqual([]);
    expect(server.paidJobs).toEqual([]);
  });
});

it('seedanceapi, which documents no form of its callback, is asked about the job whose place was called', async () => {
  const { server, window, port } = await scene(startSeedanceapi, 'seedanceapi');
  const picture = await window.engine.stagePicture(jpeg, 'hero.png');
  const [one, two] = await generate(window, 'seedanceapi', { options: { duration: 4 }, picture, takes: 2 });
  await server.outbound.idle();
  expect(server.outbound.fetched.map(({ status }) => status)).toEqual([200, 200]);
  await server.finish(one?.remoteId ?? '');
  await finished(window, one);
  const place = server.jobs.all.find(({ id }) => id === two?.remoteId)?.asked['callback_url'];
  const job = server.jobs.all.find(({ id }) => id === two?.remoteId);
  if (job !== undefined) job.pace = { by: 'time', waiting: 0, rendering: 0 };
  await ask(port, { method: 'POST', path: pathOf(place), body: '{"anything":"else"}' });
  await finished(window, two);
  expect(lookedAt(server)).toBe(2);
});

describe('usvideo, platform', () => {
  const origin = (server: StandIn) => new URL(server.baseUrl).origin;

  it('is believed by its signature, and a forged one causes nothing', async () => {
    const { server, window, port } = await scene(startUsvideoPlatform, 'usvideo', { callbackSecret: 'whsec_1' });
    await window.work.ports.callbackSecrets?.set('usvideo', origin(server), 'whsec_1');
    const [job] = await generate(window, 'usvideo');
    const path = pathOf(sent(server)[0]?.['webhook_url']);
    const body = JSON.stringify({ event: 'video.completed', job_id: job?.remoteId });
    const post = (headers: Record<string, string>) => ask(port, { method: 'POST', path, headers, body });
    const forged = createHmac('sha256', 'guess').update(body).digest('hex');
    expect((await post({})).status).toBe(401);
    expect((await post({ 'x-signature': forged })).status).toBe(401);
    expect((await post({ 'x-signature': 'short' })).status).toBe(401);
    expect(lookedAt(server)).toBe(0);
    const [delivery] = await server.finish(job?.remoteId ?? '');
    expect(delivery?.status).toBe(204);
    await finished(window, job);
    expect(lookedAt(server)).toBe(1);
  });

  it('is only a hint without the secret, and a redelivery does no harm', async () => {
    const { server, window } = await scene(startUsvideoPlatform, 'usvideo');
    const [one, two] = await generate(window, 'usvideo', { takes: 2 });
    await server.finish(one?.remoteId ?? '');
    await finished(window, one);
    const [again] = await server.finish(one?.remoteId ?? '');
    expect(again?.status).toBe(404);
    expect(window.engine.job(one?.id ?? '')?.state).toBe('completed');
    expect(window.engine.job(two?.id ?? '')?.state).toBe('pending');
  });
});

it('seedance.tv is told the address once, with a secret of our own making', async () => {
  const { server, window, port } = await scene(startSeedanceTv, 'seedance-tv');
  const [one] = await generate(window, 'seedance-tv');
  const [two] = await generate(window, 'seedance-tv');
  expect(server.requests.filter(({ endpoint }) => endpoint === 'webhooks')).toHaveLength(1);
  const [webhook] = server.webhooks;
  expect(webhook).toMatchObject({ events: ['job.completed', 'job.failed'] });
  expect(webhook?.secret).toMatch(/^[0-9a-f]{64}$/);
  expect([...window.secrets.values()]).toEqual([webhook?.secret]);
  const body = JSON.stringify({ event: 'job.completed', job_id: one?.remoteId });
  expect((await ask(port, { method: 'POST', path: pathOf(webhook?.url), body })).status).toBe(401);
  expect(lookedAt(server)).toBe(0);
  for (const job of [one, two]) {
    const [delivery] = await server.finish(job?.remoteId ?? '');
    expect(delivery?.status).toBe(204);
    await finished(window, job);
  }
  expect(lookedAt(server)).toBe(2);
  await window.logged('the public door is shut');
  const [three] = await generate(window, 'seedance-tv');
  expect(server.webhooks).toHaveLength(1);
  await server.finish(three?.remoteId ?? '');
  await finished(window, three);
});

it('seedance.tv asks to wait when it is told the address: nothing is submitted before', async () => {
  const { server, window } = await scene(startSeedanceTv, 'seedance-tv');
  const json = { error: { code: 'RATE_LIMIT_EXCEEDED', message: 'API rate limit exceeded.' } };
  server.next('webhooks', { answer: { status: 429, headers: { 'retry-after': '2' }, json } });
  await generate(window, 'seedance-tv');
  const [told, submitted] = ['webhooks', 'submit'].map(
    name => server.requests.find(({ endpoint }) => endpoint === name)?.at ?? 0,
  );
  expect((submitted ?? 0) - (told ?? 0)).toBeGreaterThanOrEqual(1_990);
});
