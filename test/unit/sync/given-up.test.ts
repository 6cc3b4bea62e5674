// A job that was given up here though its service has it after all: Sync and Import follow it again, send nothing, and count its money once.

import { describe, expect, it } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import { Bench, accepted, answer, says } from '../pipeline/bench';
import { dyingOverSync, interleaved, settle } from './windows';

const minute = 60_000;
const day = 24 * 60 * minute;
const gone = answer(404, { detail: 'Not found' });

/** The job as the list shows it once it is finished. */
function listed(bench: Bench, change: object = {}): object {
  const at = new Date(bench.time.now).toISOString();
  return {
    id: 'job_1',
    status: 'completed',
    prompt: 'Another spelling',
    created_at: at,
    completed_at: at,
    video_url: 'https://media.example/job_1.mp4?again',
    cost_cents: 120,
    ...change,
  };
}

interface GivenUp {
  readonly bench: Bench;
  readonly engine: CoreEngine;
  readonly id: string;
}

/** A paid job that its service did not know twice. */
async function goneAtTwice(): Promise<GivenUp> {
  const bench = new Bench();
  bench.on('GET /videos/job_1', says.processing(), gone);
  const { engine, id } = await accepted(bench);
  const job = await bench.untilState(engine, id, 'failed');
  expect(job.error?.code).toBe('gone');
  return { bench, engine, id };
}

/** A paid job whose video could not be fetched for as long as its link lived. */
async function expired(): Promise<GivenUp> {
  const bench = new Bench();
  bench.on('GET /videos/job_1', says.completed());
  for (let count = 0; count < 5_000; count += 1) bench.downloadEnds.push({ kind: 'refused', status: 503 });
  const { engine, id } = await accepted(bench);
  await bench.time.run(3 * day, () => engine.job(id)?.state === 'expired');
  expect(engine.job(id)).toMatchObject({ state: 'expired', cost: { amount: 1.2 } });
  bench.downloadEnds.length = 0;
  return { bench, engine, id };
}

async function sync({ bench, engine }: GivenUp, ...items: readonly object[]): Promise<string> {
  bench['replies'].set('GET /videos', [() => answer(200, items)]);
  const report = engine.sync('usvideo');
  await bench.time.run(5 * minute);
  return (await report).text;
}

async function imported({ bench, engine }: GivenUp): Promise<string> {
  const job = engine.importJob('usvideo', 'job_1').then(
    ({ id }) => id,
    (error: unknown) => String(error),
  );
  await bench.time.run(5 * minute);
  return job;
}

const states = (engine: CoreEngine) =>
  engine
    .jobs()
    .map(({ state, retryOf }) => `${state} ${retryOf ?? ''}`.trim())
    .sort();

/** Its own row still says that it was given up; another has the video, with all that was asked for. */
function isBack({ bench, engine, id }: GivenUp, given: 'failed' | 'expired'): void {
  expect(states(engine)).toEqual([`completed ${id}`, given]);
  const back = engine.jobs().find(({ state }) => state === 'completed');
  expect(back).toMatchObject({
    remoteId: 'job_1',
    prompt: 'A calm sea',
    options: { duration: 5 },
    cost: { amount: 1.2 },
  });
  expect(bench.asked('POST /videos')).toBe(1);
  const month = { usd: 1.2, finished: 1, failed: 0 };
  expect(engine.spending('usvideo').month).toMatchObject(month);
}

