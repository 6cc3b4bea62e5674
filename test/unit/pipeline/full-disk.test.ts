// What a person is told while nothing can be written down.

import { expect, it } from 'vitest';
import type { Ports } from '../../../src/core/ports';
import { Bench, answer, says } from './bench';

const seconds = 1_000;

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

interface Effect {
  /** A file that is made. */
  readonly made?: string;
  /** A folder whose names are made durable. */
  readonly synced?: string;
  /** The method of a request that was answered. */
  readonly answered?: string;
}

/** A disk that is full from some moment on. */
class FillingBench extends Bench {
  /** The disk gets full with the `nth` effect that is as said. */
  fillAt(isIt: (effect: Effect) => boolean, nth = 1): void {
    let count = 0;
    this.fills = effect => isIt(effect) && (count += 1) === nth;
  }

  private fills: (effect: Effect) => boolean = () => false;

  private note(effect: Effect): void {
    if (!this.fills(effect)) return;
    this.disk.full = true;
    this.time.after(5 * seconds, () => (this.disk.full = false));
    if (effect.synced !== undefined) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
  }

  protected override seams(ports: Ports): Ports {
    const files: Ports['files'] = {
      ...ports.files,
      open: async (path, mode) => {
        this.note({ made: path });
        return ports.files.open(path, mode);
      },
      syncFolder: async synced => {
        this.note({ synced });
        return ports.files.syncFolder(synced);
      },
    };
    const exchange: Ports['net']['exchange'] = async (request, signal) => {
      const answered = await ports.net.exchange(request, signal);
      this.note({ answered: request.method });
      return answered;
    };
    return { ...ports, files, net: { ...ports.net, exchange } };
  }
}

const isRecord = ({ made }: Effect) => made?.includes('/jobs/') === true;

it.each([1, 2, 3, 4, 5])(
  'full at the record %i of four takes, the refusal says how many go out, and just those do',
  async nth => {
    const bench = new FillingBench();
    let sent = 0;
    bench.on('GET /videos', answer(200, [])).on('POST /videos', () => says.accepted(`job_${(sent += 1)}`));
    const engine = await bench.open();
    bench.fillAt(isRecord, nth);
    const refusal = engine.generate(bench.request({ takes: 4 }), 'view').catch((error: unknown) => error);
    await bench.time.run(60 * seconds);
    const problem = await refusal;
    if (nth === 5) {
      expect([problem, sent]).toEqual([expect.any(Array), 4]);
      return;
    }
    expect(problem).toMatchObject({ code: 'store-full' });
    expect(String(problem)).toMatch(sent === 0 ? /was not sent/ : new RegExp(`\\b${sent} of 4 takes .* will be sent`));
    expect([engine.jobs().length, sent > 0]).toEqual([sent, nth > 1]);
  },
);

it('a take whose record stood before the disk was full is queued, and nobody is told that it was not', async () => {
  const bench = new FillingBench();
  bench.on('POST /videos', says.accepted()).on('GET /videos/job_1', says.processing());
  const engine = await bench.open();
  bench.fillAt(({ synced }) => synced === '/storage/jobs');
  const queued = engine.generate(bench.request(), 'view').catch((error: unknown) => error);
  await bench.time.run(120 * seconds);
  expect(await queued).toHaveLength(1);
  expect(bench.asked('POST /videos')).toBe(1);
});

it.each([
  ['nothing was sent', 'unreachable' as const, 'running', 2],
  ['to wait', answer(503, { detail: 'Slow down' }, { 'retry-after': '3' }), 'running', 2],
  ['refused', answer(422, { detail: 'Unprocessable' }), 'failed', 1],
])('a verdict is kept until there is room for it, and is no doubt: %s', async (_, reply, state, posts) => {
  const bench = new FillingBench();
  bench.on('POST /videos', reply, says.accepted()).on('GET /videos', answer(200, []));
  bench.on('GET /videos/job_1', says.processing());
  const engine = await bench.open();
  bench.fillAt(({ answered }) => answered === 'POST');
  const states = new Set<string>();
  engine.onDidChangeJobs(({ changed }) => changed.forEach(job => states.add(job.state)));
  await engine.generate(bench.request(), 'view');
  await bench.time.run(240 * seconds);
  expect(states).not.toContain('inDoubt');
  expect(engine.jobs().map(job => job.state)).toEqual([state]);
  expect(bench.asked('POST /videos')).toBe(posts);
});

it('nor is the word that it failed there', async () => {
  const failed = { success: false, error: { code: 'JOB_FAILED', message: 'Generation failed' } };
  const bench = new FillingBench().on('POST /generate/text-to-video', answer(500, failed)) as FillingBench;
  const engine = await bench.open();
  bench.fillAt(({ answered }) => answered === 'POST');
  const states = new Set<string>();
  engine.onDidChangeJobs(({ changed }) => changed.forEach(job => states.add(job.state)));
  await engine.generate(bench.request({ service: 'seedance-tv', options: {} }), 'view');
  await bench.time.run(240 * seconds);
  expect([...states]).toEqual(['queued', 'submitting', 'failed']);
});
