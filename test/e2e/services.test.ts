// Every service and dialect in one editor: the key typed in, a clip from words and one from a picture, each saved to the byte, and no
// key anywhere but at its own service, whatever the servers redirect to.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { clipFor } from '../services/clip';
import { startHost } from '../services/http';
import type { Answer, HttpHost, Recorded } from '../services/http';
import { startSeedanceTv } from '../services/seedance-tv';
import { startSeedanceapi } from '../services/seedanceapi';
import type { StandIn, StandInOptions } from '../services/stand-in';
import { startUsvideoPlatform } from '../services/usvideo-platform';
import { startUsvideoReference } from '../services/usvideo-reference';
import { startVibegen } from '../services/vibegen';
import { findSent, findWritten } from './harness/canaries';
import { CreateForm, stillExplorer } from './harness/create-form';
import { readJpeg } from './harness/jpeg';
import { useEditor } from './harness/use-editor';

interface Story {
  readonly name: string;
  readonly service: string;
  readonly start: (options: StandInOptions) => Promise<StandIn>;
  readonly key: string;
  /** What the button says of the service's own defaults. */
  readonly price: string;
  /** Which options its page documents; with a picture others, where the page has two kinds of request. */
  readonly options: readonly string[];
  readonly optionsWithPicture?: readonly string[];
  /** How the picture gets there. */
  readonly way: 'bytes' | 'address' | 'data';
  readonly pictureIn: (body: Readonly<Record<string, unknown>>) => unknown;
}

/** The second dialect of US Video API comes last: its base URL takes the place of the first one's. */
const stories: readonly Story[] = [
  {
    name: 'usvideo sd',
    service: 'usvideo',
    start: startUsvideoReference,
    key: 'sd_e2e_canary_51fa03',
    price: 'about $1.25',
    options: ['aspectRatio', 'duration', 'negativePrompt', 'resolution', 'seed'],
    way: 'bytes',
    pictureIn: body => body['image'],
  },
  {
    name: 'seedance-tv',
    service: 'seedance-tv',
    start: startSeedanceTv,
    key: 'stv-e2e-canary-4b81c7',
    price: 'price unknown until submitted',
    options: ['aspectRatio', 'duration', 'resolution', 'style'],
    optionsWithPicture: ['duration', 'motionIntensity', 'resolution'],
    way: 'bytes',
    pictureIn: body => body['image_base64'],
  },
  {
    name: 'seedanceapi',
    service: 'seedanceapi',
    start: startSeedanceapi,
    key: 'sapi-e2e-canary-90d2e6',
    price: 'about 28 credits ($0.14)',
    options: ['aspectRatio', 'audio', 'duration', 'fixedLens', 'resolution'],
    way: 'address',
    pictureIn: body => body['image_urls'],
  },
  {
    name: 'vibegen',
    service: 'vibegen',
    start: startVibegen,
    key: 'sk-video-e2e-canary-c60b19',
    price: 'about 15 credits',
    options: ['aspectRatio', 'audio', 'duration', 'resolution'],
    way: 'data',
    pictureIn: body => body['image_urls'],
  },
  {
    name: 'usvideo usv',
    service: 'usvideo',
    start: startUsvideoPlatform,
    key: 'usv_live_e2e_canary_27de8a',
    price: 'about $1.25',
    options: ['duration', 'resolution'],
    way: 'bytes',
    pictureIn: body => body['first_frame'],
  },
];
const platform = stories.findIndex(({ start }) => start === startUsvideoPlatform);
const keys = stories.map(({ key }) => key);

const pictureHost = 'https://pictures.example.com';
const address = `${pictureHost}/lamp.jpg`;
const lamp = await readFile(join(root, 'test/sample-workspace/pictures/dawn.jpg'));

const services: StandIn[] = [];
/** An origin that is nobody's: services and links lead there, and it leads on or fails. */
let elsewhere: HttpHost;
let pictures: HttpHost;

