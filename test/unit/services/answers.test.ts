// What is made of loose fields, hostile text and waiting times, whatever service they come from.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  amount,
  created,
  excerpt,
  firstLink,
  instant,
  link,
  looseFlag,
  number,
  parseJson,
  plainText,
  readAs,
  saneId,
  seconds,
} from '../../../src/core/services/answers';
import { readFailure } from '../../../src/core/services/errors';
import { askedWait, readRateLimit } from '../../../src/core/services/waits';
import { answer } from './wire';
import { proves, together } from './conformance/proves';

const one = <T>(schema: z.ZodType<T>, value: unknown) => readAs(z.object({ it: schema }), { it: value })?.it;

describe('loose fields', () => {
  it.each<[unknown, number | undefined]>([
    [1.25, 1.25],
    ['1.25', 1.25],
    ['$1.25', 1.25],
    ['US$1.25', 1.25],
    ['$1,234.50', 1234.5],
    ['1.25 USD', 1.25],
    ['USD 2', 2],
    [0, 0],
    [-1, undefined],
    ['-1', undefined],
    ['cheap', undefined],
    ['', undefined],
    [Number.NaN, undefined],
    [null, undefined],
    [{}, undefined],
  ])('read %j as a sum of money', (value, expected) => expect(one(amount, value)).toBe(expected));

  it.each<[unknown, number | undefined]>([
    [5, 5],
    ['5', 5],
    [' 5.5 ', 5.5],
    ['0x10', undefined],
    ['1e9', undefined],
    ['5 s', undefined],
    [true, undefined],
    [[5], undefined],
  ])('read %j as a number', (value, expected) => expect(one(number, value)).toBe(expected));

  it.each<[unknown, boolean]>([
    ['https://cdn/x.mp4', true],
    ['http://127.0.0.1:1/x?a=b#c', true],
    ['HTTPS://CDN/x.mp4', true],
    ['javascript:alert(1)', false],
    ['file:///etc/passwd', false],
    ['//cdn/x.mp4', false],
    ['data:video/mp4;base64,AA', false],
    ['https://', false],
    ['x'.repeat(9000), false],
    [5, false],
  ])('take %j as a link or not', (value, taken) => expect(one(link, value)).toBe(taken ? value : undefined));

  it('read the first link of a list', () => {
    expect(one(firstLink, [null, 'ftp://x', 'https://cdn/1.mp4', 'https://cdn/2.mp4'])).toBe('https://cdn/1.mp4');
    expect(one(firstLink, 'https://cdn/1.mp4')).toBe('https://cdn/1.mp4');
    expect(one(firstLink, [])).toBeUndefined();
  });

  it('read times in every usual form', () => {
    const expected = Date.UTC(2026, 3, 21, 14, 30);
    for (const value of ['2026-04-21T14:30:00Z', expected / 1000, String(expected / 1000), expected]) {
      expect(one(instant, value)).toBe(expected);
    }
    for (const value of ['soon', '', 0, -1, 1e300, null]) expect(one(instant, value)).toBeUndefined();
  });

  it.each<[unknown, boolean]>([
    ['2026-04-21T14:30:00Z', false],
    ['2026-04-21T14:30:00.000000Z', false],
    ['2026-04-21T16:30:00+02:00', false],
    ['2026-04-21 16:30:00+0200', false],
    ['Tue, 21 Apr 2026 14:30:00 GMT', false],
    ['Tue Apr 21 2026 16:30:00 GMT+0200 (CEST)', false],
    [Date.UTC(2026, 3, 21, 14, 30) / 1000, false],
    [String(Date.UTC(2026, 3, 21, 14, 30)), false],
    ['2026-04-21T14:30:00', true],
    ['2026-04-21T14:30:00.000000', true],
    ['2026-04-21 14:30:00', true],
    ['2026-04-21 14:30', true],
    ['Apr 21, 2026 2:30 PM', true],
    ['Tue Apr 21 14:30:00 2026', true],
  ])('read %j in UTC, and tell whether its zone was left out (%j)', (value, loose) => {
    const createdAt = Date.UTC(2026, 3, 21, 14, 30);
    expect(one(created, value)).toEqual(loose ? { createdAt, createdAtLoose: true } : { createdAt });
    expect(one(instant, value)).toBe(createdAt);
  });

  it('read nothing from a time that is none', () => {
    for (const value of ['soon', '', null, {}, '2026-99-99 10:00']) expect(one(created, value)).toEqual({});
  });

  it('read seconds and flags as lists may show them', () => {
    for (const value of [5, '5', '5s', '5 s', '5 sec', '5 seconds']) expect(one(seconds, value)).toBe(5);
    for (const value of ['s', 'five', '5m', null, {}]) expect(one(seconds, value)).toBeUndefined();
    for (const value of [true, 'true', 1, '1']) expect(one(looseFlag, value)).toBe(true);
    for (const value of [false, 'false', 0, '0']) expect(one(looseFlag, value)).toBe(false);
    for (const value of ['loud', 2, null]) expect(one(looseFlag, value)).toBeUndefined();
  });

  it('take only ids that a path can carry', () => {
    for (const id of ['job_abc123', '550e8400-e29b-41d4-a716-446655440000', 'a/b', 'ключ', '...'])
      expect(saneId(id)).toBe(id);
    expect(saneId(42)).toBe('42');
    for (const id of ['', '  ', '.', '..', 'a\nb', '\u0000', '\uD800x', 'x'.repeat(201), 1.5, null, [], {}]) {
      expect(saneId(id)).toBeUndefined();
    }
  });
});

