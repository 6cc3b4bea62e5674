// US Video API's platform page (usvideo-platform.txt): its request, its job object, its error codes, its sandbox keys.

import { describe, expect, it } from 'vitest';
import { usvideoPlatform as dialect, usvideoPlatformTest as mock } from '../../../src/core/services/usvideo-platform';
import { usvideoReference } from '../../../src/core/services/usvideo-reference';
import { decides, proves, provesEach, together } from './conformance/proves';
import { answer } from './wire';

const callback = {
  event: 'video.completed',
  job_id: 'job_8f3a',
  status: 'completed',
  video_url: 'https://cdn.usvideoapi.com/x.mp4',
  duration_actual: 5.0,
  resolution: '720p',
  cost: '$1.25',
  created_at: '2026-04-21T14:30:00Z',
  completed_at: '2026-04-21T14:31:12Z',
};
const completed = {
  kind: 'completed',
  videoUrl: 'https://cdn.usvideoapi.com/x.mp4',
  seconds: 5,
  cost: { amount: 1.25, unit: 'USD' },
  completedAt: Date.UTC(2026, 3, 21, 14, 31, 12),
};

describe('the platform dialect', () => {
  it(
    'writes the batch sample’s request, always with resolution and duration',
    together(proves('usvideo-platform', ['submit', 'image', 'resolution', 'duration', 'aspect ratio']), decides(4)),
    () => {
      expect(dialect.submit({ prompt: 'Product showcase', options: {} })).toEqual({
        method: 'POST',
        path: '/videos',
        json: { prompt: 'Product showcase', resolution: '720p', duration: 5 },
      });
      const options = { resolution: '1080p', duration: 10, aspectRatio: '1:1', seed: 1, negativePrompt: 'x' };
      expect(dialect.submit({ prompt: 'x', options }, { kind: 'base64', data: 'AAAA' }).json).toEqual({
        prompt: 'x',
        resolution: '1080p',
        duration: 10,
        first_frame: 'AAAA',
      });
    },
  );

  it(
    'offers exactly its options',
    proves('usvideo-platform', [
      'resolution',
      'duration',
      'aspect ratio',
      'other options',
      'price',
      'cancel',
      'charged when it fails',
    ]),
    () => {
      expect(dialect.options()).toMatchObject([
        { name: 'resolution', required: true, choices: [{ value: '480p' }, { value: '720p' }, { value: '1080p' }] },
        { name: 'duration', min: 1, max: 10, integer: true, required: true },
      ]);
      expect(dialect.options()).toHaveLength(2);
      expect(dialect.price({ prompt: 'x', options: { duration: 10, resolution: '1080p' } }).amount).toBe(5);
      expect([dialect.cancels, dialect.chargedOnFailure]).toEqual(['unrendered', 'unknown']);
    },
  );

  it(
    'reads the page’s job object, and the reference’s shape as well',
    together(proves('usvideo-platform', ['result', 'states', 'failure text']), decides(1)),
    () => {
      expect(dialect.readStatus(answer(200, callback))).toEqual(completed);
      const reference = { id: 'a', status: 'completed', video_url: 'https://cdn/x.mp4', duration: 5, cost_cents: 120 };
      expect(dialect.readStatus(answer(200, reference))).toMatchObject({ kind: 'completed', cost: { amount: 1.2 } });
      expect(
        dialect.readStatus(answer(200, { job_id: 'a', status: 'failed', error: 'blocked', message: 'Why' })),
      ).toMatchObject({
        kind: 'failed',
        error: { message: 'Why' },
      });
      expect(dialect.readStatus(answer(200, { job_id: 'a', status: 'failed', error: 'Why' }))).toMatchObject({
        error: { message: 'Why' },
      });
    },
  );

  it(
    'says what a failed job cost where its answer does, and no test key pays it',
    proves('usvideo-platform', ['charged when it fails', 'failure text', 'sandbox key']),
    () => {
      const failed = { job_id: 'a', status: 'failed', error: 'content_policy', message: 'Why' };
      const error = { code: 'content_policy', message: 'Why' };
      for (const [cost, amount] of [['$1.25', 1.25] as const, ['$0.00', 0] as const]) {
        const reading = { kind: 'failed', error, cost: { amount, unit: 'USD' } };
        expect(dialect.readStatus(answer(200, { ...failed, cost }))).toEqual(reading);
        expect(mock.readStatus(answer(200, { ...failed, cost }))).toEqual({
          ...reading,
          cost: { amount: 0, unit: 'USD' },
        });
      }
      expect(dialect.readStatus(answer(200, { ...failed, cost_cents: 125 }))).toEqual({ kind: 'failed', error });
      expect(dialect.advise(error)).toBe(dialect.advise({ code: 'failed', message: 'Why' }));
    },
  );

  it.each([
    ['job', { job: { id: 'a', status: 'pending' } }],
    ['data', { success: true, data: { job_id: 'a', status: 'processing' } }],
  ])('finds the job one level deeper, under %s', (_name, body) => {
    expect(dialect.readSubmit(answer(201, body))).toEqual({ verdict: 'accepted', remoteId: 'a' });
    expect(dialect.readStatus(answer(200, body))).toMatchObject({ kind: 'progress' });
    expect(mock.readSubmit(answer(201, body))).toMatchObject({ verdict: 'accepted', remoteId: 'a', mock: true });
    // Its page prints the answer.
    expect(usvideoReference.readSubmit(answer(201, body)).verdict).toBe('inDoubt');
  });

  it.each([
    ['no state', { data: { id: 'a' } }],
    ['another id at the top', { request_id: 'r', data: { id: 'a', status: 'pending' } }],
    ['an id in each', { job: { id: 'a', status: 'pending' }, data: { id: 'b', status: 'pending' } }],
    ['two ids', { job: { id: 'a', job_id: 'b', status: 'pending' } }],
    ['none that can be one', { id: null, job: { id: 'a', status: 'pending' } }],
    ['it two levels deeper', { data: { job: { id: 'a', status: 'pending' } } }],
  ])('takes nothing for the job where there is %s', (_name, body) => {
    expect(dialect.readSubmit(answer(201, body)).verdict).toBe('inDoubt');
    expect(dialect.readStatus(answer(200, body)).kind).toBe('later');
  });

  it(
    'promises the refund that the page promises',
    proves('usvideo-platform', ['cancel', 'charged when cancelled']),
    () => {
      expect(dialect.readCancel?.(answer(200, { status: 'cancelled' }))).toEqual({ kind: 'cancelled', refunded: true });
      expect(dialect.readCancel?.(answer(409, { error: 'rendering', message: 'No' }))).toMatchObject({
        kind: 'refused',
        error: { message: 'No' },
      });
    },
  );

  it('reads a balance in whatever form', proves('usvideo-platform', 'account'), () => {
    expect(dialect.account?.()).toEqual({ method: 'GET', path: '/balance' });
    const account = { balance: { amount: 48.5, unit: 'USD' }, spent: { amount: 152, unit: 'USD' } };
    for (const body of [
      { balance: '$48.50', total_spend: 152 },
      { balance_cents: 4850, total_spent_cents: 15200 },
    ]) {
      expect(dialect.readAccount?.(answer(200, body))).toEqual({ kind: 'account', account });
    }
  });
});

