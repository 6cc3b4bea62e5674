// Several windows on one storage folder: who leads, who takes over, who waits, and what a sleep or a newer version changes.

import { expect, test } from 'vitest';
import { CoreEngine } from '../../../src/core/engine/core-engine';
import type { Files, OpenFile, Ports } from '../../../src/core/ports';
import { addRecord } from '../../../src/core/store/job-folder';
import type { RecordBody } from '../../../src/core/store/records';
import { nodeRandom } from '../../../src/core/node/clock';
import { JobStore } from '../../../src/core/store/store';
import { Hang } from '../lanes/hanging';
import { Bench, answer, says } from '../pipeline/bench';

/** Windows that can die outright, or have no key, or see no more watches. */
class Windows extends Bench {
  readonly dead = new Set<string>();
  readonly keyless = new Set<string>();
  readonly deaf = new Set<string>();
  readonly owners: string[] = [];

  readonly hang = new Hang();

  /** A window that has read what is there, and hangs before it could begin. */
  async beginHung(name: string): Promise<CoreEngine> {
    let hangs = true;
    const work = this['work'](name);
    const ports = this.hang.ports(work.ports);
    const list: Files['list'] = folder => {
      const listed = ports.files.list(folder);
      if (hangs && folder.endsWith('/jobs')) this.hang.begin();
      hangs &&= !folder.endsWith('/jobs');
      return listed;
    };
    const own = { ...ports, files: { ...ports.files, list } };
    const store = new JobStore(own, '/storage', name);
    const engine = new CoreEngine({ work: { ...work, ports: own, store }, ownerIsGone: () => undefined });
    await this.time.run(100);
    return engine;
  }

  async window(name: string): Promise<CoreEngine> {
    const engine = new CoreEngine({ work: this['work'](name), ownerIsGone: () => undefined });
    await this.time.run(100);
    await engine.ready;
    return engine;
  }

  protected override seams(ports: Ports, window: string): Ports {
    const alive = async <T>(act: () => Promise<T>): Promise<T> => {
      if (this.dead.has(window)) return new Promise<never>(() => undefined);
      return act();
    };
    return {
      ...ports,
      files: this.mortal(ports.files, alive, window),
      net: {
        exchange: (request, signal) =>
          alive(() => {
            this.owners.push(window);
            return ports.net.exchange(request, signal);
          }),
        download: (request, sink, signal) => alive(() => ports.net.download(request, sink, signal)),
      },
      keys: { ...ports.keys, get: async (...of) => (this.keyless.has(window) ? undefined : ports.keys.get(...of)) },
    };
  }

  private mortal(files: Files, alive: <T>(act: () => Promise<T>) => Promise<T>, window: string): Files {
    const opened = (file: OpenFile): OpenFile => ({
      write: bytes => alive(() => file.write(bytes)),
      read: (position, length) => alive(() => file.read(position, length)),
      size: () => alive(() => file.size()),
      sync: () => alive(() => file.sync()),
      close: () => alive(() => file.close()),
    });
    return {
      ...files,
      open: (path, mode) => alive(async () => opened(await files.open(path, mode))),
      list: folder => alive(() => files.list(folder)),
      read: path => alive(() => files.read(path)),
      watch: (folder, changed) =>
        files.watch(folder, name => this.dead.has(window) || this.deaf.has(window) || changed(name)),
    };
  }
}

test('a leader that falls silent is followed within 20 seconds, also where nobody can ask after its process', async () => {
  const took: number[] = [];
  for (let offset = 0; offset < 5_000; offset += 250) {
    const bench = new Windows();
    bench.on('POST /videos', says.accepted()).on('GET /videos/job_1', says.processing());
    const leader = await bench.window('leader');
    const other = await bench.window('other');
    await leader.generate(bench.request(), 'view');
    await bench.time.run(30_000 + offset);
    expect(new Set(bench.owners)).toEqual(new Set(['leader']));
    bench.dead.add('leader');
    const begun = bench.time.elapsed;
    await bench.time.run(60_000, () => bench.owners.includes('other'));
    took.push(bench.time.elapsed - begun);
    expect(other.jobs()[0]?.state).toBe('running');
  }
  process.stdout.write(`  taken over after ${Math.min(...took) / 1_000} to ${Math.max(...took) / 1_000} s\n`);
  expect(Math.max(...took)).toBeLessThan(20_000);
});

