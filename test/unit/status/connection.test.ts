// Test Connection: says what it tried and what came back, and spends nothing, at every service.

import { describe, expect, it } from 'vitest';
import { answer, Bench } from '../pipeline/bench';
import type { Reply } from '../pipeline/bench';
import { everyDialect, words } from '../services/conformance/speaking';
import type { Speaking } from '../services/conformance/speaking';

/** What each service is asked, as the bench names it. */
const tried: Record<Speaking['id'], string> = {
  usvideo: 'GET /account',
  'usvideo-platform': 'GET /balance',
  'seedance-tv': 'GET /jobs',
  vibegen: 'GET /api/v1/tasks',
  seedanceapi: 'GET /status',
};
const good: Record<Speaking['id'], Reply> = {
  usvideo: answer(200, { email: 'a@example.com', balance_cents: 4850, total_jobs: 127, total_spent_cents: 15200 }),
  'usvideo-platform': answer(200, { balance: '$48.50' }),
  'seedance-tv': answer(200, { jobs: [] }),
  vibegen: answer(200, { success: true, data: { tasks: [] } }),
  seedanceapi: answer(404, { code: 'TASK_NOT_FOUND', message: 'Task ID not found' }),
};

async function test(speaks: Speaking, reply: Reply) {
  const bench = new Bench().on(tried[speaks.id], reply);
  bench.key = { key: speaks.key, from: 'secrets', fingerprint: 'aaaaaaaaaaaa' };
  const engine = await bench.open();
  const report = engine.testConnection(speaks.service);
  await bench.time.run(1000);
  engine.dispose();
  return { bench, report: await report };
}

describe.each(everyDialect)('the connection to $id', speaks => {
  it('that accepts the key is said with what was tried, and nothing but questions was asked', async () => {
    const { bench, report } = await test(speaks, good[speaks.id]);
    expect(report).toMatchObject({ ok: true, reached: true });
    const path = tried[speaks.id].replace('/api/v1', '');
    expect(report.text).toMatch(/accepts the key\./);
    expect(report.text).toContain(
      `Tried with ${path}, answered with ${speaks.id === 'seedanceapi' ? 404 : 200}; nothing was spent.`,
    );
    expect(bench.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('that refuses the key is said in the service’s words', async () => {
    const { report } = await test(speaks, speaks.error(401, 'INVALID_API_KEY'));
    expect(report).toMatchObject({ ok: false, reached: true, refused: true });
    expect(report.text).toContain(`refused the key: ${words}`);
    expect(report.text).toMatch(/answered with 401; nothing was spent\.$/);
  });

  it('that has trouble of its own says nothing of jobs that may have been made', async () => {
    const { report } = await test(speaks, speaks.error(500, 'INTERNAL_ERROR'));
    expect(report).toMatchObject({ ok: false, reached: true });
    expect(report.refused).toBeUndefined();
    expect(report.text).toMatch(
      /could not check the key now: .*answered with 500; nothing was spent\. Try again later\.$/,
    );
    expect(report.text).not.toMatch(/may have been made/);
  });

  it('that cannot be reached says where it was looked for', async () => {
    const { report } = await test(speaks, 'unreachable');
    expect(report).toMatchObject({ ok: false, reached: false });
    expect(report.text).toContain(new URL(speaks.baseUrl).host);
  });
});

describe('an account in words that no page names', () => {
  const platform = everyDialect.find(({ id }) => id === 'usvideo-platform') as Speaking;
  const tested = async (body: unknown, list: Reply) => {
    const bench = new Bench().on('GET /balance', answer(200, body)).on('GET /videos', list);
    bench.key = { key: platform.key, from: 'secrets', fingerprint: 'aaaaaaaaaaaa' };
    const engine = await bench.open();
    const report = engine.testConnection(platform.service);
    await bench.time.run(10_000);
    engine.dispose();
    return report;
  };

  it.each([
    { current_balance: '$48.50', period: {} },
    { balance: { amount: '48.50', currency: 'USD' } },
    { data: { balance: '$48.50' } },
    { account: { balance_cents: 4850 } },
  ])('%j is a balance', async body => {
    const report = await tested(body, answer(500, {}));
    expect(report).toMatchObject({ ok: true, account: { balance: { amount: 48.5, unit: 'USD' } } });
  });

  it.each([{ funds: 48.5 }, { balance: { amount: 48.5, currency: 'EUR' } }, {}, [48.5]])(
    '%j says nothing against the key: the list does the test',
    async body => {
      expect(await tested(body, answer(200, []))).toMatchObject({
        ok: true,
        text: expect.stringMatching(/accepts the key\. Tried with GET \/videos/),
      });
      expect(await tested(body, platform.error(401, 'unauthorized'))).toMatchObject({ ok: false, refused: true });
      expect(await tested(body, platform.error(500, 'internal'))).toMatchObject({ ok: false, reached: true });
    },
  );

  it('that is no JSON is no account', async () => {
    expect((await tested('<html>Welcome</html>', answer(200, []))).ok).toBe(false);
  });
});
