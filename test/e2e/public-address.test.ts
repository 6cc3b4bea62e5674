// With a public address, services fetch pictures from the editor and call it back: only what is shown, only while it is needed, and a
// callback is believed no further than that the service is asked now.
import { createHmac } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { clipFor } from '../services/clip';
import { startSeedanceTv } from '../services/seedance-tv';
import { startSeedanceapi } from '../services/seedanceapi';
import type { StandInJob } from '../services/jobs';
import type { StandIn } from '../services/stand-in';
import { startTunnel } from '../services/tunnel';
import type { TunnelServer } from '../services/tunnel';
import { startUsvideoPlatform } from '../services/usvideo-platform';
import { startVibegen } from '../services/vibegen';
import { findSent, findWritten } from './harness/canaries';
import { CreateForm, stillExplorer } from './harness/create-form';
import { fresh } from './harness/fresh';
import { readJpeg, withCamera } from './harness/jpeg';
import { useEditor } from './harness/use-editor';

const address = 'https://studio.example.net';
const signingSecret = 'whsec_e2e_canary_66d0f1';
const keys = {
  usvideo: 'usv_live_e2e_public_08c1',
  'seedance-tv': 'stv-e2e-public-7712',
  vibegen: 'sk-video-e2e-public-39fe',
  seedanceapi: 'sapi-e2e-public-e410',
} as const;
type ServiceId = keyof typeof keys;
const starters = {
  usvideo: startUsvideoPlatform,
  'seedance-tv': startSeedanceTv,
  vibegen: startVibegen,
  seedanceapi: startSeedanceapi,
} as const;
const ids = Object.keys(keys) as ServiceId[];
const words: Readonly<Record<ServiceId, { readonly prompt: string; readonly price: string }>> = {
  usvideo: { prompt: 'Signed by usvideo', price: 'about $1.25' },
  'seedance-tv': { prompt: 'Signed by seedance', price: 'price unknown until submitted' },
  vibegen: { prompt: 'Fetched by vibegen', price: 'about 15 credits' },
  seedanceapi: { prompt: 'Fetched by seedapi', price: 'about 28 credits ($0.14)' },
};

const services = new Map<ServiceId, StandIn>();
let port: number;
let tunnel: TunnelServer;

/** A port of this machine that nobody has. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const free = (server.address() as AddressInfo).port;
  await new Promise(resolve => server.close(resolve));
  return free;
}

const editor = useEditor(async () => {
  port = await freePort();
  tunnel = await startTunnel(port);
  for (const id of ids) {
    const service = await starters[id]({
      key: keys[id],
      clip: clipFor,
      // It renders until the test ends it.
      pace: { by: 'time', waiting: 0, rendering: 3_600_000 },
      limits: { perMinute: 600 },
      tunnel: { address, to: tunnel.origin },
      callbackSecret: signingSecret,
    });
    services.set(id, service);
  }
  return {
    settings: {
      ...Object.fromEntries(ids.map(id => [`reelwright.services.${id}.baseUrl`, standIn(id).baseUrl])),
      'reelwright.services.seedance-tv.requestsPerMinute': 600,
      'reelwright.publicAddress': address,
      'reelwright.publicPort': port,
      ...stillExplorer,
    },
    env: Object.fromEntries(
      ids.map(id => [`REELWRIGHT_${id.replace('-', '_').toUpperCase()}_API_KEY`, keys[id]] as const),
    ),
    workspace: async folder => {
      const picture = join(folder, 'pictures', 'dawn.jpg');
      await writeFile(picture, withCamera(await readFile(picture), 'CANARYMAKER'));
    },
  };
});

afterAll(async () => {
  await Promise.all([...services.values(), tunnel].map(server => server?.close()));
});

/** A try that failed has left its job, which would still be awaited and asked about. */
beforeEach(async () => {
  const left = [...services.values()].flatMap(({ jobs, finish }) =>
    jobs.all.filter(job => jobs.phase(job) === 'rendering').map(job => finish(job.id)),
  );
  if (left.length === 0) return;
  await Promise.all(left);
  const { workbench } = editor();
  await workbench.openReelwright();
  await expect
    .poll(async () => (await workbench.rows('Jobs')).map(({ label }) => label), { timeout: 60_000 })
    .not.toContain('Running');
});

