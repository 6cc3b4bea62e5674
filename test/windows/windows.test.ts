// One person, three editors of two versions, one storage folder: everybody sees the same, one leads, and nothing is paid twice whatever is killed.

import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StandIn } from '../services/stand-in';
import { seeded } from '../support/random';
import { HostGone } from './harness/desk';
import { Fleet } from './harness/fleet';
import { clipOf, describeJob, digestOf, firstSeenIn, limits, noticesIn, queueIn, say, seconds } from './harness/ground';
import { settingsFor, spread, startService } from './harness/ground';
import { leader } from './harness/leases';
import { Person } from './harness/person';
import { Trouble } from './harness/trouble';
import type { SeenJob } from './harness/words';

const key = 'sd_windows_7d31';
const crowd = Number(process.env['REELWRIGHT_WINDOW_JOBS'] ?? 300);
const kills = 5;

let service: StandIn;
let fleet: Fleet;
/** In the browser every window has its own keys; one of them may have none. */
let thirdHasKey = false;

beforeAll(async () => {
  service = await startService(key, 500, 1_500);
  fleet = await Fleet.open({
    editors: { old: 'floor', new: 'today', third: 'today' },
    settings: settingsFor(service),
    env: name => (name === 'third' && !thirdHasKey ? {} : { REELWRIGHT_USVIDEO_API_KEY: key }),
  });
});

afterAll(async () => {
  await fleet?.close();
  await service?.close();
});

const queue = (name: string, ...prompts: string[]) => queueIn(fleet, name, prompts);
const firstSeen = (id: string, wanted: (job: SeenJob) => boolean) => firstSeenIn(fleet, id, wanted);
const notices = (text: string) => noticesIn(fleet, text);

test('a change in one window is seen in the others within two seconds, whichever version queued it', async () => {
  for (const name of ['old', 'new']) {
    const begun = performance.now();
    const [job] = await queue(name, `Seen from ${name}`);
    const queued = (await firstSeen(job?.id ?? '', () => true)).map(at => at - begun);
    const ended = await firstSeen(job?.id ?? '', ({ state }) => state === 'completed');
    say(
      `queued in “${name}”: in all windows after ${seconds(Math.max(...queued))}; done: within ${seconds(spread(ended))}`,
    );
    expect(Math.max(...queued)).toBeLessThan(2_000);
    expect(spread(ended)).toBeLessThan(2_000);
  }
});

test('of a job that ended one window speaks, not each', async () => {
  await expect.poll(() => notices('Seen from new'), { interval: 300 }).toBe(1);
  // It ended long before: any other window has had its say.
  expect(await notices('Seen from old')).toBe(1);
});

test('when the leading window is killed, another one with the key leads within 20 seconds', async () => {
  await expect(queue('third', 'Keyless')).rejects.toMatchObject({ code: 'key-missing' });
  const [job] = await queue('old', 'Long');
  await expect.poll(() => service.jobs.all.some(({ asked }) => asked['prompt'] === 'Long')).toBe(true);
  const long = service.jobs.all.find(({ asked }) => asked['prompt'] === 'Long');
  if (long !== undefined) long.pace = { by: 'time', waiting: 0, rendering: 600_000 };
  const first = await leader(fleet.storage);
  const led = fleet.places.find(({ host }) => host?.pid === first);
  expect(led?.name, 'the window without a key must not lead').toMatch(/^(old|new)$/);
  led?.host?.kill();
  const begun = performance.now();
  await expect.poll(() => leader(fleet.storage), { timeout: 25_000 }).not.toBe(first);
  const taken = performance.now() - begun;
  const next = await leader(fleet.storage);
  say(`“${led?.name}” was killed; the next window led after ${seconds(taken)}`);
  expect(taken).toBeLessThan(20_000);
  expect(fleet.places.find(({ host }) => host?.pid === next)?.name).toBe(led?.name === 'old' ? 'new' : 'old');
  if (long !== undefined) long.pace = { by: 'time', waiting: 0, rendering: 0 };
  await led?.load();
  await firstSeen(job?.id ?? '', ({ state }) => state === 'completed');
});

test(`${crowd} jobs, a tenth of everything goes wrong, windows are killed: each is paid once, and each video is there`, async () => {
  thirdHasKey = true;
  await fleet.place('third').crash();
  const before = service.jobs.all.length;
  const [trouble, person, begun] = [new Trouble(service, 11), new Person(fleet, service), performance.now()];
  trouble.begin();
  const prompts = Array.from({ length: crowd }, (_, index) => `Crowd ${index}`);
  const queueing = new Queueing(prompts);
  const killing = killWhileTheyWork(person, seeded(5));
  await queueing.run();
  say(`${queueing.acknowledged.length} queued after ${seconds(performance.now() - begun)}`);
  const killed = await killing;
  await queueing.finish();
  say(`killed: ${killed.join(', ')}; after ${seconds(performance.now() - begun)}`);
  trouble.end();
  let jobs: readonly SeenJob[] = [];
  const isOpen = ({ state }: SeenJob) => state !== 'completed';
  await expect
    .poll(async () => (jobs = await person.look()).filter(isOpen).map(describeJob), { timeout: 150_000, interval: 500 })
    .toEqual([]);
  say(
    `all done after ${seconds(performance.now() - begun)}; the person sent ${person.sentAgain.size} again and adopted ${person.adopted.size}`,
  );
  say(`troubles: ${JSON.stringify(trouble.told)}`);
  expect(jobs.filter(({ prompt }) => prompt.startsWith('Crowd'))).toHaveLength(crowd);
  expect(queueing.acknowledged.filter(id => !jobs.some(job => job.id === id))).toEqual([]);
  const paid = service.jobs.all.slice(before);
  expect(new Set(paid.map(({ asked }) => asked['prompt'])).size).toBe(crowd);
  expect(paid).toHaveLength(crowd);
  for (const { id, prompt, remoteId } of jobs.filter(job => job.prompt.startsWith('Crowd'))) {
    expect(paid.find(job => job.id === remoteId)?.asked['prompt']).toBe(prompt);
    const video = await readFile(join(fleet.storage, 'library', `${id}.mp4`));
    expect(video.equals(clipOf({ id: remoteId ?? '' })), `the video of ${prompt}`).toBe(true);
  }
  say(`at most ${service.jobs.peakRunning} at a time, ${service.peakPerMinute} requests in a minute`);
  expect(service.jobs.peakRunning).toBeLessThanOrEqual(limits.concurrent);
  expect(service.peakPerMinute).toBeLessThanOrEqual(limits.perMinute);
  expect(trouble.refusedForLimits, 'requests that the service had to refuse for its limits').toBe(0);
});

