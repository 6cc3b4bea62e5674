// The table of verdicts (services page, *What each failure asks for*), row by row, for every dialect.

import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../src/core/service';
import { seedanceTvDialect } from '../../../src/core/services/seedance-tv';
import { seedanceapiDialect } from '../../../src/core/services/seedanceapi';
import { usvideoPlatform, usvideoPlatformTest } from '../../../src/core/services/usvideo-platform';
import { usvideoReference } from '../../../src/core/services/usvideo-reference';
import { vibegenDialect } from '../../../src/core/services/vibegen';
import type { FailureRow } from './conformance/facts';
import { page, proves, provesEach, together } from './conformance/proves';
import type { Speaking } from './conformance/proves';
import { answer } from './wire';

/** Each dialect with an error body in its documented shape. */
const dialects: readonly [Speaking, Dialect, (code: string) => object][] = [
  ['usvideo', usvideoReference, () => ({ detail: 'Words' })],
  ['usvideo-platform', usvideoPlatform, code => ({ error: code, message: 'Words' })],
  ['usvideo-platform-test', usvideoPlatformTest, code => ({ error: code, message: 'Words' })],
  ['seedance-tv', seedanceTvDialect, code => ({ error: { code, message: 'Words' } })],
  ['vibegen', vibegenDialect, code => ({ error: { code, message: 'Words' } })],
  ['seedanceapi', seedanceapiDialect, code => ({ code, message: 'Words' })],
];
const garbage = ['', '<html>Error</html>', 'Error', '[]', '{}', 'null', '{"detail":{}}', '{"error":{}}', '{"error":'];

/** The row of the table that a status belongs to. */
function rowOf(status: number): FailureRow {
  return status === 401 || status === 402 || status === 413 || status === 429 ? `answered ${status}` : 'refused';
}

describe.each(dialects)('a submit to %s', (name, dialect, body) => {
  const id = page(name);
  const read = (status: number, content: unknown, headers?: Record<string, string>) =>
    dialect.readSubmit(answer(status, content, headers));

  provesEach(
    status => proves(id, rowOf(status)),
    [
      [400, 'fail'],
      [401, 'key'],
      [402, 'credits'],
      [403, 'fail'],
      [404, 'fail'],
      [413, 'shrink'],
      [415, 'fail'],
      [422, 'fail'],
      [429, 'wait'],
    ],
  )('answered %i was not created, whatever the body is: %s', (status, then) => {
    for (const content of [body('SOME_CODE'), ...garbage]) {
      const reading = read(status, content);
      expect(reading).toMatchObject({ verdict: 'notCreated', then, error: { httpStatus: status } });
      expect(reading).not.toHaveProperty('maxTries');
    }
    expect(read(status, body('SOME_CODE'))).toMatchObject({ error: { message: 'Words' } });
  });

  it('is in doubt after any other answer', proves(id, ['other 5xx, 408, 3xx, 409', 'answered 504']), () => {
    const statuses = [
      100, 301, 302, 307, 308, 405, 408, 409, 410, 418, 425, 431, 451, 500, 501, 504, 507, 520, 599, 0, 700,
    ];
    for (const status of statuses) {
      for (const content of [body('SOME_CODE'), ...garbage]) {
        expect(read(status, content).verdict, `${status} ${JSON.stringify(content)}`).toBe('inDoubt');
      }
    }
  });

  it('is in doubt after a 2xx without an id, whatever else it says', proves(id, '2xx without an id'), () => {
    for (const content of [...garbage, body('SOME_CODE'), { status: 'failed' }, { success: false }]) {
      expect(read(200, content)).toMatchObject({ verdict: 'inDoubt', error: { code: 'no-id' } });
    }
  });

  it(
    'waits after a 503 in the documented shape or with Retry-After, five times at most',
    proves(id, 'answered 503'),
    () => {
      expect(read(503, body('SERVICE_UNAVAILABLE'))).toMatchObject({
        verdict: 'notCreated',
        then: 'wait',
        maxTries: 5,
      });
      for (const content of garbage) {
        expect(read(503, content).verdict).toBe('inDoubt');
        expect(read(503, content, { 'retry-after': '7' })).toMatchObject({
          verdict: 'notCreated',
          then: 'wait',
          maxTries: 5,
          retryAfterMs: 7000,
        });
      }
    },
  );

  it('waits after a 429 as long as it says', proves(id, 'answered 429'), () => {
    expect(read(429, body('RATE_LIMIT_EXCEEDED'), { 'retry-after': '12' })).toMatchObject({
      then: 'wait',
      retryAfterMs: 12_000,
    });
    expect(read(429, { error: { code: 'RATE_LIMIT_EXCEEDED', message: 'x', retry_after: 60 } })).toMatchObject({
      retryAfterMs: 60_000,
    });
  });

  it(
    'was not created after an undocumented 4xx only by a documented code in the documented shape',
    proves(id, 'status decides first'),
    () => {
      const coded = dialect.id !== 'usvideo';
      const then = (code: string) => {
        const reading = read(418, body(code));
        return reading.verdict === 'notCreated' ? reading.then : reading.verdict;
      };
      expect(then('INSUFFICIENT_CREDITS')).toBe(coded ? 'credits' : 'inDoubt');
      expect(then('INVALID_PARAMETER')).toBe(coded ? 'fail' : 'inDoubt');
      expect(then('TOO_MANY_IMAGES')).toBe(coded ? 'fail' : 'inDoubt');
      expect(then('OTHER')).toBe('inDoubt');
      for (const status of [408, 409, 500, 502, 504]) {
        expect(read(status, { error: { code: 'INVALID_PARAMETER', message: 'x' } }).verdict, String(status)).toBe(
          'inDoubt',
        );
      }
    },
  );

  it(
    'has advice for every failure',
    proves(id, [
      'refused',
      'answered 401',
      'answered 402',
      'answered 413',
      'answered 429',
      'answered 503',
      'answered 504',
    ]),
    () => {
      for (const status of [200, 302, 400, 401, 402, 403, 404, 408, 409, 413, 415, 422, 429, 500, 502, 503, 504]) {
        for (const content of [body('SOME_CODE'), '<html>']) {
          const reading = read(status, content);
          if (reading.verdict === 'accepted') throw new Error('accepted');
          expect(dialect.advise(reading.error)).toMatch(/^[A-Z].{30,400}\.$/s);
        }
      }
    },
  );
});

