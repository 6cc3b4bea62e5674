// US Video API's reference (usvideo-docs.txt): every sample, option and error code of its page.

import { describe, expect, it } from 'vitest';
import { usvideo } from '../../../src/core/services/usvideo';
import { usvideoReference as dialect } from '../../../src/core/services/usvideo-reference';
import { decides, proves, provesEach, together } from './conformance/proves';
import { answer } from './wire';

const page = { limit: 20, offset: 0 };

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

describe('an answer to a submit (usvideo-docs.txt, Error Handling)', () => {
  const blocked =
    'Generation was blocked by model safety checks. Remove dialogue, speech, celebrity or real-person references, brand/IP references, and other sensitive audio cues, then retry with a silent visual-only prompt.';
  provesEach(
    status => proves('usvideo', [`HTTP ${status}`, 'error body']),
    [
      [400, 'Bad request', { verdict: 'notCreated', then: 'fail' }],
      [401, 'Unauthorized', { verdict: 'notCreated', then: 'key' }],
      [
        402,
        'Insufficient balance. Need $2.00, have $0.75. Top up at /v1/account/topup',
        { verdict: 'notCreated', then: 'credits' },
      ],
      [404, 'Not found', { verdict: 'notCreated', then: 'fail' }],
      [
        413,
        'Image payload too large. Resize or compress the source image before retrying.',
        { verdict: 'notCreated', then: 'shrink' },
      ],
      [
        429,
        'Video generation capacity is temporarily full. Retry in a few minutes or lower your request volume.',
        { verdict: 'notCreated', then: 'wait' },
      ],
      [500, 'Server error', { verdict: 'inDoubt' }],
      [502, blocked, { verdict: 'notCreated', then: 'fail', error: { safety: true } }],
      [504, 'Video generation service timed out. Please try again.', { verdict: 'inDoubt' }],
    ],
  )('%i keeps the words and has its verdict', (status, detail, expected) => {
    const reading = dialect.readSubmit(answer(status, { detail }));
    expect(reading).toMatchObject(expected);
    expect(reading).toMatchObject({ error: { code: `http-${status}`, message: detail, httpStatus: status } });
    if (reading.verdict !== 'accepted') expect(dialect.advise(reading.error)).toMatch(/^[A-Z].{30,}\.$/s);
  });

  it('a bare 502 proves nothing', proves('usvideo', '502 in the documented shape'), () => {
    for (const body of [
      '',
      '<html>502 Bad Gateway</html>',
      'Bad Gateway',
      { detail: ['x'] },
      { detail: '' },
      { message: 'x' },
    ]) {
      expect(dialect.readSubmit(answer(502, body)).verdict, JSON.stringify(body)).toBe('inDoubt');
    }
  });

  it('a list of details is shown as text', proves('usvideo', 'error body'), () => {
    const detail = [{ loc: ['body', 'duration'], msg: 'must be at least 4', type: 'value_error' }];
    expect(dialect.readSubmit(answer(422, { detail }))).toMatchObject({
      verdict: 'notCreated',
      then: 'fail',
      error: { message: 'body.duration: must be at least 4' },
    });
  });

  it(
    'a good status without an id is in doubt, with the beginning of the answer',
    proves('usvideo', '2xx without an id'),
    () => {
      for (const body of [
        '',
        '<html>ok</html>',
        {},
        [],
        'null',
        { id: '' },
        { id: null },
        { id: {} },
        { id: 'x'.repeat(201) },
        { id: '..' },
      ]) {
        expect(dialect.readSubmit(answer(200, body)), JSON.stringify(body)).toMatchObject({
          verdict: 'inDoubt',
          error: { code: 'no-id' },
        });
      }
      expect(dialect.readSubmit(answer(200, '<html>ok</html>'))).toMatchObject({
        error: { message: expect.stringContaining('<html>ok</html>') as string },
      });
    },
  );
});

describe('a question about a job', () => {
  it(
    'is asked again later after every failure but a 404 and a refused key',
    proves('usvideo', 'a question fails'),
    () => {
      for (const status of [302, 400, 402, 408, 409, 410, 413, 418, 422, 429, 500, 501, 502, 503, 504, 599]) {
        expect(dialect.readStatus(answer(status, { detail: 'x' })).kind, String(status)).toBe('later');
      }
      expect(dialect.readStatus(answer(404, { detail: 'Not found' }))).toEqual({ kind: 'missing' });
      expect(dialect.readStatus(answer(404, '<html>404</html>')).kind).toBe('later');
      for (const status of [401, 403])
        expect(dialect.readStatus(answer(status, { detail: 'x' })).kind).toBe('keyRefused');
    },
  );

  it('never fails a job by an unknown word', together(proves('usvideo', 'states'), decides(8)), () => {
    const read = (body: object) => dialect.readStatus(answer(200, body));
    expect(read({ id: 'a', status: 'moderating' })).toEqual({
      kind: 'progress',
      state: 'running',
      unknownWord: 'moderating',
    });
    expect(read({ id: 'a', status: 'archived', video_url: 'https://cdn/x.mp4' }).kind).toBe('completed');
    expect(read({ id: 'a', status: 'Cancelled' })).toEqual({ kind: 'cancelled' });
    expect(read({ id: 'a', status: 'completed' }).kind).toBe('later');
    expect(read({ id: 'a', status: 'completed', video_url: 'javascript:alert(1)' }).kind).toBe('later');
    expect(read({ id: 'a', status: 'completed', video_url: 'file:///etc/passwd' }).kind).toBe('later');
    expect(read({ id: 'a' }).kind).toBe('later');
    expect(read({ id: 'a', status: 5 }).kind).toBe('later');
  });
});

