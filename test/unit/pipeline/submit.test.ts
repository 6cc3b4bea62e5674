import { describe, expect, it } from 'vitest';
import { Bench, aKey, answer, says } from './bench';

const first = <T>(list: readonly T[]): T => list[0] as T;

describe('one press is at most one paid job', () => {
  it('is durable before generate returns, and nothing was sent until then', async () => {
    const bench = new Bench().on('POST /videos', says.accepted());
    const engine = await bench.open();
    const [job] = await engine.generate(bench.request(), 'view');
    expect(job?.state).toBe('queued');
    expect(bench.asked('POST /videos')).toBe(0);
    bench.disk.powerCut();
    const after = await bench.open();
    expect(after.job(job?.id ?? '')).toMatchObject({ prompt: 'A calm sea', estimate: { text: 'about $1.25' } });
  });

  it('sends each take once, with the key, and keeps the ids', async () => {
    let count = 0;
    const bench = new Bench().on('POST /videos', () => says.accepted(`job_${(count += 1)}`));
    const engine = await bench.open();
    const jobs = await engine.generate(bench.request({ takes: 3 }), 'view');
    for (const { id } of jobs) await bench.untilState(engine, id, 'pending');
    expect(bench.asked('POST /videos')).toBe(3);
    const posts = bench.requests.filter(request => request.method === 'POST');
    expect(posts.every(post => post.once === true && post.headers['authorization'] === `Bearer ${aKey}`)).toBe(true);
    const seeds = posts.map(post => (JSON.parse(post.body ?? '{}') as { seed: number }).seed);
    expect(new Set(seeds).size).toBe(3);
  });

  it.each([
    ['a lost answer', 'lost' as const],
    ['a gateway’s bare 502', answer(502, '<html>Bad gateway</html>')],
    ['a 500', answer(500, { detail: 'Server error' })],
    ['a 504', answer(504, { detail: 'Timed out' })],
    ['a redirect', answer(307, '', { location: 'https://elsewhere.example' })],
    ['a 2xx without an id', answer(200, { status: 'pending' })],
    ['nonsense', answer(200, 'ok')],
  ])('%s is in doubt and never sent again by itself', async (_name, reply) => {
    const bench = new Bench().on('POST /videos', reply).on('GET /videos', answer(200, []));
    const engine = await bench.open();
    const { id } = first(await engine.generate(bench.request(), 'view'));
    const job = await bench.untilState(engine, id, 'inDoubt');
    expect(job).toMatchObject({ needs: 'decision', error: { advice: expect.stringContaining('not sent again') } });
    await bench.time.run(24 * 3_600_000);
    expect(bench.asked('POST /videos')).toBe(1);
    expect(engine.job(id)?.state).toBe('inDoubt');
  });

  it('an answer with the id of a job that runs already says nothing of this one, which is in doubt', async () => {
    const bench = new Bench().on('POST /videos', says.accepted('job_1')).on('GET /videos/job_1', says.processing());
    bench.on('GET /videos', answer(200, []));
    const engine = await bench.open();
    const jobs = await engine.generate(bench.request({ takes: 2 }), 'view');
    await bench.time.run(60_000);
    const states = jobs.map(({ id }) => engine.job(id)?.state);
    expect(new Set(states)).toEqual(new Set(['inDoubt', 'running']));
    expect(bench.asked('POST /videos')).toBe(2);
    const doubtful = engine.jobs().find(({ state }) => state === 'inDoubt');
    expect(doubtful?.error?.message).toBe('The service answered with the id of another job that runs (job_1).');
  });

  it('what was never sent is sent as soon as the service can be reached', async () => {
    const bench = new Bench().on('POST /videos', 'unreachable', 'unreachable', says.accepted());
    const engine = await bench.open();
    const { id } = first(await engine.generate(bench.request(), 'view'));
    await bench.untilState(engine, id, 'pending');
    expect(bench.asked('POST /videos')).toBe(3);
  });

  it('another window does not send what one has claimed', async () => {
    const bench = new Bench().on('POST /videos', says.accepted()).on('GET /videos/job_1', says.processing());
    const [one, other] = [await bench.open(), await bench.open()];
    const { id } = first(await one.generate(bench.request(), 'view'));
    await bench.untilState(other, id, 'running');
    expect(bench.asked('POST /videos')).toBe(1);
  });
});

