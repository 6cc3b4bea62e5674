// What a list must show before a doubtful submission is taken for one of its jobs without asking anybody.

import { describe, expect, it } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { GenerationRequest } from '../../../src/core/request';
import { Bench, aKey, answer, says } from './bench';

const minute = 60_000;

interface Doubt {
  readonly bench: Bench;
  readonly engine: CoreEngine;
  readonly id: string;
}

type Item = Readonly<Record<string, unknown>>;

/** A submission whose answer was lost, at a service that lists `items`. */
async function doubtful(
  items: (bench: Bench) => readonly Item[],
  change: Partial<GenerationRequest> = {},
  headers: (bench: Bench) => Record<string, string> = () => ({}),
): Promise<Doubt> {
  const bench = new Bench().on('POST /videos', 'lost').on('GET /videos/job_7', says.processing('job_7'));
  bench.on('POST /api/v1/generations', 'lost').on('GET /api/v1/tasks/job_7', answer(200, {}));
  for (const what of ['GET /videos', 'GET /api/v1/tasks'])
    bench.on(what, () => answer(200, items(bench), headers(bench)));
  const engine = await bench.open();
  const [job] = await engine.generate(bench.request(change), 'view');
  const id = job?.id ?? '';
  await bench.untilState(engine, id, 'inDoubt');
  return { bench, engine, id };
}

/** As a list shows what `Bench.request` asks for, made when the bench began. */
function listed(change: Item = {}): Item {
  return {
    id: 'job_7',
    status: 'processing',
    prompt: 'A calm sea',
    created_at: '2026-01-05T09:00:01Z',
    ...change,
  };
}

async function isAdopted({ bench, engine, id }: Doubt, hours = 1): Promise<boolean> {
  await bench.time.run(hours * 60 * minute);
  const isKnown = engine.job(id)?.remoteId === 'job_7';
  if (!isKnown) {
    expect(engine.job(id)?.state).toBe('inDoubt');
    expect(engine.candidates(id).map(({ remoteId }) => remoteId)).toContain('job_7');
  }
  return isKnown;
}

describe('a time of creation', () => {
  it.each([
    ['with a zone', '2026-01-05T09:00:01Z', true],
    ['in Unix seconds', Date.UTC(2026, 0, 5, 9, 0, 1) / 1000, true],
    ['with another zone', '2026-01-05T17:00:01+08:00', true],
    ['without a zone', '2026-01-05T09:00:01', false],
    ['without a zone, with a space', '2026-01-05 09:00:01', false],
    ['without a zone, from hours before', '2026-01-05T01:00:01', false],
    ['without a zone, from hours after', '2026-01-05T17:00:01', false],
    ['of before the attempt', '2026-01-05T08:50:00Z', false],
    ['long after the attempt', '2026-01-05T09:10:00Z', false],
    ['far after the attempt', '2026-01-05T15:00:00Z', false],
  ])('%s', async (_name, createdAt, expected) => {
    expect(await isAdopted(await doubtful(() => [listed({ created_at: createdAt })]))).toBe(expected);
  });

  it('without a zone makes a match of another uncertain', async () => {
    const other = listed({ id: 'job_8', created_at: '2026-01-05T01:00:01' });
    expect(await isAdopted(await doubtful(() => [listed(), other]))).toBe(false);
  });

  it('is one job’s, also where the list shows that job twice', async () => {
    const doubt = await doubtful(() => [listed(), listed({ status: 'pending' })]);
    expect(await isAdopted(doubt)).toBe(true);
  });

  it('is sure of nothing where the list shows jobs that are not made yet', async () => {
    const ahead = (bench: Bench) => new Date(bench.time.now + 5 * minute).toISOString();
    const doubt = await doubtful(bench => [
      listed(),
      listed({ id: 'job_8', prompt: 'Other', created_at: ahead(bench) }),
    ]);
    expect(await isAdopted(doubt)).toBe(false);
  });

  it('is held against the service’s own clock in a look that a person asks for, too', async () => {
    const ahead = (bench: Bench) => ({ date: new Date(bench.time.now + 5 * minute).toUTCString() });
    const doubt = await doubtful(() => [listed({ created_at: '2026-01-05T09:02:00Z' })], {}, ahead);
    const syncing = doubt.engine.sync('usvideo').catch(() => undefined);
    await doubt.bench.time.run(10 * minute);
    await syncing;
    expect(await isAdopted(doubt)).toBe(false);
  });
});

