// An answer that comes when its job has gone another way: its window hung over it, and the person decided meanwhile.

import { expect, test } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { Job } from '../../../src/core/job';
import { claimName } from '../../../src/core/store/layout';
import type { BenchOptions } from '../pipeline/bench';
import { answer, says } from '../pipeline/bench';
import { Racing } from './racing';

const seconds = 1_000;

interface Hung {
  readonly bench: Racing;
  /** Hangs over the answer to its submission, which is `job_1`. */
  readonly a: CoreEngine;
  /** Shows it in doubt. */
  readonly b: CoreEngine;
  readonly id: string;
}

async function hung(options: BenchOptions = {}, change: Parameters<Racing['request']>[0] = {}): Promise<Hung> {
  const bench = new Racing(options);
  let sent = 0;
  bench.on('GET /videos', answer(200, [])).on('POST /videos', () => {
    if ((sent += 1) === 1) bench.hang('window1').begin();
    return says.accepted(`job_${sent}`);
  });
  for (const id of ['job_1', 'job_2', 'job_3']) bench.on(`GET /videos/${id}`, says.completed(id));
  const [a, b] = [await bench.open(), await bench.open()];
  void a.generate(bench.request(change), 'view');
  await bench.time.run(seconds);
  const id = b.jobs()[0]?.id ?? '';
  await bench.untilState(b, id, 'inDoubt');
  return { bench, a, b, id };
}

/** Sends it again in the other window, until that is answered. */
async function sentAgain({ bench, b, id }: Hung): Promise<void> {
  await b.resolve(id, { kind: 'submitAgain' });
  await bench.until(b, id, job => job.remoteId === 'job_2');
}

const rowOf = (engine: CoreEngine, remoteId: string): Job | undefined =>
  engine.jobs().find(job => job.remoteId === remoteId);

test('to what the person had dropped and taken away holds nothing up: what is queued next is sent', async () => {
  const bench = new Racing({ settings: { maxConcurrent: 2 } });
  let sent = 0;
  bench.on('GET /videos', answer(200, [])).on('POST /videos', () => {
    if ((sent += 1) === 2) bench.hang('window1').begin();
    return says.accepted(`job_${sent}`);
  });
  for (const id of ['job_1', 'job_3']) bench.on(`GET /videos/${id}`, says.processing(id));
  const [a, b] = [await bench.open(), await bench.open()];
  const [first] = await a.generate(bench.request({ prompt: 'first' }), 'view');
  await bench.untilState(a, first?.id ?? '', 'running');
  void a.generate(bench.request({ prompt: 'second' }), 'view');
  const second = () => b.jobs().find(({ prompt }) => prompt === 'second');
  await bench.time.run(300 * seconds, () => second()?.state === 'inDoubt');
  const id = second()?.id ?? '';
  await b.resolve(id, { kind: 'drop' });
  await b.remove([id]);
  await Promise.all([b.stop(), bench.time.run(5 * seconds)]);
  bench.hang('window1').end();
  await bench.time.run(10 * seconds);
  const [next] = await a.generate(bench.request({ prompt: 'next' }), 'view');
  await bench.untilState(a, next?.id ?? '', 'running');
});

test('to what was sent again is paid for, too: a row of its own follows it, and its video is fetched', async () => {
  const all = await hung({}, { options: { duration: 10, resolution: '720p' } });
  const { bench, a, b, id } = all;
  await sentAgain(all);
  await bench.untilState(b, id, 'completed');
  bench.hang('window1').end();
  await bench.time.run(60 * seconds);
  for (const engine of [a, b]) {
    const [row, first] = [rowOf(engine, 'job_1'), engine.job(id)];
    expect(engine.jobs()).toHaveLength(2);
    expect(row).toMatchObject({ state: 'completed', retryOf: id, cost: { amount: 1.2, unit: 'USD' } });
    expect(first).toMatchObject({ state: 'completed', remoteId: 'job_2' });
    for (const fact of ['prompt', 'options', 'effective', 'picture', 'dialect', 'service', 'estimate'] as const)
      expect(row?.[fact]).toEqual(first?.[fact]);
  }
  expect(bench.downloads.filter(url => url.includes('job_1'))).toHaveLength(1);
  expect(bench.asked('POST /videos')).toBe(2);
  expect(bench.logged.filter(line => line.includes('row of its own'))).toEqual([
    expect.stringMatching(new RegExp(`"remote":"job_1","of":"${id}"`)),
  ]);
});

