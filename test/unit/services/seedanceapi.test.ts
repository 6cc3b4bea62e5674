// seedanceapi.org (seedanceapi.txt): every sample, option, price and error code of its page.

import { describe, expect, it } from 'vitest';
import { seedanceapiCreditPrice, seedanceapiDialect as dialect } from '../../../src/core/services/seedanceapi';
import { proves, provesEach } from './conformance/proves';
import { answer, offered } from './wire';

const id = 'seed15abc123def456pro';
const status = (data: object) => dialect.readStatus(answer(200, { code: 200, message: 'success', data }));

describe('seedanceapi.org is asked', () => {
  it(
    'for text as the page shows it, with the duration as a string',
    proves('seedanceapi', ['submit', 'duration', 'other options'], 'text'),
    () => {
      const prompt = 'A peaceful river flowing through a forest with birds singing';
      const options = { aspectRatio: '16:9', resolution: '720p', duration: 8, audio: true, fixedLens: true };
      expect(dialect.submit({ prompt, options })).toEqual({
        method: 'POST',
        path: '/generate',
        json: {
          prompt,
          aspect_ratio: '16:9',
          resolution: '720p',
          duration: '8',
          generate_audio: true,
          fixed_lens: true,
        },
      });
    },
  );

  it(
    'for a picture as the page shows it, by its address or as a data: URL',
    proves('seedanceapi', ['submit', 'image', 'duration'], 'picture'),
    () => {
      const request = { prompt: 'The character slowly turns', options: { duration: 4 } };
      expect(dialect.submit(request, { kind: 'url', url: 'https://example.com/my-image.jpg' }).json).toEqual({
        prompt: 'The character slowly turns',
        duration: '4',
        image_urls: ['https://example.com/my-image.jpg'],
      });
      expect(dialect.submit(request, { kind: 'base64', data: 'AAAA' }).json).toMatchObject({
        image_urls: ['data:image/jpeg;base64,AAAA'],
      });
    },
  );

  it('without anything that was not chosen or is not its own', proves('seedanceapi', 'other options'), () => {
    expect(dialect.submit({ prompt: 'x', options: { seed: 1, negativePrompt: 'y' } }).json).toEqual({ prompt: 'x' });
  });

  it(
    'about a task by its query, and for no list',
    proves('seedanceapi', [
      'status',
      'list',
      'list fields',
      'cancel',
      'charged when cancelled',
      'account',
      'polling',
      'prompt',
      'charged when it fails',
    ]),
    () => {
      expect(dialect.status(id)).toEqual({ method: 'GET', path: '/status', query: { task_id: id } });
      expect(dialect.status('').query).toEqual({ task_id: '\uFFFD' });
      expect([dialect.list, dialect.cancel, dialect.account]).toEqual([undefined, undefined, undefined]);
      expect([dialect.pollEveryMs, dialect.promptMaxLength, dialect.chargedOnFailure]).toEqual([10_000, 2000, 'no']);
    },
  );
});

describe('seedanceapi.org offers', () => {
  it(
    'exactly the documented options and defaults',
    proves('seedanceapi', ['resolution', 'duration', 'aspect ratio', 'other options']),
    () => {
      expect(offered(dialect)).toEqual([
        ['resolution', '720p', '480p', '720p'],
        ['duration', 8, 4, 8, 12],
        ['aspectRatio', '1:1', '1:1', '16:9', '9:16', '4:3', '3:4', '21:9', '9:21'],
        ['audio', false],
        ['fixedLens', false],
      ]);
    },
  );

  it.each([
    ['480p', 4, 8, 14, 0.04],
    ['480p', 8, 14, 28, 0.07],
    ['480p', 12, 19, 38, 0.095],
    ['720p', 4, 14, 28, 0.07],
    ['720p', 8, 28, 56, 0.14],
    ['720p', 12, 42, 84, 0.21],
  ])(
    '%s for %i s at %i credits without audio and %i with it',
    proves('seedanceapi', 'price'),
    (resolution, duration, silent, loud, dollars) => {
      const price = (audio: boolean) => dialect.price({ prompt: 'x', options: { resolution, duration, audio } });
      expect(price(false)).toEqual({ amount: silent, unit: 'credits', exact: false });
      expect(price(true)).toEqual({ amount: loud, unit: 'credits', exact: false });
      expect(silent * seedanceapiCreditPrice).toBeCloseTo(dollars, 10);
    },
  );

  it('its default at 28 credits', proves('seedanceapi', 'price'), () =>
    expect(dialect.price({ prompt: 'x', options: {} }).amount).toBe(28),
  );
});