function standIn(id: ServiceId): StandIn {
  const service = services.get(id);
  if (service === undefined) throw new Error(`${id} is not started.`);
  return service;
}

/** The job that the service was given with a prompt. */
async function submitted(id: ServiceId, prompt: string): Promise<StandInJob> {
  const find = () => standIn(id).jobs.all.find(({ asked }) => asked['prompt'] === prompt);
  await expect.poll(find).not.toBe(undefined);
  return find() as StandInJob;
}

/** Returns when the row of a prompt says such a thing. */
async function says(prompt: string, what: RegExp): Promise<void> {
  const spoken = async () => (await editor().workbench.rows('Jobs')).map(row => row.spoken);
  await expect
    .poll(async () => (await spoken()).find(text => text.startsWith(`${prompt}, `)), { timeout: 60_000 })
    .toMatch(what);
}

/** When the service was asked about its job, the submission first. */
function askedAt(id: ServiceId): readonly number[] {
  const { requests } = standIn(id);
  return requests.filter(({ endpoint }) => ['submit', 'status', 'list'].includes(endpoint)).map(({ at }) => at);
}

async function nextQuestion(id: ServiceId): Promise<void> {
  const before = askedAt(id).length;
  await expect.poll(() => askedAt(id).length).toBeGreaterThan(before);
}

/** Ends the job at the service, which calls back: the editor asks long before it would ask by itself, which is `everyMs` after the last time. */
async function endsAndCallsBack(id: ServiceId, job: StandInJob, everyMs: number): Promise<void> {
  const prompt = String(job.asked['prompt']);
  // A job's number at the service is known once its submission was answered; until then no callback speaks of it.
  await says(prompt, /, (in the service’s queue|running),/);
  // The next question of its own must be far enough away to be told from the one that is called for.
  if (Date.now() - (askedAt(id).at(-1) ?? 0) > everyMs - 4_000) await nextQuestion(id);
  const before = askedAt(id);
  const deliveries = await standIn(id).finish(job.id);
  expect(deliveries.map(({ status }) => status)).toEqual([204]);
  await expect.poll(() => askedAt(id).length).toBeGreaterThan(before.length);
  expect((askedAt(id)[before.length] ?? Infinity) - (before.at(-1) ?? 0)).toBeLessThan(everyMs - 100);
  await says(prompt, /, done,/);
}

/** Comes from the internet, through the tunnel; resolves to the status. */
async function fromOutside(path: string, request: RequestInit = {}): Promise<number> {
  return (await fetch(tunnel.origin + path, request)).status;
}