test('a window without the key sends nothing and looks at nothing, and takes the lead once it has the key', async () => {
  const bench = new Windows();
  bench.on('POST /videos', says.accepted()).on('GET /videos/job_1', says.processing());
  bench.keyless.add('without');
  const without = await bench.window('without');
  const withKey = await bench.window('with');
  await withKey.generate(bench.request(), 'view');
  await bench.time.run(60_000);
  bench.dead.add('with');
  await bench.time.run(120_000);
  expect(new Set(bench.owners)).toEqual(new Set(['with']));
  expect(without.jobs()[0]).toMatchObject({ needs: 'key' });
  bench.keyless.delete('without');
  bench.setKey(bench.key);
  await bench.time.run(30_000);
  expect(bench.owners).toContain('without');
});

test('a window without the key says nothing of jobs that another window takes care of', async () => {
  const bench = new Windows();
  bench.on('POST /videos', says.accepted()).on('GET /videos/job_1', says.processing());
  bench.keyless.add('without');
  const seen = new Set<string | undefined>();
  for (const name of ['without', 'with']) {
    const engine = await bench.window(name);
    engine.onDidChangeJobs(({ changed }) => changed.forEach(({ needs }) => seen.add(needs)));
    if (name === 'with') await engine.generate(bench.request(), 'view');
  }
  await bench.time.run(120_000);
  expect([...seen]).toEqual([undefined]);
});

test('after a sleep everything is read again before anything is asked or sent', async () => {
  const bench = new Windows();
  bench.on('POST /videos', says.accepted()).on('GET /videos/job_1', says.processing());
  const engine = await bench.window('sleeper');
  const [job] = await engine.generate(bench.request(), 'view');
  await bench.untilState(engine, job?.id ?? '', 'running');
  // Meanwhile another window ended it, and died before it could say so.
  await writeSilently(bench, job?.id, 'done', { state: 'failed' });
  bench.time.sleep(3_600_000);
  const asked = bench.requests.length;
  await bench.time.run(25_000);
  expect(bench.requests.length).toBe(asked);
  expect(engine.jobs()[0]?.state).toBe('failed');
});

test('a wish to cancel that nobody was told of is read before a job is sent', async () => {
  const bench = new Windows();
  bench.on('POST /videos', answer(429, { detail: 'Busy.' }, { 'retry-after': '10' }), says.accepted());
  const engine = await bench.window('sleeper');
  const [job] = await engine.generate(bench.request(), 'view');
  await bench.time.run(2_000);
  await writeSilently(bench, job?.id, 'cancel', { owner: { window: 'other' } });
  bench.time.sleep(3_600_000);
  await bench.time.run(25_000);
  expect(bench.asked('POST /videos')).toBe(1);
  expect(engine.jobs()[0]?.state).toBe('cancelled');
});

test('a window that hung while it began sees what was made meanwhile, though the journal that told of it is gone', async () => {
  const bench = new Windows();
  bench.on('POST /videos', 'lost').on('GET /videos', answer(200, []));
  const hung = await bench.beginHung('hung');
  const engine = await bench.window('other');
  const [job] = await engine.generate(bench.request(), 'view');
  await bench.untilState(engine, job?.id ?? '', 'inDoubt');
  bench.dead.add('other');
  await bench.disk.files().remove('/storage/journal/other.jsonl');
  bench.hang.end();
  await bench.time.run(2_000);
  expect(hung.jobs().map(({ id }) => id)).toEqual([job?.id]);
});