describe('text of a service', () => {
  it('loses control and reordering characters, keeps its lines and letters', () => {
    expect(plainText('a\u0000b\u001B[31mc\r\nd\u202Ee\u2066f\u0085g')).toBe('a b [31mc\nd e f g');
    expect(plainText('Прошу прощения 🎬')).toBe('Прошу прощения 🎬');
    expect(plainText('<b>**x**</b> [y](command:z)')).toBe('<b>**x**</b> [y](command:z)');
  });

  it('has at most 2,000 characters, whole ones', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.integer({ min: 1, max: 200 }), (part, times) => {
        const text = plainText(part.repeat(times));
        expect(text.length).toBeLessThanOrEqual(2000);
        expect(text).not.toMatch(/\p{Cs}|(?!\n)\p{Cc}/u);
      }),
    );
    expect(plainText('🎬'.repeat(5000)).length).toBeLessThanOrEqual(2000);
    expect(excerpt('x'.repeat(5_000_000))).toHaveLength(200);
  });

  it('is not JSON without a crash, however deep or long it is', () => {
    const deep = '['.repeat(2_000_000) + ']'.repeat(2_000_000);
    expect(parseJson(deep)).toBeUndefined();
    expect(parseJson('['.repeat(100) + ']'.repeat(100))).toBeDefined();
    expect(parseJson(`{"a":"\\"${'['.repeat(1000)}"}`)).toEqual({ a: `"${'['.repeat(1000)}` });
    expect(parseJson('{"a":1')).toBeUndefined();
    expect(parseJson('\uFEFF{"a":1}')).toEqual({ a: 1 });
    const nested = `{"detail":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_001)}`;
    expect(readFailure(answer(500, nested), ['detail']).error.message).toContain('{"detail":{"a":');
  });

  it('cannot reach an object’s prototype', () => {
    const failure = readFailure(answer(400, '{"__proto__":{"detail":"x"},"constructor":{"name":"y"}}'), ['detail']);
    expect(failure.shape).toBeUndefined();
    expect(({} as { detail?: string }).detail).toBeUndefined();
  });
});