describe('an error of the platform page', () => {
  provesEach(
    status => proves('usvideo-platform', [`HTTP ${status}`, 'error body']),
    [
      [400, 'Invalid parameters', { verdict: 'notCreated', then: 'fail' }],
      [401, 'Missing or invalid API key', { verdict: 'notCreated', then: 'key' }],
      [402, 'Insufficient balance for the requested generation', { verdict: 'notCreated', then: 'credits' }],
      [404, 'Job ID does not exist or belongs to another account', { verdict: 'notCreated', then: 'fail' }],
      [429, 'Rate limit exceeded', { verdict: 'notCreated', then: 'wait' }],
      [500, 'Server-side error', { verdict: 'inDoubt' }],
      [
        503,
        'Temporary capacity constraint',
        { verdict: 'notCreated', then: 'wait', maxTries: 5, retryAfterMs: 20_000 },
      ],
    ],
  )('%i has its verdict, its words and its advice', (status, message, expected) => {
    const headers: Record<string, string> = status === 503 ? { 'retry-after': '20' } : {};
    const reading = dialect.readSubmit(answer(status, { error: 'some_code', message }, headers));
    expect(reading).toMatchObject(expected);
    expect(reading).toMatchObject({ error: { code: 'some_code', message, httpStatus: status } });
    expect(reading.verdict === 'accepted' ? '' : dialect.advise(reading.error)).toMatch(/\.$/);
  });
});

describe('a sandbox key', () => {
  it('pays nothing, and is marked as a mock', proves('usvideo-platform', ['sandbox key', 'id']), () => {
    expect(mock.price({ prompt: 'x', options: {} })).toEqual({ amount: 0, unit: 'free', exact: true });
    expect(mock.livePrices).toBeUndefined();
    expect(mock.readSubmit(answer(201, { job_id: 'a', estimated_cost: '$1.25' }))).toEqual({
      verdict: 'accepted',
      remoteId: 'a',
      price: { amount: 0, unit: 'USD' },
      mock: true,
    });
    const free = { ...completed, cost: { amount: 0, unit: 'USD' } };
    expect(mock.readStatus(answer(200, callback))).toEqual(free);
    expect(mock.readList?.(answer(200, [callback]), { limit: 5, offset: 0 })).toMatchObject({
      jobs: [{ status: free }],
    });
  });
});
