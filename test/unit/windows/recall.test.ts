// A window that is opened later shows what the others show, though nothing new is heard.

import { expect, test } from 'vitest';
import { Bench, accepted, answer, says } from '../pipeline/bench';

const seconds = 1_000;

test('how far a job is, as soon as the window is open', async () => {
  const bench = new Bench();
  bench.on('GET /videos/job_1', says.processing());
  const { engine, id } = await accepted(bench);
  await bench.time.run(20 * seconds);
  expect(engine.job(id)?.state).toBe('running');
  const asked = bench.asked('GET /videos/job_1');
  const later = await bench.open();
  expect(later.job(id)?.state).toBe('running');
  expect(bench.asked('GET /videos/job_1')).toBe(asked);
});

test('why a job waits: three of its batch are in doubt', async () => {
  const bench = new Bench().on('POST /videos', 'lost').on('GET /videos', answer(200, []));
  const engine = await bench.open();
  for (let index = 0; index < 3; index += 1) await engine.generate(bench.request(), 'export');
  await bench.time.run(2 * seconds);
  const [waiting] = await engine.generate(bench.request(), 'export');
  await bench.time.run(120 * seconds);
  const later = await bench.open();
  expect(later.job(waiting?.id ?? '')?.waiting).toEqual({ reason: 'doubts' });
});

test('the newest word counts, whichever window said it', async () => {
  const bench = new Bench();
  bench.on('GET /videos/job_1', says.processing());
  const { engine, id } = await accepted(bench);
  await bench.time.run(20 * seconds);
  const second = await bench.open();
  // The first window says that it runs, and ends; the other one leads and says that nobody can be reached.
  await Promise.all([engine.stop(), bench.time.run(4 * seconds)]);
  bench.online = false;
  await bench.time.run(120 * seconds);
  expect(second.job(id)?.waiting).toEqual({ reason: 'offline' });
  expect((await bench.open()).job(id)?.waiting).toEqual({ reason: 'offline' });
});
