// Sync with the service: what was made elsewhere comes into the list once, whatever breaks, and nothing is ever sent for it.

import { describe, expect, it } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { WireRequest } from '../../../src/core/ports';
import { claimName } from '../../../src/core/store/layout';
import { writeOnce } from '../../../src/core/store/whole';
import { Bench, aVideo, answer, says } from '../pipeline/bench';
import { during, finished, lists, remoteIds } from './lists';
import type { Listed } from './lists';
import { dyingOverSync, interleaved, settle } from './windows';

const day = 24 * 3_600_000;
const root = '/storage';

describe('a sync', () => {
  it('takes over what was made elsewhere, with its prompt, options, price and video', async () => {
    const bench = new Bench();
    lists(bench, [finished(bench, 'job_a'), finished(bench, 'job_b')]);
    const engine = await bench.open();
    const report = await during(bench, engine.sync('usvideo'));
    expect(report).toMatchObject({ listed: 2, adopted: 2, fetching: 2, dead: 0, waiting: 0, complete: true });
    expect(report.text).toBe('2 jobs at US Video API: 2 new, 2 videos being fetched.');
    await bench.time.run(10_000);
    const [job] = engine.jobs();
    expect(job).toMatchObject({
      state: 'completed',
      prompt: expect.stringMatching(/^prompt of job_[ab]$/),
      options: { resolution: '720p', duration: 5 },
      cost: { amount: 1.25, unit: 'USD' },
      createdAt: expect.any(Number),
    });
    expect(bench.time.now - (job?.createdAt ?? 0)).toBeGreaterThan(3_599_000);
    expect(new TextDecoder().decode(bench.disk.contentOf(job?.video?.path ?? ''))).toBe(aVideo);
    expect(bench.asked('POST /videos')).toBe(0);
  });

  it('a second time finds everything known', async () => {
    const bench = new Bench();
    lists(bench, [finished(bench, 'job_a')]);
    const engine = await bench.open();
    await during(bench, engine.sync('usvideo'));
    await bench.time.run(10_000);
    const again = await during(bench, engine.sync('usvideo'));
    expect(again).toMatchObject({ listed: 1, adopted: 0, fetching: 0 });
    expect(again.text).toBe('1 job at US Video API: all known.');
    expect(engine.jobs()).toHaveLength(1);
  });

  it('says of a running job that the list does not show that it is asked about, and its own status then ends it', async () => {
    const bench = new Bench().on('POST /videos', says.accepted()).on('GET /videos/job_1', says.processing());
    lists(bench, [finished(bench, 'job_a')]);
    const engine = await bench.open();
    const [mine] = await engine.generate(bench.request(), 'view');
    await bench.until(engine, mine?.id ?? '', ({ remoteId }) => remoteId === 'job_1');
    await bench.time.run(90_000);
    bench.on('GET /videos/job_1', answer(404, { detail: 'Not found' }));
    const report = await during(bench, engine.sync('usvideo'));
    expect(report.text).toBe(
      '1 job at US Video API: 1 new, 1 video being fetched. 1 job that runs here is not in that list; the service is asked about it now.',
    );
    expect((await bench.untilState(engine, mine?.id ?? '', 'failed')).error?.code).toBe('gone');
  });

  it('reads page after page until one brings nothing new', async () => {
    const bench = new Bench();
    const jobs = Array.from({ length: 120 }, (_, index) => finished(bench, `job_${index}`));
    lists(bench, jobs);
    const engine = await bench.open();
    const report = await during(bench, engine.sync('usvideo'), 300_000);
    expect(report).toMatchObject({ listed: 120, adopted: 120, complete: true });
    expect(bench.asked('GET /videos')).toBe(7);
  });

  it('ends with a service that ignores the offset, and with one that never ends', async () => {
    const same = new Bench();
    same.on('GET /videos', answer(200, [finished(same, 'job_a')]));
    const report = await during(same, (await same.open()).sync('usvideo'));
    expect(report.listed).toBe(1);
    expect(same.asked('GET /videos')).toBe(2);
    const endless = new Bench();
    let count = 0;
    endless.on('GET /videos', () =>
      answer(
        200,
        Array.from({ length: 50 }, () => ({ id: `job_${(count += 1)}`, status: 'failed', detail: 'x' })),
      ),
    );
    const most = await during(endless, (await endless.open()).sync('usvideo'), 600_000);
    expect(most).toMatchObject({ listed: 1000, complete: false });
    expect(most.text).toContain('Only 1000 jobs were read: the list is longer.');
  });

  it.each(['newest', 'oldest'])('reads the newest of a list that is too long and %s first', async first => {
    const bench = new Bench();
    const jobs = Array.from({ length: 1_500 }, (_, index) => finished(bench, `job_${index}`, (index + 30) * 3_600_000));
    lists(bench, first === 'newest' ? jobs : jobs.toReversed());
    const engine = await bench.open();
    const report = await during(bench, engine.sync('usvideo'), 3_600_000);
    expect(report.text).toContain(`Only the newest ${report.listed} jobs were read.`);
    expect(report.listed).toBeGreaterThan(850);
    expect(remoteIds(engine)).toContain('job_0');
    expect(remoteIds(engine)).not.toContain('job_1499');
  });

  it('asks for no more on a page than a service’s page itself does', async () => {
    const bench = new Bench();
    bench.on('GET /videos', (request: WireRequest) =>
      Number(new URL(request.url).searchParams.get('limit')) > 20
        ? answer(422, { detail: 'limit is at most 20' })
        : answer(200, [finished(bench, 'job_a')]),
    );
    expect((await during(bench, (await bench.open()).sync('usvideo'))).adopted).toBe(1);
  });

  it('follows what still runs there and shows what failed there, without asking about either first', async () => {
    const bench = new Bench();
    lists(bench, [
      { id: 'job_run', status: 'processing', prompt: 'runs' },
      { id: 'job_bad', status: 'failed', prompt: 'failed', detail: 'Upstream failed' },
    ]).on('GET /videos/job_run', says.completed('job_run'));
    const engine = await bench.open();
    await during(bench, engine.sync('usvideo'));
    expect(engine.jobs().find(({ remoteId }) => remoteId === 'job_bad')).toMatchObject({
      state: 'failed',
      error: { message: 'Upstream failed' },
    });
    const running = engine.jobs().find(({ remoteId }) => remoteId === 'job_run');
    await bench.untilState(engine, running?.id ?? '', 'completed');
    expect(bench.asked('GET /videos/job_bad')).toBe(0);
  });

  it('tells a link that is long dead from one that may live, and tries the second', async () => {
    const bench = new Bench();
    lists(bench, [finished(bench, 'job_old', 30 * day), finished(bench, 'job_late', 1.5 * day)]);
    bench.downloadEnds.push({ kind: 'refused', status: 403 });
    bench.on('GET /videos/job_late', answer(200, finished(bench, 'job_late', 1.5 * day)));
    const engine = await bench.open();
    const report = await during(bench, engine.sync('usvideo'));
    expect(report).toMatchObject({ adopted: 2, fetching: 1, dead: 1 });
    expect(report.text).toContain('1 link dead');
    expect(engine.jobs().find(({ remoteId }) => remoteId === 'job_old')).toMatchObject({ state: 'expired' });
    const late = engine.jobs().find(({ remoteId }) => remoteId === 'job_late');
    await bench.untilState(engine, late?.id ?? '', 'completed');
    expect(bench.downloads.some(url => url.includes('job_old'))).toBe(false);
  });

  it('brings back nothing that the user removed, and a job that was never ours once it is imported by id', async () => {
    const bench = new Bench();
    lists(bench, [finished(bench, 'job_a')]).on('GET /videos/job_a', answer(200, finished(bench, 'job_a')));
    const engine = await bench.open();
    await during(bench, engine.sync('usvideo'));
    const id = engine.jobs()[0]?.id ?? '';
    await bench.untilState(engine, id, 'completed');
    await engine.remove([id]);
    const report = await during(bench, engine.sync('usvideo'));
    expect(report).toMatchObject({ adopted: 0, removed: 1 });
    expect(engine.jobs()).toEqual([]);
    const job = await during(bench, engine.importJob('usvideo', 'job_a'));
    expect(job).toMatchObject({ remoteId: 'job_a', prompt: 'prompt of job_a' });
  });

  it('leaves a removed job of our own removed, too', async () => {
    const bench = new Bench();
    bench.on('POST /videos', says.accepted('job_own')).on('GET /videos/job_own', says.completed('job_own'));
    lists(bench, [finished(bench, 'job_own')]);
    const engine = await bench.open();
    const [job] = await during(bench, engine.generate(bench.request(), 'view'));
    await bench.untilState(engine, job?.id ?? '', 'completed');
    await engine.remove([job?.id ?? '']);
    expect(await during(bench, engine.sync('usvideo'))).toMatchObject({ adopted: 0, removed: 1 });
  });

  it('does not count what it has not asked about against the jobs at a time', async () => {
    const bench = new Bench();
    lists(
      bench,
      Array.from({ length: 30 }, (_, index) => ({ id: `job_${index}`, prompt: `p${index}` })),
    ).on('POST /videos', says.accepted('job_own'));
    const engine = await bench.open();
    await during(bench, engine.sync('usvideo'));
    const [job] = await during(bench, engine.generate(bench.request(), 'view'));
    await bench.time.run(20_000);
    expect(engine.job(job?.id ?? '')?.remoteId).toBe('job_own');
  });

  it('waits as the service asks, and says what it could not read', async () => {
    const bench = new Bench();
    const page = answer(200, [finished(bench, 'job_a')]);
    bench.on('GET /videos', answer(429, { detail: 'Slow down' }, { 'retry-after': '20' }), page, page);
    const engine = await bench.open();
    expect((await during(bench, engine.sync('usvideo'))).adopted).toBe(1);
    const down = new Bench();
    down.on('GET /videos', 'unreachable');
    await expect(during(down, (await down.open()).sync('usvideo'))).rejects.toThrow(/could not be reached/);
    const refused = new Bench();
    refused.on('GET /videos', answer(401, { detail: 'Invalid API key' }));
    await expect(during(refused, (await refused.open()).sync('usvideo'))).rejects.toThrow(/Invalid API key/);
    const none = new Bench();
    await expect(during(none, (await none.open()).sync('usvideo'))).rejects.toThrow(/Import Job by Id/);
    await expect(during(none, (await none.open()).sync('seedanceapi'))).rejects.toThrow(/Import Job by Id/);
  });
});

