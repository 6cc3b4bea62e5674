import { describe, expect, it } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import { Bench } from '../pipeline/bench';
import { TimedService } from './timed-service';

const second = 1_000;
const takesMs = 60 * second;

/** A window that has seen so many jobs end after about a minute each, and one more that takes as long as told. */
async function taught(
  count: number,
  lastMs: number,
  settings = {},
): Promise<{ bench: Bench; engine: CoreEngine; id: string; service: TimedService }> {
  const bench = new Bench({ settings });
  const service = new TimedService(bench, index => (index < count ? takesMs + ((index * 7) % 9) * second : lastMs));
  const engine = await bench.open();
  for (let made = 0; made < count; made += 4) {
    const jobs = await engine.generate({ ...bench.request(), takes: Math.min(4, count - made) }, 'view');
    for (const job of jobs) await bench.untilState(engine, job.id, 'completed');
  }
  const [last] = await engine.generate(bench.request(), 'view');
  const id = last?.id ?? '';
  await bench.until(engine, id, job => job.remoteId !== undefined);
  return { bench, engine, id, service };
}

describe('a running job', () => {
  it('is asked about as the page says until twenty of its kind have ended', async () => {
    const { bench, engine, id, service } = await taught(19, takesMs);
    await bench.untilState(engine, id, 'completed');
    expect(
      service
        .askedAfter('job_20')
        .slice(0, 4)
        .map(time => Math.round(time / second)),
    ).toEqual([5, 10, 15, 20]);
  });

  it('is asked about where jobs of its kind end, once twenty have', async () => {
    const { bench, engine, id, service } = await taught(20, takesMs + 3 * second);
    await bench.untilState(engine, id, 'completed');
    const asked = service.askedAfter('job_21');
    expect(asked.filter(time => time < 45 * second).length).toBeLessThanOrEqual(2);
    expect((asked.at(-1) ?? 0) - (takesMs + 3 * second)).toBeLessThanOrEqual(6 * second);
    for (const [index, time] of asked.entries())
      expect(time - (asked[index - 1] ?? 0)).toBeGreaterThanOrEqual(5 * second - 100);
  });

  it('of a kind that was never seen is asked about by what is known of the service’s others', async () => {
    const { bench, engine, service } = await taught(20, takesMs);
    const [other] = await engine.generate(
      { ...bench.request(), options: { duration: 12, resolution: '1080p' } },
      'view',
    );
    await bench.untilState(engine, other?.id ?? '', 'completed');
    expect(service.askedAfter('job_22').filter(time => time < 45 * second).length).toBeLessThanOrEqual(2);
  });

  it('that takes longer than any is asked about calmly, and without end', async () => {
    const { bench, engine, service } = await taught(20, 20 * takesMs);
    await bench.time.run(10 * takesMs);
    const late = service.askedAfter('job_21').filter(time => time > 5 * takesMs);
    expect(late.length).toBeGreaterThanOrEqual(5);
    for (const [index, time] of late.entries()) {
      if (index > 0) expect(time - (late[index - 1] ?? 0)).toBeGreaterThan(10 * second);
      if (index > 0) expect(time - (late[index - 1] ?? 0)).toBeLessThan(61 * second);
    }
    await engine.stop();
  });

  it('that ended while the machine slept is asked about within seconds of its waking', async () => {
    const { bench, engine, id, service } = await taught(20, takesMs);
    await bench.time.run(8 * second);
    bench.time.sleep(30 * takesMs);
    const woke = bench.time.elapsed;
    await bench.untilState(engine, id, 'completed');
    expect(bench.time.elapsed - woke).toBeLessThan(7 * second);
    expect(service.askedAfter('job_21').length).toBeLessThanOrEqual(2);
  });

  it('that ended while no window was open is asked about at once by the next', async () => {
    const { bench, engine, id } = await taught(20, takesMs);
    const stopped = engine.stop();
    await bench.time.run(5 * second);
    await stopped;
    await bench.time.run(5 * takesMs);
    const before = bench.time.elapsed;
    const next = await bench.open();
    await bench.untilState(next, id, 'completed');
    expect(bench.time.elapsed - before).toBeLessThan(3 * second);
  });

  it('teaches also the window that comes after: the times are in the records', async () => {
    const { bench, engine, id } = await taught(20, takesMs);
    await bench.untilState(engine, id, 'completed');
    const stopped = engine.stop();
    await bench.time.run(5 * second);
    await stopped;
    const next = await bench.open();
    const [job] = await next.generate(bench.request(), 'view');
    const asked = bench.requests.length;
    await bench.untilState(next, job?.id ?? '', 'completed');
    expect(bench.requests.length - asked).toBeLessThanOrEqual(8);
  });

  it('shares the key’s requests with the others, and leaves room for the next submit', async () => {
    const { bench, service, engine } = await taught(20, 100 * takesMs, { requestsPerMinute: 12, maxConcurrent: 40 });
    const from = bench.time.now;
    await engine.generate({ ...bench.request(), takes: 8 }, 'view');
    await bench.time.run(3 * takesMs);
    expect(service.busiest(from)).toBeLessThanOrEqual(12);
    expect(engine.jobs().filter(job => job.state === 'queued')).toEqual([]);
    await engine.stop();
  });
});

/** When a job is asked about that takes as long as told, after so many that took a few seconds each; in seconds. */
async function askedAfterQuick(count: number, quickMs: number, lastMs: number): Promise<number[]> {
  const bench = new Bench();
  const service = new TimedService(bench, index => (index < count ? quickMs : lastMs));
  const engine = await bench.open();
  for (let made = 0; made < count; made += 4) {
    const jobs = await engine.generate({ ...bench.request(), takes: 4 }, 'view');
    for (const job of jobs) await bench.untilState(engine, job.id, 'completed');
  }
  const [last] = await engine.generate(bench.request(), 'view');
  await bench.untilState(engine, last?.id ?? '', 'completed');
  await engine.stop();
  return service.askedAfter(`job_${count + 1}`).map(time => time / second);
}

describe('after many jobs that ended before the page lets anybody ask', () => {
  it('the next quick one is found by the first request', async () => {
    const asked = await askedAfterQuick(20, 3 * second, 3 * second);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toBeLessThan(6);
  });

  it('a slower one is asked about at the page’s interval at first', async () => {
    const asked = await askedAfterQuick(20, 3 * second, 14 * second);
    expect(asked[0]).toBeLessThan(6);
    expect(asked[1]).toBeLessThan(11);
  });

  it.each([
    [20, 3, 70],
    [32, 3, 40],
    [32, 3, 70],
    [32, 6, 45],
    [32, 9, 75],
    [32, 9, 150],
  ])('%i of them of %i s, one of %i s is not found much later than it ends', async (count, quick, last) => {
    const asked = await askedAfterQuick(count, quick * second, last * second);
    expect((asked.at(-1) ?? Number.NaN) - last).toBeLessThan(20);
  });
});