describe('what an answer to a submit asks for', () => {
  it('429: waits as told, the whole key, then sends', async () => {
    const bench = new Bench().on(
      'POST /videos',
      answer(429, { detail: 'slow down' }, { 'retry-after': '30' }),
      says.accepted(),
    );
    const engine = await bench.open();
    const { id } = first(await engine.generate(bench.request(), 'view'));
    await bench.until(engine, id, job => job.waiting?.reason === 'rate');
    await bench.time.run(25_000);
    expect(bench.asked('POST /videos')).toBe(1);
    await bench.untilState(engine, id, 'pending');
  });

  it('429 that names no time: waits longer each time in a row', async () => {
    const bench = new Bench().on('POST /videos', answer(429, { detail: 'slow down' }));
    const engine = await bench.open();
    await engine.generate(bench.request(), 'view');
    await bench.time.run(600_000);
    expect(bench.asked('POST /videos')).toBeGreaterThan(10);
    expect(bench.asked('POST /videos')).toBeLessThan(60);
  });

  it('413: sends once more with a smaller picture, and only once', async () => {
    const bench = new Bench().on('POST /videos', answer(413, { detail: 'Image payload too large.' }));
    const engine = await bench.open();
    const picture = await engine.stagePicture(new TextEncoder().encode('a large picture'), 'large.png');
    const { id } = first(await engine.generate(bench.request({ picture }), 'view'));
    const job = await bench.untilState(engine, id, 'failed');
    const sizes = bench.requests
      .filter(request => request.method === 'POST')
      .map(request => (JSON.parse(request.body ?? '{}') as { image: string }).image.length);
    expect(sizes).toHaveLength(2);
    expect(sizes[1]).toBeLessThan(sizes[0] ?? 0);
    expect(job.error?.message).toContain('Image payload too large.');
  });

  it('402: fails with the service’s words, and the next job waits until somebody acts', async () => {
    const words = 'Insufficient balance. Need $2.00, have $0.75. Top up at /v1/account/topup';
    const bench = new Bench().on('POST /videos', answer(402, { detail: words }), says.accepted());
    const engine = await bench.open();
    const { id } = first(await engine.generate(bench.request(), 'view'));
    const job = await bench.untilState(engine, id, 'failed');
    expect(job.error).toMatchObject({ message: words, httpStatus: 402 });
    expect(job.error?.advice).not.toBe('');
    const again = await engine.retry(id, 'view');
    expect(again.retryOf).toBe(id);
    await bench.untilState(engine, again.id, 'pending');
  });

  it('503 with Retry-After: five times at most', async () => {
    const bench = new Bench().on('POST /videos', answer(503, { detail: 'full' }, { 'retry-after': '2' }));
    const engine = await bench.open();
    const { id } = first(await engine.generate(bench.request(), 'view'));
    await bench.untilState(engine, id, 'failed');
    expect(bench.asked('POST /videos')).toBe(5);
  });

  it('401: fails, and says so of the key', async () => {
    const bench = new Bench().on('POST /videos', answer(401, { detail: `Invalid API key ${aKey}` }));
    const engine = await bench.open();
    const { id } = first(await engine.generate(bench.request(), 'view'));
    const job = await bench.untilState(engine, id, 'failed');
    expect((await engine.serviceState('usvideo')).paused?.reason).toBeUndefined();
    expect(job.error?.message).toBe('Invalid API key [redacted]');
  });
});

describe('a doubt is settled by', () => {
  const doubtful = async (list: unknown) => {
    const bench = new Bench().on('POST /videos', 'lost', says.accepted('job_9')).on('GET /videos', answer(200, list));
    const engine = await bench.open();
    const { id } = first(await engine.generate(bench.request(), 'view'));
    await bench.untilState(engine, id, 'inDoubt');
    return { bench, engine, id };
  };
  const listed = (id: string, prompt = 'A calm sea') => ({
    id,
    status: 'processing',
    prompt,
    created_at: '2026-01-05T09:00:01Z',
  });

  it('the one job in the list that can be no other', async () => {
    const { bench, engine, id } = await doubtful([listed('job_7'), listed('job_8', 'Something else')]);
    bench.on('GET /videos/job_7', says.processing('job_7'));
    expect((await bench.untilState(engine, id, 'running')).remoteId).toBe('job_7');
  });

  it('nobody but the person where two could be it', async () => {
    const { bench, engine, id } = await doubtful([listed('job_7'), listed('job_8')]);
    await bench.time.run(3_600_000);
    expect(engine.job(id)?.state).toBe('inDoubt');
    expect(engine.candidates(id).map(candidate => candidate.remoteId)).toEqual(['job_7', 'job_8']);
    bench.on('GET /videos/job_8', says.processing('job_8'));
    await engine.resolve(id, { kind: 'adopt', remoteId: 'job_8' });
    await bench.untilState(engine, id, 'running');
  });

  it('nobody where the list does not show prompts', async () => {
    const { bench, engine, id } = await doubtful([{ id: 'job_7', status: 'processing' }]);
    await bench.time.run(3_600_000);
    expect(engine.job(id)?.state).toBe('inDoubt');
  });

  it('the person’s word that it is not there', async () => {
    const { bench, engine, id } = await doubtful([]);
    await engine.resolve(id, { kind: 'submitAgain' });
    expect((await bench.untilState(engine, id, 'pending')).remoteId).toBe('job_9');
    expect(bench.asked('POST /videos')).toBe(2);
  });
});