describe('a 502', () => {
  const dialect = (id: string) => dialects.find(([name]) => name === id)?.[1];
  provesEach(
    id => proves(page(id), '502 in the documented shape'),
    [['usvideo'], ['usvideo-platform'], ['usvideo-platform-test']],
  )('with a detail was blocked or failed, and refunded, at %s', id => {
    expect(dialect(id)?.readSubmit(answer(502, { detail: 'Blocked' }))).toEqual({
      verdict: 'notCreated',
      then: 'fail',
      error: { code: 'http-502', message: 'Blocked', httpStatus: 502, safety: true },
    });
  });

  provesEach(
    id => proves(page(id), '502 in the documented shape'),
    [
      ['usvideo-platform', { error: 'bad_gateway', message: 'x' }],
      ['seedance-tv', { error: { code: 'BAD_GATEWAY', message: 'x' } }],
      ['seedance-tv', { detail: 'x' }],
      ['vibegen', { error: { code: 'PROVIDER_ERROR', message: 'Third-party service error' } }],
      ['vibegen', { detail: 'x' }],
      ['seedanceapi', { detail: 'x' }],
    ],
  )('proves nothing at %s with %j', (id, body) => {
    expect(dialect(id)?.readSubmit(answer(502, body)).verdict).toBe('inDoubt');
  });

  it(
    'that is bare is not advised about as if it were refunded',
    proves('usvideo', '502 in the documented shape'),
    () => {
      const told = (body: unknown) => {
        const reading = usvideoReference.readSubmit(answer(502, body));
        return reading.verdict === 'accepted' ? '' : usvideoReference.advise(reading.error);
      };
      expect(told({ detail: 'Blocked' })).toContain('refunded');
      expect(told('<html>')).not.toContain('refunded');
    },
  );
});

describe('a 500', () => {
  it(
    'with JOB_FAILED is a failed job at seedance.tv, and nowhere else',
    together(...dialects.map(([name]) => proves(page(name), '500 JOB_FAILED'))),
    () => {
      const body = { error: { code: 'JOB_FAILED', message: 'Generation failed' } };
      const verdicts = dialects.map(([name, dialect]) => [name, dialect.readSubmit(answer(500, body)).verdict]);
      expect(verdicts.filter(([, verdict]) => verdict !== 'inDoubt')).toEqual([['seedance-tv', 'failed']]);
      expect(seedanceTvDialect.readSubmit(answer(502, body)).verdict).toBe('inDoubt');
    },
  );
});