describe('a submission that was answered with its failure, and no id', () => {
  const failed = (bench: Bench, id: string, change: object = {}) => ({
    job_id: id,
    status: 'failed',
    prompt: 'A calm sea',
    created_at: new Date(bench.time.now + 50).toISOString(),
    ...change,
  });

  it('is not taken for another job when the service lists it', async () => {
    const bench = new Bench();
    bench.on('POST /generate/text-to-video', answer(500, { error: { code: 'JOB_FAILED', message: 'Blurred' } }));
    const engine = await bench.open();
    const jobs = [
      failed(bench, 'job_own'),
      failed(bench, 'job_other', { prompt: 'Another sea' }),
      failed(bench, 'job_done', { status: 'completed', output: { video_url: 'https://media.example/1.mp4' } }),
      failed(bench, 'job_bare', { prompt: undefined }),
    ];
    const [job] = await during(bench, engine.generate(bench.request({ service: 'seedance-tv' }), 'view'));
    expect((await bench.untilState(engine, job?.id ?? '', 'failed')).error?.message).toBe('Blurred');
    bench.on('GET /jobs', answer(200, { jobs }));
    expect(await during(bench, engine.sync('seedance-tv'))).toMatchObject({ listed: 4, adopted: 3 });
    expect(remoteIds(engine)).not.toContain('job_own');
  });
});

