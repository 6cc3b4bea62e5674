import { describe, expect, it } from 'vitest';
import { Bench, aKey, aVideo, accepted, answer, says } from './bench';

const fileOf = (bench: Bench, name: string) => {
  const found = [...bench.disk.contents()].find(([path]) => path.endsWith(name));
  return found === undefined ? undefined : new TextDecoder().decode(found[1]);
};

describe('following', () => {
  it.each([
    ['500', answer(500, { detail: 'Server error' })],
    ['a lost answer', 'lost' as const],
    ['no route', 'unreachable' as const],
    ['nonsense', answer(200, '<html>')],
    ['an empty answer', answer(200, '')],
    ['an unknown word', answer(200, { id: 'job_1', status: 'dreaming' })],
    ['one 404', answer(404, { detail: 'Not found' })],
    ['the failure of another job', answer(200, { id: 'job_2', status: 'failed', detail: 'no' })],
    ['a failure told from elsewhere', { ...answer(200, { id: 'job_1', status: 'failed' }), elsewhere: true as const }],
  ])('%s on a status request ends nothing', async (_name, reply) => {
    const bench = new Bench().on('GET /videos/job_1', reply, says.completed());
    const { engine, id } = await accepted(bench);
    await bench.untilState(engine, id, 'completed');
  });

  it('asks no more often than the page asks for', async () => {
    const bench = new Bench().on('GET /videos/job_1', says.processing());
    const { engine } = await accepted(bench);
    const before = bench.asked('GET /videos/job_1');
    await bench.time.run(60_000);
    expect(bench.asked('GET /videos/job_1') - before).toBeLessThanOrEqual(12);
    expect(bench.asked('GET /videos/job_1') - before).toBeGreaterThanOrEqual(10);
    engine.dispose();
  });

  it('twice 404 under the same key means gone, and says so', async () => {
    const bench = new Bench().on('GET /videos/job_1', answer(404, { detail: 'Not found' }));
    const { engine, id } = await accepted(bench);
    expect((await bench.untilState(engine, id, 'failed')).error?.code).toBe('gone');
  });

  it.each([404, 401, 403])(
    '%i from elsewhere, where the key does not go, ends nothing and refuses no key',
    async status => {
      const elsewhere = { ...answer(status, { detail: 'Not found' }), elsewhere: true as const };
      const bench = new Bench().on('GET /videos/job_1', elsewhere);
      const { engine, id } = await accepted(bench);
      await bench.time.run(400_000);
      expect(engine.job(id)?.state).toBe('pending');
      expect((await engine.serviceState('usvideo')).paused).toBeUndefined();
      engine.dispose();
    },
  );

  it('takes no video of another job for its own', async () => {
    const bench = new Bench().on('GET /videos/job_1', says.completed('job_2'));
    const { engine, id } = await accepted(bench);
    await bench.time.run(400_000);
    expect([engine.job(id)?.state, bench.downloads]).toEqual(['pending', []]);
    engine.dispose();
  });

  it.each([
    ['another job', says.completed('job_2'), 'The service answered about another job (job_2).'],
    ['nothing that can be read', answer(200, '<html>'), expect.stringContaining('<html>')],
  ])('a service that tells of %s for an hour is the person’s matter, and is asked on', async (_name, reply, word) => {
    const bench = new Bench().on('GET /videos/job_1', reply);
    const { engine, id } = await accepted(bench);
    await bench.time.run(50 * 60_000);
    expect(engine.job(id)?.needs).toBeUndefined();
    await bench.time.run(15 * 60_000);
    expect(engine.job(id)).toMatchObject({ state: 'pending', needs: 'decision', remoteWord: word });
    bench.on('GET /videos/job_1', says.completed());
    await bench.until(engine, id, now => now.state === 'completed');
  });

  it.each([
    ['JOB_FAILED', answer(500, { error: { code: 'JOB_FAILED', message: 'Generation failed' } }), 'Generation failed'],
    ['a request that it does not take', answer(422, { detail: 'No such field' }), 'No such field'],
  ])(
    'a service that answers with %s for an hour is the person’s matter, and is asked on',
    async (_name, reply, word) => {
      const bench = new Bench().on('GET /videos/job_1', says.processing(), reply);
      const { engine, id } = await accepted(bench);
      await bench.time.run(50 * 60_000);
      expect(engine.job(id)).toMatchObject({ state: 'running', remoteWord: word });
      expect(engine.job(id)?.needs).toBeUndefined();
      await bench.time.run(15 * 60_000);
      expect(engine.job(id)).toMatchObject({ state: 'running', needs: 'decision' });
      bench.on('GET /videos/job_1', says.completed());
      await bench.until(engine, id, now => now.state === 'completed');
    },
  );

  it.each([429, 503])('%i says of no job how it stands', async status => {
    const bench = new Bench().on('GET /videos/job_1', says.processing(), answer(status, { detail: 'Slow down' }));
    const { engine, id } = await accepted(bench);
    await bench.time.run(65 * 60_000);
    expect(engine.job(id)?.state).toBe('running');
    expect(engine.job(id)?.remoteWord).toBeUndefined();
    engine.dispose();
  });

  it('404 under another key asks the person', async () => {
    const bench = new Bench().on('GET /videos/job_1', answer(404, { detail: 'Not found' }));
    const { engine, id } = await accepted(bench);
    bench.setKey({ key: 'sd_another', from: 'secrets', fingerprint: 'bbbbbbbbbbbb' });
    const job = await bench.until(engine, id, now => now.needs === 'account');
    expect(job.state).toBe('pending');
  });

  it('goes on after the window was closed, without sending anything again', async () => {
    const bench = new Bench().on('GET /videos/job_1', says.processing(), says.completed());
    const { engine, id } = await accepted(bench);
    const stopped = engine.stop();
    await bench.time.run(5_000);
    await stopped;
    const after = await bench.open();
    const job = await bench.untilState(after, id, 'completed');
    expect(bench.asked('POST /videos')).toBe(1);
    expect(job.cost).toEqual({ amount: 1.2, unit: 'USD' });
  });

  it('a key that was removed keeps the job, and a new one goes on', async () => {
    const bench = new Bench().on('GET /videos/job_1', says.processing(), says.completed());
    const { engine, id } = await accepted(bench);
    const { key } = bench;
    bench.setKey(undefined);
    await bench.until(engine, id, job => job.needs === 'key');
    bench.setKey(key);
    await bench.untilState(engine, id, 'completed');
  });
});

