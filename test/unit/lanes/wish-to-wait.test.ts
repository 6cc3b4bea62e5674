// A service that wishes to wait: for how long nothing is asked, what goes on meanwhile, and that every request may meet the wish.

import { describe, expect, it } from 'vitest';
import { Pace } from '../../../src/core/lanes/pace';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { HttpAnswer } from '../../../src/core/ports';
import { VirtualTime } from '../../simulation/world/clock';
import { Bench, accepted, answer, says } from '../pipeline/bench';
import type { Reply } from '../pipeline/bench';
import { everyDialect } from '../services/conformance/speaking';
import type { Speaking } from '../services/conformance/speaking';

const second = 1_000;
const minute = 60 * second;
const day = 1_440 * minute;

const wait = (status: 429 | 503, seconds?: number): HttpAnswer =>
  answer(status, { detail: 'later' }, seconds === undefined ? {} : { 'retry-after': String(seconds) });

/** When something was asked, in the bench's time. */
function timesOf(bench: Bench, what: string, reply: () => HttpAnswer): number[] {
  const times: number[] = [];
  bench.on(what, () => {
    times.push(bench.time.now);
    return reply();
  });
  return times;
}

/** A window with a job that runs at the service, which answers the next submissions so. */
async function running(bench: Bench, next: HttpAnswer): Promise<{ engine: CoreEngine; id: string }> {
  bench.on('POST /videos', says.accepted(), next).on('GET /videos/job_1', says.processing());
  const engine = await bench.open();
  const [job] = await engine.generate(bench.request(), 'view');
  await bench.until(engine, job?.id ?? '', ({ state }) => state === 'running');
  return { engine, id: job?.id ?? '' };
}

const pausesBetween = (times: readonly number[]): number[] =>
  times.slice(1).map((time, index) => time - (times[index] ?? 0));

describe('a service without room for another job', () => {
  it.each([300, 86_400, undefined])('is asked about those that it has (Retry-After: %s)', async seconds => {
    const bench = new Bench();
    const { engine, id } = await running(bench, wait(503, seconds));
    const [next] = await engine.generate(bench.request(), 'view');
    await bench.until(engine, next?.id ?? '', job => job.waiting?.reason === 'rate');
    const asked = bench.asked('GET /videos/job_1');
    await bench.time.run(minute);
    expect(bench.asked('GET /videos/job_1') - asked).toBeGreaterThan(8);
    bench.on('GET /videos/job_1', says.completed());
    await bench.untilState(engine, id, 'completed');
    engine.dispose();
  });

  it('gets no submission before the time that it named, also from the next window', async () => {
    const bench = new Bench();
    const submits = timesOf(bench, 'POST /videos', () => (submits.length === 1 ? wait(503, 1_200) : says.accepted()));
    const first = await bench.open();
    await first.generate(bench.request(), 'view');
    await bench.time.run(5 * minute);
    await first.stop();
    const engine = await bench.open();
    await bench.time.run(30 * minute);
    expect(submits).toHaveLength(2);
    expect(pausesBetween(submits)[0]).toBeGreaterThanOrEqual(1_200 * second);
    engine.dispose();
  });
});

