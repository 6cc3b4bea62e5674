// Usage: our own figures by day, the service's own list however it looks, and a page in which nothing is markup but ours.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, ownUsage } from '../../../src/core/engine/usage';
import type { Usage } from '../../../src/core/engine/usage';
import { usvideoPlatform, usvideoPlatformTest } from '../../../src/core/services/usvideo-platform';
import { escaped, usagePage } from '../../../src/editor/usagePage';
import { accepted, answer, Bench, says } from '../pipeline/bench';
import { aJob } from '../tree/jobs';

const noon = new Date(2026, 3, 21, 12).getTime();
const hour = 3_600_000;
const read = (body: unknown, status = 200) => usvideoPlatform.readUsage?.(answer(status, body));

describe('our own usage', () => {
  const job = (id: string, at: number, given: object = {}) =>
    aJob({ id, service: 'usvideo', state: 'completed', createdAt: at, acceptedAt: at, readyAt: at + 40_000, ...given });

  it('adds up jobs, money and failures by the day on which the service took them', () => {
    const jobs = [
      job('a', noon, { cost: { amount: 1.25, unit: 'USD' } }),
      job('b', noon + hour, { cost: { amount: 0.1, unit: 'USD' } }),
      job('c', noon + 24 * hour, { state: 'failed' }),
      job('d', noon - 24 * hour),
      aJob({ id: 'e', service: 'vibegen', createdAt: noon, cost: { amount: 30, unit: 'credits' } }),
    ];
    expect(ownUsage(jobs, 'usvideo', { start: '2026-04-21', end: '2026-04-22' })).toEqual({
      jobs: 3,
      completed: 2,
      failed: 1,
      usd: 1.35,
      credits: 0,
      usualSeconds: 40,
      days: [
        { day: '2026-04-22', jobs: 1, completed: 0, failed: 1, usd: 0, credits: 0 },
        { day: '2026-04-21', jobs: 2, completed: 2, failed: 0, usd: 1.35, credits: 0 },
      ],
    });
  });

  it('counts no time for what came in long after it was made', () => {
    const old = job('a', noon, { readyAt: noon + 30 * 24 * hour });
    expect(ownUsage([old], 'usvideo', { start: '2026-04-01', end: '2026-04-30' }).usualSeconds).toBeUndefined();
  });
});

describe('what was cleared out of the list', () => {
  /** Accepted at ten to midnight by this machine's clock, and finished the next day. */
  async function cleared() {
    const bench = new Bench()
      .on('GET /videos/job_1', says.processing())
      .on('POST /videos', says.accepted())
      .on('GET /pricing', answer(404, {}));
    const late = new Date(bench.time.now);
    late.setHours(23, 50, 0, 0);
    await bench.time.run(late.getTime() - bench.time.now);
    const { engine, id } = await accepted(bench);
    const day = dayOf(bench.time.now);
    await bench.time.run(20 * 60_000);
    bench.on('GET /videos/job_1', says.completed());
    await bench.untilState(engine, id, 'completed');
    const days = { start: day, end: day };
    const before = (await engine.usage('usvideo', days)).own;
    await engine.remove([id]);
    return { bench, engine, days, before };
  }

  it('stays in the days on which it was made', async () => {
    const { engine, days, before } = await cleared();
    expect(before).toMatchObject({ jobs: 1, completed: 1, usd: 1.2 });
    expect(engine.jobs()).toEqual([]);
    expect((await engine.usage('usvideo', days)).own).toEqual(before);
  });

  it('is there for any range of days, also a year later and in another window', async () => {
    const { bench, days, before } = await cleared();
    await bench.time.run(366 * 24 * hour);
    const engine = await bench.open();
    expect(engine.spending('usvideo').month).toMatchObject({ finished: 0, usd: 0 });
    expect((await engine.usage('usvideo', days)).own).toEqual(before);
    const today = dayOf(bench.time.now);
    expect((await engine.usage('usvideo', { start: today, end: today })).own.jobs).toBe(0);
  });

  it('by an older version, which noted the end alone, counts on the day of its end', () => {
    const old = {
      id: 'a',
      service: 'usvideo',
      state: 'completed' as const,
      finishedAt: noon,
      readyAt: noon - 24 * hour,
    };
    expect(ownUsage([old], 'usvideo', { start: '2026-04-20', end: '2026-04-21' }).days).toMatchObject([
      { day: '2026-04-20', jobs: 1 },
    ]);
  });
});

