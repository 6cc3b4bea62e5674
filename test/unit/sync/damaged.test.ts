// A paid job whose first record is damaged: it is said, the record is set aside, and the service's list brings the job back.

import { expect, test } from 'vitest';
import type { JobStore } from '../../../src/core/store/store';
import { Bench, accepted, answer, says } from '../pipeline/bench';

const seconds = 1_000;

/** One bit of a file is flipped, as on a disk that fails. */
async function flip(bench: Bench, path: string): Promise<void> {
  const files = bench.disk.files();
  const bytes = new Uint8Array(await files.read(path));
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  await files.remove(path);
  const file = await files.open(path, 'new');
  await file.write(bytes);
  await file.close();
}

/** A window opens on a job of which everything but its first record is whole. */
async function opened(): Promise<{ bench: Bench; engine: Awaited<ReturnType<Bench['open']>>; id: string }> {
  const bench = new Bench();
  bench.on('GET /videos/job_1', says.processing());
  const { engine: before, id } = await accepted(bench);
  await Promise.all([before.stop(), bench.time.run(4 * seconds)]);
  await flip(bench, `/storage/jobs/${id}/spec.json`);
  const engine = await bench.open();
  await bench.time.run(2 * seconds);
  return { bench, engine, id };
}

const storeOf = (engine: unknown) => (engine as { work: { store: JobStore } }).work.store;

test('is told with the id that the service knows it by', async () => {
  const { engine, id } = await opened();
  expect(engine.jobs()).toEqual([]);
  expect(storeOf(engine).lost).toEqual([{ id, remoteId: 'job_1' }]);
});

test('is told once, whichever window reads it and how often', async () => {
  const { bench, engine } = await opened();
  const other = await bench.open();
  await bench.time.run(300 * seconds);
  expect([...storeOf(engine).lost, ...storeOf(other).lost]).toHaveLength(1);
});

test('comes back by a sync, and its video is fetched; nothing is sent again', async () => {
  const { bench, engine } = await opened();
  const [listed] = [
    { id: 'job_1', status: 'processing', prompt: 'A boat', created_at: new Date(bench.time.now).toISOString() },
  ];
  bench.on('GET /videos', answer(200, { videos: [listed] }));
  await Promise.all([engine.sync('usvideo'), bench.time.run(60 * seconds)]);
  expect(engine.jobs().map(({ remoteId }) => remoteId)).toEqual(['job_1']);
  bench.on('GET /videos/job_1', says.completed());
  await bench.time.run(120 * seconds);
  expect(engine.jobs()[0]?.state).toBe('completed');
  expect(bench.asked('POST /videos')).toBe(1);
});

test('with an empty first record it is left alone: the name is being taken', async () => {
  const bench = new Bench();
  const before = await bench.open();
  await before.stop();
  const folder = '/storage/jobs/0mk0xjn0k-fadb5055e2';
  await bench.disk.files().createFolder(folder);
  await (await bench.disk.files().open(`${folder}/spec.json`, 'new')).close();
  const engine = await bench.open();
  expect(storeOf(engine).lost).toEqual([]);
  expect(await bench.disk.files().list(folder)).toEqual(['spec.json']);
});