/** `/<port>/<path>` leads on to that port, by this machine's other name; everything else is out of order. */
function leadOn({ path }: Recorded): Answer {
  const [, port, rest = ''] = /^\/(\d+)(\/.*)$/.exec(path) ?? [];
  if (port === undefined) return { status: 503, body: 'Out of order' };
  return { status: 302, headers: { location: `http://localhost:${port}${rest}` } };
}

/** The first question about a job is turned away to the other origin, and every link to a clip leads there. */
function misleading(service: StandIn): void {
  let turned = false;
  const { port } = new URL(service.mediaOrigin);
  const links = (answer: Answer): Answer => {
    const text = JSON.stringify(answer.json).replaceAll(service.mediaOrigin, `${elsewhere.origin}/${port}`);
    return { ...answer, json: JSON.parse(text) as unknown };
  };
  service.script(({ endpoint }) => {
    if (endpoint !== 'status' || service.jobs.all.length === 0) return undefined;
    if (turned) return { edit: links };
    turned = true;
    const location = `${elsewhere.origin.replace('127.0.0.1', 'localhost')}/turned-away`;
    return { answer: { status: 302, headers: { location } } };
  });
}

const editor = useEditor(async () => {
  elsewhere = await startHost({ endpointOf: () => 'any', work: leadOn });
  pictures = await startHost({
    endpointOf: () => 'picture',
    work: () => ({ status: 200, headers: { 'content-type': 'image/jpeg' }, body: lamp }),
  });
  for (const { start, key } of stories) {
    const service = await start({
      key,
      clip: clipFor,
      pace: { by: 'time', waiting: 0, rendering: 0 },
      limits: { perMinute: 120 },
      takesDataUrls: true,
      tunnel: { address: pictureHost, to: pictures.origin },
    });
    misleading(service);
    services.push(service);
  }
  const baseUrls = stories.map(({ service }, index) => [
    `reelwright.services.${service}.baseUrl`,
    services[index]?.baseUrl,
  ]);
  return {
    settings: {
      ...Object.fromEntries(baseUrls.slice(0, platform)),
      // The free tier's ten requests a minute are kept elsewhere; they would only make this slow.
      'reelwright.services.seedance-tv.requestsPerMinute': 120,
      'reelwright.output.autoSave': 'always',
      ...stillExplorer,
    },
  };
});

afterAll(async () => {
  await Promise.all([...services, elsewhere, pictures].map(server => server?.close()));
});

/** Prompts that fit a row of the Jobs view whole. */
const words = ({ name }: Story) => `Words: ${name}`;
const picture = ({ name }: Story) => `Image: ${name}`;

async function chooseWay(form: CreateForm, { way }: Story): Promise<void> {
  if (way === 'address') await form.page.locator('#field-address').fill(address);
  if (way !== 'data') return;
  await form.page.locator('input[value=data]').check();
  // What was allowed once is remembered.
  const allow = form.page.getByText('Allow', { exact: true });
  const allowed = form.page.getByText('You have allowed it.');
  await allow.or(allowed).first().waitFor();
  if (await allow.isVisible()) await allow.click();
  await allowed.waitFor();
}

async function done(prompt: string): Promise<void> {
  const row = editor().workbench.row('Jobs', prompt);
  await expect.poll(() => row.getAttribute('aria-label'), { timeout: 60_000 }).toMatch(/done/i);
}

describe.each(stories)('$name', story => {
  const service = () => services[stories.indexOf(story)] as StandIn;

  test('its key is typed in, and words and a picture are sent as its page documents', async () => {
    if (stories.indexOf(story) === platform) {
      for (const other of stories.filter(each => each !== story && each.service === story.service)) {
        await done(picture(other));
      }
      await editor().changeSettings({ 'reelwright.services.usvideo.baseUrl': service().baseUrl });
    }
    const form = await CreateForm.open(editor());
    await form.choose(story.service);
    await form.typeKey(story.key);
    await form.withoutPicture();
    await expect.poll(() => form.options()).toEqual(story.options);
    await form.generate(words(story), story.price);

    const pictured = story.way === 'address' ? form : await CreateForm.animate(editor(), 'dawn.jpg');
    await chooseWay(pictured, story);
    await expect.poll(() => pictured.options()).toEqual(story.optionsWithPicture ?? story.options);
    await pictured.generate(picture(story), story.price);
    await expect.poll(() => askedBy(service(), picture(story))).not.toBe(undefined);
    expect(story.pictureIn(askedBy(service(), words(story)) ?? {})).toBe(undefined);
    const had = await pictureOf(service(), story);
    if (story.way === 'address') expect(had).toEqual(lamp);
    else expect(readJpeg(had)).toEqual({ width: 1080, height: 608, metadata: [] });
    expect(had.length).toBeLessThanOrEqual(1_000_000);
  });
});

