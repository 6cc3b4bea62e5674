// The built-in sandbox through the exports: real MP4 files, exactly as asked, the same bytes for the same request, and told failures.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { readBoxes } from '../e2e/harness/mp4';
import { test } from './harness/suite';
import { api, bytesOf, fileUri, make, tiny } from './reelwright';

const sizes: Readonly<Record<string, readonly [number, number]>> = {
  '16:9': [854, 480],
  '9:16': [480, 854],
  '1:1': [480, 480],
  '4:3': [640, 480],
};

for (const [aspectRatio, [width, height]] of Object.entries(sizes)) {
  test(`a clip of ${aspectRatio} at 480p is ${width} × ${height}, 24 frames a second, and begins with its index`, async () => {
    const job = await make(tiny('Ratio', { options: { resolution: '480p', duration: 1, aspectRatio } }));
    assert.deepEqual([job.state, job.error], ['completed', undefined]);
    const facts = readBoxes(await bytesOf(job));
    assert.deepEqual(facts, { order: ['ftyp', 'moov', 'mdat'], width, height, seconds: 1, codec: 'avc1', frames: 24 });
    const { uri: _, bytes, ...video } = job.video ?? {};
    assert.deepEqual(video, { seconds: 1, width, height, hasAudio: false });
    assert.equal(bytes, (await bytesOf(job)).length);
  });
}

test('the same request with the same seed gives the same bytes, another seed others', async () => {
  const seeded = (seed: number) =>
    make(tiny('A seeded sea', { options: { resolution: '480p', duration: 1, seed } })).then(bytesOf);
  const [first, again, other] = [await seeded(7), await seeded(7), await seeded(8)];
  assert.ok(first.equals(again));
  assert.ok(!first.equals(other));
});

test('without a seed, takes differ from each other and repeat with the request', async () => {
  const reelwright = await api();
  const twice = async () => {
    const jobs = await reelwright.generate(tiny('Two takes of a sea', { takes: 2 }));
    return Promise.all(jobs.map(async ({ id }) => bytesOf(await reelwright.settled(id))));
  };
  const [[one, two], [oneAgain, twoAgain]] = [await twice(), await twice()];
  assert.ok(one && two && oneAgain && twoAgain);
  assert.ok(!one.equals(two));
  assert.ok(one.equals(oneAgain));
  assert.ok(two.equals(twoAgain));
});

for (const name of ['dawn.jpg', 'sea.webp', 'cup.avif', 'ball.gif', 'lights.TIFF', 'shoe.png']) {
  test(`${name} becomes the first frame of a clip`, async () => {
    const job = await make(tiny('Over a picture', { image: fileUri('pictures', name) }));
    assert.deepEqual([job.state, job.error], ['completed', undefined]);
    assert.equal(readBoxes(await bytesOf(job)).frames, 24);
  });
}

test('beside the video lies how it was made', async () => {
  const job = await make(tiny('A sea with a note', { image: fileUri('pictures', 'dawn.jpg') }));
  const path = job.video?.uri.fsPath.replace(/\.mp4$/, '.json') ?? '';
  const note = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  assert.deepEqual(
    [note['job'], note['service'], note['prompt'], note['options'], note['take']],
    [job.id, 'sandbox', 'A sea with a note', { resolution: '480p', duration: 1 }, 1],
  );
  assert.equal((note['firstFrame'] as { name: string }).name, 'dawn.jpg');
  assert.equal(typeof note['sandbox'], 'string');
});

/** What a prompt asks for: the state, and the status that the error carries. */
const told: readonly [string, number | undefined][] = [
  ['402', 402],
  ['401', 401],
  ['422', 422],
  ['safety', undefined],
  ['job', undefined],
];

for (const [name, httpStatus] of told) {
  test(`[fail:${name}] fails with words, advice and ${httpStatus ?? 'no'} status`, async () => {
    const job = await make(tiny(`A clip that fails [fail:${name}]`));
    assert.equal(job.state, 'failed');
    assert.ok(job.error);
    assert.equal(job.error.httpStatus, httpStatus);
    assert.match(job.error.message, /\S/);
    assert.match(job.error.advice, /\.$/);
    assert.ok(job.finishedAt !== undefined && job.finishedAt >= job.createdAt);
    assert.equal(job.video, undefined);
  });
}

test('a failure told to one job keeps none of the next ones waiting', async () => {
  assert.equal((await make(tiny('After the failures'))).state, 'completed');
});

test('[fail:download] and [fail:429] are got over', async () => {
  for (const name of ['download', '429']) {
    assert.equal((await make(tiny(`Got over [fail:${name}]`))).state, 'completed', name);
  }
});

test('a [slow:…] clip can be cancelled while it waits', async () => {
  const reelwright = await api();
  const running = new Promise<void>(resolve => {
    const listening = reelwright.onDidChangeJob(job => {
      if (!job.prompt.includes('slow:300') || job.state !== 'running') return;
      listening.dispose();
      resolve();
    });
  });
  const [job] = await reelwright.generate(tiny('A slow sea [slow:300]'));
  assert.ok(job);
  await running;
  await reelwright.cancel(job.id);
  const ended = await reelwright.settled(job.id);
  assert.equal(ended.state, 'cancelled');
});
