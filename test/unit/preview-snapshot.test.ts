import { describe, expect, test } from 'vitest';
import type { Job, JobAbilities } from '../../src/core/job';
import {
  loadingSnapshot,
  removedSnapshot,
  snapshotOf,
  tabTitle,
  type Surroundings,
} from '../../src/editor/views/preview/snapshot';
import { snapshot as schema } from '../../src/protocol/preview';
import { readMessage } from '../../src/protocol/shared';

const now = new Date(2026, 4, 5, 12).getTime();
const job: Job = {
  id: '0mq1x0001-aa00000001',
  service: 'usvideo',
  dialect: 'usvideo',
  state: 'completed',
  prompt: 'A calm sea',
  options: { resolution: '720p', duration: 5, seed: 7, audio: true, negativePrompt: 'people' },
  effective: { resolution: '720p', duration: 5, seed: 7, audio: true, negativePrompt: 'people' },
  take: 2,
  takes: 3,
  group: 'g',
  remoteId: 'job_1',
  createdAt: now - 60_000,
  acceptedAt: now - 58_000,
  readyAt: now - 17_000,
  finishedAt: now - 15_000,
  estimate: { amount: 1.25, unit: 'USD', exact: false, text: 'about $1.25' },
  cost: { amount: 1.2, unit: 'USD' },
  video: { path: '/library/a.mp4', bytes: 3_200_000, seconds: 5, width: 1280, height: 720, hasAudio: true },
  saved: ['file:///w/videos/a%20calm%20sea.mp4'],
};
const { readyAt: _ready, finishedAt: _finished, cost: _cost, video: _video, ...unfinished } = job;
const abilities: JobAbilities = {
  cancel: false,
  stopFollowing: false,
  retry: true,
  preview: true,
  save: true,
  resolve: false,
  remove: true,
};
const around: Surroundings = { now, serviceName: 'US Video API', abilities, remote: false, source: 'https://x/a.mp4' };
const shown = (of: Job, more: Partial<Surroundings> = {}) => snapshotOf(of, { ...around, ...more });
const running = (more: Partial<Job> = {}): Job => ({ ...unfinished, state: 'running', saved: [], ...more });

describe('a finished job', () => {
  test('plays from the library, with what the file is', () => {
    expect(shown(job).scene).toMatchObject({ kind: 'player', source: 'https://x/a.mp4', width: 1280, hasAudio: true });
  });

  test('offers what can be done with a video, and the player of this system only where there is one', () => {
    expect(shown(job).actions).toEqual(['save', 'saveAs', 'insert', 'useSettings', 'openSystem']);
    expect(shown(job, { remote: true }).actions).toEqual(['save', 'saveAs', 'insert', 'useSettings']);
  });

  test('says how to hear a sound track that the view cannot play', () => {
    expect(shown(job).scene).toMatchObject({ soundAdvice: expect.stringContaining('system’s player') });
    expect(shown(job, { remote: true }).scene).toMatchObject({ soundAdvice: expect.stringContaining('Save as…') });
  });

  test.each([
    [64_000_000, true, 'player'],
    [64_000_001, true, 'still'],
    [256_000_000, false, 'player'],
    [256_000_001, false, 'still'],
  ])('with %d bytes (remote: %s) is shown as a %s', (bytes, remote, kind) => {
    const { scene, actions } = shown({ ...job, video: { ...job.video!, bytes } }, { remote });
    expect(scene.kind).toBe(kind);
    expect(actions).toContain('save');
  });

  test('whose file is gone says so and offers a retry, and nothing that needs the file', () => {
    const { scene, actions } = shown(job, { source: undefined });
    expect(scene).toMatchObject({ kind: 'still', icon: 'warning' });
    expect(actions).toEqual(['retry', 'useSettings']);
  });

  test('tells price, times, file and ids, and leaves out what is not known', () => {
    const facts = shown(job).groups.flatMap(group => group.facts.map(fact => `${fact.name}: ${fact.value}`));
    expect(facts).toEqual(
      expect.arrayContaining([
        'Service: US Video API',
        'Negative prompt: people',
        'Take: 2 of 3',
        'Charged: $1.20',
        'Estimated: about $1.25',
        'Waited to be sent: 2 s',
        'Made in: 41 s',
        'Fetched in: 2 s',
        'Total: 45 s',
        'Picture: 1280 × 720',
        'Sound: yes',
        'Size: 3.2 MB',
        'Service’s id: job_1',
        'Job: 0mq1x0001-aa00000001',
      ]),
    );
    expect(shown(running({ remoteId: undefined } as unknown as Job)).groups.map(group => group.title)).not.toContain(
      'File',
    );
  });

  test('shows its options as chips, and the names of its copies', () => {
    expect(shown(job).chips.map(chip => chip.value)).toEqual(['720p', '5 s', 'audio', 'seed 7']);
    expect(shown(job).saved).toEqual(['a calm sea.mp4']);
  });
});