test('its row is counted as one of our own, and against the jobs at a time while it runs', async () => {
  const all = await hung({ settings: { maxConcurrent: 2 } });
  const { bench, a, b } = all;
  for (const id of ['job_1', 'job_2', 'job_3']) bench.now(`GET /videos/${id}`, says.processing(id));
  await sentAgain(all);
  bench.hang('window1').end();
  await bench.time.run(30 * seconds);
  const [third] = await b.generate(bench.request({ prompt: 'third' }), 'view');
  await bench.time.run(60 * seconds);
  expect(b.job(third?.id ?? '')).toMatchObject({ state: 'queued', waiting: { reason: 'turn' } });
  bench.now('GET /videos/job_1', says.completed('job_1'));
  await bench.until(a, third?.id ?? '', job => job.remoteId === 'job_3');
  expect(a.spending('usvideo').month).toMatchObject({ usd: 1.2 });
});

test('a sync shows it once, and so does an import of its id', async () => {
  const all = await hung();
  const { bench, b } = all;
  await sentAgain(all);
  bench.hang('window1').end();
  await bench.time.run(60 * seconds);
  const listed = ['job_1', 'job_2'].map(id => ({
    id,
    status: 'completed',
    prompt: 'A calm sea',
    created_at: new Date(bench.time.now - 60 * seconds).toISOString(),
    video_url: `https://media.example/${id}.mp4`,
  }));
  bench.now('GET /videos', answer(200, { videos: listed }));
  const synced = b.sync('usvideo');
  await bench.time.run(60 * seconds);
  expect(await synced).toMatchObject({ listed: 2, adopted: 0 });
  expect(new Set(b.jobs().map(({ remoteId }) => remoteId))).toEqual(new Set(['job_1', 'job_2']));
  expect(b.jobs()).toHaveLength(2);
  const imported = b.importJob('usvideo', 'job_1').catch((error: unknown) => String(error));
  await bench.time.run(10 * seconds);
  expect(await imported).toContain('is in the list already');
});

test('once it was taken away it stays away', async () => {
  const all = await hung();
  const { bench, a, b } = all;
  await sentAgain(all);
  bench.hang('window1').end();
  await bench.time.run(60 * seconds);
  await b.remove([rowOf(b, 'job_1')?.id ?? '']);
  await bench.time.run(60 * seconds);
  await Promise.all([a.stop(), b.stop(), bench.time.run(10 * seconds)]);
  const next = await bench.open();
  await bench.time.run(120 * seconds);
  expect(next.jobs().map(({ remoteId }) => remoteId)).toEqual(['job_2']);
});

test.each([
  ['dies before it could make the row', false],
  ['is an older version, which claims the id for the job itself', true],
])('where the window that was told of it %s, whoever leads the job makes it', async (_, isOlder) => {
  const all = await hung();
  const { bench, b, id } = all;
  bench.now('GET /videos/job_2', says.processing('job_2'));
  await sentAgain(all);
  // It writes down the id, and no more.
  bench.hangAfter('window1', '/accepted-1.json');
  if (isOlder) {
    const claim = `/storage/claims/${claimName('usvideo', 'https://usvideoapi.com/v1', 'job_1')}`;
    const file = await bench.disk.files().open(claim, 'new');
    await file.write(new TextEncoder().encode(`${JSON.stringify({ job: id })}\n`));
  }
  bench.hang('window1').end();
  await bench.time.run(60 * seconds);
  expect(rowOf(b, 'job_1')).toMatchObject({ state: 'completed' });
  expect(b.jobs()).toHaveLength(2);
  expect(bench.logged.filter(line => line.includes('row of its own'))).toHaveLength(1);
});
