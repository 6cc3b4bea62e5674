// Callbacks from nobody knows whom: what is forged, replayed, cut, no text or no JSON causes nothing but a number.

import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { readCallback } from '../../../src/core/public/callback';
import type { EntryOf } from '../../../src/core/public/entries';
import type { Work } from '../../../src/core/pipeline/work';
import { allServices } from '../../../src/core/services/catalog';

const secret = 'whsec_of_the_dashboard';
const baseUrl = 'https://usvideoapi.com/v1';
const entry = {
  kind: 'callback',
  service: 'usvideo',
  dialect: 'usvideo-platform',
  baseUrl,
} as unknown as EntryOf<'callback'>;
const logged: string[] = [];
let secrets: Record<string, string>;

const work = {
  services: allServices,
  store: {
    get: () => undefined,
    open: () => [
      {
        id: 'ours',
        records: {
          spec: { body: { service: 'usvideo' } },
          attempts: [
            { attempt: { body: { baseUrl, dialect: 'usvideo-platform' } }, accepted: { body: { remoteId: 'job_1' } } },
          ],
          results: [],
        },
      },
    ],
  },
  ports: {
    callbackSecrets: { get: async (service: string, origin: string) => secrets[`${service}@${origin}`] },
    log: {
      write: (level: string, message: string, facts?: object) =>
        logged.push(`${level} ${message} ${JSON.stringify(facts)}`),
    },
  },
} as unknown as Work;

beforeEach(() => {
  logged.length = 0;
  secrets = { 'usvideo@https://usvideoapi.com': secret };
});

const good = Buffer.from(JSON.stringify({ event: 'video.completed', job_id: 'job_1', status: 'completed' }));
const sign = (body: Uint8Array, by = secret) => createHmac('sha256', by).update(body).digest('hex');
const call = (body: Uint8Array, headers: Record<string, string> = { 'x-signature': sign(body) }) =>
  readCallback(work, entry, headers, body);

test('one that the service signed names its job, once as often as it comes', async () => {
  expect(await call(good)).toEqual({ status: 204, job: 'ours' });
  const answers = await Promise.all(Array.from({ length: 50 }, () => call(good)));
  expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1);
});

describe('a signature', () => {
  const right = sign(good);
  test.each<readonly [string, Record<string, string>]>([
    ['is missing', {}],
    ['is empty', { 'x-signature': '' }],
    ['is of another secret', { 'x-signature': sign(good, 'another') }],
    ['is of another body', { 'x-signature': sign(Buffer.from('{}')) }],
    ['is one digit short', { 'x-signature': right.slice(1) }],
    ['is one digit long', { 'x-signature': `${right}0` }],
    ['is right in its first half', { 'x-signature': right.slice(0, 32) + '0'.repeat(32) }],
    ['is right in its second half', { 'x-signature': '0'.repeat(32) + right.slice(32) }],
    ['is doubled', { 'x-signature': `${right}, ${right}` }],
    ['is all zeros', { 'x-signature': '0'.repeat(64) }],
    ['is a megabyte long', { 'x-signature': 'a'.repeat(1_000_000) }],
    ['is of another kind', { 'x-signature': `sha1=${right}` }],
    ['is no text', { 'x-signature': '\u0000\u00ff'.repeat(32) }],
    ['is right in a header that is none', { 'x-sign': right }],
  ])('that %s refuses the callback', async (_, headers) => {
    expect(await call(good, headers)).toEqual({ status: 401 });
    expect(logged.join()).not.toContain(secret);
  });

  test('holds for the bytes as they came, not for what they mean', async () => {
    const spaced = Buffer.from(good.toString().replaceAll(',', ', '));
    expect(await call(spaced, { 'x-signature': right })).toEqual({ status: 401 });
  });

  test('of one origin is none of another', async () => {
    secrets = { 'usvideo@https://elsewhere.example': secret, 'usvideo@https://usvideoapi.com': 'another' };
    expect(await call(good)).toEqual({ status: 401 });
  });
});

describe('a body', () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1');
  test.each<readonly [string, Uint8Array]>([
    ['no UTF-8', bytes('{"job_id":"\xff\xfe\x80"}')],
    ['UTF-16', Buffer.from('{"job_id":"job_1"}', 'utf16le')],
    ['overlong letters', bytes('{"job_id":"\xc0\xaf"}')],
    ['a surrogate', bytes('{"job_id":"\xed\xa0\x80"}')],
    ['empty', Buffer.alloc(0)],
    ['NULs', Buffer.alloc(1000)],
    ['no JSON', Buffer.from('job_id=job_1')],
    ['a bare word', Buffer.from('"job_1"')],
    ['a number', Buffer.from('1e999')],
    ['deep', Buffer.from('['.repeat(30_000) + ']'.repeat(30_000))],
    ['cut off', good.subarray(0, 20)],
  ])('that is %s is refused, though it is signed', async (_, body) => {
    expect(await call(body)).toEqual({ status: 400 });
  });

  test('that is packed is refused, though it is signed', async () => {
    expect(await call(good, { 'x-signature': sign(good), 'content-encoding': 'gzip' })).toEqual({ status: 400 });
  });

  test.each([
    '{"__proto__":{"job_id":"job_1"}}',
    '{"constructor":{"prototype":{"job_id":"job_1"}}}',
    '{"job_id":{"toString":"job_1"}}',
    '{"job_id":["job_1"]}',
    '{"job_id":"../job_1"}',
    '[]',
  ])('that names no job names none: %s', async text => {
    expect(await call(Buffer.from(text))).toEqual({ status: 204 });
    expect(({} as { job_id?: unknown }).job_id).toBeUndefined();
  });
});
