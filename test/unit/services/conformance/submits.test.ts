// What each answer to a submit asks for (services page), shown on the production pipeline for every dialect, from text and from an image.

import { describe, expect, it } from 'vitest';
import { answer } from '../../pipeline/bench';
import type { Reply } from '../../pipeline/bench';
import { proves } from './proves';
import { everyWay, words } from './speaking';
import { submitting } from './way';

const tenMinutes = 10 * 60_000;

describe.each(everyWay)('a submit to $name', ({ speaks, kind }) => {
  const { id: dialect } = speaks;
  const meets = (...replies: readonly Reply[]) => submitting(speaks, kind, ...replies);

  /** In doubt, looked up where there is a list, and never sent again by itself. */
  async function expectDoubt(reply: Reply): Promise<void> {
    const way = await meets(reply);
    const job = await way.bench.untilState(way.engine, way.id, 'inDoubt');
    expect(job.needs).toBe('decision');
    await way.bench.time.run(tenMinutes);
    expect(way.posts()).toBe(1);
    expect(way.engine.job(way.id)?.state).toBe('inDoubt');
    if (speaks.list !== undefined) expect(way.bench.asked(speaks.list)).toBeGreaterThan(0);
  }

  it(
    'that is refused fails with the service’s words, and is not sent again',
    proves(dialect, 'refused', kind),
    async () => {
      for (const status of [400, 403, 404, 415, 422]) {
        const way = await meets(speaks.error(status), speaks.accepted());
        const job = await way.bench.untilState(way.engine, way.id, 'failed');
        expect(job.error).toMatchObject({ message: words, httpStatus: status });
        expect(job.error?.advice).toMatch(/\.$/);
        await way.bench.time.run(60_000);
        expect(way.posts()).toBe(1);
      }
    },
  );

  it('with a key that is refused fails, and speaks of the key', proves(dialect, 'answered 401', kind), async () => {
    const way = await meets(speaks.error(401), speaks.accepted());
    const job = await way.bench.untilState(way.engine, way.id, 'failed');
    expect(job.error).toMatchObject({ message: words, httpStatus: 401 });
    expect(job.error?.advice).toMatch(/key/i);
    await way.bench.time.run(60_000);
    expect(way.posts()).toBe(1);
  });

  it('without money fails, speaks of money, and is not sent again', proves(dialect, 'answered 402', kind), async () => {
    const way = await meets(speaks.error(402), speaks.accepted());
    const job = await way.bench.untilState(way.engine, way.id, 'failed');
    expect(job.error).toMatchObject({ message: words, httpStatus: 402 });
    expect(job.error?.advice).toMatch(/credits|top it up|funds/i);
    await way.bench.time.run(60_000);
    expect(way.posts()).toBe(1);
  });

  it('that is too large is sent once more with a smaller picture', proves(dialect, 'answered 413', kind), async () => {
    const way = await meets(speaks.error(413));
    const job = await way.bench.untilState(way.engine, way.id, 'failed');
    expect(job.error).toMatchObject({ message: words, httpStatus: 413 });
    const sizes = way.bodies().map(body => JSON.stringify(body[speaks.pictureField] ?? '').length);
    expect(sizes).toHaveLength(kind === 'picture' ? 2 : 1);
    if (kind === 'picture') expect(sizes[1]).toBeLessThan(sizes[0] ?? 0);
  });

  it('that comes too fast waits as told, then is sent', proves(dialect, 'answered 429', kind), async () => {
    const way = await meets(speaks.error(429, 'RATE_LIMIT_EXCEEDED', { 'retry-after': '30' }), speaks.accepted());
    await way.bench.until(way.engine, way.id, job => job.waiting?.reason === 'rate');
    const [next] = await way.engine.generate(way.bench.request({ service: speaks.service, options: {} }), 'view');
    await way.bench.time.run(25_000);
    expect(way.posts()).toBe(1);
    expect(way.engine.job(next?.id ?? '')?.state).toBe('queued');
    await way.bench.until(way.engine, way.id, job => job.remoteId === 'job_1');
  });

  it('answered 502 with a detail', proves(dialect, '502 in the documented shape', kind), async () => {
    if (speaks.service !== 'usvideo') return expectDoubt(speaks.error(502, 'PROVIDER_ERROR'));
    const way = await meets(answer(502, { detail: words }), speaks.accepted());
    const job = await way.bench.untilState(way.engine, way.id, 'failed');
    expect(job.error).toMatchObject({ message: words, safety: true });
    expect(job.error?.advice).toMatch(/literal/);
    await way.bench.time.run(60_000);
    expect(way.posts()).toBe(1);
  });

  it('answered 500 with JOB_FAILED', proves(dialect, '500 JOB_FAILED', kind), async () => {
    if (dialect !== 'seedance-tv') return expectDoubt(speaks.error(500, 'JOB_FAILED'));
    const way = await meets(speaks.error(500, 'JOB_FAILED'), speaks.accepted());
    const job = await way.bench.untilState(way.engine, way.id, 'failed');
    expect(job.error).toMatchObject({ code: 'JOB_FAILED', message: words });
    await way.bench.time.run(60_000);
    expect(way.posts()).toBe(1);
  });

  it('that has met trouble is in doubt', proves(dialect, 'other 5xx, 408, 3xx, 409', kind), async () => {
    for (const status of [307, 408, 409, 500]) await expectDoubt(speaks.error(status, 'INTERNAL_ERROR'));
    await expectDoubt(answer(502, '<html>Bad gateway</html>'));
  });

  it('to a service without capacity is sent five times at most', proves(dialect, 'answered 503', kind), async () => {
    const way = await meets(speaks.error(503, 'SERVICE_UNAVAILABLE', { 'retry-after': '2' }));
    const job = await way.bench.untilState(way.engine, way.id, 'failed');
    expect(job.error).toMatchObject({ message: words, httpStatus: 503 });
    expect(way.posts()).toBe(5);
  });

  it('that timed out at the service is in doubt', proves(dialect, 'answered 504', kind), () =>
    expectDoubt(speaks.error(504)),
  );

  it('without an answer is in doubt', proves(dialect, 'no answer', kind), async () => {
    await expectDoubt('lost');
    await expectDoubt(answer(200, '<html>Welcome</html>'));
  });

  it('without an id in the answer is in doubt', proves(dialect, '2xx without an id', kind), () =>
    expectDoubt(answer(200, { status: 'pending' })),
  );
});