describe('a service that asks the whole key to wait', () => {
  it.each([10, 600, 899])('is left alone to the letter for %i s, and no longer', async seconds => {
    const bench = new Bench();
    let limitedAt = 0;
    bench.on('POST /videos', says.accepted()).on('GET /videos/job_1', says.processing(), () => {
      if (limitedAt > 0) return says.processing();
      limitedAt = bench.time.now;
      return wait(429, seconds);
    });
    const engine = await bench.open();
    await engine.generate(bench.request(), 'view');
    await bench.time.run(30 * minute, () => limitedAt > 0);
    const before = bench.requests.length;
    await engine.generate(bench.request(), 'view');
    await bench.time.run(30 * minute, () => bench.requests.length > before);
    const pause = bench.time.now - limitedAt;
    expect(pause).toBeGreaterThanOrEqual(seconds * second);
    expect(pause).toBeLessThan((seconds + 2) * second);
    engine.dispose();
  });

  it('for a day is asked one thing in fifteen minutes, however much waits, and submits wait the day', async () => {
    const bench = new Bench({ settings: { maxConcurrent: 4 } });
    let isLimited = false;
    const reply = (good: HttpAnswer) => (isLimited ? wait(429, 86_400) : good);
    const times: number[] = [];
    let made = 0;
    bench.on('POST /videos', () => {
      const id = `job_${(made += 1)}`;
      bench.on(`GET /videos/${id}`, () => {
        times.push(bench.time.now);
        return reply(says.processing(id));
      });
      return reply(says.accepted(id));
    });
    const engine = await bench.open();
    await engine.generate(bench.request({ takes: 6 }), 'view');
    await bench.time.run(minute);
    isLimited = true;
    await bench.time.run(minute);
    const from = times.length;
    await bench.time.run(6 * 60 * minute);
    expect(times.length - from).toBeGreaterThanOrEqual(23);
    expect(Math.min(...pausesBetween(times.slice(from)))).toBeGreaterThanOrEqual(15 * minute);
    expect(bench.asked('POST /videos')).toBe(4);
    engine.dispose();
  });

  it('for a day, but answers what runs, is followed as ever after a quarter of an hour', async () => {
    const bench = new Bench();
    const { engine, id } = await running(bench, wait(429, 86_400));
    await engine.generate(bench.request(), 'view');
    await bench.time.run(minute);
    const asked = bench.asked('GET /videos/job_1');
    await bench.time.run(13 * minute);
    expect(bench.asked('GET /videos/job_1')).toBe(asked);
    await bench.time.run(3 * minute);
    expect(bench.asked('GET /videos/job_1') - asked).toBeGreaterThan(10);
    bench.on('GET /videos/job_1', says.completed());
    await bench.untilState(engine, id, 'completed');
    expect(bench.asked('POST /videos')).toBe(2);
    engine.dispose();
  });

  it('for a day is asked no sooner by the next window', async () => {
    const bench = new Bench();
    const { engine: first } = await accepted(bench);
    const times = timesOf(bench, 'GET /videos/job_1', () => wait(429, 86_400));
    await bench.time.run(10 * minute);
    await first.stop();
    const engine = await bench.open();
    await bench.time.run(60 * minute);
    expect(Math.min(...pausesBetween(times))).toBeGreaterThanOrEqual(15 * minute);
    expect(times.length).toBeGreaterThan(3);
    engine.dispose();
  });

  it('loses no video: asked at last, its link is alive', async () => {
    const bench = new Bench();
    const { engine, id } = await accepted(
      bench.on('GET /videos/job_1', says.processing(), wait(429, day / second), says.completed()),
    );
    await bench.time.run(16 * minute);
    expect(engine.job(id)?.state).toBe('completed');
    engine.dispose();
  });
});

const named = (id: Speaking['id']): Speaking => everyDialect.find(speaks => speaks.id === id) as Speaking;

describe.each(['usvideo-platform', 'seedance-tv', 'vibegen'] as const)('%s, asked by a person, answers 429:', id => {
  const speaks = named(id);
  const limited = speaks.error(429, 'RATE_LIMIT_EXCEEDED', { 'retry-after': '60' });

  it('nothing is submitted before its time', async () => {
    const bench = new Bench();
    bench.key = { key: speaks.key, from: 'secrets', fingerprint: 'aaaaaaaaaaaa' };
    for (const what of [speaks.list ?? '', 'GET /balance']) bench.on(what, limited);
    bench.on(speaks.submit.text, speaks.accepted()).on(speaks.status('job_1'), speaks.running());
    const engine = await bench.open();
    const tested = engine.testConnection(speaks.service);
    await bench.time.run(5 * second);
    await expect(tested).resolves.toMatchObject({ ok: false });
    expect((await engine.serviceState(speaks.service)).paused?.reason).toBe('rate');
    await engine.generate(bench.request({ service: speaks.service, options: {} }), 'view');
    await bench.time.run(50 * second);
    expect(bench.asked(speaks.submit.text)).toBe(0);
    await bench.time.run(20 * second);
    expect(bench.asked(speaks.submit.text)).toBe(1);
    engine.dispose();
  });
});

it('a 429 that names no time counts as its page says, whatever was asked', async () => {
  const speaks = named('seedance-tv');
  const bench = new Bench();
  bench.key = { key: speaks.key, from: 'secrets', fingerprint: 'aaaaaaaaaaaa' };
  const replies: Reply[] = [speaks.running(), speaks.error(429, 'RATE_LIMIT_EXCEEDED')];
  bench.on(speaks.submit.text, speaks.accepted()).on(speaks.status('job_1'), ...replies);
  const engine = await bench.open();
  await engine.generate(bench.request({ service: speaks.service, options: {} }), 'view');
  await bench.time.run(30 * second);
  const asked = bench.requests.length;
  await bench.time.run(30 * second);
  expect(bench.requests.length).toBe(asked);
  engine.dispose();
});