/** What reached the service with a prompt. */
function askedBy({ jobs }: StandIn, prompt: string): Readonly<Record<string, unknown>> | undefined {
  return jobs.all.find(({ asked }) => asked['prompt'] === prompt)?.asked;
}

/** The picture that the service has now. */
async function pictureOf(service: StandIn, story: Story): Promise<Buffer> {
  const sent = story.pictureIn(askedBy(service, picture(story)) ?? {});
  if (story.way === 'bytes') return Buffer.from(String(sent), 'base64');
  if (story.way === 'address') expect(sent).toEqual([address]);
  await expect.poll(() => service.outbound.fetched.length).toBeGreaterThan(0);
  return service.outbound.fetched[0]?.bytes ?? Buffer.alloc(0);
}

test('every clip is saved, each to the byte as its service holds it', async () => {
  for (const story of stories) for (const prompt of [words(story), picture(story)]) await done(prompt);
  const held = services.flatMap(({ jobs }) => jobs.all.map(job => clipFor(job).toString('latin1')));
  const folder = join(editor().workspace, 'videos');
  await expect.poll(() => readdir(folder).catch(() => []), { timeout: 10_000 }).toHaveLength(held.length);
  const saved = (await readdir(folder)).map(async name => (await readFile(join(folder, name))).toString('latin1'));
  expect((await Promise.all(saved)).toSorted()).toEqual(held.toSorted());
});

test('a submission that is turned away goes nowhere else, and is in doubt', async () => {
  const service = services[stories.findIndex(({ name }) => name === 'vibegen')];
  const location = `${elsewhere.origin}/submitted`;
  service?.next('submit', { answer: { status: 307, headers: { location } } });
  const form = await CreateForm.open(editor());
  await form.choose('vibegen');
  await form.withoutPicture();
  await form.generate('Turned away', 'about 15 credits');
  const row = editor().workbench.row('Jobs', 'Turned away');
  await expect.poll(() => row.getAttribute('aria-label')).toContain('in doubt');
  expect(elsewhere.requests.map(({ method }) => method)).not.toContain('POST');
});

test('each key went to its own service alone: to no media host, after no redirect, in no URL, body or other header', () => {
  const own = services.map((service, index) => ({
    name: stories[index]?.name ?? '',
    requests: service.requests,
    ownKeys: [service.key],
  }));
  const others = [elsewhere, pictures, ...services.map(({ media }) => media)].map(({ origin, requests }) => ({
    name: origin,
    requests,
    ownKeys: [],
  }));
  expect(findSent([...own, ...others], keys)).toEqual([]);
  for (const { requests, key } of services) {
    expect(requests.some(({ headers }) => headers['authorization'] === `Bearer ${key}`)).toBe(true);
  }
  // Both redirects of every service were followed, or this would prove nothing.
  expect(elsewhere.requests.filter(({ path }) => path === '/turned-away')).toHaveLength(stories.length);
  for (const { media } of services) {
    expect(media.requests.filter(({ headers }) => headers['host']?.startsWith('localhost:')).length).toBeGreaterThan(1);
  }
});

test('no key is in anything that the editor has written', async () => {
  const written = await readdir(editor().home, { recursive: true });
  expect(written.some(path => path.includes('globalStorage'))).toBe(true);
  expect(await findWritten(editor().home, keys)).toEqual([]);
});