test('an id that one window was told is stronger than the word, in a window that hung, that there is no job', async () => {
  const bench = new Windows();
  bench.on('POST /videos', 'lost', says.accepted('job_2')).on('GET /videos/job_1', says.processing());
  const engine = await bench.window('first');
  const [job] = await engine.generate(bench.request(), 'view');
  await bench.untilState(engine, job?.id ?? '', 'inDoubt');
  await engine.resolve(job?.id ?? '', { kind: 'adopt', remoteId: 'job_1' });
  bench.dead.add('first');
  await writeSilently(bench, job?.id, 'refused', { reason: 'user' }, 1);
  const next = await bench.window('next');
  await bench.time.run(120_000);
  expect(bench.asked('POST /videos')).toBe(1);
  expect(next.jobs()[0]).toMatchObject({ state: 'running', remoteId: 'job_1' });
});

test('a job that was sent again takes nothing of what the service says of the one before', async () => {
  const bench = new Windows();
  bench.on('POST /videos', 'lost', says.accepted('job_2')).on('GET /videos/job_2', says.processing('job_2'));
  const engine = await bench.window('only');
  const [job] = await engine.generate(bench.request(), 'view');
  const id = job?.id ?? '';
  await bench.untilState(engine, id, 'inDoubt');
  await engine.resolve(id, { kind: 'submitAgain' });
  await bench.untilState(engine, id, 'running');
  // A window that followed the first one, and hung until now.
  const video = {
    videoUrl: 'https://media.example/job_1.mp4',
    remoteId: 'job_1',
    expiresAt: bench.time.now + 86_400_000,
  };
  await writeSilently(bench, id, 'result', video, 1);
  bench.time.sleep(60_000);
  await bench.time.run(30_000);
  expect(engine.jobs()[0]).toMatchObject({ state: 'running', remoteId: 'job_2' });
  bench.on('GET /videos/job_2', says.completed('job_2'));
  await bench.untilState(engine, id, 'completed');
  expect(bench.downloads).toEqual(['https://media.example/job_2.mp4']);
});

/** What a window leaves that writes a record and dies before it can tell the others. */
async function writeSilently<K extends 'cancel' | 'done' | 'refused' | 'result'>(
  bench: Bench,
  job: string | undefined,
  kind: K,
  body: RecordBody<K>,
  number = 0,
): Promise<void> {
  const ports = { files: bench.disk.files(), random: nodeRandom };
  await addRecord(ports, `/storage/jobs/${job}`, kind, number, { at: bench.time.now, body });
}

test('once a newer version has written, a window stops, gives the lead back, says why, and changes no record', async () => {
  const bench = new Windows();
  bench.on('POST /videos', says.accepted()).on('GET /videos/job_1', says.processing());
  const engine = await bench.window('old');
  const [job] = await engine.generate(bench.request(), 'view');
  await bench.untilState(engine, job?.id ?? '', 'running');
  const newer = await bench.disk.files().open(`/storage/jobs/${job?.id}/cancel.json`, 'new');
  await newer.write(new TextEncoder().encode('{"v":99,"kind":"cancel","at":1,"sum":"","body":{"news":true}}'));
  await bench.time.run(60_000);
  const records = () =>
    [...bench.disk.contents()]
      .filter(([path]) => /\/(jobs|library|claims|open)\//.test(path))
      .map(([path, bytes]) => `${path} ${Buffer.from(bytes).toString('base64')}`)
      .sort();
  const [before, asked] = [records(), bench.requests.length];
  await expect(engine.generate(bench.request(), 'view')).rejects.toMatchObject({
    code: 'store-read-only',
    message: expect.stringMatching(/newer version of Reelwright has used this library\. Update/),
  });
  await bench.time.run(600_000);
  expect(bench.requests.length).toBe(asked);
  expect(records()).toEqual(before);
  const leases = [...bench.disk.contents()].map(([path]) => path).filter(path => path.includes('/leases/'));
  expect(leases.some(path => path.endsWith('.released'))).toBe(true);
});
