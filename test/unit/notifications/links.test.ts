// A video that is paid for and not fetched: two warnings in its link's life, each once, whatever windows open, close or sleep.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { DownloadEnd } from '../../../src/core/ports';
import { Claims } from '../../../src/editor/claims';
import { linkNotice } from '../../../src/editor/linkTexts';
import { LinkWarnings, type LinkWarningSeams } from '../../../src/editor/linkWarnings';
import { rowDescription } from '../../../src/editor/views/jobs/rowTexts';
import { Bench, says } from '../pipeline/bench';
import { aJob } from '../tree/jobs';

const hour = 3_600_000;

/** The claims of all windows on a disk that works. */
function shared(): LinkWarningSeams['claims'] {
  const taken = new Set<string>();
  return {
    take: async name => !taken.has(name) && taken.add(name) !== undefined,
    forgetOlderThan: async () => undefined,
  };
}

/** A window that notes what it says. */
function watching(bench: Bench, engine: CoreEngine, said: string[], claims = shared()): LinkWarnings {
  return new LinkWarnings({
    engine,
    claims,
    clock: { after: (milliseconds, callback) => bench.time.after(milliseconds, callback) },
    ready: async () => undefined,
    warn: jobs => said.push(...jobs.map(job => `${job.linkStage} at ${hoursAfter(bench, job.readyAt ?? 0)}`)),
  });
}

const hoursAfter = (bench: Bench, at: number) => `${((bench.time.now - at) / hour).toFixed(1)} h`;

/** A job whose video is made and whose downloads end so, for ever. */
async function stuck(
  bench: Bench,
  end: DownloadEnd = { kind: 'refused', status: 503, retryAfterMs: 60_000 },
): Promise<CoreEngine> {
  bench.on('POST /videos', says.accepted()).on('GET /videos/job_1', says.completed());
  bench.downloadEnds.push(...Array.from({ length: 50_000 }, () => end));
  const engine = await bench.open();
  const [job] = await engine.generate(bench.request(), 'view');
  await bench.untilState(engine, job?.id ?? '', 'downloading');
  return engine;
}

/** Most of it asleep, which is quicker to play. */
async function pass(bench: Bench, milliseconds: number): Promise<void> {
  bench.time.sleep(milliseconds - hour / 6);
  await bench.time.run(hour / 6);
}

describe('a video that cannot be fetched', () => {
  it('is warned of at half and at four fifths of its link’s life, and then is an expired job that says so', async () => {
    const bench = new Bench();
    const said: string[] = [];
    const engine = await stuck(bench);
    watching(bench, engine, said);
    await pass(bench, 11.9 * hour);
    expect(said).toEqual([]);
    await bench.time.run(0.2 * hour);
    expect(said).toEqual(['half at 12.0 h']);
    await pass(bench, 7 * hour);
    expect(said).toHaveLength(1);
    await bench.time.run(0.2 * hour);
    expect(said).toEqual(['half at 12.0 h', 'late at 19.2 h']);
    await pass(bench, 5 * hour);
    expect(said).toHaveLength(2);
    expect(engine.jobs()[0]).toMatchObject({ state: 'expired', error: { code: 'link-expired' } });
    expect(engine.jobs()[0]?.error?.message).toContain('HTTP 503');
  });

  it('is warned of by one of several windows, and not again by one that starts later', async () => {
    const bench = new Bench();
    const said: string[] = [];
    const engine = await stuck(bench);
    const second = await bench.open();
    const claims = shared();
    for (const window of [engine, second]) watching(bench, window, said, claims);
    await pass(bench, 12.5 * hour);
    expect(said).toHaveLength(1);
    const third = await bench.open();
    watching(bench, third, said, claims);
    await bench.time.run(hour);
    expect(said).toHaveLength(1);
  });

  it('is warned of soon after a sleep that passed both, by the later warning alone', async () => {
    const bench = new Bench();
    const said: string[] = [];
    watching(bench, await stuck(bench), said);
    bench.time.sleep(20 * hour);
    await bench.time.run(90_000);
    expect(said).toEqual(['late at 20.0 h']);
    await pass(bench, 3 * hour);
    expect(said).toHaveLength(1);
  });

  it('is warned of soon after a start that came too late for the first', async () => {
    const bench = new Bench();
    const said: string[] = [];
    const engine = await stuck(bench);
    await engine.stop();
    bench.time.sleep(13 * hour);
    watching(bench, await bench.open(), said);
    await bench.time.run(120_000);
    expect(said).toEqual(['half at 13.0 h']);
  });

  it('is not spoken of when it is fetched right after a start', async () => {
    const bench = new Bench();
    const said: string[] = [];
    const engine = await stuck(bench);
    await engine.stop();
    bench.downloadEnds.length = 0;
    bench.time.sleep(20 * hour);
    watching(bench, await bench.open(), said);
    await bench.time.run(hour);
    expect(said).toEqual([]);
  });

  it('is warned of though the disk keeps no claim, once in each window', async () => {
    const claims = new Claims(join(tmpdir(), 'no\0folder'));
    expect(await claims.take('j1.half', 'yes')).toBe(true);
    expect(await claims.take('j1.half', 'yes')).toBe(false);
    expect(await claims.take('j1.done')).toBe(false);
  });
});

describe('the warning', () => {
  const now = Date.UTC(2026, 0, 5, 9);
  const job = (given = {}) =>
    aJob({ state: 'downloading', needs: 'link', linkStage: 'half', linkExpiresAt: now + 11.5 * hour, ...given });
  const trouble = { code: 'bad-link', message: 'The video cannot be fetched from cdn.example (HTTP 503).', advice: '' };

  it('says what is wrong, what is lost and when, and offers what helps', () => {
    const notice = linkNotice([job({ error: trouble })], now);
    expect(notice?.message).toMatch(
      /^“A red kite over the sea” could not be fetched yet\. Its link lives for another 11 h 30 min, until .+\. The video cannot be fetched from cdn\.example \(HTTP 503\)\. It is tried again by itself\.$/,
    );
    expect(notice?.actions).toEqual(['tryNow', 'openLink', 'showJobs']);
  });

  it('is about the loss when little time is left, and about the disk where that is full', () => {
    const late = job({ linkStage: 'late', linkExpiresAt: now + 4.8 * hour, waiting: { reason: 'disk' } });
    expect(linkNotice([late], now)).toMatchObject({
      message: expect.stringMatching(/is lost in 4 h 48 min.*There is no room for it on the disk\. Free some/s),
      actions: ['tryNow', 'showJobs'],
    });
  });

  it('is one for several, by the first that ends', () => {
    const several = [job({ id: '1', error: trouble }), job({ id: '2', linkExpiresAt: now + 2 * hour, error: trouble })];
    expect(linkNotice(several, now)).toMatchObject({
      message: expect.stringMatching(
        /^2 videos could not be fetched yet\. The first of their links ends in 2 h 0 min\./,
      ),
      actions: ['tryNow', 'showJobs'],
    });
  });

  it('stands in the row with the time left first', () => {
    expect(rowDescription(job(), { now, usual: undefined })).toBe(
      '11 h 30 min until its link dies; could not be fetched · 720p 8 s · sandbox',
    );
  });
});