describe('a doubt under another key', () => {
  const another = { key: 'sd_another_0123456789', from: 'secrets', fingerprint: 'bbbbbbbbbbbb' } as const;

  it('is not taken for what this key’s account lists', async () => {
    let items: readonly Item[] = [];
    const doubt = await doubtful(() => items);
    doubt.bench.setKey(another);
    await doubt.bench.time.run(1_000);
    items = [listed()];
    expect(await isAdopted(doubt)).toBe(false);
  });

  it('is settled by its own key', async () => {
    let items: readonly Item[] = [];
    const doubt = await doubtful(() => items);
    doubt.bench.setKey(another);
    await doubt.bench.time.run(30 * minute);
    doubt.bench.setKey({ key: aKey, from: 'secrets', fingerprint: 'aaaaaaaaaaaa' });
    items = [listed()];
    expect(await isAdopted(doubt, 3)).toBe(true);
  });

  it('makes a match of this key’s uncertain', async () => {
    let items: readonly Item[] = [];
    const doubt = await doubtful(() => items);
    doubt.bench.setKey(another);
    const [second] = await doubt.engine.generate(doubt.bench.request(), 'view');
    await doubt.bench.untilState(doubt.engine, second?.id ?? '', 'inDoubt');
    items = [listed({ created_at: new Date(doubt.bench.time.now).toISOString() })];
    expect(await isAdopted({ ...doubt, id: second?.id ?? '' })).toBe(false);
  });
});

describe('an option that the list shows', () => {
  const chosen = { duration: 5, aspectRatio: '9:16', negativePrompt: 'captions', seed: 7 };

  it.each<[string, GenerationRequest['options'], Item, boolean]>([
    ['all as sent', chosen, { duration: 5, aspect_ratio: '9:16', negative_prompt: 'captions', seed: 7 }, true],
    ['as sent, in text', chosen, { duration: '5s', aspect_ratio: '9:16', seed: '7' }, true],
    ['as its page says for what was not sent', { duration: 5 }, { resolution: '720p', aspect_ratio: '16:9' }, true],
    ['that was not sent and has no default', { duration: 5 }, { negative_prompt: 'captions' }, true],
    ['another aspect ratio', chosen, { aspect_ratio: '16:9' }, false],
    ['another seed', chosen, { seed: 8 }, false],
    ['another seed, in text', chosen, { seed: '8' }, false],
    ['another seed than our own', { duration: 5 }, { seed: 1.5 }, false],
    ['another negative prompt', chosen, { negative_prompt: 'logos' }, false],
    ['no negative prompt', chosen, { negative_prompt: '' }, false],
    ['another duration, in text', chosen, { duration: '8s' }, false],
    ['another resolution than the default', { duration: 5 }, { resolution: '1080p' }, false],
    ['another aspect ratio than the default', { duration: 5 }, { aspect_ratio: '1:1' }, false],
  ])('%s', async (_name, options, shown, expected) => {
    expect(await isAdopted(await doubtful(() => [listed(shown)], { options }))).toBe(expected);
  });

  it.each<[string, GenerationRequest['options'], Item, boolean]>([
    ['the model', {}, { model: 'seedance 2.0', duration: '5s', generate_audio: false }, true],
    ['the model, written in another way', {}, { model: 'Seedance-2.0' }, true],
    ['a ratio that the service chose', { aspectRatio: 'adaptive' }, { aspect_ratio: '4:3' }, true],
    ['another model', {}, { model: 'seedance 1.0 pro' }, false],
    ['sound that was not asked for', {}, { generate_audio: true }, false],
    ['no sound', { audio: true }, { generate_audio: 'false' }, false],
    ['another duration than the default', {}, { duration: '10' }, false],
  ])('of VibeGen: %s', async (_name, options, shown, expected) => {
    const doubt = await doubtful(() => [listed(shown)], { service: 'vibegen', options });
    expect(await isAdopted(doubt)).toBe(expected);
  });
});