describe('words of a failure', () => {
  it.each<[unknown, string]>([
    [{ detail: 'No' }, 'No'],
    [
      { detail: [{ loc: ['body', 'prompt'], msg: 'field required' }, { msg: 'and more' }] },
      'body.prompt: field required; and more',
    ],
    [{ detail: { reason: 'No', hint: 'Try' } }, 'reason: No; hint: Try'],
    [{ detail: { message: 'No' } }, 'No'],
    [{ error: 'invalid', message: 'No' }, 'No'],
    [{ error: 'No' }, 'No'],
    [{ error: { code: 'X', message: 'No' } }, 'No'],
    [{ error: { message: 'No' } }, 'No'],
    [{ message: 'No' }, 'No'],
    [{ code: 'X', message: 'No' }, 'No'],
    [{ error_message: 'No' }, 'No'],
  ])('are found in %j', (body, message) => {
    expect(readFailure(answer(400, body), ['detail']).error.message).toBe(message);
  });

  it('are the beginning of an answer that makes no sense', () => {
    const { error } = readFailure(answer(502, `<html>${'x'.repeat(500)}`), ['detail']);
    expect(error.message).toContain('<html>xxx');
    expect(error.message.length).toBeLessThan(330);
    expect(readFailure(answer(502), ['detail']).error.message).toBe('The service answered 502 without a word.');
  });

  it('give a code only where it looks like one', () => {
    const code = (value: unknown) =>
      readFailure(answer(400, { error: { code: value, message: 'No' } }), ['error-object']).error.code;
    expect(code('INVALID_PROMPT')).toBe('INVALID_PROMPT');
    for (const value of ['', 'two words', '<b>', 'x'.repeat(65), 400, null]) expect(code(value)).toBe('http-400');
  });
});

describe('a waiting time', () => {
  const date = 'Tue, 21 Apr 2026 14:30:00 GMT';
  const now = Date.parse(date) / 1000;
  it.each<[Record<string, string>, number | undefined, number | undefined]>([
    [{ 'retry-after': '30' }, undefined, 30_000],
    [{ 'retry-after': '1.5' }, undefined, 1500],
    [{ 'retry-after': '0' }, undefined, 1000],
    [{ 'retry-after': '99999999' }, undefined, 86_400_000],
    [{ 'retry-after': 'Tue, 21 Apr 2026 14:31:00 GMT', date }, undefined, 60_000],
    [{ 'retry-after': 'Tue, 21 Apr 2026 14:31:00 GMT' }, undefined, undefined],
    [{ 'retry-after': 'Tue, 21 Apr 2026 14:29:00 GMT', date }, undefined, 1000],
    [{ 'retry-after': 'soon' }, undefined, undefined],
    [{ 'retry-after': '-5' }, undefined, undefined],
    [{}, 45, 45_000],
    [{}, -45, undefined],
    [{ 'retry-after': '30' }, 45, 30_000],
    [{ 'x-ratelimit-reset': String(now + 20), date }, undefined, 20_000],
    [{ 'x-ratelimit-reset': String((now + 20) * 1000), date }, undefined, 20_000],
    [{ 'x-ratelimit-reset': '20' }, undefined, 20_000],
    [{ 'x-ratelimit-reset': String(now + 20) }, undefined, undefined],
    [{ 'x-ratelimit-reset': '1745123456', date }, undefined, undefined],
    [{ 'x-ratelimit-reset': String(now + 20), date }, 45, 45_000],
  ])(
    'of %j and %j in the body is %j ms',
    together(proves('usvideo-platform', 'answered 429'), proves('seedance-tv', 'answered 429')),
    (headers, inBody, expected) => {
      expect(askedWait(answer(429, '', headers), inBody)).toBe(expected);
    },
  );

  it('is not read from a limit’s reset after anything but a 429', () => {
    expect(askedWait(answer(500, '', { 'x-ratelimit-reset': '20' }))).toBeUndefined();
  });

  it(
    'comes with what is left of the limit',
    together(proves('usvideo-platform', 'limits'), proves('seedance-tv', 'limits')),
    () => {
      const headers = { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '1745123456' };
      expect(readRateLimit(answer(200, '', headers))).toEqual({ limit: 10, remaining: 7, resetAt: 1_745_123_456_000 });
      expect(readRateLimit(answer(200, '', { 'x-ratelimit-limit': 'many' }))).toEqual({});
    },
  );
});