describe('a job in doubt', () => {
  async function inDoubt(bench: Bench): Promise<CoreEngine> {
    bench.on('POST /videos', 'lost');
    const engine = await bench.open();
    const [job] = await during(bench, engine.generate(bench.request(), 'view'));
    await bench.untilState(engine, job?.id ?? '', 'inDoubt');
    return engine;
  }

  it('is not doubled by what may be its own outcome', async () => {
    const bench = new Bench();
    const listed: Listed[] = [];
    lists(bench, listed);
    const engine = await inDoubt(bench);
    // No prompt, no time: it may be.
    listed.push({ id: 'job_x', status: 'processing' }, { id: 'job_y', status: 'processing', prompt: 'Another one' });
    bench.on('GET /videos/job_y', says.processing('job_y'));
    const report = await during(bench, engine.sync('usvideo'));
    expect(report).toMatchObject({ adopted: 1, waiting: 1 });
    expect(report.text).toContain('in doubt');
    expect(remoteIds(engine)).not.toContain('job_x');
    const doubtful = engine.jobs().find(({ state }) => state === 'inDoubt');
    expect(engine.candidates(doubtful?.id ?? '').map(({ remoteId }) => remoteId)).toEqual(['job_x']);
    await engine.resolve(doubtful?.id ?? '', { kind: 'drop' });
    expect(await during(bench, engine.sync('usvideo'))).toMatchObject({ adopted: 1, waiting: 0 });
  });

  it('is settled by the one that is certainly its own', async () => {
    const bench = new Bench();
    const listed: Listed[] = [];
    lists(bench, listed);
    const engine = await inDoubt(bench);
    await bench.time.run(30 * 60_000);
    listed.push({ ...finished(bench, 'job_x', 30 * 60_000), prompt: 'A calm sea' });
    bench.on('GET /videos/job_x', says.completed('job_x'));
    expect(await during(bench, engine.sync('usvideo'))).toMatchObject({ adopted: 0, resolved: 1, waiting: 0 });
    expect(engine.jobs()).toHaveLength(1);
    expect(engine.jobs()[0]).toMatchObject({ remoteId: 'job_x' });
  });

  it('keeps an import by id waiting until the user says that it is another one', async () => {
    const bench = new Bench();
    bench.on('GET /videos', answer(404, { detail: 'Not found' })).on('GET /videos/job_x', says.processing('job_x'));
    const engine = await inDoubt(bench);
    await expect(during(bench, engine.importJob('usvideo', 'job_x'))).rejects.toMatchObject({ code: 'in-doubt' });
    expect(await during(bench, engine.importJob('usvideo', 'job_x', true))).toMatchObject({ remoteId: 'job_x' });
  });
});

