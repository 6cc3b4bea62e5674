// seedance.tv (seedance-tv.txt): every sample, option and error code of its page.

import { describe, expect, it } from 'vitest';
import { seedanceTv, seedanceTvDialect as dialect } from '../../../src/core/services/seedance-tv';
import { decides, proves, provesEach, together } from './conformance/proves';
import { answer } from './wire';

const page = { limit: 20, offset: 0 };

describe('seedance.tv is asked', () => {
  it('for text as the page shows it', proves('seedance-tv', 'submit', 'text'), () => {
    const prompt = 'Aerial view of a mountain range at golden hour, slow drone shot, cinematic';
    const options = { duration: 8, resolution: '1080p', aspectRatio: '16:9', style: 'cinematic' };
    expect(dialect.submit({ prompt, options })).toEqual({
      method: 'POST',
      path: '/generate/text-to-video',
      json: { prompt, duration: 8, resolution: '1080p', aspect_ratio: '16:9', style: 'cinematic' },
    });
  });

  it(
    'for a picture as the page shows it, by address and by bytes',
    together(proves('seedance-tv', ['submit', 'image'], 'picture'), decides(4)),
    () => {
      const prompt = 'Camera slowly pulls back to reveal the full scene';
      const options = { duration: 6, resolution: '1080p', motionIntensity: 0.7 };
      const url = 'https://your-storage.com/source-image.jpg';
      expect(dialect.submit({ prompt, options }, { kind: 'url', url })).toEqual({
        method: 'POST',
        path: '/generate/image-to-video',
        json: { image_url: url, prompt, duration: 6, resolution: '1080p', motion_intensity: 0.7 },
      });
      expect(dialect.submit({ prompt, options: { duration: 6 } }, { kind: 'base64', data: 'AAAA' }).json).toEqual({
        image_base64: 'AAAA',
        prompt,
        duration: 6,
      });
    },
  );

  it(
    'with the options of that kind of request only, and always a duration',
    proves('seedance-tv', ['duration', 'aspect ratio', 'other options']),
    () => {
      const options = { aspectRatio: '1:1', style: 'noir', motionIntensity: 0, seed: 1, audio: true };
      expect(dialect.submit({ prompt: 'x', options }).json).toEqual({
        prompt: 'x',
        duration: 8,
        aspect_ratio: '1:1',
        style: 'noir',
      });
      expect(dialect.submit({ prompt: 'x', options }, { kind: 'base64', data: 'AA' }).json).toEqual({
        image_base64: 'AA',
        prompt: 'x',
        duration: 8,
        motion_intensity: 0,
      });
    },
  );

  it(
    'about jobs under its documented paths',
    proves('seedance-tv', ['base URL', 'status', 'list', 'cancel', 'account', 'charged when cancelled']),
    () => {
      expect(seedanceTv.defaultBaseUrl).toBe('https://api.seedance.tv/v1');
      expect(dialect.status('job_abc123')).toEqual({ method: 'GET', path: '/jobs/job_abc123' });
      expect(dialect.list?.(page)).toEqual({ method: 'GET', path: '/jobs', query: { limit: '20', offset: '0' } });
      expect([dialect.cancel, dialect.account, dialect.livePrices, dialect.cancels]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    },
  );
});

describe('seedance.tv offers', () => {
  it(
    'exactly the documented options',
    proves('seedance-tv', ['resolution', 'duration', 'aspect ratio', 'other options']),
    () => {
      const options = dialect.options().map(option => {
        const values = option.kind === 'choice' ? option.choices.map(choice => choice.value) : [];
        return [option.name, option.kind, option.only, option.default, ...values].filter(part => part !== undefined);
      });
      expect(options).toEqual([
        ['resolution', 'choice', '720p', '1080p'],
        ['duration', 'number', 8],
        ['aspectRatio', 'choice', 'text', '16:9', '9:16', '1:1'],
        ['style', 'text', 'text'],
        ['motionIntensity', 'number', 'picture'],
      ]);
      expect(dialect.options()[1]).toMatchObject({ min: 1, max: 8, integer: true, required: true });
      expect(dialect.options()[4]).toMatchObject({ min: 0, max: 1, integer: false });
    },
  );

  it('the free tier’s limits, and no price before it is submitted', proves('seedance-tv', ['limits', 'price']), () => {
    expect(dialect.limits).toEqual({ requestsPerMinute: 10, concurrentJobs: 2 });
    expect(dialect.price({ prompt: 'x', options: {} })).toEqual({ unit: 'credits', exact: false });
  });
});

describe('seedance.tv answers', () => {
  it(
    'the sample of a submit, with the time it estimates by its own clock',
    proves('seedance-tv', ['id', 'account']),
    () => {
      const sample = {
        job_id: 'job_abc123',
        status: 'queued',
        estimated_completion: '2026-04-20T10:00:30Z',
        credits_used: 10,
      };
      const accepted = { verdict: 'accepted', remoteId: 'job_abc123', price: { amount: 10, unit: 'credits' } };
      expect(dialect.readSubmit(answer(200, sample))).toEqual(accepted);
      const date = 'Mon, 20 Apr 2026 10:00:00 GMT';
      expect(dialect.readSubmit(answer(200, sample, { date }))).toEqual({ ...accepted, expectedSeconds: 30 });
    },
  );

  it(
    'the sample of a finished job',
    together(proves('seedance-tv', ['result', 'states', 'list', 'list fields']), decides(3)),
    () => {
      const sample = {
        job_id: 'job_abc123',
        status: 'completed',
        created_at: '2026-04-20T10:00:00Z',
        completed_at: '2026-04-20T10:00:45Z',
        output: {
          video_url: 'https://cdn.seedance.tv/output/job_abc123.mp4',
          thumbnail_url: 'https://cdn.seedance.tv/output/job_abc123_thumb.jpg',
          duration: 8,
          resolution: '1080p',
          file_size_mb: 24.5,
        },
      };
      const status = {
        kind: 'completed',
        videoUrl: 'https://cdn.seedance.tv/output/job_abc123.mp4',
        thumbnailUrl: 'https://cdn.seedance.tv/output/job_abc123_thumb.jpg',
        seconds: 8,
        completedAt: Date.UTC(2026, 3, 20, 10, 0, 45),
      };
      expect(dialect.readStatus(answer(200, sample))).toEqual(status);
      expect(dialect.readList?.(answer(200, { jobs: [sample] }), page)).toEqual({
        kind: 'jobs',
        more: false,
        jobs: [
          { remoteId: 'job_abc123', status, createdAt: Date.UTC(2026, 3, 20, 10), resolution: '1080p', duration: 8 },
        ],
      });
      const asked = { duration: '6', resolution: '720p', aspect_ratio: '9:16', style: 'noir', motion_intensity: '0.7' };
      expect(dialect.readList?.(answer(200, [{ ...sample, ...asked }]), page)).toMatchObject({
        jobs: [
          {
            duration: 6,
            resolution: '720p',
            options: { aspectRatio: '9:16', style: 'noir', motionIntensity: 0.7 },
          },
        ],
      });
    },
  );

  it.each([
    ['queued', { kind: 'progress', state: 'pending' }],
    ['processing', { kind: 'progress', state: 'running' }],
    ['rendering', { kind: 'progress', state: 'running', unknownWord: 'rendering' }],
  ])('the state %s', proves('seedance-tv', 'states'), (status, expected) => {
    expect(dialect.readStatus(answer(200, { job_id: 'a', status }))).toEqual(expected);
  });

  it('a failed job with the words it has', proves('seedance-tv', ['failure text', 'states']), () => {
    const read = (extra: object) => dialect.readStatus(answer(200, { job_id: 'a', status: 'failed', ...extra }));
    expect(read({ error: { code: 'JOB_FAILED', message: 'Out of memory' } })).toEqual({
      kind: 'failed',
      error: { code: 'JOB_FAILED', message: 'Out of memory' },
    });
    expect(read({ error: 'Out of memory', credits_used: 10 })).toEqual({
      kind: 'failed',
      error: { code: 'failed', message: 'Out of memory' },
      cost: { amount: 10, unit: 'credits' },
    });
    expect(read({})).toMatchObject({
      kind: 'failed',
      error: { message: expect.stringContaining('no reason') as string },
    });
  });
});

describe('an error code of seedance.tv', () => {
  provesEach(
    code => proves('seedance-tv', [code, 'error body']),
    [
      ['INVALID_API_KEY', 401, 'API key missing or invalid', { verdict: 'notCreated', then: 'key' }, 'Settings → API'],
      [
        'INSUFFICIENT_CREDITS',
        402,
        'Account has no remaining credits',
        { verdict: 'notCreated', then: 'credits' },
        'credits',
      ],
      [
        'RATE_LIMIT_EXCEEDED',
        429,
        'Too many requests',
        { verdict: 'notCreated', then: 'wait', retryAfterMs: 60_000 },
        'goes on by itself',
      ],
      [
        'INVALID_PROMPT',
        400,
        'Prompt violates content policy',
        { verdict: 'notCreated', then: 'fail', error: { safety: true } },
        'content policy',
      ],
      [
        'INVALID_IMAGE',
        400,
        'Image format not supported or corrupt',
        { verdict: 'notCreated', then: 'fail' },
        'picture',
      ],
      ['JOB_FAILED', 500, 'Generation failed', { verdict: 'failed' }, 'retry when you wish'],
      [
        'SERVICE_UNAVAILABLE',
        503,
        'Temporary service issue',
        { verdict: 'notCreated', then: 'wait', maxTries: 5 },
        'tried again',
      ],
    ],
  )('%s (%i) has its verdict, its words and its advice', (code, status, message, expected, advised) => {
    const reading = dialect.readSubmit(answer(status, { error: { code, message } }));
    expect(reading).toMatchObject(expected);
    expect(reading).toMatchObject({ error: { code, message, httpStatus: status } });
    expect(reading.verdict === 'accepted' ? '' : dialect.advise(reading.error)).toContain(advised);
  });

  it(
    'on a question ends nothing',
    proves('seedance-tv', ['a question fails', 'JOB_FAILED', 'SERVICE_UNAVAILABLE', 'answered 429']),
    () => {
      const read = (status: number, code: string) =>
        dialect.readStatus(answer(status, { error: { code, message: 'x' } }));
      expect(read(500, 'JOB_FAILED').kind).toBe('later');
      expect(read(503, 'SERVICE_UNAVAILABLE').kind).toBe('later');
      expect(read(401, 'INVALID_API_KEY').kind).toBe('keyRefused');
      expect(read(404, 'NOT_FOUND').kind).toBe('missing');
      const sample = {
        error: {
          code: 'RATE_LIMIT_EXCEEDED',
          message: 'API rate limit exceeded. Retry after 60 seconds.',
          retry_after: 60,
        },
      };
      expect(dialect.readStatus(answer(429, sample))).toMatchObject({ kind: 'later', retryAfterMs: 60_000 });
    },
  );
});