describe('a key that a service echoes is kept nowhere', () => {
  const escaped = [...aKey].map(letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  it.each([
    ['plainly', aKey],
    ['with JSON escapes', escaped],
    ['in base64', Buffer.from(aKey).toString('base64')],
    ['in base64 with a scheme', Buffer.from(`Bearer ${aKey}`).toString('base64')],
    ['in upper-case hex', Buffer.from(aKey).toString('hex').toUpperCase()],
    ['percent-encoded', [...Buffer.from(aKey)].map(byte => `%${byte.toString(16)}`).join('')],
  ])('%s', async (_name, echo) => {
    const bench = new Bench().on('POST /videos', answer(400, `{"detail":"Bad key ${echo} here"}`));
    const engine = await bench.open();
    const { id } = first(await engine.generate(bench.request(), 'view'));
    const job = await bench.untilState(engine, id, 'failed');
    expect(job.error?.message).toMatch(/^Bad key .*\[redacted\].* here$/);
    const written = [...bench.disk.contents()].map(([, bytes]) => new TextDecoder().decode(bytes)).join('\n');
    for (const form of [aKey, echo]) expect(written).not.toContain(form);
  });
});

describe('looking up a doubt', () => {
  const doubtful = async (bench: Bench) => {
    const engine = await bench.open();
    const { id } = first(await engine.generate(bench.request(), 'view'));
    await bench.untilState(engine, id, 'inDoubt');
    return { engine, id };
  };
  const listed = (id: string, createdAt: string, prompt = 'A calm sea') => ({
    id,
    status: 'processing',
    prompt,
    created_at: createdAt,
  });

  it('finds it below many newer jobs where the service gives small pages', async () => {
    const newer = Array.from({ length: 30 }, (_, index) => listed(`new_${index}`, '2026-01-05T09:00:01Z', 'Other'));
    const all = [...newer, listed('job_7', '2026-01-05T09:00:00Z')];
    const bench = new Bench()
      .on('POST /videos', 'lost')
      .on('GET /videos', request => {
        const offset = Number(new URL(request.url).searchParams.get('offset'));
        return answer(200, all.slice(offset, offset + 20));
      })
      .on('GET /videos/job_7', says.processing('job_7'));
    const { engine, id } = await doubtful(bench);
    await bench.untilState(engine, id, 'running');
  });

  it('holds the service’s times against its own clock', async () => {
    const bench = new Bench().on('POST /videos', 'lost');
    bench.on('GET /videos', () => {
      const fiveMinutesAhead = new Date(bench.time.now + 300_000).toUTCString();
      return answer(200, [listed('job_7', '2026-01-05T09:02:00Z')], { date: fiveMinutesAhead });
    });
    const { engine, id } = await doubtful(bench);
    await bench.time.run(3_600_000);
    expect(engine.job(id)?.state).toBe('inDoubt');
    expect(engine.candidates(id).map(({ remoteId }) => remoteId)).toEqual(['job_7']);
  });
});

it('a 429 is waited out by the next window, too', async () => {
  const bench = new Bench().on(
    'POST /videos',
    answer(429, { detail: 'slow down' }, { 'retry-after': '120' }),
    says.accepted(),
  );
  const engine = await bench.open();
  const { id } = first(await engine.generate(bench.request(), 'view'));
  await bench.until(engine, id, job => job.waiting?.reason === 'rate');
  const stopped = engine.stop();
  await bench.time.run(4_000);
  await stopped;
  const next = await bench.open();
  await bench.time.run(100_000);
  expect(bench.asked('POST /videos')).toBe(1);
  await bench.untilState(next, id, 'pending');
});

it('three doubts pause what a program queued, until a person has looked', async () => {
  const bench = new Bench().on('POST /videos', 'lost').on('GET /videos', answer(200, []));
  const engine = await bench.open();
  for (let index = 0; index < 3; index += 1) await engine.generate(bench.request(), 'export');
  await bench.time.run(2_000);
  const [later] = await engine.generate(bench.request(), 'export');
  await bench.time.run(3 * 3_600_000);
  expect(bench.asked('POST /videos')).toBe(3);
  expect(engine.job(later?.id ?? '')?.waiting).toEqual({ reason: 'doubts' });
  const [own] = await engine.generate(bench.request(), 'view');
  await bench.untilState(engine, own?.id ?? '', 'inDoubt');
});

it('three doubts pause the further takes of one press, and nothing else', async () => {
  const bench = new Bench({ settings: { maxConcurrent: 1 } }).on('POST /videos', 'lost');
  bench.on('GET /videos', answer(200, []));
  const engine = await bench.open();
  const takes = await engine.generate({ ...bench.request(), takes: 8 }, 'view');
  await bench.time.run(6 * 3_600_000);
  expect(bench.asked('POST /videos')).toBe(3);
  expect(takes.map(({ id }) => engine.job(id)?.waiting?.reason).filter(reason => reason === 'doubts')).toHaveLength(5);
  const [other] = await engine.generate(bench.request(), 'view');
  await bench.untilState(engine, other?.id ?? '', 'inDoubt');
});