describe('several windows', () => {
  it('that sync at once adopt every job once', async () => {
    const bench = new Bench();
    const tasks = Array.from({ length: 12 }, (_, index) => finished(bench, `task_${index}`));
    // A rate that makes nobody wait for anybody.
    bench.on('GET /api/v1/tasks', answer(200, { data: { tasks, pagination: { total: 12 } } }));
    const engines = interleaved(bench, 3);
    await Promise.all(engines.map(({ ready }) => ready));
    const ends = engines.map(engine => engine.sync('vibegen'));
    await settle(bench, Promise.all(ends));
    const reports = await Promise.all(ends);
    expect(reports.reduce((sum, { adopted }) => sum + adopted, 0)).toBe(12);
    const last = await bench.open();
    expect(new Set(remoteIds(last)).size).toBe(12);
    expect(last.jobs()).toHaveLength(12);
  });

  it('go on under the same id where one died after its claim', async () => {
    const bench = new Bench();
    lists(bench, [finished(bench, 'job_a')]);
    const engine = await bench.open();
    const claim = `${root}/claims/${claimName('usvideo', 'https://usvideoapi.com/v1', 'job_a')}`;
    const id = '0mk0example'.slice(0, 9).padEnd(9, '0') + '-0123456789';
    const text = new TextEncoder().encode(`${JSON.stringify({ job: id })}\n`);
    await writeOnce(bench.disk.files(), { bytes: count => new Uint8Array(count) }, claim, text);
    expect(await during(bench, engine.sync('usvideo'))).toMatchObject({ adopted: 1 });
    expect(engine.jobs()[0]?.id).toBe(id);
  });

  it('that die at any step lose nothing, double nothing and send nothing', async () => {
    let steps = 0;
    for (let dieAt = 1; dieAt < 400; dieAt += 3) {
      const bench = new Bench();
      lists(bench, [finished(bench, 'job_a'), { id: 'job_b', status: 'failed', detail: 'x' }]);
      const dying = await dyingOverSync(bench, dieAt);
      if (dieAt % 2 === 0) bench.disk.powerCut();
      const engine = await bench.open();
      await during(bench, engine.sync('usvideo'));
      await bench.time.run(60_000);
      const states = engine.jobs().map(({ remoteId, state }) => `${remoteId} ${state}`);
      expect(states.sort(), `died at step ${dieAt}`).toEqual(['job_a completed', 'job_b failed']);
      expect(bench.asked('POST /videos')).toBe(0);
      steps = dieAt;
      if (!dying.died()) break;
    }
    expect(steps).toBeGreaterThan(20);
    expect(steps).toBeLessThan(390);
  });
});
