// What good answers say of a key's limits: it paces, for that key alone, and never makes it faster.

import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../../src/core/ports';
import { Pace } from '../../../src/core/lanes/pace';
import { VirtualTime } from '../../simulation/world/clock';
import { Bench, aKey, says } from '../pipeline/bench';

const second = 1_000;

const withLimits = (good: HttpAnswer, limits: Readonly<Record<string, number>>): HttpAnswer => ({
  ...good,
  headers: Object.fromEntries(Object.entries(limits).map(([name, value]) => [`x-ratelimit-${name}`, String(value)])),
});

/** A window whose job runs, and when it was asked about. */
async function running(limits: (bench: Bench) => Readonly<Record<string, number>>, requestsPerMinute?: number) {
  const bench = new Bench({ settings: requestsPerMinute === undefined ? {} : { requestsPerMinute } });
  const times: number[] = [];
  bench.on('POST /videos', says.accepted()).on('GET /videos/job_1', () => {
    times.push(bench.time.now);
    return withLimits(says.processing(), limits(bench));
  });
  const engine = await bench.open();
  await engine.generate(bench.request(), 'view');
  await bench.time.run(20_000, () => times.length > 0);
  return { bench, engine, times };
}

const closest = (times: readonly number[]): number =>
  Math.min(...times.slice(1).map((time, index) => time - (times[index] ?? 0)));

describe('an answer that says that no requests are left', () => {
  it.each([
    ['seconds from now', () => 50],
    ['Unix seconds', (bench: Bench) => Math.ceil((bench.time.now + 50 * second) / second)],
    ['Unix milliseconds', (bench: Bench) => bench.time.now + 50 * second],
  ] as const)('is followed by none before the reset in %s', async (_name, reset) => {
    const { bench, engine, times } = await running(on => ({ limit: 10, remaining: 0, reset: reset(on) }));
    const from = bench.requests.length;
    await engine.generate(bench.request(), 'view');
    await bench.time.run(49 * second);
    expect(bench.requests).toHaveLength(from);
    expect((await engine.serviceState('usvideo')).paused).toBeUndefined();
    await bench.time.run(5 * 60 * second);
    expect(closest(times)).toBeGreaterThanOrEqual(50 * second);
    expect(times.length).toBeGreaterThan(4);
    engine.dispose();
  });

  it('is believed for a minute at most, since nobody says what its reset counts', async () => {
    const { bench, engine, times } = await running(() => ({ remaining: 0, reset: 7_200 }));
    await bench.time.run(10 * 60 * second);
    expect(closest(times)).toBeGreaterThanOrEqual(60 * second);
    expect(times.length).toBeGreaterThan(8);
    engine.dispose();
  });

  it('stops nothing where the reset is past, or not said', async () => {
    for (const reset of [{}, { reset: 1_000_000_000 }]) {
      const { bench, engine, times } = await running(() => ({ remaining: 0, ...reset }));
      await bench.time.run(60 * second);
      expect(times.length).toBeGreaterThan(10);
      engine.dispose();
    }
  });

  it('says nothing of another key', async () => {
    const { bench, engine } = await running(on =>
      on.key?.key === aKey ? { remaining: 0, reset: 50 } : { remaining: 9, reset: 50 },
    );
    expect((await engine.serviceState('usvideo')).limitsLeft?.remaining).toBe(0);
    bench.setKey({ key: `${aKey}1`, from: 'secrets', fingerprint: 'bbbbbbbbbbbb' });
    expect((await engine.serviceState('usvideo')).limitsLeft).toBeUndefined();
    const before = bench.asked('POST /videos');
    await engine.generate(bench.request(), 'view');
    await bench.time.run(5 * second);
    expect(bench.asked('POST /videos')).toBe(before + 1);
    engine.dispose();
  });
});

describe('a limit that an answer names', () => {
  it('slows a key down at once, and no stricter server has to answer 429 first', async () => {
    const { bench, engine, times } = await running(() => ({ limit: 6, remaining: 3, reset: 30 }));
    await bench.time.run(20 * 60 * second);
    expect(times.length).toBeGreaterThan(60);
    const inAMinute = times.map(from => times.filter(time => time >= from && time < from + 60 * second).length);
    expect(Math.max(...inAMinute)).toBeLessThanOrEqual(6);
    engine.dispose();
  });

  it('makes no key faster than it is set, or than its page says', async () => {
    const { bench, engine, times } = await running(() => ({ limit: 1_000, remaining: 999, reset: 30 }), 4);
    await bench.time.run(20 * 60 * second);
    expect(times.length).toBeLessThanOrEqual(20 * 4);
    engine.dispose();
  });

  it('is the rate of a key of which nothing else is known, until an answer names another', () => {
    const time = new VirtualTime();
    const pace = new Pace(
      time.clockFor(run => run()),
      undefined,
    );
    const spend = (count: number) => {
      for (let spent = 0; spent < count; spent += 1) pace.spend();
      return pace.waitMs();
    };
    expect(spend(100)).toBe(0);
    pace.heard({ limit: 30 });
    expect(spend(3)).toBeGreaterThan(0);
    pace.heard({ limit: 6_000 });
    expect(pace.waitMs()).toBeLessThan(50);
  });
});
