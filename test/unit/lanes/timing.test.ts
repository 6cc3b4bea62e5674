import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Took } from '../../../src/core/lanes/times';
import { Expectation } from '../../../src/core/lanes/timing';
import { seeded } from '../../support/random';

const second = 1_000;
const bounds = { closestMs: 5 * second, farthestMs: 60 * second };
const ended = (milliseconds: number): Took => ({ after: milliseconds, by: milliseconds });
const around = (middle: number, count = 30): Took[] =>
  Array.from({ length: count }, (_, index) => ended((middle + index - count / 2) * second));

/** When a job is asked about, in seconds since it was accepted. */
function asks(expectation: Expectation, upTo: number, how: Parameters<Expectation['waitMs']>[1] = bounds): number[] {
  const times: number[] = [];
  for (let at = expectation.waitMs(0, how); at < upTo * second; at += expectation.waitMs(at, how))
    times.push(at / second);
  return times;
}

const anyTook = fc
  .record({
    after: fc.integer({ min: -10, max: 8 * 3_600_000 }),
    width: fc.option(fc.integer({ min: 0, max: 120_000 })),
  })
  .map(({ after, width }): Took => (width === null ? { after } : { after, by: after + width }));
const anyHistory = fc
  .tuple(fc.integer({ min: 0, max: 8 * 3_600_000 }), fc.array(anyTook, { maxLength: 60 }))
  .map(([first, others]) => [ended(first), ...others]);

describe('when to ask', () => {
  it('is never closer than the page asks for nor further than the bound, whatever the history, the moment and the budget', () => {
    fc.assert(
      fc.property(
        anyHistory,
        fc.integer({ min: -1_000, max: 30 * 86_400_000 }),
        fc.integer({ min: 100, max: 30_000 }),
        fc.option(fc.double({ min: 0, max: 1_000, noNaN: true })),
        (history, since, closestMs, requests) => {
          const how = { closestMs, farthestMs: 60_000, ...(requests === null ? {} : { requests }) };
          const wait = new Expectation(history).waitMs(since, how);
          expect(wait).toBeGreaterThanOrEqual(closestMs);
          expect(wait).toBeLessThanOrEqual(60_000);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('with fewer requests it never asks sooner', () => {
    fc.assert(
      fc.property(
        anyHistory,
        fc.integer({ min: 0, max: 600_000 }),
        fc.integer({ min: 1, max: 20 }),
        (history, since, requests) => {
          const expectation = new Expectation(history);
          const [few, more] = [requests, requests * 2].map(count =>
            expectation.waitMs(since, { ...bounds, requests: count }),
          );
          expect(few).toBeGreaterThanOrEqual((more ?? 0) - 1);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('asks closely where jobs end and seldom before', () => {
    const times = asks(new Expectation(around(90)), 106);
    expect(times.filter(time => time < 60).length).toBeLessThanOrEqual(2);
    expect(times.filter(time => time >= 75 && time <= 105).length).toBeGreaterThanOrEqual(5);
  });

  it('asks closely at both of two peaks and seldom between them', () => {
    const times = asks(new Expectation([...around(40, 20), ...around(160, 20)]), 172);
    const within = (from: number, to: number) => times.filter(time => time >= from && time < to).length;
    expect(within(30, 50)).toBeGreaterThanOrEqual(3);
    // At the page's interval it would be sixteen.
    expect(within(60, 140)).toBeLessThanOrEqual(10);
    expect(within(148, 172)).toBeGreaterThanOrEqual(3);
  });

  it('takes equal times for no promise: it asks near them, and goes on afterwards', () => {
    const times = asks(new Expectation(Array.from({ length: 20 }, () => ended(60 * second))), 600);
    expect(times.some(time => time >= 58 && time <= 68)).toBe(true);
    expect(times.at(-1)).toBeGreaterThan(540);
  });

  it('asks calmly, and ever more so, about a job past everything known', () => {
    const expectation = new Expectation(around(90));
    const waits = [200, 600, 3_600, 86_400].map(since => expectation.waitMs(since * second, bounds));
    expect(waits[0]).toBeGreaterThan(10 * second);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.at(-1)).toBe(60 * second);
  });

  it.each([3, 12, 90])(
    'past everything known (%i s) its intervals grow by half, however few requests there are',
    took => {
      const history = Array.from({ length: 30 }, () => ended(took * second));
      const how = { ...bounds, requests: 0.5, beyondMs: 8 * second };
      const times = [0, ...asks(new Expectation(history), 900, how)].filter(time => time > took);
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      expect(times[0]).toBeLessThan(took * 1.5 + 9);
      for (const [index, gap] of gaps.entries()) {
        expect(gap).toBeLessThanOrEqual(60.1);
        if (index > 0) expect(gap).toBeLessThanOrEqual(1.5 * (gaps[index - 1] ?? 0) + 0.1);
      }
      expect(gaps.at(-1)).toBeCloseTo(60);
    },
  );

  it('keeps to a number of requests per job', () => {
    const random = seeded(3);
    const times = Array.from({ length: 50 }, () => 40 + 40 * random());
    const schedule = asks(new Expectation(times.map(time => ended(time * second))), 1_000, {
      closestMs: 100,
      farthestMs: 600 * second,
      requests: 6,
    });
    const counts = times.map(time => schedule.filter(ask => ask < time).length + 1);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    expect(mean).toBeGreaterThan(4.5);
    expect(mean).toBeLessThanOrEqual(6.3);
  });

  it('counts what nobody saw end for the longer ones', () => {
    const some = around(60);
    const unseen = Array.from({ length: 20 }, () => ({ after: 80 * second }));
    const slow = [...some, ended(300 * second)];
    expect(new Expectation([...slow, ...unseen]).meanMs).toBeGreaterThan(1.2 * new Expectation(slow).meanMs);
  });

  it('knows an end that was seen late less closely', () => {
    const sharp = new Expectation(around(90).map(({ after }) => ({ after, by: after })));
    const blurred = new Expectation(
      around(90).map(({ after }) => ({ after: after - 30 * second, by: after + 30 * second })),
    );
    expect(blurred.waitMs(0, bounds)).toBeLessThan(sharp.waitMs(0, bounds));
  });
});
