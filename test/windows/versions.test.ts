// Today's Reelwright and a later one on one storage folder, each in an editor of its own: one leads, nothing is paid twice, nothing is lost.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { compatible, newer } from '../simulation/versions';
import type { StandIn } from '../services/stand-in';
import { Fleet } from './harness/fleet';
import { clipOf, describeJob, digestOf, firstSeenIn, limits, noticesIn, queueIn, say, seconds } from './harness/ground';
import { settingsFor, spread, startService } from './harness/ground';
import { leader } from './harness/leases';
import { Person } from './harness/person';
import { Trouble } from './harness/trouble';
import { installLater } from './harness/versions';
import type { SeenJob } from './harness/words';

const key = 'sd_versions_52c8';
const crowd = 40;

let service: StandIn;
let fleet: Fleet;
let person: Person;
/** The extensions folder with the version whose records are newer. */
let newerExtensions: Promise<string>;

beforeAll(async () => {
  service = await startService(key, 300, 1_200);
  const { extensions } = inject('prepared');
  fleet = await Fleet.open({
    editors: { later: 'today', present: 'floor' },
    settings: settingsFor(service),
    env: () => ({ REELWRIGHT_USVIDEO_API_KEY: key }),
    extensions: async (name, folder) => {
      if (name !== 'later') return extensions;
      newerExtensions = installLater(extensions, join(folder, 'newer'), '0.3.0', newer);
      newerExtensions.catch(() => undefined);
      return installLater(extensions, join(folder, 'later'), '0.2.0', compatible);
    },
  });
  person = new Person(fleet, service);
});

afterAll(async () => {
  await fleet?.close();
  await service?.close();
});

const queue = (name: string, ...prompts: string[]) => queueIn(fleet, name, prompts);
const paidFor = (prompt: string) => service.jobs.all.filter(({ asked }) => asked['prompt'] === prompt);

/** Queues a job that goes on until it is let go, and waits until the service has it: for as long, somebody leads. */
async function longJob(name: string, prompt: string): Promise<{ readonly id: string; letGo(): void }> {
  const [job] = await queue(name, prompt);
  await expect.poll(() => paidFor(prompt).length).toBe(1);
  const [paid] = paidFor(prompt);
  if (paid !== undefined) paid.pace = { by: 'time', waiting: 0, rendering: 600_000 };
  return {
    id: job?.id ?? '',
    letGo() {
      if (paid !== undefined) paid.pace = { by: 'time', waiting: 0, rendering: 0 };
    },
  };
}

/** Waits until these are done in a window that may go on with them, and holds what was paid and fetched against what was queued. */
async function allDone(prompts: readonly string[]): Promise<void> {
  const wanted = new Set(prompts);
  let jobs: readonly SeenJob[] = [];
  const isOpen = ({ state }: SeenJob) => state !== 'completed';
  await expect
    .poll(async () => (jobs = await person.look()).filter(isOpen).map(describeJob), { timeout: 120_000, interval: 300 })
    .toEqual([]);
  const mine = jobs.filter(({ prompt }) => wanted.has(prompt));
  expect(mine).toHaveLength(prompts.length);
  for (const { id, prompt, remoteId } of mine) {
    expect(
      paidFor(prompt).map(paid => paid.id),
      `what was paid for ${prompt}`,
    ).toEqual([remoteId]);
    const video = await readFile(join(fleet.storage, 'library', `${id}.mp4`));
    expect(video.equals(clipOf({ id: remoteId ?? '' })), `the video of ${prompt}`).toBe(true);
  }
}

/** Kills the leading window; the other one leads before long. Resolves to the one that was killed, which is opened again. */
async function killLeader(): Promise<string> {
  const first = await leader(fleet.storage);
  const led = fleet.places.find(({ host }) => host?.pid === first);
  const follower = fleet.places.find(place => place !== led);
  led?.host?.kill();
  const begun = performance.now();
  await expect.poll(() => leader(fleet.storage), { timeout: 25_000 }).toBe(follower?.host?.pid);
  const taken = performance.now() - begun;
  say(`“${led?.name}” was killed; “${follower?.name}” led after ${seconds(taken)}`);
  expect(taken).toBeLessThan(20_000);
  await led?.load();
  return led?.name ?? '';
}

test('two versions show the same within two seconds, and one of them speaks', async () => {
  for (const name of ['later', 'present']) {
    const begun = performance.now();
    const [job] = await queue(name, `Seen from ${name}`);
    const queued = (await firstSeenIn(fleet, job?.id ?? '', () => true)).map(at => at - begun);
    const ended = await firstSeenIn(fleet, job?.id ?? '', ({ state }) => state === 'completed');
    say(`queued in “${name}”: in both after ${seconds(Math.max(...queued))}; done: within ${seconds(spread(ended))}`);
    expect(Math.max(...queued)).toBeLessThan(2_000);
    expect(spread(ended)).toBeLessThan(2_000);
    // Each by its own hand.
    const records = await readdir(join(fleet.storage, 'jobs', job?.id ?? ''));
    expect(records.includes('mood.json')).toBe(name === 'later');
  }
  await expect.poll(() => noticesIn(fleet, 'Seen from present'), { interval: 300 }).toBe(1);
  expect(await noticesIn(fleet, 'Seen from later')).toBe(1);
});