describe('a finished job', () => {
  const finished = { status: 'completed', video_url: 'https://media.example/job_7.mp4' };

  it.each<[string, Item, boolean]>([
    ['whose video is measured', { ...finished, duration: 5.04 }, true],
    ['whose video is measured, and shorter', { ...finished, duration: '4.96s' }, true],
    ['of another duration', { ...finished, duration: 4 }, false],
    ['of another duration, measured', { ...finished, duration: 6.04 }, false],
    ['of no duration', { ...finished, duration: 'short' }, true],
    ['that is not finished, with another duration', { duration: 5.04 }, false],
  ])('%s', async (_name, shown, expected) => {
    for (const service of ['usvideo', 'vibegen']) {
      const doubt = await doubtful(() => [listed(shown)], { service, options: { duration: 5 } });
      expect(await isAdopted(doubt), service).toBe(expected);
    }
  });
});

describe('a prompt', () => {
  it.each<[string, string, string, boolean]>([
    ['with other line ends', 'A calm\r\nsea\rat night', 'A calm\nsea\nat night', true],
    ['with its marks apart', 'Caf\u00e9 at night', 'Cafe\u0301 at night', true],
    ['with spaces around it', ' A calm sea ', 'A calm sea\n', true],
    ['in other letters', 'A calm sea', 'a calm sea', false],
    ['with other spaces', 'A  calm sea', 'A calm sea', false],
    ['in wide letters', 'A calm sea', '\uff21 calm sea', false],
    ['that is cut', 'A calm sea at night', 'A calm sea…', false],
  ])('%s', async (_name, prompt, shown, expected) => {
    const doubt = await doubtful(() => [listed({ prompt: shown })], { prompt });
    await doubt.bench.time.run(60 * minute);
    expect(doubt.engine.job(doubt.id)?.remoteId === 'job_7').toBe(expected);
  });
});

describe('a list in pages', () => {
  /** Jobs that others made before, an hour apart. */
  const old = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      listed({
        id: `old_${index}`,
        prompt: `Other ${index}`,
        created_at: new Date(Date.UTC(2026, 0, 5, 8) - index * 60 * minute).toISOString(),
      }),
    );
  const inPages = async (items: readonly Item[]): Promise<Doubt & { readonly asked: () => number }> => {
    const bench = new Bench().on('POST /videos', 'lost').on('GET /videos/job_7', says.processing('job_7'));
    bench.on('GET /videos', request => {
      const query = new URL(request.url).searchParams;
      const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))];
      return limit > 20 ? answer(400, { detail: 'limit' }) : answer(200, items.slice(offset, offset + limit));
    });
    const engine = await bench.open();
    const [job] = await engine.generate(bench.request(), 'view');
    const id = job?.id ?? '';
    await bench.untilState(engine, id, 'inDoubt');
    return { bench, engine, id, asked: () => bench.asked('GET /videos') };
  };

  it('that is newest first is read as far as it is young', async () => {
    const doubt = await inPages([listed(), ...old(600)]);
    expect(await isAdopted(doubt)).toBe(true);
    expect(doubt.asked()).toBeLessThan(10);
  });

  it.each([1, 19, 20, 21, 60, 99, 100, 101, 118, 200, 399, 400, 777, 12_345])(
    'that is oldest first is read to its end, also with %i jobs before',
    async count => {
      const doubt = await inPages([...old(count).toReversed(), listed()]);
      expect(await isAdopted(doubt)).toBe(true);
    },
  );

  it('that is in no order is read on', async () => {
    const mixed = old(200).toSorted((a, b) => String(a['id']).localeCompare(String(b['id'])));
    expect(await isAdopted(await inPages([...mixed, listed(), ...old(300).slice(200)]))).toBe(true);
  });

  it('finds another one at its end that makes the match uncertain', async () => {
    const twin = listed({ id: 'job_8' });
    expect(await isAdopted(await inPages([...old(500).toReversed(), twin, listed()]))).toBe(false);
  });
});