/** Windows that queue all prompts between them, also where some of them are killed over it. */
class Queueing {
  readonly acknowledged: string[] = [];
  private left: string[];

  constructor(private readonly prompts: readonly string[]) {
    this.left = [...prompts];
  }

  /** Every window queues; one that is killed goes on when it is back. */
  async run(): Promise<void> {
    await Promise.all(fleet.places.map(place => this.queueFrom(place.name)));
  }

  /** Queues what no window had queued when it was killed, with or without a word: a window that has just been opened knows. */
  async finish(): Promise<void> {
    // A window may be gone once more while it is asked.
    for (let tries = 1; tries <= 3; tries += 1) {
      const host = await fleet.place('new').load();
      const known = new Set((await host.jobs()).map(({ prompt }) => prompt));
      this.left = this.prompts.filter(prompt => !known.has(prompt));
      if (this.left.length === 0) return;
      await this.queueFrom('new');
    }
  }

  private async queueFrom(name: string): Promise<void> {
    while (this.left.length > 0) {
      if ((await fleet.desk.arrived(name, 60_000)) === undefined) return;
      try {
        for (const { id } of (await queue(name, ...this.left.splice(0, 5))) ?? []) this.acknowledged.push(id);
      } catch (error) {
        if (!(error instanceof HostGone)) throw error;
      }
    }
  }
}

/** Kills a window's extension host or its whole server every few seconds, while the person goes on deciding. */
async function killWhileTheyWork(person: Person, chance: () => number): Promise<string[]> {
  const killed: string[] = [];
  const reviving: Promise<unknown>[] = [];
  while (killed.length < kills) {
    const next = performance.now() + 1_000 + chance() * 3_000;
    while (performance.now() < next) {
      await person.look();
      await pause(200);
    }
    const victim = fleet.alive[Math.floor(chance() * fleet.alive.length)];
    // One stays, so that somebody can decide.
    if (victim === undefined || fleet.alive.length < 2) continue;
    const wasLeader = victim.host?.pid === (await leader(fleet.storage));
    const whole = killed.length === 2;
    killed.push(`${victim.name}${whole ? ' (server)' : ''}${wasLeader ? ' (leading)' : ''}`);
    if (whole) reviving.push(victim.crash());
    else {
      victim.host?.kill();
      reviving.push(victim.load());
    }
  }
  await Promise.all(reviving);
  return killed;
}

test('what killed windows left of their downloads is gone after the next start', async () => {
  // A window that has nothing to do looks at nothing until it is asked.
  await fleet
    .place('third')
    .load()
    .then(host => host.jobs());
  const library = join(fleet.storage, 'library');
  const passing = /^\.[0-9a-f]{16}\.tmp$/;
  const isLeft = (name: string) => !/^[^.]+\.(mp4|json)$/.test(name) && !passing.test(name);
  await expect.poll(async () => (await readdir(library)).filter(isLeft)).toEqual([]);
  // A file under a passing name does not tell whose it is: it is noted, and taken away at a start a day later.
  const killedOver = (await readdir(library)).filter(name => passing.test(name));
  const noted = async () => await readFile(join(fleet.storage, 'leftovers.json'), 'utf8').catch(() => '{}');
  for (const name of killedOver) await expect.poll(noted).toContain(name);
});

test('what a newer version wrote makes the window show and not touch', async () => {
  const folder = join(fleet.storage, 'jobs', '0zzzzzzzz-0123456789');
  await mkdir(folder);
  await writeFile(join(folder, 'spec.json'), '{"v":99,"kind":"spec","sum":"","at":1,"body":{"news":true}}\n');
  const place = fleet.place('old');
  await place.load();
  const before = await digestOf(fleet.storage);
  expect((await place.host?.jobs())?.length).toBeGreaterThanOrEqual(crowd);
  const refusal = await queue('old', 'Too old').catch((error: unknown) => error as { code?: string; message: string });
  expect(refusal).toMatchObject({ code: 'store-read-only' });
  await expect.poll(() => notices('newer version'), { interval: 300 }).toBeGreaterThan(0);
  say(`refused: ${(refusal as { message: string }).message}`);
  expect(await digestOf(fleet.storage)).toEqual(before);
});
