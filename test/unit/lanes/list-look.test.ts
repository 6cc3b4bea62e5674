import { describe, expect, it } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import { Bench, answer, says } from '../pipeline/bench';
import { TimedService } from './timed-service';

const second = 1_000;

/** Eight jobs of a minute each, at a key that has sixty requests a minute. */
async function eight(lists: number | undefined): Promise<{ bench: Bench; engine: CoreEngine; service: TimedService }> {
  const bench = new Bench();
  const service = new TimedService(bench, index => (60 + index) * second, lists);
  const engine = await bench.open();
  await engine.generate({ ...bench.request(), takes: 8 }, 'view');
  return { bench, engine, service };
}

const allDone = (engine: CoreEngine) => () => engine.jobs().every(job => job.state === 'completed');

/** A job that runs, whatever the list says of it, beside another one. */
async function listedAs(listed: object | undefined): Promise<{ bench: Bench; engine: CoreEngine; ids: string[] }> {
  const item = listed === undefined ? [] : [{ id: 'job_1', ...listed }];
  const bench = new Bench({ settings: { requestsPerMinute: 20 } });
  bench.on('POST /videos', says.accepted('job_1'), says.accepted('job_2'), says.accepted('job_3'));
  bench.on('GET /videos', () =>
    answer(200, { videos: [...item, { id: 'job_2', status: 'processing' }, { id: 'job_3', status: 'processing' }] }),
  );
  for (const id of ['job_1', 'job_2', 'job_3']) bench.on(`GET /videos/${id}`, says.processing(id));
  const engine = await bench.open();
  const jobs = await engine.generate({ ...bench.request(), takes: 3 }, 'view');
  await bench.time.run(180 * second);
  return { bench, engine, ids: jobs.map(({ id }) => id) };
}

describe('where a key has too few requests to ask about each job as often as the page says', () => {
  it('one list does for all, and every end is noticed as soon as for one alone', async () => {
    const { bench, engine, service } = await eight(0);
    await bench.time.run(300 * second, allDone(engine));
    expect(allDone(engine)()).toBe(true);
    expect(service.listed).toBeGreaterThan(5);
    expect(service.delay / 8).toBeLessThan(6 * second);
    expect(bench.requests.length).toBeLessThan(60);
    await engine.stop();
  });

  it('a service without a list is asked for it once', async () => {
    const { bench, engine } = await eight(undefined);
    await bench.time.run(300 * second, allDone(engine));
    expect(bench.asked('GET /videos')).toBe(1);
    await engine.stop();
  });

  it.each([10, 20, 60])('a list that lags %i seconds behind is found out, and left alone', async lag => {
    const { bench, engine, service } = await eight(lag * second);
    for (let more = 0; more < 5; more += 1) await engine.generate({ ...bench.request(), takes: 8 }, 'view');
    await bench.time.run(900 * second, allDone(engine));
    expect(allDone(engine)()).toBe(true);
    const last = service.delays.slice(-16);
    expect(last.reduce((sum, delay) => sum + delay, 0) / last.length).toBeLessThan(8 * second);
    await engine.stop();
  });

  it.each([
    ['completed', { status: 'completed', video_url: 'https://media.example/job_1.mp4' }],
    ['failed', { status: 'failed', detail: 'blocked' }],
    ['cancelled', { status: 'cancelled' }],
    ['in a word that no page knows', { status: 'dreaming' }],
    ['without a state', {}],
    ['not at all', undefined],
  ])(
    'a job that the list shows %s is asked about itself, and nothing but its own status ends it',
    async (_how, listed) => {
      const { bench, engine, ids } = await listedAs(listed);
      expect(bench.asked('GET /videos')).toBeGreaterThan(0);
      expect(bench.asked('GET /videos/job_1')).toBeGreaterThan(5);
      expect(ids.map(id => engine.job(id)?.state)).toEqual(['running', 'running', 'running']);
      expect(bench.downloads).toEqual([]);
      await engine.stop();
    },
  );

  it('a job that the list shows running is asked about itself twice a minute all the same', async () => {
    const { bench, engine } = await listedAs({ status: 'processing' });
    expect(bench.asked('GET /videos/job_1')).toBeGreaterThanOrEqual(3);
    expect(bench.asked('GET /videos/job_1')).toBeLessThanOrEqual(8);
    await engine.stop();
  });

  it.each([401, 403])('a list that is refused with %i stops nothing, and is left alone', async status => {
    const { bench, engine } = await eight(undefined);
    bench.on('GET /videos', answer(status, { detail: 'not for this key' }));
    await bench.time.run(300 * second, allDone(engine));
    expect(allDone(engine)()).toBe(true);
    expect(bench.asked('GET /videos')).toBe(1);
    await engine.stop();
  });
});

it('a list that is refused when a doubt is looked up does not stop the key', async () => {
  const bench = new Bench().on('GET /videos', answer(403, { detail: 'not for this key' }));
  bench.on('POST /videos', 'lost', says.accepted('job_2'));
  bench.on('GET /videos/job_2', says.processing('job_2'));
  const engine = await bench.open();
  const [doubt] = await engine.generate(bench.request(), 'view');
  await bench.untilState(engine, doubt?.id ?? '', 'inDoubt');
  await bench.time.run(60 * second);
  expect(bench.asked('GET /videos')).toBe(1);
  const [next] = await engine.generate(bench.request(), 'view');
  await bench.untilState(engine, next?.id ?? '', 'running');
  await bench.time.run(3_700 * second);
  expect(bench.asked('GET /videos')).toBe(2);
  await engine.stop();
});