test(`${crowd} jobs of two versions: whichever leads is killed, the other goes on, and each is paid once`, async () => {
  const trouble = new Trouble(service, 3);
  trouble.begin();
  const long = await longJob('later', 'Long');
  const prompts = Array.from({ length: crowd }, (_, index) => `Crowd ${index}`);
  const left = [...prompts];
  const killed: string[] = [];
  while (left.length > 0) {
    const paid = service.jobs.all.length;
    await Promise.all(fleet.places.map(({ name }) => queue(name, ...left.splice(0, crowd / 4))));
    // Three in doubt, of a killed window, would hold up all others until somebody decides.
    const arrived = () => person.look().then(() => service.jobs.all.length - paid);
    await expect.poll(arrived, { interval: 300 }).toBeGreaterThan(crowd / 4);
    killed.push(await killLeader());
  }
  expect(killed.sort()).toEqual(['later', 'present']);
  trouble.end();
  long.letGo();
  await allDone([...prompts, 'Long']);
  say(`the person sent ${person.sentAgain.size} again; troubles: ${JSON.stringify(trouble.told)}`);
  expect(service.jobs.peakRunning).toBeLessThanOrEqual(limits.concurrent);
  expect(service.peakPerMinute).toBeLessThanOrEqual(limits.perMinute);
  expect(trouble.refusedForLimits).toBe(0);
});

test('a version with newer records goes on with the jobs of the older window, which stops, says why, and loses nothing', async () => {
  const [later, present] = [fleet.place('later'), fleet.place('present')];
  await later.stop();
  const long = await longJob('present', 'Long again');
  await expect.poll(() => leader(fleet.storage)).toBe(present.host?.pid);
  await later.reopenWith(await newerExtensions);
  const older = Array.from({ length: 6 }, (_, index) => `Older ${index}`);
  await queue('present', ...older);
  // Its answer comes when the window that sent it only shows any more.
  service.script(({ endpoint }) => (endpoint === 'submit' ? { delayMs: 3_000 } : undefined));
  const [inFlight] = await queue('present', 'In flight');
  await expect.poll(() => service.requests.filter(({ body }) => body.includes('In flight')).length).toBe(1);
  const trouble = new Trouble(service, 4);
  trouble.begin();
  const begun = performance.now();
  const newest = Array.from({ length: 6 }, (_, index) => `Newer ${index}`);
  const [first] = await queue('later', ...newest);
  await expect.poll(() => queue('present', 'Too old').catch(codeOf), { interval: 50 }).toBe('store-read-only');
  say(`the older window stopped after ${seconds(performance.now() - begun)}`);
  expect(performance.now() - begun).toBeLessThan(2_000);
  await expect.poll(() => leader(fleet.storage), { timeout: 25_000 }).toBe(later.host?.pid);
  say(`the newer window led after ${seconds(performance.now() - begun)}`);
  expect(performance.now() - begun).toBeLessThan(20_000);
  await expect.poll(() => noticesIn(fleet, 'A newer version of Reelwright'), { interval: 300 }).toBe(1);
  trouble.end();
  long.letGo();
  await allDone([...older, ...newest, 'Long again', 'In flight']);
  expect(paidFor('Too old')).toEqual([]);
  expect(await recordOf(first, 'spec')).toMatchObject({ v: 2 });
  // The older window was told this id, and nobody else could know it.
  expect(await recordOf(inFlight, 'accepted-1')).toMatchObject({ v: 1, body: { by: 'answer' } });
  expect(await recordOf(inFlight, 'done')).toMatchObject({ v: 2 });
});

test('the older version, opened again, shows what it can read and changes nothing', async () => {
  const present = fleet.place('present');
  const before = await digestOf(fleet.storage);
  const host = await present.crash();
  const prompts = (await host.jobs()).map(({ prompt }) => prompt);
  expect(prompts).toEqual(expect.arrayContaining(['Seen from later', 'Seen from present', 'Crowd 0', 'Long']));
  expect(prompts.some(prompt => prompt.startsWith('Newer'))).toBe(false);
  expect(await queue('present', 'Too old').catch(codeOf)).toBe('store-read-only');
  await expect.poll(() => noticesIn(fleet, 'A newer version of Reelwright'), { interval: 300 }).toBe(1);
  expect(await digestOf(fleet.storage)).toEqual(before);
  expect((await fleet.place('later').host?.jobs())?.length).toBe((await readdir(join(fleet.storage, 'jobs'))).length);
});

async function recordOf(job: SeenJob | undefined, name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(fleet.storage, 'jobs', job?.id ?? '', `${name}.json`), 'utf8'));
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
