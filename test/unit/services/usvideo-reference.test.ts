// US Video API's reference (usvideo-docs.txt): every sample, option and error code of its page.

import { describe, expect, it } from 'vitest';
import { usvideo } from '../../../src/core/services/usvideo';
import { usvideoReference as dialect } from '../../../src/core/services/usvideo-reference';
import { decides, proves, together } from './conformance/proves';
import { answer } from './wire';

describe('the reference dialect writes', () => {
  it('the quickstart request as the page shows it', proves('usvideo', 'submit', 'text'), () => {
    const request = {
      prompt: 'A drone shot over a misty mountain lake at sunrise',
      options: {
        resolution: '1080p',
        duration: 5,
        aspectRatio: '16:9',
        negativePrompt: 'speech, captions, logos, low realism',
      },
    };
    expect(dialect.submit(request)).toEqual({
      method: 'POST',
      path: '/videos',
      json: {
        prompt: 'A drone shot over a misty mountain lake at sunrise',
        resolution: '1080p',
        duration: 5,
        aspect_ratio: '16:9',
        negative_prompt: 'speech, captions, logos, low realism',
      },
    });
  });

  it('nothing that was not chosen, but always a duration', proves('usvideo', 'duration'), () => {
    expect(dialect.submit({ prompt: 'x', options: {} }).json).toEqual({ prompt: 'x', duration: 5 });
  });

  it('no option that its page does not have', () => {
    const options = { audio: true, fixedLens: true, style: 'noir', motionIntensity: 0.5, seed: 7 };
    expect(dialect.submit({ prompt: 'x', options }).json).toEqual({ prompt: 'x', duration: 5, seed: 7 });
  });

  it(
    'a picture as bare base64, also where it came with a data: prefix',
    together(proves('usvideo', ['submit', 'image'], 'picture'), decides(4)),
    () => {
      const bare = { kind: 'base64', data: 'AAAA' } as const;
      const prefixed = { kind: 'base64', data: 'data:image/jpeg;base64,AAAA' } as const;
      const request = { prompt: 'x', options: {} };
      expect(dialect.submit(request, bare).json).toEqual({ prompt: 'x', duration: 5, image: 'AAAA' });
      expect(dialect.submit(request, prefixed).json).toEqual({ prompt: 'x', duration: 5, image: 'AAAA' });
    },
  );

  it('ids into the path so that none escapes it or becomes the list', proves('usvideo', ['status', 'cancel']), () => {
    expect(dialect.status('job_abc123')).toEqual({ method: 'GET', path: '/videos/job_abc123' });
    expect(dialect.status('a/../b?c#d').path).toBe('/videos/a%2F..%2Fb%3Fc%23d');
    for (const id of ['', '.', '..', ' ', '\u0000', '\uD800', 'x'.repeat(201)]) {
      expect(dialect.status(id).path, JSON.stringify(id)).toBe('/videos/%EF%BF%BD');
      expect(dialect.cancel?.(id).path).toBe('/videos/%EF%BF%BD');
    }
  });

  it(
    'the other requests, with the price list asked for without a key',
    proves('usvideo', ['list', 'cancel', 'account', 'price']),
    () => {
      expect(dialect.list?.({ limit: 50, offset: 100 })).toEqual({
        method: 'GET',
        path: '/videos',
        query: { limit: '50', offset: '100' },
      });
      expect(dialect.cancel?.('job_abc123')).toEqual({ method: 'DELETE', path: '/videos/job_abc123' });
      expect(dialect.account?.()).toEqual({ method: 'GET', path: '/account' });
      expect(dialect.livePrices?.()).toEqual({ method: 'GET', path: '/pricing', authorized: false });
    },
  );
});