it('a window that does not lead asks nothing more, either, before its time', async () => {
  const bench = new Bench();
  const { engine } = await accepted(bench.on('GET /videos/job_1', says.processing()));
  const other = await bench.open();
  const lists = timesOf(bench, 'GET /videos', () => wait(429, 40));
  for (const count of [1, 2]) {
    const tested = other.testConnection('usvideo');
    await bench.time.run(2 * minute, () => lists.length === count);
    await bench.time.run(second);
    await tested;
  }
  expect(lists).toHaveLength(2);
  expect(pausesBetween(lists)[0]).toBeGreaterThanOrEqual(40 * second);
  engine.dispose();
  other.dispose();
});

it('a key that is only tried pauses no other', async () => {
  const bench = new Bench();
  const { engine } = await accepted(bench.on('GET /videos/job_1', says.processing()));
  bench.on('GET /videos', wait(429, 600));
  const tested = engine.testConnection('usvideo', 'sd_another_0123456789');
  await bench.time.run(5 * second);
  await tested;
  expect((await engine.serviceState('usvideo')).paused).toBeUndefined();
  engine.dispose();
});

const pace = (time: VirtualTime) =>
  new Pace(
    time.clockFor(run => run()),
    60,
  );

it('an answer to what was under way ends no wait; one to what was asked afterwards ends it for all but submissions', async () => {
  const time = new VirtualTime();
  const waiting = pace(time);
  waiting.pause(60 * minute, 1);
  waiting.calm();
  expect(waiting.waitMs()).toBe(15 * minute);
  await time.run(15 * minute);
  waiting.spend();
  expect(waiting.waitMs()).toBe(15 * minute);
  waiting.calm();
  expect(waiting.waitMs()).toBe(0);
  expect(waiting.pausedUntil).toBe(time.now + 45 * minute);
});

describe('what is kept of it', () => {
  it('by an older version counts in full for submissions, and for a quarter of an hour for all else', () => {
    const time = new VirtualTime();
    const next = pace(time);
    next.restore({ at: time.now, tokens: 3, pausedUntil: time.now + 60 * minute });
    expect(next.waitMs()).toBe(15 * minute);
    expect(next.pausedUntil).toBe(time.now + 60 * minute);
  });

  it('are two waits: that of submissions does not become one of everything', () => {
    const time = new VirtualTime();
    const before = pace(time);
    before.holdSubmits(60 * minute, 1);
    before.heard({ remaining: 0, resetsInMs: 30 * second });
    const next = pace(time);
    next.restore(before.state());
    expect(next.waitMs()).toBe(30 * second);
    expect(next.pausedUntil).toBe(time.now + 60 * minute);
  });

  it('goes on where it was: a quarter of an hour does not begin anew', async () => {
    const time = new VirtualTime();
    const before = pace(time);
    before.pause(60 * minute, 1);
    await time.run(14 * minute);
    const next = pace(time);
    next.restore(before.state());
    expect(next.waitMs()).toBe(minute);
    await time.run(minute);
    // One finds out, and the others wait again.
    expect(next.waitMs()).toBe(0);
    next.spend();
    expect(next.waitMs()).toBe(15 * minute);
  });

  it('is read by an older version as a wait for everything', () => {
    const time = new VirtualTime();
    const before = pace(time);
    before.holdSubmits(60 * minute, 1);
    expect(before.waitMs()).toBe(0);
    expect(before.state()).toMatchObject({ pausedUntil: time.now + 60 * minute, restsUntil: time.now });
  });
});

it('a list without room is left alone as told, and everything else goes on', async () => {
  const bench = new Bench();
  bench.on('POST /videos', 'lost', says.accepted()).on('GET /videos/job_1', says.processing());
  const lists = timesOf(bench, 'GET /videos', () => wait(503, 240));
  const engine = await bench.open();
  await engine.generate(bench.request(), 'view');
  const [next] = await engine.generate(bench.request(), 'view');
  await bench.until(engine, next?.id ?? '', job => job.remoteId === 'job_1');
  await bench.time.run(12 * minute);
  expect(Math.min(...pausesBetween(lists))).toBeGreaterThanOrEqual(240 * second);
  expect(lists.length).toBeGreaterThan(1);
  engine.dispose();
});
