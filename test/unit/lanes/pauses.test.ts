// What stops a whole key, how it is found out that it may go on, and how much is asked meanwhile.

import { describe, expect, it } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import { Bench, answer, says } from '../pipeline/bench';

const second = 1_000;
const minute = 60 * second;
const refused = answer(401, { detail: 'Invalid API key' });
const slowDown = answer(429, { detail: 'slow down' });

const asked = (bench: Bench, method: string): number =>
  bench.requests.filter(request => request.method === method).length;
const pauseOf = async (engine: CoreEngine) => (await engine.serviceState('usvideo')).paused;

class KeyWorld {
  readonly bench: Bench;
  refusesStatus = false;
  refusesSubmits = false;

  /** Takes so many jobs at a time. */
  constructor(atOnce: number) {
    this.bench = new Bench({ settings: { maxConcurrent: atOnce } });
    let made = 0;
    this.bench.on('POST /videos', () => {
      if (this.refusesSubmits) return refused;
      const id = `job_${(made += 1)}`;
      this.bench.on(`GET /videos/${id}`, () => (this.refusesStatus ? refused : says.processing(id)));
      return says.accepted(id);
    });
  }

  /** A window with jobs in that number. */
  async open(takes: number): Promise<CoreEngine> {
    const engine = await this.bench.open();
    await engine.generate({ ...this.bench.request(), takes }, 'view');
    await this.bench.time.run(20 * second);
    return engine;
  }
}

describe('a key that a status refused', () => {
  it('is tried by one status every fifteen minutes, and by no submit', async () => {
    const world = new KeyWorld(3);
    const { bench } = world;
    const engine = await world.open(5);
    world.refusesStatus = true;
    await bench.time.run(20 * second);
    expect((await pauseOf(engine))?.reason).toBe('key');
    const [looks, submits] = [asked(bench, 'GET'), asked(bench, 'POST')];
    let changes = 0;
    engine.onDidChangeServices(() => (changes += 1));
    await bench.time.run(61 * minute);
    expect(asked(bench, 'GET') - looks).toBe(4);
    expect(asked(bench, 'POST')).toBe(submits);
    expect(changes).toBe(0);
    expect((await pauseOf(engine))?.reason).toBe('key');
    await engine.stop();
  });

  it('goes on by itself, submits too, once a status is answered', async () => {
    const world = new KeyWorld(3);
    const { bench } = world;
    const engine = await world.open(5);
    world.refusesStatus = true;
    await bench.time.run(20 * second);
    world.refusesStatus = false;
    for (const id of ['job_1', 'job_2']) bench.on(`GET /videos/${id}`, says.completed(id));
    expect(asked(bench, 'POST')).toBe(3);
    await bench.time.run(16 * minute);
    expect(await pauseOf(engine)).toBeUndefined();
    const looks = asked(bench, 'GET');
    await bench.time.run(minute);
    expect(asked(bench, 'GET') - looks).toBeGreaterThan(20);
    expect(asked(bench, 'POST')).toBe(5);
    await engine.stop();
  });

  it('is tried with another job each time', async () => {
    const world = new KeyWorld(3);
    const { bench } = world;
    const engine = await world.open(3);
    world.refusesStatus = true;
    await bench.time.run(20 * second);
    const from = bench.requests.length;
    await bench.time.run(46 * minute);
    expect(new Set(bench.requests.slice(from).map(({ url }) => url)).size).toBe(3);
    await engine.stop();
  });
});

it('a key that a submit refused is still asked about what runs, and nothing more is submitted', async () => {
  const world = new KeyWorld(3);
  const { bench } = world;
  const engine = await world.open(2);
  world.refusesSubmits = true;
  await engine.generate({ ...bench.request(), takes: 4 }, 'view');
  await bench.time.run(5 * second);
  const [looks, submits] = [asked(bench, 'GET'), asked(bench, 'POST')];
  expect((await pauseOf(engine))?.reason).toBe('key');
  await bench.time.run(2 * minute);
  expect(asked(bench, 'GET') - looks).toBeGreaterThan(30);
  expect(asked(bench, 'POST')).toBe(submits);
  await engine.stop();
});

it.each([
  ['an answer that makes no sense', answer(200, 'nonsense')],
  ['an error of the service', answer(500, { detail: 'oops' })],
])('after %s a job is not asked about sooner than the page says', async (_what, reply) => {
  const bench = new Bench().on('POST /videos', says.accepted());
  const times: number[] = [];
  bench.on('GET /videos/job_1', () => {
    times.push(bench.time.now);
    return reply;
  });
  const engine = await bench.open();
  await engine.generate(bench.request(), 'view');
  await bench.time.run(10 * minute);
  expect(times.length).toBeGreaterThan(8);
  for (const [index, time] of times.entries())
    if (index > 0) expect(time - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(5 * second);
  await engine.stop();
});

it('where the service wishes to wait, one submit at a time finds out, until it takes one', async () => {
  const bench = new Bench();
  const times: number[] = [];
  let takes = false;
  let made = 0;
  bench.on('POST /videos', () => {
    times.push(bench.time.now);
    return takes ? says.accepted(`job_${(made += 1)}`) : slowDown;
  });
  const engine = await bench.open();
  for (let more = 0; more < 2; more += 1) await engine.generate({ ...bench.request(), takes: 5 }, 'view');
  await bench.time.run(10 * second);
  const from = times.length;
  await bench.time.run(10 * minute);
  const gaps = times.slice(from).map((time, index) => time - (times[from + index - 1] ?? 0));
  expect(gaps.length).toBeGreaterThan(8);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(second);
  takes = true;
  await bench.time.run(90 * second);
  expect(made).toBe(10);
  await engine.stop();
});

it('what waits for the network is tried every twenty seconds at most, and leaves few attempts', async () => {
  const bench = new Bench().on('POST /videos', says.accepted());
  const engine = await bench.open();
  bench.online = false;
  await engine.generate({ ...bench.request(), takes: 5 }, 'view');
  await bench.time.run(45 * second);
  expect(asked(bench, 'POST')).toBeLessThanOrEqual(8);
  await bench.time.run(10 * minute);
  const tries = asked(bench, 'POST');
  await bench.time.run(10 * minute);
  expect(asked(bench, 'POST') - tries).toBeGreaterThanOrEqual(29);
  bench.online = true;
  await bench.time.run(21 * second);
  expect(engine.jobs().some(({ remoteId }) => remoteId !== undefined)).toBe(true);
  await engine.stop();
});
