// What another version of the product has written: passed over where it says no more than it may, left alone where it says what cannot be understood.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { Job } from '../../../src/core/job';
import type { Ports } from '../../../src/core/ports';
import { nodeRandom } from '../../../src/core/node/clock';
import { costKnown } from '../../../src/core/store/attempts';
import {
  indexName,
  indexShape,
  readFinished,
  worthIndexing,
  writeFinished,
} from '../../../src/core/store/finished-index';
import { addRecord } from '../../../src/core/store/job-folder';
import { claimName } from '../../../src/core/store/layout';
import { encodeRecord, recordSchemas } from '../../../src/core/store/records';
import type { RecordKind } from '../../../src/core/store/records';
import { Bench, answer, says } from '../pipeline/bench';

/** A bench on whose disk another version writes, too. */
class SharedBench extends Bench {
  /** What files were put in their place under. */
  readonly renamed: string[] = [];

  protected override seams(ports: Ports): Ports {
    const rename: Ports['files']['rename'] = (from, to) => {
      this.renamed.push(to);
      return ports.files.rename(from, to);
    };
    return { ...ports, files: { ...ports.files, rename } };
  }

  /** Writes a file as another version does. */
  async put(path: string, text: string, mode: 'new' | 'append' = 'new'): Promise<void> {
    const file = await this.disk.files().open(`/storage/${path}`, mode);
    await file.write(new TextEncoder().encode(text));
    await file.close();
  }

  text(path: string): string | undefined {
    const bytes = this.disk.contentOf(`/storage/${path}`);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  }

  names(pattern: RegExp): string[] {
    return [...this.disk.contents()].map(([path]) => path).filter(path => pattern.test(path));
  }

  /** One that the service goes on rendering. */
  async running(): Promise<{ engine: CoreEngine; job: Job }> {
    this.on('POST /videos', says.accepted()).on('GET /videos/job_1', says.processing());
    const engine = await this.open();
    const [job] = await engine.generate(this.request(), 'view');
    return { engine, job: await this.untilState(engine, job?.id ?? '', 'running') };
  }

  async refuses(engine: CoreEngine): Promise<boolean> {
    const refused = engine.generate(this.request(), 'view').then(
      () => false,
      (error: unknown) => (error as { code?: unknown }).code === 'store-read-only',
    );
    await this.time.run(1_000);
    return refused;
  }
}

/** The text of a record whose body holds other words than this version knows, with a true checksum. */
function recordOf(kind: RecordKind, body: object): string {
  return new TextDecoder().decode(encodeRecord(kind, 1, body as never));
}

describe('records', () => {
  test.each([
    ['with a later number and an envelope of its own', 'doubt-1.json', '{"v":2,"kind":"doubt","seal":"x"}'],
    ['of a kind that only a later version has', 'withdrawn-1.json', '{"v":2,"kind":"withdrawn","at":1}'],
    ['with a word that only a later version knows', 'cancel.json', recordOf('cancel', { owner: 'everybody' })],
  ])('%s make the window show and not touch', async (_, name, text) => {
    const bench = new SharedBench();
    const { engine, job } = await bench.running();
    const path = `jobs/${job.id}/${name}`;
    await bench.put(path, text);
    await bench.put(`jobs/${job.id}/uncancelled.json`, 'torn');
    const again = await bench.open();
    await bench.time.run(60_000);
    expect([await bench.refuses(engine), await bench.refuses(again)]).toEqual([true, true]);
    expect(bench.text(path)).toBe(text);
    expect(bench.names(/damaged-/)).toEqual([]);
  });

  test('that say more than this version knows, and kinds beside them, are passed over', async () => {
    const bench = new SharedBench();
    const { job } = await bench.running();
    await bench.put(`jobs/${job.id}/mood.json`, recordOf('mood' as never, { tone: 'calm' }));
    const spec = JSON.parse(bench.text(`jobs/${job.id}/spec.json`) ?? '') as { body: object };
    await bench.disk.files().remove(`/storage/jobs/${job.id}/spec.json`);
    await bench.put(`jobs/${job.id}/spec.json`, recordOf('spec', { ...spec.body, mood: 'calm' }));
    const engine = await bench.open();
    expect(engine.job(job.id)).toMatchObject({ prompt: job.prompt, remoteId: 'job_1' });
    expect(await bench.refuses(engine)).toBe(false);
    expect(bench.names(/damaged-/)).toEqual([]);
  });
});