describe('a cancel', () => {
  it(
    'is believed only where the service says so',
    together(proves('usvideo', ['cancel', 'charged when cancelled']), decides(10)),
    () => {
      const read = (status: number, body: unknown = '') => dialect.readCancel?.(answer(status, body));
      expect(read(204)).toEqual({ kind: 'cancelled' });
      expect(read(200, { id: 'a', status: 'cancelled' })).toEqual({ kind: 'cancelled' });
      expect(read(200, { id: 'a', status: 'cancelled', refunded: true })).toEqual({
        kind: 'cancelled',
        refunded: true,
      });
      expect(read(200, { id: 'a', status: 'processing' })?.kind).toBe('refused');
      expect(read(200, { success: false, message: 'rendering' })).toMatchObject({
        kind: 'refused',
        error: { message: 'rendering' },
      });
      expect(read(200, '<html>')?.kind).toBe('later');
      expect(read(400, { detail: 'Only pending jobs' })).toMatchObject({
        kind: 'refused',
        error: { message: 'Only pending jobs' },
      });
      for (const status of [403, 409, 422]) expect(read(status, {})?.kind).toBe('refused');
      for (const status of [404, 405, 501]) expect(read(status)?.kind).toBe('missing');
      for (const status of [302, 408, 429, 500, 503]) expect(read(status)?.kind).toBe('later');
      expect(read(401)?.kind).toBe('keyRefused');
    },
  );
});

describe('a list', () => {
  const item = {
    id: 'job_1',
    status: 'completed',
    video_url: 'https://cdn/1.mp4',
    prompt: 'A lake',
    created_at: '2026-04-21T14:30:00Z',
  };
  it.each([
    ['bare', (items: unknown[]): unknown => items],
    ['in videos', (items: unknown[]) => ({ videos: items })],
    ['in jobs', (items: unknown[]) => ({ jobs: items })],
    ['in data', (items: unknown[]) => ({ data: items })],
    ['in items', (items: unknown[]) => ({ items })],
    ['nested', (items: unknown[]) => ({ data: { videos: items } })],
  ])(
    'is read %s, and takes what is there',
    together(proves('usvideo', ['list', 'list fields']), decides(3)),
    (_name, wrap) => {
      expect(dialect.readList?.(answer(200, wrap([item, { id: 'job_2' }, { nothing: 1 }, null, 'x'])), page)).toEqual({
        kind: 'jobs',
        more: false,
        jobs: [
          {
            remoteId: 'job_1',
            status: { kind: 'completed', videoUrl: 'https://cdn/1.mp4' },
            prompt: 'A lake',
            createdAt: Date.UTC(2026, 3, 21, 14, 30),
          },
          { remoteId: 'job_2' },
        ],
      });
    },
  );

  it('gives prompts exactly as they came, since jobs in doubt are found by them', () => {
    const prompt = `  A\tlake\r\n${'x'.repeat(3000)} `;
    const list = dialect.readList?.(answer(200, [{ ...item, prompt }]), page);
    expect(list?.kind === 'jobs' ? list.jobs[0]?.prompt : '').toBe(prompt);
  });

  it('has more where the page is full, unless a total says otherwise', proves('usvideo', 'list'), () => {
    const more = (body: unknown) => dialect.readList?.(answer(200, body), { limit: 1, offset: 0 });
    expect(more([item])).toMatchObject({ more: true });
    expect(more({ videos: [item], total: 1 })).toMatchObject({ more: false });
    expect(more([])).toMatchObject({ more: false });
  });

  it(
    'that is none is asked for again, and one that is not offered is missing',
    together(proves('usvideo', ['list', 'account']), decides(2)),
    () => {
      expect(dialect.readList?.(answer(200, '<html>'), page).kind).toBe('later');
      expect(dialect.readList?.(answer(200, {}), page).kind).toBe('later');
      expect(dialect.readList?.(answer(404, '<html>'), page).kind).toBe('missing');
      expect(dialect.readAccount?.(answer(404, {})).kind).toBe('missing');
      expect(dialect.readAccount?.(answer(200, {})).kind).toBe('later');
    },
  );
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
