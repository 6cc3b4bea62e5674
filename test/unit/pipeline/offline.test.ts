// No network: jobs wait and say so, one request at a time finds out, one line in the log, and everything goes on by itself.

import { describe, expect, it } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import { offlineAmong, statusText, waitsForNetwork } from '../../../src/editor/views/status';
import { rowDescription } from '../../../src/editor/views/jobs/rowTexts';
import { groupOf } from '../../../src/editor/views/jobs/model';
import { aJob } from '../tree/jobs';
import { Bench, says } from './bench';

const hour = 3_600_000;

/** A bench whose service takes every job. */
function taking(): Bench {
  let made = 0;
  return new Bench().on('POST /videos', () => says.accepted(`job_${(made += 1)}`));
}

const shown = (engine: CoreEngine) => {
  const offline = offlineAmong(engine.jobs(), () => 'US Video API');
  return statusText({ running: 0, queued: 0, needs: 0, today: { usd: 0, credits: 0 }, ...(offline && { offline }) });
};
const changes = (bench: Bench) =>
  bench.logged.filter(line => /cannot be reached; its jobs wait|reached again/.test(line));

describe('a service that cannot be reached', () => {
  it('lets its jobs wait, says so once, and goes on by itself when it is back', async () => {
    const bench = taking();
    bench.on('GET /videos/job_1', says.processing('job_1'));
    const engine = await bench.open();
    const [first] = await engine.generate(bench.request(), 'view');
    await bench.until(engine, first?.id ?? '', job => job.state === 'running');
    bench.online = false;
    await engine.generate(bench.request({ takes: 2 }), 'view');
    await bench.time.run(hour);
    const waiting = engine.jobs();
    expect(waiting.map(({ waiting: why }) => why?.reason)).toEqual(['offline', 'offline', 'offline']);
    expect(shown(engine)?.text).toBe('$(debug-disconnect) Offline: 3 jobs wait');
    expect(shown(engine)?.tooltip).toContain('Nothing is lost, and nothing is sent twice.');
    expect(changes(bench)).toHaveLength(1);
    expect(bench.logged.filter(line => /^(info|warn|error)/.test(line)).length).toBeLessThan(12);
    bench.online = true;
    await bench.time.run(65_000);
    expect(engine.jobs().every(job => !waitsForNetwork(job) && job.remoteId !== undefined)).toBe(true);
    expect(shown(engine)).toBeUndefined();
    expect(changes(bench)).toHaveLength(2);
    expect(bench.asked('POST /videos')).toBeGreaterThanOrEqual(3);
  });

  it('is asked by one job at a time, at least once a minute', async () => {
    const bench = taking();
    const engine = await bench.open();
    bench.online = false;
    await engine.generate(bench.request({ takes: 8 }), 'view');
    await bench.time.run(hour);
    expect(bench.requests.length).toBeGreaterThan(60);
    expect(bench.requests.length).toBeLessThan(400);
    expect(new Set(engine.jobs().map(({ waiting }) => waiting?.reason))).toEqual(new Set(['offline']));
  });

  it('does not let rows flicker while it is tried', async () => {
    const bench = taking();
    const engine = await bench.open();
    bench.online = false;
    const [job] = await engine.generate(bench.request(), 'view');
    await bench.until(engine, job?.id ?? '', now => now.waiting?.reason === 'offline');
    const seen = new Set<string>();
    engine.onDidChangeJobs(({ changed }) => {
      for (const now of changed)
        seen.add(`${groupOf(now)}: ${rowDescription(now, { now: bench.time.now, usual: undefined })}`);
    });
    await bench.time.run(hour);
    expect([...seen]).toEqual(['queued: offline: the service cannot be reached · 720p 5 s · usvideo']);
  });

  it('is tried at once after a sleep, and when somebody acts', async () => {
    const bench = taking();
    const engine = await bench.open();
    bench.online = false;
    await engine.generate(bench.request(), 'view');
    await bench.time.run(hour);
    bench.online = true;
    bench.time.sleep(6 * hour);
    await bench.time.run(6_000);
    expect(engine.jobs()[0]?.remoteId).toBe('job_1');
    bench.online = false;
    await bench.time.run(hour);
    bench.online = true;
    await engine.generate(bench.request(), 'view');
    await bench.time.run(3_000);
    expect(new Set(engine.jobs().map(({ remoteId }) => remoteId))).toEqual(new Set(['job_1', 'job_2']));
  });

  it('is not the network where another service answers', async () => {
    const bench = taking();
    const engine = await bench.open();
    bench.online = false;
    await engine.generate(bench.request(), 'view');
    await bench.time.run(60_000);
    const running = aJob({ id: 'x', service: 'vibegen', state: 'running' });
    const offline = offlineAmong([...engine.jobs(), running], () => 'US Video API');
    expect(offline).toMatchObject({ all: false, jobs: 1 });
    const text = statusText({
      running: 1,
      queued: 0,
      needs: 0,
      today: { usd: 0, credits: 0 },
      ...(offline && { offline }),
    });
    expect(text?.text).toBe('$(loading~spin) 1 $(debug-disconnect) US Video API cannot be reached: 1 job waits');
  });
});

describe('a video whose host cannot be reached', () => {
  const unreachable = { kind: 'failure', failure: 'unreachable', detail: 'ENOTFOUND' } as const;

  it('waits for the network, and is fetched when it is back', async () => {
    const bench = new Bench().on('POST /videos', says.accepted()).on('GET /videos/job_1', says.completed());
    bench.downloadEnds.push(unreachable, unreachable, unreachable);
    const engine = await bench.open();
    const [job] = await engine.generate(bench.request(), 'view');
    const waiting = await bench.until(engine, job?.id ?? '', now => now.waiting?.reason === 'offline');
    expect(waiting).toMatchObject({ state: 'downloading' });
    expect(waiting.needs).toBeUndefined();
    await bench.untilState(engine, job?.id ?? '', 'completed');
  });

  it('is not given up because this machine was offline when its link ended', async () => {
    const bench = new Bench().on('POST /videos', says.accepted()).on('GET /videos/job_1', says.completed());
    bench.downloadEnds.push(...Array.from({ length: 6 }, () => unreachable));
    const engine = await bench.open();
    const [job] = await engine.generate(bench.request(), 'view');
    await bench.untilState(engine, job?.id ?? '', 'downloading');
    bench.time.sleep(30 * hour);
    await bench.untilState(engine, job?.id ?? '', 'completed');
  });

  it('is given up in the end where the host is gone for good', async () => {
    const bench = new Bench().on('POST /videos', says.accepted()).on('GET /videos/job_1', says.completed());
    bench.downloadEnds.push(...Array.from({ length: 20_000 }, () => unreachable));
    const engine = await bench.open();
    const [job] = await engine.generate(bench.request(), 'view');
    await bench.until(engine, job?.id ?? '', now => now.needs === 'link');
    bench.time.sleep(49 * hour);
    await bench.time.run(hour);
    const ended = engine.job(job?.id ?? '');
    expect(ended).toMatchObject({ state: 'expired', error: { code: 'link-expired' } });
    expect(ended?.error?.message).toContain('media.example');
  });
});