describe('fetching', () => {
  it('puts the whole file and its sidecar into the library before the job is done', async () => {
    const bench = new Bench().on('GET /videos/job_1', says.completed());
    const { engine, id } = await accepted(bench);
    const job = await bench.untilState(engine, id, 'completed');
    expect(job.video).toMatchObject({ path: `/storage/library/${id}.mp4`, bytes: aVideo.length });
    expect(fileOf(bench, `${id}.mp4`)).toBe(aVideo);
    const sidecar = JSON.parse(fileOf(bench, `library/${id}.json`) ?? '{}') as Record<string, unknown>;
    expect(sidecar).toMatchObject({ prompt: 'A calm sea', remoteId: 'job_1', cost: { amount: 1.2, unit: 'USD' } });
    expect(
      JSON.stringify([...bench.disk.contents()].map(([, bytes]) => new TextDecoder().decode(bytes))),
    ).not.toContain(aKey);
  });

  it('asks for a fresh link where the first one is dead', async () => {
    const fresh = answer(200, { id: 'job_1', status: 'completed', video_url: 'https://media.example/fresh.mp4' });
    const bench = new Bench().on('GET /videos/job_1', says.completed(), fresh);
    bench.downloadEnds.push({ kind: 'refused', status: 403 });
    const { engine, id } = await accepted(bench);
    await bench.untilState(engine, id, 'completed');
    expect(bench.downloads).toEqual(['https://media.example/job_1.mp4', 'https://media.example/fresh.mp4']);
  });

  it('goes on while the link lives, also where the service no longer knows the job', async () => {
    const bench = new Bench().on('GET /videos/job_1', says.completed(), answer(404, { detail: 'Not found' }));
    bench.downloadEnds.push(...Array.from({ length: 8 }, () => ({ kind: 'refused', status: 503 }) as const));
    const { engine, id } = await accepted(bench);
    const job = await bench.untilState(engine, id, 'completed');
    expect(bench.asked('GET /videos/job_1')).toBeGreaterThan(3);
    expect(job.cost).toEqual({ amount: 1.2, unit: 'USD' });
  });

  it('fetches again what was cut, and keeps nothing broken under a final name', async () => {
    const bench = new Bench().on('GET /videos/job_1', says.completed());
    bench.downloadEnds.push({ kind: 'failure', failure: 'closed', detail: 'cut' });
    const { engine, id } = await accepted(bench);
    await bench.untilState(engine, id, 'completed');
    expect(fileOf(bench, `${id}.mp4`)).toBe(aVideo);
  });

  it('does not call a job done whose file is not a video, and says what is wrong', async () => {
    const bench = new Bench().on('GET /videos/job_1', says.completed());
    bench.video = 'half of a vid';
    const { engine, id } = await accepted(bench);
    const job = await bench.until(engine, id, now => now.error?.code === 'broken-video');
    expect(job).toMatchObject({ state: 'downloading', needs: 'link' });
    bench.video = aVideo;
    await bench.untilState(engine, id, 'completed');
  });

  it('a link that died before the file came is an expired job that says so', async () => {
    const bench = new Bench().on('GET /videos/job_1', says.completed());
    bench.downloadEnds.push(...Array.from({ length: 20_000 }, () => ({ kind: 'refused', status: 410 }) as const));
    const { engine, id } = await accepted(bench);
    await bench.untilState(engine, id, 'downloading');
    await bench.time.run(13 * 3_600_000);
    expect(engine.job(id)?.needs).toBe('link');
    await bench.time.run(12 * 3_600_000);
    expect(engine.job(id)).toMatchObject({ state: 'expired', error: { code: 'link-expired' } });
  });
});

