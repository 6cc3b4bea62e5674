// US Video API's reference (usvideo-docs.txt): what its failures, states, cancels and lists mean.

import { describe, expect, it } from 'vitest';
import { usvideoReference as dialect } from '../../../src/core/services/usvideo-reference';
import { decides, proves, provesEach, together } from './conformance/proves';
import { answer } from './wire';

const page = { limit: 20, offset: 0 };

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