describe("the service's usage", () => {
  it('is asked for by days', () => {
    expect(usvideoPlatform.usage?.({ start: '2026-04-01', end: '2026-04-21' })).toEqual({
      method: 'GET',
      path: '/usage',
      query: { start_date: '2026-04-01', end_date: '2026-04-21' },
    });
  });

  it('is read in every form that it may have', () => {
    const item = { at: Date.UTC(2026, 3, 21, 14, 30), remoteId: 'job_1', cost: { amount: 1.25, unit: 'USD' } };
    const said = { job_id: 'job_1', cost: '$1.25', created_at: '2026-04-21T14:30:00Z' };
    expect(read([said])).toEqual({ kind: 'usage', items: [item] });
    expect(read({ usage: [said], total_cost: 1.25 })).toMatchObject({ items: [item], total: item.cost });
    expect(read({ data: { items: [{ id: 'job_1', amount_cents: 125, date: '2026-04-21T14:30:00Z' }] } })).toMatchObject(
      {
        items: [item],
      },
    );
    expect(read({ jobs: [] })).toEqual({ kind: 'usage', items: [] });
    expect(read({ jobs: ['nonsense', null, {}, 7] })).toEqual({ kind: 'usage', items: [] });
  });

  it('that fails is no usage, and a key without charge is charged nothing', () => {
    expect(read({ error: 'not_found', message: 'No' }, 404)).toEqual({ kind: 'missing' });
    expect(read({ error: 'unauthorized', message: 'No' }, 401)).toMatchObject({ kind: 'keyRefused' });
    expect(read('<html>', 502)).toMatchObject({ kind: 'later' });
    expect(read('<html>')).toMatchObject({ kind: 'later' });
    expect(usvideoPlatformTest.readUsage?.(answer(200, [{ id: 'a', cost: 2 }]))).toMatchObject({
      items: [{ cost: { amount: 0 } }],
    });
  });

  it('reads whatever JSON comes without a word', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(['usage', 'later']).toContain(read(value)?.kind);
      }),
    );
  });

  it('goes beside our own, and one that is not offered is not missed', async () => {
    const bench = new Bench();
    bench.setKey({ key: 'usv_live_0123456789', from: 'secrets', fingerprint: 'bbbbbbbbbbbb' });
    bench.on('GET /usage', answer(200, { jobs: [{ job_id: 'a', cost: '$1.25' }] }), answer(404, {}), answer(500, {}));
    const engine = await bench.open();
    const today = dayOf(bench.time.now);
    const ask = async () => {
      const usage = engine.usage('usvideo', { start: today, end: today });
      await bench.time.run(1_000);
      return usage;
    };
    expect(await ask()).toMatchObject({ own: { jobs: 0 }, told: { items: [{ remoteId: 'a' }] } });
    expect(bench.requests[0]?.url).toContain(`start_date=${today}&end_date=${dayOf(bench.time.now + 24 * hour)}`);
    expect(Object.keys(await ask())).toEqual(['own']);
    expect((await ask()).problem).toMatch(/^US Video API answered: /);
  });
});

describe('a last day that is past', () => {
  const charged = (id: string, at: number) => ({
    job_id: id,
    cost: '$1.25',
    created_at: new Date(at).toISOString(),
  });
  const ofDay = async (list: (bench: Bench, start: string, end: string) => readonly object[]) => {
    const bench = new Bench();
    bench.setKey({ key: 'usv_live_0123456789', from: 'secrets', fingerprint: 'bbbbbbbbbbbb' });
    const day = dayOf(bench.time.now - 72 * hour);
    bench.on('GET /usage', request => {
      const query = new URL(request.url).searchParams;
      const jobs = list(bench, query.get('start_date') ?? '', query.get('end_date') ?? '');
      return answer(200, { jobs, total_cost: 1.25 * jobs.length });
    });
    const engine = await bench.open();
    const usage = engine.usage('usvideo', { start: day, end: day });
    await bench.time.run(1_000);
    return (await usage).told;
  };
  const all = (bench: Bench) =>
    [96, 72, 48, 24]
      .map(hours => charged(`job_${hours}`, bench.time.now - hours * hour))
      .map(job => ({
        job,
        day: dayOf(Date.parse(job.created_at)),
      }));

  it('is whole at a service that leaves the end’s own day out', async () => {
    const told = await ofDay((bench, start, end) =>
      all(bench).flatMap(({ job, day }) => (day >= start && day < end ? [job] : [])),
    );
    expect(told).toMatchObject({ items: [{ remoteId: 'job_72' }], total: { amount: 1.25 } });
  });

  it('is all at a service that takes it in, and what it adds up otherwise is not told', async () => {
    const told = await ofDay((bench, start, end) =>
      all(bench).flatMap(({ job, day }) => (day >= start && day <= end ? [job] : [])),
    );
    expect(told?.items.map(({ remoteId }) => remoteId)).toEqual(['job_72']);
    expect(told?.total).toBeUndefined();
  });
});

