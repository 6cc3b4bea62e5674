// What was shown as free is not charged because another key was set while it waited.

import { expect, test } from 'vitest';
import { answer, Bench } from '../pipeline/bench';

const key = (name: string) =>
  ({ key: name, from: 'secrets', fingerprint: Buffer.from(name).toString('hex').slice(-12) }) as const;
const asked = { service: 'usvideo', prompt: 'A calm sea', options: {} } as const;

/** A window whose service cannot be reached while a job is queued under the first key, and takes jobs under the second. */
async function switched(first: string, second: string) {
  const bench = new Bench().on('POST /videos', 'unreachable');
  bench.setKey(key(first));
  const engine = await bench.open();
  const [queued] = await engine.generate(asked, 'view');
  const id = queued?.id ?? '';
  await bench.time.run(2_000);
  const before = bench.requests.length;
  bench.on('POST /videos', answer(200, { id: 'job_1', job_id: 'job_1', status: 'queued' }));
  bench.on('GET /videos/job_1', answer(200, { id: 'job_1', job_id: 'job_1', status: 'processing' }));
  bench.setKey(key(second));
  await bench.time.run(120_000);
  const sent = bench.requests
    .slice(before)
    .filter(({ method, headers }) => method === 'POST' && headers['authorization'] === `Bearer ${second}`);
  return { queued, job: engine.job(id), sent };
}

test('a job that was free under a test key is not sent with a key that is charged, and says why', async () => {
  const { queued, job, sent } = await switched('usv_test_aaaaaaaaaa', 'usv_live_bbbbbbbbbb');
  expect(queued?.estimate?.unit).toBe('free');
  expect(sent).toEqual([]);
  expect(job).toMatchObject({ state: 'failed', error: { message: expect.stringContaining('free') as string } });
});

test('a job that was priced goes on with another key of its kind', async () => {
  const { queued, job, sent } = await switched('usv_live_aaaaaaaaaa', 'usv_live_bbbbbbbbbb');
  expect(queued?.estimate?.unit).toBe('USD');
  expect(sent).toHaveLength(1);
  expect(job?.state).not.toBe('failed');
});
