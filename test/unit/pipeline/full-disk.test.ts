// What a person is told while nothing can be written down.

import { expect, it } from 'vitest';
import { Bench, says } from './bench';

it('a wish about a job that was sent is refused in words that do not say that it was not sent', async () => {
  const bench = new Bench().on('POST /videos', says.accepted()).on('GET /videos/job_1', says.pending());
  const engine = await bench.open();
  const [job] = await engine.generate(bench.request(), 'view');
  const id = job?.id ?? '';
  await bench.until(engine, id, now => now.remoteId === 'job_1');
  bench.disk.full = true;
  const refusal = engine.cancel(id).catch((error: unknown) => error);
  await bench.time.run(100);
  expect(await refusal).toMatchObject({
    code: 'store-full',
    message:
      'The disk is full, so this could not be written down and nothing has changed. Free some room and try again.',
  });
  bench.disk.full = false;
  engine.dispose();
});

it('the id that a service gave is kept until there is room for it, however long that takes', async () => {
  const bench = new Bench().on('GET /videos/job_1', says.completed());
  bench.on('POST /videos', () => {
    bench.disk.full = true;
    return says.accepted();
  });
  const engine = await bench.open();
  const [job] = await engine.generate(bench.request(), 'view');
  await bench.time.run(3 * 3_600_000);
  const lines = bench.logged.filter(line => line.includes('cannot be written down'));
  expect(lines[0]).toContain('job_1');
  expect(lines.length).toBeLessThan(500);
  bench.disk.full = false;
  await bench.untilState(engine, job?.id ?? '', 'completed');
  expect(bench.asked('POST /videos')).toBe(1);
});
