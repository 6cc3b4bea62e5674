// The first frame of a job stays with it: bytes or an address, as the job says it, as it is retried, and as the file beside the video tells it.

import { describe, expect, it } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { GenerationRequest } from '../../../src/core/request';
import { answer, Bench } from './bench';

const address = { kind: 'address', url: 'https://example.com/first.jpg' } as const;
const submit = 'POST /api/v1/generations';
const accepted = (id: string) => answer(201, { data: { id, status: 'pending' } });
const completed = answer(200, { data: { id: 'job_1', status: 'completed', video_url: 'https://media.example/a.mp4' } });

async function made(bench: Bench, change: Partial<GenerationRequest>): Promise<{ engine: CoreEngine; id: string }> {
  const engine = await bench.open();
  const [job] = await engine.generate({ service: 'vibegen', prompt: 'A calm sea', options: {}, ...change }, 'view');
  return { engine, id: job?.id ?? '' };
}

describe('a first frame that is an address alone', () => {
  it('is on the job, in the retry, and beside the video', async () => {
    const bench = new Bench().on(submit, accepted('job_1'), accepted('job_2'));
    bench.on('GET /api/v1/tasks/job_1', completed).on('GET /api/v1/tasks/job_2', answer(200, '{}'));
    const { engine, id } = await made(bench, { pictureRoute: address });
    const job = await bench.untilState(engine, id, 'completed');
    expect(job).toMatchObject({ pictureRoute: address });
    expect(job.picture).toBeUndefined();
    const [, bytes] = [...bench.disk.contents()].find(([path]) => path.endsWith(`${id}.json`)) ?? [];
    const sidecar = JSON.parse(new TextDecoder().decode(bytes)) as { firstFrame?: unknown };
    expect(sidecar.firstFrame).toEqual({ sentAs: 'address', address: address.url });
    const again = await engine.retry(id, 'menu');
    await bench.until(engine, again.id, ({ remoteId }) => remoteId === 'job_2');
    const bodies = bench.requests.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body ?? ''));
    expect(bodies).toEqual([
      expect.objectContaining({ image_urls: [address.url] }),
      expect.objectContaining({ image_urls: [address.url] }),
    ]);
    engine.dispose();
  });

  it('survives the window, also of a record that an earlier version wrote without it', async () => {
    const bench = new Bench().on(submit, accepted('job_1')).on('GET /api/v1/tasks/job_1', answer(200, '{}'));
    const first = await made(bench, { pictureRoute: address });
    const second = await made(bench, {});
    first.engine.dispose();
    second.engine.dispose();
    const engine = await bench.open();
    expect(engine.job(first.id)?.pictureRoute).toEqual(address);
    expect(engine.job(second.id)).not.toHaveProperty('pictureRoute');
    engine.dispose();
  });
});

describe('a picture that went inside the request', () => {
  it('says so on the job and beside the video', async () => {
    const bench = new Bench({ allowsDataUrl: true }).on(submit, accepted('job_1'));
    bench.on('GET /api/v1/tasks/job_1', completed);
    const engine = await bench.open();
    const picture = await engine.stagePicture(new TextEncoder().encode('a picture'), 'a.png');
    const asked = { service: 'vibegen', prompt: 'A calm sea', options: {}, picture };
    const [job] = await engine.generate(asked, 'view');
    const done = await bench.untilState(engine, job?.id ?? '', 'completed');
    expect(done.pictureRoute).toEqual({ kind: 'data' });
    const [, bytes] = [...bench.disk.contents()].find(([path]) => path.endsWith(`${done.id}.json`)) ?? [];
    expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({
      firstFrame: { name: 'a.png', sentAs: 'data' },
    });
  });
});
