// A cancel that the service was asked for: what may be asked when, and what is said of it where the answer was lost.

import { describe, expect, it } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import { cancelledAtService } from '../../../src/core/pipeline/failures';
import type { HttpAnswer } from '../../../src/core/ports';
import { Bench, accepted, answer, says } from './bench';
import type { Reply } from './bench';

const notFound = answer(404, { detail: 'Not found' });

/** A job that is there until the DELETE was answered so. */
async function deleted(reply: Reply): Promise<{ bench: Bench; engine: CoreEngine; id: string }> {
  const bench = new Bench().on('GET /videos/job_1', says.pending(), says.pending(), notFound);
  bench.on('DELETE /videos/job_1', reply);
  const { engine, id } = await accepted(bench);
  await bench.until(engine, id, () => bench.asked('GET /videos/job_1') === 1);
  await engine.cancel(id);
  return { bench, engine, id };
}

async function restarted(bench: Bench, engine: CoreEngine): Promise<CoreEngine> {
  const stopped = engine.stop();
  await bench.time.run(5_000);
  await stopped;
  return bench.open();
}

describe('a DELETE whose answer was lost, and a job that is gone afterwards', () => {
  it.each([
    ['no answer', 'lost' as const],
    ['a gateway that gave up', answer(504, '<html>')],
    ['nonsense', answer(200, '<html>')],
  ])('%s: it was cancelled', async (_name, reply) => {
    const { bench, engine, id } = await deleted(reply);
    const job = await bench.untilState(engine, id, 'cancelled');
    expect(job.error).toMatchObject({ code: 'cancelled', advice: expect.stringContaining('dashboard') });
    expect(bench.asked('DELETE /videos/job_1')).toBe(1);
  });

  it('is followed again by a sync if the service lists it as running after all', async () => {
    const { bench, engine, id } = await deleted('lost');
    await bench.untilState(engine, id, 'cancelled');
    const created_at = new Date(engine.job(id)?.createdAt ?? 0).toISOString();
    bench.on('GET /videos', answer(200, [{ id: 'job_1', status: 'processing', prompt: 'A calm sea', created_at }]));
    bench.on('GET /videos/job_1', says.completed());
    const synced = engine.sync('usvideo');
    await bench.time.run(60_000);
    expect((await synced).text).toMatch(/followed again/);
    expect(engine.jobs().find(job => job.retryOf === id)).toMatchObject({ state: 'completed', remoteId: 'job_1' });
  });

  it('is known in the next window, too', async () => {
    const { bench, engine, id } = await deleted('lost');
    await bench.until(engine, id, () => bench.asked('DELETE /videos/job_1') === 1);
    await bench.time.run(100);
    const after = await restarted(bench, engine);
    await bench.untilState(after, id, 'cancelled');
    expect(bench.asked('DELETE /videos/job_1')).toBe(1);
  });

  it.each([
    ['was never sent', 'unreachable' as const],
    ['was only asked to wait', answer(503, { detail: 'Busy' }, { 'retry-after': '1' })],
    ['was refused', answer(409, { detail: 'Already rendering' })],
  ])('a DELETE that %s explains nothing: the job is gone', async (_name, reply) => {
    const { bench, engine, id } = await deleted(reply);
    const job = await bench.untilState(engine, id, 'failed');
    expect(job.error?.code).toBe('gone');
  });

  it('a service that says later that the job goes on is believed', async () => {
    const bench = new Bench()
      .on('GET /videos/job_1', says.pending(), says.pending(), says.processing(), notFound)
      .on('DELETE /videos/job_1', 'lost');
    const { engine, id } = await accepted(bench);
    await bench.until(engine, id, () => bench.asked('GET /videos/job_1') === 1);
    await engine.cancel(id);
    expect((await bench.untilState(engine, id, 'failed')).error?.code).toBe('gone');
  });
});

/** When the job was asked about, and when it was deleted, by the virtual clock. */
async function stepsAt(requestsPerMinute: number): Promise<readonly (readonly [string, number])[]> {
  const bench = new Bench({ settings: { requestsPerMinute } });
  const steps: (readonly [string, number])[] = [];
  const noted = (name: string, reply: HttpAnswer) => () => {
    steps.push([name, bench.time.elapsed]);
    return reply;
  };
  bench
    .on('GET /videos/job_1', noted('GET', says.pending()))
    .on('DELETE /videos/job_1', noted('DELETE', answer(200, { id: 'job_1', status: 'cancelled' })));
  const { engine, id } = await accepted(bench);
  await engine.cancel(id);
  await bench.untilState(engine, id, 'cancelled');
  return steps;
}

describe('the state before a DELETE', () => {
  it.each([60, 10, 4])('is asked for immediately before it, at %i requests a minute', async rate => {
    const steps = await stepsAt(rate);
    const [[, lookedAt], [last, deletedAt]] = [steps.at(-2) ?? ['', 0], steps.at(-1) ?? ['', 0]];
    expect(last).toBe('DELETE');
    expect(deletedAt - lookedAt).toBeLessThan(1_000);
  });

  it('is not said to be known where its word is not', async () => {
    const bench = new Bench().on('GET /videos/job_1', answer(200, { id: 'job_1', status: 'queued' }));
    const { engine, id } = await accepted(bench);
    await engine.cancel(id);
    const job = await bench.until(engine, id, now => now.uncancelled !== undefined);
    expect(job.uncancelled).toMatchObject({ message: expect.stringContaining('“queued”'), code: 'cancel-unclear' });
    expect(job.uncancelled?.message).not.toMatch(/has begun/);
    expect(job.uncancelled?.advice).toMatch(/goes on/);
    expect(bench.asked('DELETE /videos/job_1')).toBe(0);
    engine.dispose();
  });
});

describe('what a cancel cost', () => {
  it('is said as the service said it', () => {
    const sentences = [true, false, undefined].map(refunded => cancelledAtService(false, refunded).advice);
    expect(sentences).toEqual([
      expect.stringMatching(/is refunded/),
      expect.stringMatching(/says that its cost is not refunded/),
      expect.stringMatching(/does not say/),
    ]);
  });
});