describe('the reference dialect offers', () => {
  it(
    'exactly the documented options with their limits and defaults',
    proves('usvideo', ['resolution', 'duration', 'aspect ratio', 'other options']),
    () => {
      const options = dialect.options().map(({ label: _label, help: _help, ...option }) => option);
      const list = (...values: string[]) => values.map(value => ({ value, label: expect.any(String) as string }));
      expect(options).toEqual([
        { kind: 'choice', name: 'resolution', choices: list('480p', '720p', '1080p'), default: '720p' },
        {
          kind: 'number',
          name: 'duration',
          min: 4,
          max: 15,
          integer: true,
          unit: 'seconds',
          default: 5,
          required: true,
        },
        { kind: 'choice', name: 'aspectRatio', choices: list('16:9', '9:16', '1:1', '4:3'), default: '16:9' },
        { kind: 'text', name: 'negativePrompt' },
        { kind: 'number', name: 'seed', integer: true },
      ]);
    },
  );

  it(
    'its documented limits and times',
    proves('usvideo', ['limits', 'polling', 'takes', 'image', 'charged when it fails', 'cancel']),
    () => {
      expect(dialect.limits).toEqual({ requestsPerMinute: 60, concurrentJobs: 10 });
      expect(dialect.pollEveryMs).toBe(5000);
      expect(dialect.usualSeconds).toEqual([30, 120]);
      expect(dialect.picture).toEqual({ kind: 'base64', maxBytes: 1_000_000, maxLongEdge: 1080 });
      expect(dialect.chargedOnFailure).toBe('no');
      expect(dialect.cancels).toBe('pending');
    },
  );

  it('prices from the documented table, as about', together(proves('usvideo', 'price'), decides(6)), () => {
    const price = (options: object) => dialect.price({ prompt: 'x', options });
    expect(price({})).toEqual({ amount: 1.25, unit: 'USD', exact: false });
    expect(price({ resolution: '480p', duration: 4 })).toEqual({ amount: 0.4, unit: 'USD', exact: false });
    expect(price({ resolution: '1080p', duration: 15 })).toEqual({ amount: 7.5, unit: 'USD', exact: false });
    expect(price({ resolution: '4k' })).toEqual({ unit: 'USD', exact: false });
  });

  it('prices from the live table where it was fetched', proves('usvideo', 'price'), () => {
    const sample = { '480p': { per_second: 0.1 }, '720p': { per_second: 0.3 }, '1080p': { per_second: '0.50' } };
    const live = dialect.readLivePrices?.(answer(200, sample));
    expect(live).toEqual({ perSecond: { '480p': 0.1, '720p': 0.3, '1080p': 0.5 } });
    expect(dialect.price({ prompt: 'x', options: {} }, live).amount).toBe(1.5);
  });

  it.each([
    ['html', '<html>'],
    ['nothing', ''],
    ['a list', []],
    ['zeros', { '720p': { per_second: 0 } }],
    ['negatives', { '720p': { per_second: -1 } }],
    ['words', { '720p': { per_second: 'cheap' } }],
  ])('no live prices from %s', (_name, body) => {
    expect(dialect.readLivePrices?.(answer(200, body))).toBeUndefined();
  });
});

describe('the reference dialect reads', () => {
  it(
    'the sample of a submit',
    together(proves('usvideo', ['id', 'price in the submit answer', 'takes']), decides(6)),
    () => {
      const sample = {
        id: 'job_abc123',
        status: 'pending',
        resolution: '1080p',
        duration: 5,
        price: '$2.00',
        estimated_time: '30-120 seconds',
      };
      expect(dialect.readSubmit(answer(200, sample))).toEqual({
        verdict: 'accepted',
        remoteId: 'job_abc123',
        price: { amount: 2, unit: 'USD' },
        expectedSeconds: 75,
      });
    },
  );

  it('the sample of a completed job', together(proves('usvideo', ['result', 'states']), decides(6)), () => {
    const sample = {
      id: 'job_abc123',
      status: 'completed',
      video_url: 'https://cdn/x.mp4',
      duration: 5,
      cost_cents: 120,
    };
    expect(dialect.readStatus(answer(200, sample))).toEqual({
      kind: 'completed',
      videoUrl: 'https://cdn/x.mp4',
      seconds: 5,
      cost: { amount: 1.2, unit: 'USD' },
    });
  });

  it.each([
    ['pending', 'pending'],
    ['processing', 'running'],
  ])('the state %s as progress', proves('usvideo', 'states'), (status, state) => {
    expect(dialect.readStatus(answer(200, { id: 'a', status }))).toEqual({ kind: 'progress', state });
  });

  it(
    'a failed job with its detail, without a cost, since the balance is refunded',
    proves('usvideo', ['failure text', 'states', 'charged when it fails']),
    () => {
      const reading = dialect.readStatus(
        answer(200, { id: 'a', status: 'failed', detail: 'Upstream timeout', cost_cents: 120 }),
      );
      expect(reading).toEqual({ kind: 'failed', error: { code: 'failed', message: 'Upstream timeout' } });
    },
  );

  it('the sample of an account', proves('usvideo', 'account'), () => {
    const sample = { email: 'dev@example.com', balance_cents: 4850, total_jobs: 127, total_spent_cents: 15200 };
    expect(dialect.readAccount?.(answer(200, sample))).toEqual({
      kind: 'account',
      account: {
        email: 'dev@example.com',
        balance: { amount: 48.5, unit: 'USD' },
        spent: { amount: 152, unit: 'USD' },
        jobs: 127,
      },
    });
  });

  it('the platform page’s shape as well', decides(1), () => {
    expect(dialect.readSubmit(answer(201, { job_id: 'job_8f3a', estimated_cost: '$1.25' }))).toEqual({
      verdict: 'accepted',
      remoteId: 'job_8f3a',
      price: { amount: 1.25, unit: 'USD' },
    });
    expect(dialect.readSubmit(answer(400, { error: 'invalid_duration', message: 'duration > 10' }))).toMatchObject({
      verdict: 'notCreated',
      error: { code: 'invalid_duration', message: 'duration > 10', httpStatus: 400 },
    });
  });
});

describe('US Video API', () => {
  it(
    'chooses the dialect by the key’s prefix, and the reference where it knows none',
    together(proves('usvideo', 'base URL'), decides(1)),
    () => {
      const chosen = (key?: string) => usvideo.dialectFor(key).id;
      expect(chosen()).toBe('usvideo');
      expect(chosen('sd_abc')).toBe('usvideo');
      expect(chosen('whatever')).toBe('usvideo');
      expect(chosen('usv_live_abc')).toBe('usvideo-platform');
      expect(chosen('usv_test_abc')).toBe('usvideo-platform-test');
    },
  );
});
