// The sandbox's codec: what it offers, what it sends, and what it makes of each answer.

// oxlint-disable unicorn/no-thenable -- the contract's `then` is a word, never a function

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aspectRatios, frameSize, resolutions } from '../../src/core/services/sandbox/clip';
import { sandboxSeed } from '../../src/core/services/sandbox/seed';
import { sandbox } from '../../src/core/services/sandbox/service';
import { tellableFailures, toldIn } from '../../src/core/services/sandbox/told';

const dialect = sandbox.dialectFor(undefined);
const answer = (status: number, json: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers,
  text: typeof json === 'string' ? json : JSON.stringify(json),
});
const error = (code: string) => ({ error: { code, message: `Words for ${code}.` } });

describe('the description', () => {
  test('needs no key, costs nothing and offers exactly the documented options', () => {
    expect(sandbox).toMatchObject({ id: 'sandbox', defaultBaseUrl: 'sandbox://local' });
    expect(sandbox.key).toBeUndefined();
    expect(dialect.price({ prompt: 'x', options: {} })).toEqual({ amount: 0, unit: 'free', exact: true });
    const options = dialect.options();
    expect(options).toMatchObject([
      {
        name: 'resolution',
        kind: 'choice',
        default: '720p',
        choices: [{ value: '480p' }, { value: '720p' }, { value: '1080p' }],
      },
      {
        name: 'aspectRatio',
        kind: 'choice',
        default: '16:9',
        choices: [{ value: '16:9' }, { value: '9:16' }, { value: '1:1' }, { value: '4:3' }],
      },
      { name: 'duration', kind: 'number', integer: true, min: 1, max: 15, default: 5, unit: 'seconds' },
      { name: 'seed', kind: 'number', integer: true, min: 0 },
    ]);
    expect(options).toHaveLength(4);
    expect(options[3]).not.toHaveProperty('default');
  });

  test('each resolution and ratio is a frame of even numbers whose short side is the resolution', () => {
    const sizes = resolutions.flatMap(resolution =>
      aspectRatios.map(ratio => {
        const { width, height } = frameSize(resolution, ratio);
        expect(Math.min(width, height)).toBe(Number.parseInt(resolution, 10));
        return `${resolution} ${ratio} ${width}×${height}`;
      }),
    );
    expect(sizes).toEqual([
      '480p 16:9 854×480',
      '480p 9:16 480×854',
      '480p 1:1 480×480',
      '480p 4:3 640×480',
      '720p 16:9 1280×720',
      '720p 9:16 720×1280',
      '720p 1:1 720×720',
      '720p 4:3 960×720',
      '1080p 16:9 1920×1080',
      '1080p 9:16 1080×1920',
      '1080p 1:1 1080×1080',
      '1080p 4:3 1440×1080',
    ]);
  });
});

describe('requests', () => {
  test('carry what was chosen, and no more', () => {
    expect(dialect.submit({ prompt: 'A boat', options: {} })).toEqual({
      method: 'POST',
      path: '/jobs',
      authorized: false,
      json: { prompt: 'A boat' },
    });
    const options = { resolution: '480p', aspectRatio: '9:16', duration: 3, seed: 0 } as const;
    const { json } = dialect.submit({ prompt: 'A boat', options }, { kind: 'base64', data: 'AAAA' });
    expect(json).toEqual({
      prompt: 'A boat',
      resolution: '480p',
      aspect_ratio: '9:16',
      duration: 3,
      seed: 0,
      image: 'AAAA',
    });
  });

  test('keep an id inside its path', () => {
    expect(dialect.status('../jobs?x').path).toBe('/jobs/..%2Fjobs%3Fx');
  });
});

describe('a submit is read as', () => {
  test.each([
    [202, { id: 'sbx_1' }, { verdict: 'accepted', remoteId: 'sbx_1' }],
    [202, { status: 'pending' }, { verdict: 'inDoubt', error: { code: 'no-id' } }],
    [200, '<html>', { verdict: 'inDoubt' }],
    [
      400,
      error('INVALID_REQUEST'),
      { verdict: 'notCreated', then: 'fail', error: { message: 'Words for INVALID_REQUEST.' } },
    ],
    [401, error('INVALID_KEY'), { verdict: 'notCreated', then: 'fail', error: { httpStatus: 401 } }],
    [402, error('INSUFFICIENT_CREDITS'), { verdict: 'notCreated', error: { code: 'INSUFFICIENT_CREDITS' } }],
    [413, error('TOO_LARGE'), { verdict: 'notCreated', then: 'shrink' }],
    [429, error('RATE_LIMITED'), { verdict: 'notCreated', then: 'wait', retryAfterMs: 2000 }],
    [503, error('UNAVAILABLE'), { verdict: 'notCreated', then: 'wait', maxTries: 5 }],
    [500, error('INTERNAL_ERROR'), { verdict: 'inDoubt', error: { code: 'INTERNAL_ERROR' } }],
    [502, error('PROVIDER_ERROR'), { verdict: 'inDoubt' }],
    [504, 'Bad gateway', { verdict: 'inDoubt', error: { code: 'http-504', message: 'Bad gateway' } }],
    [507, error('STORAGE_FAILED'), { verdict: 'notCreated', then: 'fail' }],
  ])('%i %j', (status, body, reading) => {
    expect(dialect.readSubmit(answer(status, body, { 'retry-after': '2' }))).toMatchObject(reading);
  });

  test('a bare 503 proves nothing', () => {
    expect(dialect.readSubmit(answer(503, 'Service Unavailable'))).toMatchObject({ verdict: 'inDoubt' });
  });
});