describe('cancelling', () => {
  it('before it was sent is at once, for certain, and free', async () => {
    const bench = new Bench();
    bench.key = undefined;
    const engine = await bench.open();
    bench.key = { key: aKey, from: 'secrets', fingerprint: 'aaaaaaaaaaaa' };
    bench.on('POST /videos', 'unreachable');
    const [job] = await engine.generate(bench.request(), 'view');
    await bench.time.run(10);
    await bench.until(engine, job?.id ?? '', now => now.state === 'queued');
    const cancelled = engine.cancel(job?.id ?? '');
    await bench.time.run(10);
    await cancelled;
    expect((await bench.untilState(engine, job?.id ?? '', 'cancelled')).cost).toBeUndefined();
    const posts = bench.asked('POST /videos');
    await bench.time.run(600_000);
    expect(bench.asked('POST /videos')).toBe(posts);
  });

  it('never deletes a completed job whose file is not on disk', async () => {
    const bench = new Bench().on('GET /videos/job_1', says.completed());
    const { engine, id } = await accepted(bench);
    await engine.cancel(id).catch(() => undefined);
    await bench.untilState(engine, id, 'completed');
    expect(bench.asked('DELETE /videos/job_1')).toBe(0);
  });

  it('says that it is too late where the service has begun', async () => {
    const bench = new Bench().on('GET /videos/job_1', says.processing(), says.completed());
    const { engine, id } = await accepted(bench);
    await bench.until(engine, id, job => job.state === 'pending');
    await engine.cancel(id);
    const job = await bench.untilState(engine, id, 'completed');
    expect(job.cancelling).toBeUndefined();
    expect(bench.asked('DELETE /videos/job_1')).toBe(0);
  });

  it.each([
    ['401', answer(401, { detail: 'This key may not cancel' }), /may not cancel/],
    ['403', answer(403, { detail: 'Not your job' }), /Not your job/],
    ['404', answer(404, { detail: 'Not found' }), /does not offer to cancel/],
    ['409', answer(409, { detail: 'Already rendering' }), /Already rendering/],
  ])(
    'a DELETE that is refused with %s goes on following the job, asks no second time, and leaves the key alone',
    async (_status, refusal, words) => {
      const bench = new Bench()
        .on('GET /videos/job_1', says.pending(), says.pending(), says.pending(), says.completed())
        .on('DELETE /videos/job_1', refusal);
      const { engine, id } = await accepted(bench);
      await engine.cancel(id);
      const told = await bench.until(engine, id, job => job.uncancelled !== undefined);
      expect([told.state, told.cancelling, told.waiting, told.uncancelled?.message]).toEqual([
        'pending',
        undefined,
        undefined,
        expect.stringMatching(words),
      ]);
      expect((await engine.serviceState('usvideo')).paused).toBeUndefined();
      expect((await bench.untilState(engine, id, 'completed')).video?.bytes).toBe(aVideo.length);
      expect(bench.asked('DELETE /videos/job_1')).toBe(1);
    },
  );

  it('a DELETE that nobody answers, or that the service cannot answer now, is asked again after another look', async () => {
    const bench = new Bench()
      .on('GET /videos/job_1', says.pending())
      .on('DELETE /videos/job_1', answer(503, ''), 'lost', answer(200, { id: 'job_1', status: 'cancelled' }));
    const { engine, id } = await accepted(bench);
    await engine.cancel(id);
    await bench.untilState(engine, id, 'cancelled');
    const steps = bench.requests.map(({ method }) => method).filter((method, at, all) => method !== all[at - 1]);
    expect(steps.slice(-6)).toEqual(['GET', 'DELETE', 'GET', 'DELETE', 'GET', 'DELETE']);
  });
});