describe('a job that its service did not know twice, and lists after all', () => {
  it('is followed again by a sync, which says so', async () => {
    const job = await goneAtTwice();
    const text = await sync(job, listed(job.bench));
    expect(text).toBe('1 job at US Video API: 1 that was given up here is followed again, 1 video being fetched.');
    isBack(job, 'failed');
    expect(await sync(job, listed(job.bench))).toBe('1 job at US Video API: all known.');
    isBack(job, 'failed');
  });

  it('is followed again while it runs there', async () => {
    const job = await goneAtTwice();
    const video = { status: 'processing', video_url: null, completed_at: null, cost_cents: null };
    job.bench['replies'].set('GET /videos/job_1', [says.processing(), says.completed()]);
    await sync(job, listed(job.bench, video));
    isBack(job, 'failed');
  });

  it.each([
    ['is cancelled', { status: 'cancelled', video_url: null }],
    ['failed', { status: 'failed', video_url: null }],
    ['has a word that nobody knows', { status: 'archived', video_url: null }],
    ['has no word at all', { status: null, video_url: null }],
    ['was made long ago', { created_at: '2025-01-01T00:00:00Z', completed_at: '2025-01-01T00:01:00Z' }],
  ])('stays as it is where it %s', async (_name, change) => {
    const job = await goneAtTwice();
    expect(await sync(job, listed(job.bench, change))).toBe('1 job at US Video API: all known.');
    expect(states(job.engine)).toEqual(['failed']);
  });

  it('is followed again once by a list that is wrong, and by its id as often as the person likes', async () => {
    const job = await goneAtTwice();
    const runs = { status: 'processing', video_url: null };
    await sync(job, listed(job.bench, runs));
    await sync(job, listed(job.bench, runs));
    expect(states(job.engine)).toEqual(['failed', `failed ${job.id}`]);
    expect(await imported(job)).toMatch(/does not know the job job_1/);
    job.bench['replies'].set('GET /videos/job_1', [says.completed()]);
    expect(job.engine.job(await imported(job))).toMatchObject({ state: 'completed', remoteId: 'job_1' });
    expect(job.engine.spending('usvideo').month).toMatchObject({ usd: 1.2, finished: 1, failed: 0 });
    expect(await imported(job)).toMatch(/in the list already/);
  });

  it('is had by its id', async () => {
    const job = await goneAtTwice();
    job.bench['replies'].set('GET /videos/job_1', [says.completed()]);
    await imported(job);
    isBack(job, 'failed');
  });

  it('is followed again once by several windows that sync at the same time', async () => {
    const { bench, engine } = await goneAtTwice();
    bench.on('GET /videos', () => answer(200, [listed(bench)]));
    const others = interleaved(bench, 3);
    await settle(bench, Promise.all(others.map(({ ready }) => ready)));
    await settle(bench, Promise.all(others.map(other => other.sync('usvideo'))));
    await settle(bench, bench.time.run(minute));
    expect(engine.jobs().filter(({ remoteId }) => remoteId === 'job_1')).toHaveLength(2);
  });

  it('is followed again once by whoever comes after a window that died over it', async () => {
    let survived = false;
    for (let dieAt = 1; dieAt < 400 && !survived; dieAt += 3) {
      const job = await goneAtTwice();
      const { bench, engine } = job;
      const list = [listed(bench)];
      bench.on('GET /videos', () => answer(200, list));
      const dying = await dyingOverSync(bench, dieAt);
      survived = !dying.died();
      if (dieAt % 2 === 0) bench.disk.powerCut();
      const last = await bench.open();
      await sync({ ...job, engine: last }, ...list);
      isBack({ ...job, engine: last }, 'failed');
      await Promise.all([engine.stop(), last.stop(), bench.time.run(5_000)]);
    }
    expect(survived).toBe(true);
  });

  it('is no candidate for what is in doubt', async () => {
    const job = await goneAtTwice();
    const { bench, engine } = job;
    bench['replies'].set('POST /videos', ['lost']);
    bench.on('GET /videos', () => answer(200, [listed(bench, { prompt: 'A calm sea' })]));
    const [second] = await engine.generate(bench.request(), 'view');
    await bench.time.run(30 * minute);
    expect(engine.job(second?.id ?? '')?.state).toBe('inDoubt');
    expect(engine.job(second?.id ?? '')?.remoteId).toBeUndefined();
  });
});

describe('a job whose link died', () => {
  it('is followed again where the service lists another link, and its money counts once', async () => {
    const job = await expired();
    await sync(job, listed(job.bench));
    isBack(job, 'expired');
  });

  it('counts once also when its old row is taken away', async () => {
    const job = await expired();
    await sync(job, listed(job.bench, { cost_cents: null }));
    await job.engine.remove([job.id]);
    expect(job.engine.spending('usvideo').month).toMatchObject({ usd: 1.2, finished: 1, failed: 0 });
  });

  it('stays as it is where the link is the one that died', async () => {
    const job = await expired();
    const made = new Date(job.engine.job(job.id)?.createdAt ?? 0).toISOString();
    const old = listed(job.bench, {
      created_at: made,
      completed_at: made,
      video_url: 'https://media.example/job_1.mp4',
    });
    expect(await sync(job, old)).toBe('1 job at US Video API: all known.');
    expect(await imported(job)).toMatch(/says nothing of it now that brings a video/);
    expect(states(job.engine)).toEqual(['expired']);
  });

  it('stays so for a window that has read no more than the index of finished jobs', async () => {
    const { bench, engine, id } = await expired();
    const made = new Date(engine.job(id)?.createdAt ?? 0).toISOString();
    const link = 'https://media.example/job_1.mp4';
    const old = listed(bench, { created_at: made, completed_at: made, video_url: link });
    const others = Array.from({ length: 60 }, (_, index) => ({ id: `job_x${index}`, status: 'failed', prompt: 'x' }));
    await sync({ bench, engine, id }, old, ...others);
    await Promise.all([engine.stop(), bench.time.run(5_000)]);
    const next = await bench.open();
    expect(await sync({ bench, engine: next, id }, old, ...others)).toBe('61 jobs at US Video API: all known.');
    expect(next.jobs()).toHaveLength(61);
  });
});
