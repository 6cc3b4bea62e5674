// From the request to the file, for every dialect, from text and from an image: what goes out, what is asked, how often, what is kept.

import { describe, expect, it } from 'vitest';
import type { WireRequest } from '../../../../src/core/ports';
import { answer, aVideo } from '../../pipeline/bench';
import type { Reply } from '../../pipeline/bench';
import { proves } from './proves';
import { everyWay, words } from './speaking';
import { setOut } from './way';

describe.each(everyWay)('a job at $name', ({ speaks, kind }) => {
  const { id: dialect } = speaks;
  const follows = (...replies: readonly Reply[]) =>
    setOut(speaks, kind, { [speaks.submit[kind]]: [speaks.accepted()], [speaks.status('job_1')]: replies });

  it(
    'is sent once, followed by its id, and its video is in the library',
    proves(dialect, ['base URL', 'submit', 'id', 'status', 'states', 'result'], kind),
    async () => {
      const { bench, engine, id, posts, bodies } = await follows(speaks.running(), speaks.completed());
      const job = await bench.untilState(engine, id, 'completed');
      expect(job).toMatchObject({ dialect, remoteId: 'job_1', video: { bytes: aVideo.length } });
      expect(posts()).toBe(1);
      expect(Object.hasOwn(bodies()[0] ?? {}, speaks.pictureField)).toBe(kind === 'picture');
      const keyed = (request: WireRequest) =>
        request.url.startsWith(`${speaks.baseUrl}/`) && request.headers['authorization'] === `Bearer ${speaks.key}`;
      expect(bench.requests.filter(request => !request.url.endsWith('/pricing')).every(keyed)).toBe(true);
    },
  );

  it('is not ended by a question that fails', proves(dialect, 'a question fails', kind), async () => {
    const troubles: readonly Reply[] = [
      speaks.error(500),
      speaks.error(429, 'RATE_LIMIT_EXCEEDED', { 'retry-after': '1' }),
      speaks.error(503),
      'lost',
      'unreachable',
      answer(200, '<html>'),
      answer(404, ''),
    ];
    const { bench, engine, id } = await follows(...troubles, speaks.completed());
    await bench.untilState(engine, id, 'completed');
  });

  it(
    'pauses with its key where a question says that the key is refused',
    proves(dialect, 'a question fails', kind),
    async () => {
      const { bench, engine, id } = await follows(speaks.error(401, 'INVALID_API_KEY'), speaks.completed());
      await bench.until(engine, id, now => now.remoteId === 'job_1');
      await bench.time.run(30_000);
      expect(['pending', 'running']).toContain(engine.job(id)?.state);
      expect(bench.asked(speaks.status('job_1'))).toBe(1);
      expect((await engine.serviceState(speaks.service)).paused?.reason).toBe('key');
    },
  );

  it('is asked about no more often than the page asks', proves(dialect, 'polling', kind), async () => {
    const { bench, engine, id } = await follows(speaks.running());
    await bench.until(engine, id, now => now.state === 'running');
    const before = bench.asked(speaks.status('job_1'));
    await bench.time.run(60_000);
    const asked = bench.asked(speaks.status('job_1')) - before;
    expect(asked).toBeLessThanOrEqual(dialect === 'seedanceapi' ? 6 : 12);
    expect(asked).toBeGreaterThanOrEqual(5);
    engine.dispose();
  });

  it('shows a state word that no page lists, and goes on', proves(dialect, 'states', kind), async () => {
    const { bench, engine, id } = await follows(speaks.unknownWord('dreaming'), speaks.completed());
    await bench.until(engine, id, now => now.remoteWord === 'dreaming');
    await bench.untilState(engine, id, 'completed');
  });

  it('without money holds the next ones back', proves(dialect, 'answered 402', kind), async () => {
    const replies = { [speaks.submit[kind]]: [speaks.error(402, 'INSUFFICIENT_CREDITS')] };
    const { bench, engine, ids, posts } = await setOut(speaks, kind, replies, {
      takes: 4,
      settings: { maxConcurrent: 1 },
    });
    const failed = await Promise.any(ids.map(take => bench.untilState(engine, take, 'failed')));
    expect(failed.error).toMatchObject({ message: words, httpStatus: 402 });
    await bench.time.run(60_000);
    const held = ids.map(take => engine.job(take)).filter(job => job?.waiting?.reason === 'credits');
    expect(held.length).toBeGreaterThanOrEqual(2);
    expect(posts()).toBe(4 - held.length);
  });
});