describe('the page', () => {
  const sum = { usd: 1.25, credits: 0, finished: 2, failed: 0 };
  const usage: Usage = {
    own: {
      jobs: 2,
      completed: 2,
      failed: 0,
      usd: 1.25,
      credits: 0,
      usualSeconds: 41,
      days: [{ day: '2026-04-21', jobs: 2, completed: 2, failed: 0, usd: 1.25, credits: 0 }],
    },
    told: { items: [{ remoteId: 'job_1', cost: { amount: 1.25, unit: 'USD' }, text: 'A calm sea' }] },
  };
  const days = { start: '2026-04-01', end: '2026-04-21' };
  const page = (told: Usage['told'], name = 'US Video API') =>
    usagePage(
      [{ name, spending: { today: sum, month: sum }, usage: { ...usage, ...(told ? { told } : {}) } }],
      days,
      noon,
    );

  it('has a table of services, one of days, and what the service itself counts', () => {
    const text = page(undefined);
    expect(text).toMatch(/^# Reelwright usage, 2026-04-01 to 2026-04-21\n/);
    expect(text).toContain('| US Video API | \\$1.25 | \\$1.25 | \\$1.25 | 2 | 0 | \\$0.63 | 41 s | – |');
    expect(text).toContain('| 2026-04-21 | 2 | 2 | 0 | \\$1.25 |');
    expect(text).toContain('1 entry, \\$1.25 in all.');
    expect(text).toContain('| Job | Cost | What |');
    expect(text).toContain('| job\\_1 | \\$1.25 | A calm sea |');
  });

  it('of a single day names it once', () => {
    const one = { name: 'x', spending: { today: sum, month: sum }, usage };
    expect(usagePage([one], { start: days.end, end: days.end }, noon)).toMatch(/^# Reelwright usage, 2026-04-21\n/);
  });

  it('says so when there was nothing', () => {
    const nothing = { usd: 0, credits: 0, finished: 0, failed: 0 };
    const own = { jobs: 0, completed: 0, failed: 0, usd: 0, credits: 0, days: [] };
    const text = usagePage([{ name: 'x', spending: { today: nothing, month: nothing }, usage: { own } }], days, noon);
    expect(text).toContain('Nothing was made or spent in these days.');
  });

  it('keeps what a service says from being markup', () => {
    const evil = '![x](https://evil.example/a.png) <img src=x> [run](command:x) | **b** `c` $x$ \n# head';
    const text = page({ items: [{ text: evil, remoteId: evil }] }, evil);
    expect(text).not.toMatch(/(?<!\\)!\[|(?<!\\)\]\(|<img|(?<!\\)\*\*b|(?<!\\)`c/);
    expect(text.split('\n').filter(line => line.startsWith('#'))).toHaveLength(3);
    for (const line of text.split('\n').filter(row => row.startsWith('|'))) {
      // Tables of two, five and nine columns: no cell more than was written.
      expect(line.match(/(?<!\\)(?:\\\\)*\|/g)?.length).toSatisfy((cells: number) => [3, 6, 10].includes(cells));
    }
  });

  it('escapes any text so that no markup is left', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'\\`*_{}[]()#+-.!|~<>&$^\n1. a:/') }), text => {
        const bare = escaped(text)
          .replaceAll(/\\[^a-zA-Z0-9\s]/g, '')
          .replaceAll(/&(?:amp|lt|gt);/g, '');
        expect(bare).not.toMatch(/[`*_{}[\]()#!|~<>$^\\\n]/);
      }),
    );
  });
});