describe('a window that only shows any more', () => {
  async function stopped(bench: SharedBench): Promise<void> {
    const folder = 'jobs/0zzzzzzzz-0123456789';
    await bench.disk.files().createFolder(`/storage/${folder}`);
    await bench.put(`${folder}/spec.json`, '{"v":2,"kind":"spec"}');
    await bench.put(
      'journal/later.jsonl',
      '{"owner":"later"}\n{"job":"0zzzzzzzz-0123456789","what":"records"}\n',
      'append',
    );
  }

  test('still writes down the id that its own submission is answered with', async () => {
    const bench = new SharedBench();
    let answers = 0;
    bench.on('POST /videos', () => {
      answers += 1;
      return says.accepted();
    });
    const engine = await bench.open();
    const [job] = await engine.generate(bench.request(), 'view');
    await bench.time.run(60_000, () => bench.requests.some(({ method }) => method === 'POST'));
    await stopped(bench);
    await bench.time.run(10_000);
    expect([answers, await bench.refuses(engine)]).toEqual([1, true]);
    expect(bench.text(`jobs/${job?.id}/accepted-1.json`)).toContain('"remoteId":"job_1"');
  });

  test('asks the service nothing for a person, since nobody would count it, and says why', async () => {
    const bench = new SharedBench();
    const { engine } = await bench.running();
    await stopped(bench);
    await bench.time.run(5_000);
    const before = bench.requests.length;
    const asking = [engine.testConnection('usvideo'), engine.sync('usvideo').catch((error: unknown) => error)];
    await bench.time.run(60_000);
    expect(bench.requests.slice(before).map(({ url }) => new URL(url).pathname)).toEqual([]);
    const said = (await Promise.all(asking)).map(answer =>
      answer instanceof Error ? answer.message : JSON.stringify(answer),
    );
    for (const sentence of said) expect(sentence).toContain('A newer version of Reelwright has used this library.');
  });

  test('sets no damaged record aside, and a copy that is saved is no error', async () => {
    const bench = new SharedBench();
    const { engine, job } = await bench.running();
    await stopped(bench);
    await bench.time.run(5_000);
    await bench.put(`jobs/${job.id}/result-1.json`, 'torn');
    await bench.put('journal/later.jsonl', `{"job":"${job.id}","what":"records"}\n`, 'append');
    await bench.time.run(5_000);
    expect(bench.text(`jobs/${job.id}/result-1.json`)).toBe('torn');
    await engine.noteSaved(job.id, 'file:///video.mp4');
    expect(bench.names(/saved-/)).toEqual([]);
  });
});

test('a line of a kind that only a later version writes is heard as news of its job', async () => {
  const bench = new SharedBench();
  const { engine, job } = await bench.running();
  const ports = { files: bench.disk.files(), random: nodeRandom };
  const done = { at: bench.time.now, body: { state: 'failed' as const } };
  await addRecord(ports, `/storage/jobs/${job.id}`, 'done', 0, done);
  await bench.put('journal/later.jsonl', `{"owner":"later"}\n{"job":"${job.id}","what":"mood","mood":1}\n`);
  await bench.time.run(1_000);
  expect(engine.job(job.id)?.state).toBe('failed');
});

test('what a later version says of a job meanwhile is shown as far as it is understood', async () => {
  const bench = new SharedBench();
  const { engine, job } = await bench.running();
  const live = { remote: 'dreaming', fraction: 0.75, waiting: { reason: 'mood' } };
  await bench.put('journal/later.jsonl', `${JSON.stringify({ job: job.id, what: 'live', live })}\n`);
  await bench.time.run(500);
  expect(engine.job(job.id)).toMatchObject({ state: 'pending', fraction: 0.75 });
});

