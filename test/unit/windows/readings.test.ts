// What a window has read of the jobs: the newest that was on disk, whatever crossed on the way.

import { expect, test } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { Ports } from '../../../src/core/ports';
import { LookAround } from '../../../src/core/store/look-around';
import { quiet } from '../../simulation/world/clock';
import { Bench, answer, says } from '../pipeline/bench';
import type { BenchOptions } from '../pipeline/bench';
import { Racing, storeOf } from './racing';

const seconds = 1_000;

/** The next listing of one job's folder is old when it arrives. */
class SlowReading extends Racing {
  slow: string | undefined;

  constructor(options: BenchOptions = {}) {
    super(options);
    this.spoil = (ports: Ports): Ports => {
      const list: Ports['files']['list'] = async folder => {
        const names = await ports.files.list(folder);
        if (this.slow === undefined || !folder.endsWith(this.slow)) return names;
        this.slow = undefined;
        await new Promise<void>(resolve => this.time.after(150, resolve));
        return names;
      };
      return { ...ports, files: { ...ports.files, list } };
    };
  }
}

test('an older reading does not replace a newer one: no second job starts where one is allowed', async () => {
  const bench = new SlowReading({ settings: { maxConcurrent: 1 } });
  let sent = 0;
  bench.on('GET /videos', answer(200, [])).on('POST /videos', () => says.accepted(`job_${(sent += 1)}`));
  for (const id of ['job_1', 'job_2', 'job_3']) bench.on(`GET /videos/${id}`, says.processing(id));
  const engine = await bench.open();
  const [first] = await engine.generate(bench.request(), 'view');
  await bench.untilState(engine, first?.id ?? '', 'running');
  const [second] = await engine.generate(bench.request({ prompt: 'two' }), 'view');
  await engine.generate(bench.request({ prompt: 'three' }), 'view');
  await bench.time.run(seconds);
  const states: string[] = [];
  engine.onDidChangeJobs(({ changed }) =>
    states.push(...changed.filter(({ id }) => id === second?.id).map(({ state }) => state)),
  );
  // All is read again just before the place becomes free and the second job is claimed.
  bench.now('GET /videos/job_1', () => {
    bench.slow = second?.id;
    void storeOf(engine).rescan();
    return says.completed('job_1');
  });
  await bench.untilState(engine, first?.id ?? '', 'completed');
  await bench.time.run(30 * seconds);
  expect(bench.asked('POST /videos')).toBe(2);
  expect(engine.jobs().map(({ state }) => state)).toEqual(expect.arrayContaining(['completed', 'running', 'queued']));
  expect(states.slice(states.indexOf('submitting'))).not.toContain('queued');
  expect(states).not.toContain('inDoubt');
});

/** A window that has made and seen the end of enough jobs to have an index, and was closed. */
async function indexed(bench: Racing): Promise<string> {
  let sent = 0;
  bench.on('GET /videos', answer(200, [])).on('POST /videos', () => says.accepted(`job_${(sent += 1)}`));
  for (let job = 1; job <= 56; job += 1) bench.on(`GET /videos/job_${job}`, says.completed(`job_${job}`));
  bench.now('GET /videos/job_1', answer(200, { id: 'job_1', status: 'failed', detail: 'Upstream failed' }));
  const engine = await bench.open();
  for (let press = 0; press < 7; press += 1) await engine.generate(bench.request({ takes: 8 }), 'view');
  await bench.time.run(900 * seconds, () => engine.jobs().every(({ state }) => /completed|failed/.test(state)));
  const failed = engine.jobs().find(({ remoteId }) => remoteId === 'job_1');
  await Promise.all([engine.stop(), bench.time.run(5 * seconds)]);
  expect([...bench.disk.contents()].some(([path]) => path.includes('finished'))).toBe(true);
  return failed?.id ?? '';
}

/** Takes a job away and imports it anew, which gives it its name of before. */
async function importAnew(bench: Racing, engine: CoreEngine, id: string): Promise<void> {
  await engine.remove([id]);
  const again = engine.importJob('usvideo', 'job_1');
  await bench.time.run(5 * seconds);
  expect((await again).id).toBe(id);
}

test.each([
  ['as soon as its first record stands', '/spec.json'],
  ['later', undefined],
])(
  'imported anew after it was taken away, a job is followed by the next window, whatever an index says: killed %s',
  async (_, end) => {
    const bench = new Racing();
    const id = await indexed(bench);
    const before = await bench.open();
    bench.now('GET /videos/job_1', says.processing('job_1'));
    if (end === undefined) await importAnew(bench, before, id);
    else {
      await before.remove([id]);
      bench.hangAfter('window2', end);
      void before.importJob('usvideo', 'job_1');
      await bench.time.run(5 * seconds);
    }
    bench.hang('window2').begin();
    const next = await bench.open();
    bench.now('GET /videos/job_1', says.completed('job_1'));
    expect((await bench.untilState(next, id, 'completed')).remoteId).toBe('job_1');
    // So is that one; what it has seen of the job's end counts from then on.
    bench.hang('window3').begin();
    expect((await bench.open()).job(id)?.state).toBe('completed');
  },
);

test('and where it has ended anew when its window is killed, that end is shown', async () => {
  const bench = new Racing();
  const id = await indexed(bench);
  const before = await bench.open();
  bench.now('GET /videos/job_1', says.processing('job_1'));
  await importAnew(bench, before, id);
  bench.now('GET /videos/job_1', says.completed('job_1'));
  await bench.untilState(before, id, 'completed');
  bench.hang('window2').begin();
  expect((await bench.open()).job(id)?.state).toBe('completed');
});

test('a window that hung while a job was taken away and imported anew reads the new records, not what it had read', async () => {
  const bench = new Racing().on('GET /videos', answer(200, [])) as Racing;
  bench.on('POST /videos', says.accepted()).on('GET /videos/job_1', says.completed('job_1'));
  const link = 'https://media.example/new.mp4';
  for (let tries = 0; tries < 20; tries += 1) bench.downloadEnds.push({ kind: 'refused', status: 403 });
  const [a, b] = [await bench.open(), await bench.open()];
  const [job] = await a.generate(bench.request(), 'view');
  const id = job?.id ?? '';
  await bench.untilState(a, id, 'downloading');
  bench.time.sleep(25 * 3_600 * seconds);
  await bench.untilState(a, id, 'expired');
  await bench.untilState(b, id, 'expired');
  bench.hang('window1').begin();
  bench.now('GET /videos/job_1', answer(200, { id: 'job_1', status: 'completed', video_url: link }));
  await importAnew(bench, b, id);
  bench.hang('window2').begin();
  bench.downloadEnds.length = 0;
  bench.downloads.length = 0;
  bench.hang('window1').end();
  await bench.untilState(a, id, 'completed');
  expect(bench.downloads).toEqual([link]);
});

test('what is missed while a window looks at everything is looked for once more, and only once', async () => {
  let looks = 0;
  let end: () => void = () => undefined;
  const clock = new Bench().time.clockFor(callback => callback());
  const around = new LookAround(
    { clock, log: { write: () => undefined } },
    () => false,
    () => {
      looks += 1;
      return new Promise<void>(resolve => (end = resolve));
    },
  );
  for (let missed = 0; missed < 3; missed += 1) around.now();
  expect(looks).toBe(1);
  end();
  await quiet();
  expect(looks).toBe(2);
  end();
  await quiet();
  expect(looks).toBe(2);
  around.now();
  expect(looks).toBe(3);
});