/** A callback from this machine, past the tunnel, by a host's name; resolves to the status, or to undefined where nobody listens. */
function fromHere(path: string, host: string): Promise<number | undefined> {
  return new Promise(resolve => {
    const options = { host: '127.0.0.1', port, path, method: 'POST', headers: { host }, agent: false };
    const request = http.request(options, answer => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.once('error', () => resolve(undefined));
    request.end('{}');
  });
}

/** A callback with such a signature, or with none; resolves to the status. */
function callback(place: string, body: object, header?: string, secret?: string, signed: object = body) {
  const mac = secret === undefined ? undefined : createHmac('sha256', secret).update(JSON.stringify(signed));
  const headers = header === undefined || mac === undefined ? {} : { [header]: `sha256=${mac.digest('hex')}` };
  const json = { 'content-type': 'application/json', ...headers };
  return fromOutside(new URL(place).pathname, { method: 'POST', headers: json, body: JSON.stringify(body) });
}

const place = /^https:\/\/studio\.example\.net\/c\/[0-9a-f]{32}$/;

test.each([
  { id: 'vibegen', everyMs: 5_000 },
  { id: 'seedanceapi', everyMs: 10_000 },
] as const)('$id fetches the picture from this editor, and its callback brings the clip', async ({ id, everyMs }) => {
  const service = standIn(id);
  const form = await CreateForm.animate(editor(), 'dawn.jpg');
  await form.choose(id);
  await expect.poll(() => form.page.locator('input[value=public]').isChecked()).toBe(true);
  expect(await form.page.locator('.ways-choice').innerText()).toContain('through studio.example.net');
  const prompt = fresh(words[id].prompt);
  await form.generate(prompt, words[id].price);
  const job = await submitted(id, prompt);
  const fetchedFor = () => service.outbound.fetched.find(({ jobId }) => jobId === job.id);
  await expect.poll(fetchedFor).not.toBe(undefined);
  const fetched = fetchedFor();
  expect(fetched?.url).toMatch(/^https:\/\/studio\.example\.net\/p\/[0-9a-f]{32}\.jpg$/);
  expect(fetched).toMatchObject({ status: 200, type: 'image/jpeg' });
  const jpeg = fetched?.bytes ?? Buffer.alloc(0);
  expect(jpeg.length).toBeLessThanOrEqual(1_000_000);
  expect(readJpeg(jpeg)).toEqual({ width: 1080, height: 608, metadata: [] });
  expect(jpeg.includes('CANARYMAKER')).toBe(false);
  expect(job.asked['callback_url']).toMatch(place);
  await endsAndCallsBack(id, job, everyMs);
  // What was shown for the job is shown no more.
  expect([404, 502]).toContain(await fromOutside(new URL(fetched?.url ?? '').pathname));
});

test('a callback of usvideo is believed with its signature alone, and a forged one changes nothing', async () => {
  const { workbench } = editor();
  await workbench.command('Reelwright: Set Callback Signing Secret…');
  await workbench.quickInput.waitFor('Signing secret of US Video API');
  await workbench.quickInput.answer(signingSecret);
  await workbench.notification('The signing secret of US Video API is set.').waitFor();

  const form = await CreateForm.open(editor());
  await form.choose('usvideo');
  await form.withoutPicture();
  const prompt = fresh(words.usvideo.prompt);
  const askedBefore = askedAt('usvideo').length;
  await form.generate(prompt, words.usvideo.price);
  const job = await submitted('usvideo', prompt);
  const url = String(job.asked['webhook_url']);
  expect(url).toMatch(place);
  const body = { event: 'video.completed', job_id: job.id, status: 'completed' };
  expect(await callback(url, body)).toBe(401);
  expect(await callback(url, body, 'x-signature', 'not-the-secret')).toBe(401);
  expect(await callback(url, body, 'x-signature', signingSecret, { ...body, status: 'failed' })).toBe(401);

  const { pathname } = new URL(url);
  const token = pathname.slice(3);
  const others = ['/', '/c/', `/c/${'0'.repeat(32)}`, `${pathname}?a`, `/p/${token}.jpg`, '/p/../c', pathname];
  for (const path of others) expect(await fromOutside(path), path).toBe(404);
  expect(await fromOutside(pathname, { method: 'POST', headers: { origin: 'https://attacker.example' } })).toBe(404);
  // Under its own name this place is there, and asks for a signature; under a name that was turned to this machine it is not.
  expect(await fromHere(pathname, `127.0.0.1:${port}`)).toBe(401);
  expect(await fromHere(pathname, 'attacker.example')).toBe(404);

  // Nothing of this had the service asked before its time.
  await expect.poll(() => askedAt('usvideo').length).toBeGreaterThan(askedBefore + 1);
  const [sent = 0, first = 0] = askedAt('usvideo').slice(askedBefore);
  expect(first - sent).toBeGreaterThan(4_900);
  await endsAndCallsBack('usvideo', job, 5_000);
});

test('seedance.tv is told the address with a secret of our own making, and its signed callback brings the clip', async () => {
  const service = standIn('seedance-tv');
  const form = await CreateForm.open(editor());
  await form.choose('seedance-tv');
  await form.withoutPicture();
  const prompt = fresh(words['seedance-tv'].prompt);
  await form.generate(prompt, words['seedance-tv'].price);
  const job = await submitted('seedance-tv', prompt);
  // Once for all jobs of the key.
  expect(service.webhooks).toHaveLength(1);
  const [{ url, events, secret } = { url: '', events: [], secret: '' }] = service.webhooks;
  expect(url).toMatch(place);
  expect(events).toEqual(['job.completed', 'job.failed']);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  const body = { event: 'job.completed', job_id: job.id };
  expect(await callback(url, body)).toBe(401);
  expect(await callback(url, body, 'x-seedance-signature', signingSecret)).toBe(401);
  await endsAndCallsBack('seedance-tv', job, 5_000);
});

test('once nothing is awaited, nobody listens on the port', async () => {
  await expect.poll(() => fromHere('/', `127.0.0.1:${port}`)).toBe(undefined);
  const places = tunnel.passed.filter(({ status }) => status !== 404).map(({ path }) => path);
  expect(new Set(places).size).toBeGreaterThan(5);
  for (const path of new Set(places)) expect(await fromOutside(path, { method: 'POST' }), path).toBe(502);
});

test('where another program has the port, a picture is not sent and says why; words go without a callback', async () => {
  const { workbench } = editor();
  // After other tries the jobs that are done would leave no room for those that failed.
  await workbench.openReelwright();
  const ended = workbench.view('Jobs').locator('.monaco-list-row[aria-expanded=true]', { hasText: 'Done' });
  if ((await ended.count()) > 0) await ended.click();
  const other = createServer(socket => socket.destroy());
  await new Promise<void>(resolve => other.listen(port, '127.0.0.1', resolve));
  try {
    const posts = standIn('vibegen').posts;
    const form = await CreateForm.animate(editor(), 'dawn.jpg');
    await form.choose('vibegen');
    const refused = fresh('Into a taken port');
    await form.generate(refused, words.vibegen.price);
    await says(refused, /failed, The picture cannot be served/);
    // It is said once: in the list it stays, also for another try.
    await workbench.command('Notifications: Show Notifications');
    const notice = workbench.page
      .locator('.notifications-center .notification-list-item')
      .filter({ hasText: `Port ${port} of this machine is in use by another program` });
    expect(await notice.innerText()).toContain('change “reelwright.publicPort” and your tunnel');
    expect(await notice.locator('.monaco-button', { hasText: 'Open Settings' }).count()).toBe(1);
    expect(standIn('vibegen').posts).toBe(posts);
    await form.withoutPicture();
    const past = fresh('Past a taken port');
    await form.generate(past, words.vibegen.price);
    expect((await submitted('vibegen', past)).asked['callback_url']).toBe(undefined);
  } finally {
    await new Promise(resolve => other.close(resolve));
  }
});

test('no key and no secret went out through the tunnel, to a media host, or into a file', async () => {
  const secrets = [
    ...Object.values(keys),
    signingSecret,
    ...standIn('seedance-tv').webhooks.map(({ secret }) => secret),
  ];
  const own = ids.map(id => ({ name: id, requests: standIn(id).requests, ownKeys: [keys[id]] }));
  const media = ids.map(id => ({ name: `${id}'s clips`, requests: standIn(id).media.requests, ownKeys: [] }));
  const found = findSent([...own, ...media, { name: 'the tunnel', requests: tunnel.passed, ownKeys: [] }], secrets);
  // The one place where a secret belongs: the registration that agrees on it.
  expect(found).toEqual([`${standIn('seedance-tv').webhooks[0]?.secret} in the body of seedance-tv`]);
  expect(await findWritten(editor().home, secrets)).toEqual([]);
});