test('a claim that says more still names its job: one is made, under that id', async () => {
  const bench = new SharedBench();
  const listed = { id: 'job_a', status: 'processing', prompt: 'p', created_at: new Date(bench.time.now).toISOString() };
  bench.on('GET /videos', answer(200, { videos: [listed] })).on('GET /videos/job_a', says.processing('job_a'));
  const engine = await bench.open();
  const id = '0mk0xjmt1-0011223344';
  await bench.put(
    `claims/${claimName('usvideo', 'https://usvideoapi.com/v1', 'job_a')}`,
    `{"by":"later","job":"${id}"}\n`,
  );
  const syncing = engine.sync('usvideo');
  await bench.time.run(60_000);
  expect(await syncing).toMatchObject({ adopted: 1 });
  expect(engine.jobs().map(job => job.id)).toEqual([id]);
});

test('files are found under the same names by all versions: another name would be another leader, another claim', async () => {
  const bench = new SharedBench();
  const { job } = await bench.running();
  const names = bench.names(/^/).map(path => path.slice('/storage/'.length).replace(job.id, 'JOB'));
  expect(names.sort()).toEqual([
    'claims/68e82db394d678c8fb55ad33d42440e3.json',
    'jobs/JOB/accepted-1.json',
    'jobs/JOB/attempt-1.json',
    'jobs/JOB/spec.json',
    'journal/window1.jsonl',
    'leases/f5ef760d7e81b056c0b7b689e825c71c/1.lease',
    'leases/f5ef760d7e81b056c0b7b689e825c71c/pace.json',
    'open/JOB',
  ]);
});

describe('the index of finished jobs', () => {
  async function finish(bench: SharedBench, count: number): Promise<void> {
    const ports = { files: bench.disk.files(), random: nodeRandom };
    for (let index = 0; index < count; index += 1) {
      const id = `0mk0xjmt1-${String(index).padStart(10, '0')}`;
      const spec = { id, service: 'usvideo', dialect: 'usvideo', prompt: `p${index}`, options: {}, take: 1, takes: 1 };
      await ports.files.createFolder(`/storage/jobs/${id}`);
      await addRecord(ports, `/storage/jobs/${id}`, 'spec', 0, {
        at: 1,
        body: { ...spec, group: 'g', origin: 'view' },
      });
      await addRecord(ports, `/storage/jobs/${id}`, 'done', 0, { at: 2, body: { state: 'failed' } });
    }
  }

  test('is each version’s own: none replaces another’s, and none is written again at every start', async () => {
    const bench = new SharedBench();
    await (await bench.open()).stop();
    await finish(bench, worthIndexing);
    const later = indexName.replace(`${indexShape}`, `${indexShape + 1}`);
    await bench.put(later, 'of a later version');
    for (let start = 0; start < 3; start += 1) {
      const engine = await bench.open();
      expect(engine.jobs()).toHaveLength(worthIndexing);
      await bench.time.run(1_000);
      await engine.stop();
    }
    expect(bench.renamed.filter(path => path.includes('finished'))).toEqual([`/storage/${indexName}`]);
    expect(bench.text(later)).toBe('of a later version');
  });

  test('keeps a cost that only a later link told', async () => {
    const { disk } = new SharedBench();
    const ports = { files: disk.files(), random: nodeRandom };
    await ports.files.createFolder('/storage');
    const body = { videoUrl: 'https://media.example/a.mp4', expiresAt: 3 };
    const cost = { amount: 1.2, unit: 'USD' } as const;
    const results = [
      { at: 1, body },
      { at: 2, body: { ...body, cost } },
    ];
    const spec = { id: 'a', service: 'usvideo', dialect: 'usvideo', prompt: 'p', options: {}, take: 1, takes: 1 };
    const records = {
      spec: { at: 0, body: { ...spec, group: 'g', origin: 'view' } },
      attempts: [],
      results,
      saved: [],
    };
    await writeFinished(ports, '/storage', [records]);
    const [read] = await readFinished(ports.files, '/storage');
    expect(read && costKnown(read)).toEqual(cost);
    expect(read?.results[0]?.at).toBe(1);
  });

  test('has another shape as soon as a record has', () => {
    const shapes = JSON.stringify(z.toJSONSchema(z.object(recordSchemas)));
    const known = { 3: '33c68f41e5fea8d5' }[indexShape];
    // Where this fails a record has changed: let `indexShape` grow, and note the new digest beside it.
    expect(createHash('sha256').update(shapes).digest('hex').slice(0, 16)).toBe(known);
  });
});
