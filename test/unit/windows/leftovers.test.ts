// What dead windows leave behind goes; what a living one may still need stays.

import { expect, test } from 'vitest';
import { CoreEngine } from '../../../src/core/engine/core-engine';
import { Bench, says } from '../pipeline/bench';

const day = 24 * 3_600_000;
const temporary = '.0123456789abcdef.tmp';

class LeavingBench extends Bench {
  readonly ended = new Set<string>();

  override async open(): Promise<CoreEngine> {
    const work = this['work'](`window${(this.count += 1)}`);
    const engine = new CoreEngine({
      work,
      ownerIsGone: owner => this.ended.has(owner.split(' ')[0] ?? '') || undefined,
    });
    await this.time.run(100);
    await engine.ready;
    await this.time.run(1_000);
    return engine;
  }

  private count = 0;

  async write(path: string, text = 'half'): Promise<void> {
    const file = await this.disk.files().open(`/storage/${path}`, 'append');
    await file.write(new TextEncoder().encode(text));
    await file.close();
  }

  /** Names in a folder of the storage. */
  async names(folder: string): Promise<string[]> {
    return (await this.disk.files().list(`/storage/${folder}`)).sort();
  }

  /** One job that goes on being rendered, or is done. */
  async job(engine: CoreEngine, ends: boolean): Promise<string> {
    this.on('POST /videos', says.accepted()).on('GET /videos/job_1', ends ? says.completed() : says.processing());
    const [job] = await engine.generate(this.request(), 'view');
    await this.untilState(engine, job?.id ?? '', ends ? 'completed' : 'running');
    return job?.id ?? '';
  }
}

test('an unfinished download of a window that has ended goes with its journal; that of a living one stays', async () => {
  const bench = new LeavingBench();
  const first = await bench.open();
  const id = await bench.job(first, false);
  const part = `library/${id}.window1.89abcdef.part`;
  await bench.write(part);
  await bench.write(`${part}.etag`);
  await bench.open();
  expect(await bench.names('library')).toEqual([`${id}.window1.89abcdef.part`, `${id}.window1.89abcdef.part.etag`]);
  expect(await bench.names('journal')).toContain('window1.jsonl');
  bench.ended.add('window1');
  await bench.open();
  expect(await bench.names('library')).toEqual([]);
  expect(await bench.names('journal')).not.toContain('window1.jsonl');
});

test('a window of which nobody can tell whether it lives keeps its download', async () => {
  const bench = new LeavingBench();
  const id = await bench.job(await bench.open(), false);
  await bench.write('journal/elsewhere.jsonl', '{"owner":"elsewhere 77 another-machine"}\n');
  await bench.write(`library/${id}.elsewhere.89abcdef.part`);
  await bench.write(`library/${id}.unheard-of.89abcdef.part`);
  await bench.open();
  expect(await bench.names('library')).toHaveLength(2);
});

test('an unfinished download that nobody owns goes once its job is done', async () => {
  const bench = new LeavingBench();
  const id = await bench.job(await bench.open(), true);
  await bench.write(`library/${id}.unheard-of.89abcdef.part`);
  await bench.open();
  expect(await bench.names('library')).toEqual([`${id}.json`, `${id}.mp4`]);
});

test('a file under a passing name goes a day after it was first seen, wherever it lies', async () => {
  const bench = new LeavingBench();
  const id = await bench.job(await bench.open(), false);
  const lane = (await bench.names('leases'))[0] ?? '';
  const folders = ['library', `jobs/${id}`, `leases/${lane}`, 'claims', '.'];
  for (const folder of folders) await bench.write(folder === '.' ? temporary : `${folder}/${temporary}`);
  const left = async () => {
    const names = await Promise.all(
      folders.map(folder => bench.disk.files().list(folder === '.' ? '/storage' : `/storage/${folder}`)),
    );
    return names.filter(list => list.includes(temporary)).length;
  };
  await bench.open();
  bench.time.sleep(day - 60_000);
  await bench.open();
  expect(await left()).toBe(folders.length);
  bench.time.sleep(day);
  await bench.open();
  expect(await left()).toBe(0);
  expect(await bench.names('jobs')).toEqual([id]);
});

test('a job that was half taken away when its window died is taken away whole', async () => {
  const bench = new LeavingBench();
  await bench.open();
  await bench.disk.files().createFolder('/storage/.trash-0mwowdeqi-2db1c15510');
  await bench.write('.trash-0mwowdeqi-2db1c15510/spec.json');
  await bench.open();
  expect((await bench.disk.files().list('/storage')).filter(name => name.startsWith('.trash'))).toEqual([]);
});