describe('a status is read as', () => {
  const job = (fields: object) => answer(200, { id: 'sbx_1', ...fields });

  test.each([
    [job({ status: 'pending' }), { kind: 'progress', state: 'pending' }],
    [job({ status: 'processing', progress: 0.4 }), { kind: 'progress', state: 'running', fraction: 0.4 }],
    [
      job({ status: 'completed', video_url: 'sandbox://local/videos/a.mp4', duration: 5 }),
      { kind: 'completed', videoUrl: 'sandbox://local/videos/a.mp4', seconds: 5 },
    ],
    [
      job({ status: 'failed', ...error('SAFETY_BLOCKED') }),
      { kind: 'failed', error: { code: 'SAFETY_BLOCKED', safety: true } },
    ],
    [job({ status: 'cancelled' }), { kind: 'cancelled' }],
    [job({ status: 'dreaming' }), { kind: 'progress', state: 'running', unknownWord: 'dreaming' }],
    [answer(404, error('NOT_FOUND')), { kind: 'missing' }],
    [answer(500, error('INTERNAL_ERROR')), { kind: 'later' }],
    [answer(200, 'nonsense'), { kind: 'later', error: { code: 'unreadable' } }],
  ])('%j', (given, reading) => {
    expect(dialect.readStatus(given)).toMatchObject(reading);
  });

  test('nothing that may be answered throws', () => {
    fc.assert(
      fc.property(fc.nat(599), fc.oneof(fc.string(), fc.json()), (status, text) => {
        const given = { status, headers: {}, text };
        const page = { limit: 10, offset: 0 };
        const readings = [dialect.readStatus(given), dialect.readList?.(given, page), dialect.readCancel?.(given)];
        for (const reading of readings) expect(reading).toHaveProperty('kind');
        expect(dialect.readSubmit(given)).toHaveProperty('verdict');
      }),
    );
  });
});

describe('the seed', () => {
  const request = { prompt: 'A boat', options: {} };

  test('is the same for the same request and take, and another for any other', () => {
    expect(sandboxSeed(request, 1)).toBe(sandboxSeed({ prompt: 'A boat', options: {} }, 1));
    const picture = { sha256: createHash('sha256').digest('hex'), bytes: 1, width: 1, height: 1, name: 'a.png' };
    const others = [
      sandboxSeed(request, 1),
      sandboxSeed(request, 2),
      sandboxSeed({ ...request, prompt: 'A bot' }, 1),
      sandboxSeed({ ...request, options: { duration: 6 } }, 1),
      sandboxSeed({ ...request, picture }, 1),
    ];
    expect(new Set(others).size).toBe(others.length);
  });

  test('does not care whether a default was chosen or left out', () => {
    const options = { resolution: '720p', aspectRatio: '16:9', duration: 5 };
    expect(sandboxSeed({ ...request, options }, 1)).toBe(sandboxSeed(request, 1));
  });

  test('is one that the option takes', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 8 }), (prompt, take) => {
        const seed = sandboxSeed({ prompt, options: {} }, take);
        expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31).toBe(true);
      }),
    );
  });
});

describe('what a prompt tells the sandbox', () => {
  test('is found anywhere, in any case, and taken out of the card', () => {
    expect(toldIn('A boat [FAIL:402] at [slow:30]dawn')).toMatchObject({
      failure: { at: 'submit', status: 402 },
      slowSeconds: 30,
      rest: 'A boat at dawn',
    });
    expect(toldIn('[fail: safety ]').failure).toMatchObject({ at: 'job', code: 'SAFETY_BLOCKED' });
    expect(toldIn('A [boat] (fail:402)')).toEqual({ slowSeconds: 0, rest: 'A [boat] (fail:402)' });
  });

  test('that it does not know is named', () => {
    expect(toldIn('[fail:constructor]')).toMatchObject({ unknown: 'constructor' });
    for (const name of tellableFailures) expect(toldIn(`[fail:${name}]`).failure).toBeDefined();
  });

  test('never waits longer than ten minutes', () => {
    expect(toldIn('[slow:99999999]').slowSeconds).toBe(600);
    expect(toldIn('[slow:-5]').slowSeconds).toBe(0);
    expect(toldIn('[slow:abc]').slowSeconds).toBe(0);
  });

  test.each(['INVALID_KEY', 'SAFETY_BLOCKED', 'PICTURE_UNREADABLE', 'anything'])('%s has a next step', code => {
    expect(dialect.advise({ code, message: '' })).toMatch(/^[A-Z].*\.$/);
  });
});