describe('a job on its way', () => {
  test('shows its time, the time left, and never 100 %', () => {
    const { scene } = shown(running({ fraction: 1 }), { usual: 60 });
    expect(scene).toMatchObject({ kind: 'busy', title: 'Running', fraction: 0.99, attention: false });
    expect(shown(running(), { usual: 60 }).scene).toMatchObject({ detail: expect.stringMatching(/^58 s · /) });
  });

  test('shows how much of the video was fetched', () => {
    const { scene } = shown(running({ state: 'downloading', download: { received: 500_000, total: 2_000_000 } }));
    expect(scene).toMatchObject({ fraction: 0.25, detail: expect.stringContaining('500 kB of 2.0 MB') });
  });

  test('that waits for a key offers to set it, and one in doubt to decide', () => {
    const waiting = running({ state: 'queued', needs: 'key', waiting: { reason: 'key' } });
    expect(shown(waiting, { abilities: { ...abilities, cancel: true, save: false } }).actions).toEqual([
      'setKey',
      'cancel',
      'useSettings',
    ]);
    const doubtful = shown(running({ state: 'inDoubt' }), { abilities: { ...abilities, resolve: true, save: false } });
    expect(doubtful.scene).toMatchObject({ kind: 'busy', attention: true });
    expect(doubtful.actions).toContain('resolve');
  });

  test('that failed offers what mends it first, and says the code once', () => {
    const failed = (error: Partial<NonNullable<Job['error']>>): Job =>
      running({ state: 'failed', error: { code: 'http-402', message: 'No.', advice: 'Do this.', ...error } });
    const unpaid = shown(failed({ httpStatus: 402 }));
    expect(unpaid.actions).toEqual(['billing', 'retry', 'useSettings']);
    expect(unpaid.scene).toMatchObject({ kind: 'ended', code: 'HTTP 402' });
    const blocked = shown(failed({ code: 'INVALID_PROMPT', httpStatus: 400, safety: true }));
    expect(blocked.actions).toEqual(['rewrite', 'retry', 'useSettings']);
    expect(blocked.scene).toMatchObject({ code: 'INVALID_PROMPT · HTTP 400' });
    expect(shown(failed({ httpStatus: 401 })).actions[0]).toBe('setKey');
    expect(readMessage(schema, blocked)).toEqual(blocked);
  });

  test('that began with an address alone says so, and one with a picture says how it went', () => {
    const address = { kind: 'address', url: 'https://example.com/a.jpg' } as const;
    const alone = shown(running({ pictureRoute: address }));
    expect(alone.chips.at(-1)?.value).toBe('from an address');
    expect(alone.groups[0]?.facts).toContainEqual({ name: 'First frame', value: address.url });
    const picture = { sha256: 'a'.repeat(64), bytes: 1, width: 20, height: 10, name: 'a.png' };
    const inside = shown(running({ picture, pictureRoute: { kind: 'data' } }));
    expect(inside.groups[0]?.facts.at(-2)?.value).toBe('a.png, 20 × 10 (in the request, as a data: URL)');
  });

  test('is not cancelled twice', () => {
    const { actions } = shown(running({ cancelling: true }), { abilities: { ...abilities, cancel: true } });
    expect(actions).not.toContain('cancel');
  });
});

test("a failed job shows the service's words, what they mean, the code, and a retry", () => {
  const error = { code: 'content_policy', message: 'Blocked <b>now</b>', advice: 'Say it literally.', httpStatus: 502 };
  const { scene, actions } = shown({ ...running(), state: 'failed', finishedAt: now, error });
  expect(scene).toEqual({
    kind: 'ended',
    title: 'Failed',
    failed: true,
    message: 'Blocked <b>now</b>',
    advice: 'Say it literally.',
    code: 'content_policy · HTTP 502',
  });
  expect(actions).toEqual(['retry', 'useSettings']);
});

test('tabs of takes and of pictures can be told apart', () => {
  const picture = { sha256: '', bytes: 1, width: 2, height: 2, name: 'dawn.jpg' };
  expect(tabTitle(job)).toBe('A calm sea · take 2 of 3');
  expect(tabTitle({ ...job, take: 1, takes: 1, picture })).toBe('A calm sea · dawn.jpg');
});

test('every snapshot is one that the view takes', () => {
  const failed: Job = { ...running(), state: 'expired' };
  for (const one of [shown(job), shown(running()), shown(failed), loadingSnapshot(job.id), removedSnapshot(job.id)]) {
    expect(readMessage(schema, structuredClone(one))).toEqual(one);
  }
});