describe('seedanceapi.org answers', () => {
  it('the sample of a submit', proves('seedanceapi', 'id'), () => {
    const sample = { code: 200, message: 'success', data: { task_id: id, status: 'IN_PROGRESS' } };
    expect(dialect.readSubmit(answer(200, sample))).toEqual({ verdict: 'accepted', remoteId: id });
  });

  it('the sample of a finished task', proves('seedanceapi', ['result', 'states', 'account']), () => {
    const data = {
      task_id: id,
      status: 'SUCCESS',
      consumed_credits: 28,
      created_at: '2026-02-07T10:30:00Z',
      request: { prompt: 'A cinematic shot', aspect_ratio: '16:9', resolution: '720p', duration: '8' },
      response: ['https://cdn.example.com/videos/seed15abc123def456pro.mp4'],
      error_message: null,
    };
    expect(status(data)).toEqual({
      kind: 'completed',
      videoUrl: 'https://cdn.example.com/videos/seed15abc123def456pro.mp4',
      cost: { amount: 28, unit: 'credits' },
    });
  });

  it('the other states', proves('seedanceapi', ['states', 'failure text']), () => {
    expect(status({ task_id: id, status: 'IN_PROGRESS' })).toEqual({ kind: 'progress', state: 'running' });
    expect(status({ task_id: id, status: 'QUEUED' })).toEqual({
      kind: 'progress',
      state: 'running',
      unknownWord: 'QUEUED',
    });
    expect(status({ task_id: id, status: 'FAILED', error_message: 'Invalid parameters' })).toEqual({
      kind: 'failed',
      error: { code: 'failed', message: 'Invalid parameters' },
    });
    expect(status({ task_id: id, status: 'SUCCESS', response: [] }).kind).toBe('later');
  });
});

describe('an error code of seedanceapi.org', () => {
  const codes = [
    ['INVALID_PROMPT', 400, { verdict: 'notCreated', then: 'fail' }, 'empty'],
    ['INVALID_ASPECT_RATIO', 400, { verdict: 'notCreated', then: 'fail' }, '21:9'],
    ['INVALID_RESOLUTION', 400, { verdict: 'notCreated', then: 'fail' }, '480p or 720p'],
    ['INVALID_DURATION', 400, { verdict: 'notCreated', then: 'fail' }, '4, 8 or 12'],
    ['TOO_MANY_IMAGES', 400, { verdict: 'notCreated', then: 'fail' }, 'one picture'],
    ['INVALID_API_KEY', 401, { verdict: 'notCreated', then: 'key' }, 'API Keys page'],
    ['INSUFFICIENT_CREDITS', 402, { verdict: 'notCreated', then: 'credits' }, 'credits'],
    ['TASK_NOT_FOUND', 404, { verdict: 'notCreated', then: 'fail' }, 'another account'],
    ['INTERNAL_ERROR', 500, { verdict: 'inDoubt' }, 'dashboard'],
  ] as const;
  provesEach(code => proves('seedanceapi', [code, 'error body']), codes)(
    '%s (%i) has its verdict and its advice in every shape',
    (code, httpStatus, expected, advised) => {
      const message = 'Words';
      for (const body of [{ code, message }, { error: { code, message } }, { error: code, message }]) {
        const reading = dialect.readSubmit(answer(httpStatus, body));
        expect(reading).toMatchObject(expected);
        expect(reading).toMatchObject({ error: { code, message, httpStatus } });
        expect(reading).not.toHaveProperty('error.safety');
        expect(reading.verdict === 'accepted' ? '' : dialect.advise(reading.error)).toContain(advised);
      }
    },
  );

  it(
    'on a question ends nothing but a 404',
    proves('seedanceapi', ['a question fails', 'TASK_NOT_FOUND', 'INTERNAL_ERROR']),
    () => {
      const read = (httpStatus: number, code: string) =>
        dialect.readStatus(answer(httpStatus, { code, message: 'x' })).kind;
      expect(read(404, 'TASK_NOT_FOUND')).toBe('missing');
      expect(read(500, 'INTERNAL_ERROR')).toBe('later');
      expect(read(402, 'INSUFFICIENT_CREDITS')).toBe('later');
    },
  );

  it('in a failed task says that it used no credits', proves('seedanceapi', 'charged when it fails'), () => {
    expect(dialect.advise({ code: 'failed', message: 'x' })).toContain('no credits');
    expect(dialect.advise({ code: 'failed', message: 'x', safety: true })).toContain('literal');
  });
});