describe('what was charged', () => {
  it('is nothing where the page says that failures are refunded', async () => {
    const failed = answer(200, { id: 'job_1', status: 'failed', detail: 'Upstream failed' });
    const bench = new Bench().on('GET /videos/job_1', failed);
    const { engine, id } = await accepted(bench);
    expect((await bench.untilState(engine, id, 'failed')).cost).toEqual({ amount: 0, unit: 'USD' });
    expect(engine.spending('usvideo').today).toMatchObject({ usd: 0, failed: 1 });
  });

  it.each([
    ['a finished video', says.completed(), 'downloading', 1.2],
    ['a job on its way', says.processing(), 'running', 1.25],
  ] as const)('stays when %s is followed no longer, also after a restart', async (_name, reply, state, usd) => {
    const bench = new Bench().on('GET /videos/job_1', reply);
    bench.downloadEnds.push(...Array.from({ length: 60 }, () => ({ kind: 'refused', status: 503 }) as const));
    const { engine, id } = await accepted(bench);
    await bench.untilState(engine, id, state);
    await engine.stopFollowing(id);
    for (const window of [engine, await bench.open()]) {
      expect(window.job(id)).toMatchObject({ state: 'cancelled', cost: { amount: usd, unit: 'USD' } });
      expect(window.spending('usvideo').today).toMatchObject({ usd });
    }
  });

  it('stays counted when the job is cleared away, in this window and after a restart', async () => {
    const bench = new Bench().on('GET /videos/job_1', says.completed());
    const { engine, id } = await accepted(bench);
    await bench.untilState(engine, id, 'completed');
    await engine.remove([id]);
    expect(engine.jobs()).toEqual([]);
    expect(engine.spending('usvideo').today).toMatchObject({ usd: 1.2, finished: 1 });
    const after = await bench.open();
    expect(after.spending('usvideo').month).toMatchObject({ usd: 1.2, finished: 1 });
  });
});

describe('a state word that no page lists', () => {
  it('goes to the person after an hour, and ends nothing', async () => {
    const bench = new Bench().on('GET /videos/job_1', answer(200, { id: 'job_1', status: 'dreaming' }));
    const { engine, id } = await accepted(bench);
    await bench.time.run(30 * 60_000);
    expect(engine.job(id)).toMatchObject({ remoteWord: 'dreaming' });
    expect(engine.job(id)?.needs).toBeUndefined();
    await bench.time.run(35 * 60_000);
    expect(engine.job(id)).toMatchObject({ state: 'running', needs: 'decision' });
  });
});

describe('a link that is bad in another way', () => {
  it.each([
    ['400', { kind: 'refused', status: 400 } as const],
    ['500 with a day to wait', { kind: 'refused', status: 503, retryAfterMs: 86_400_000 } as const],
    ['an untrusted certificate', { kind: 'failure', failure: 'untrusted', detail: 'self-signed' } as const],
    ['a private address', { kind: 'failure', failure: 'blocked', detail: '10.0.0.1' } as const],
  ])('%s: gets a fresh one soon, and the person sees it', async (_name, end) => {
    const fresh = answer(200, { id: 'job_1', status: 'completed', video_url: 'https://media.example/fresh.mp4' });
    const bench = new Bench().on('GET /videos/job_1', says.completed(), fresh);
    bench.downloadEnds.push(end, end);
    const { engine, id } = await accepted(bench);
    await bench.untilState(engine, id, 'completed');
    expect(bench.downloads).toContain('https://media.example/fresh.mp4');
  });

  it('and the job runs again by the service’s word: the person sees it, and it expires all the same', async () => {
    const bench = new Bench().on('GET /videos/job_1', says.completed(), says.pending());
    bench.downloadEnds.push(...Array.from({ length: 20_000 }, () => ({ kind: 'refused', status: 403 }) as const));
    const { engine, id } = await accepted(bench);
    const job = await bench.until(engine, id, now => now.error?.code === 'bad-link');
    expect(job).toMatchObject({ state: 'downloading', needs: 'link' });
    const before = bench.downloads.length;
    await bench.time.run(3_600_000);
    expect(bench.downloads.length - before).toBeLessThan(130);
    await bench.time.run(24 * 3_600_000);
    expect(engine.job(id)?.state).toBe('expired');
  });

  it('for ever: the job says so, and expires with its link', async () => {
    const bench = new Bench().on('GET /videos/job_1', says.completed());
    const end = { kind: 'failure', failure: 'blocked', detail: '10.0.0.1' } as const;
    bench.downloadEnds.push(...Array.from({ length: 10_000 }, () => end));
    const { engine, id } = await accepted(bench);
    const job = await bench.until(engine, id, now => now.error?.code === 'bad-link');
    expect(job).toMatchObject({ state: 'downloading', needs: 'link' });
    await bench.time.run(25 * 3_600_000);
    expect(engine.job(id)?.state).toBe('expired');
  });
});
