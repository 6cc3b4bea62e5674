// No secret survives redaction, in any form in which it may stand in a line.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor } from '../../../src/core/net/redact';

const key = 'usv_live_Ab+9/z==~key&more';

function redactorFor(...secrets: string[]) {
  const redactor = createRedactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}

test.each([
  ['as it is', key],
  ['percent-encoded', encodeURIComponent(key)],
  ['percent-encoded byte by byte', [...Buffer.from(key)].map(byte => `%${byte.toString(16)}`).join('')],
  ['hex', Buffer.from(key).toString('hex')],
  ['hex in capitals', Buffer.from(key).toString('hex').toUpperCase()],
  ['base64', Buffer.from(key).toString('base64')],
  ['base64url', Buffer.from(key).toString('base64url')],
  ['percent-encoded twice', encodeURIComponent(encodeURIComponent(key))],
  ['percent-encoded base64', encodeURIComponent(Buffer.from(key).toString('base64'))],
  ['JSON', JSON.stringify({ note: key })],
  ['JSON with escaped slashes', key.replaceAll('/', '\\/')],
  ['JSON in code units', [...key].map(one => `\\u00${one.charCodeAt(0).toString(16)}`).join('')],
  ['HTML', key.replaceAll('&', '&amp;').replaceAll('/', '&#x2F;').replaceAll('=', '&#61;')],
  ['HTML with names', key.replaceAll('&', '&amp;amp;').replaceAll('/', '&sol;').replaceAll('=', '&equals;')],
])('a registered secret is taken out %s', (_name, form) => {
  const line = redactorFor(key).redact(`before ${form} after`);
  expect(line).toContain('before ');
  expect(line).toContain(' after');
  expect(line).toContain('[redacted]');
  expect(line).not.toContain(form);
});

test('a registered secret is taken out of base64 at every position inside a longer text', () => {
  for (const before of ['', 'u', 'us', 'user:', 'user1:']) {
    for (const after of ['', '!', '!!', '!!!']) {
      const line = redactorFor(key).redact(Buffer.from(before + key + after).toString('base64'));
      expect(Buffer.from(line, 'base64').toString('latin1')).not.toContain(key.slice(2, -2));
      expect(line).toContain('[redacted]');
    }
  }
});

test('no secret of any characters survives', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 8, unit: 'binary' }), fc.string(), fc.string(), (secret, before, after) => {
      const line = redactorFor(secret).redact(`${before}${secret}${after}`);
      return !line.includes(secret) || '[redacted]'.includes(secret);
    }),
    { numRuns: 200 },
  );
});

test('one secret inside another leaves nothing of the longer one', () => {
  const line = redactorFor('abcdef12', 'abcdef1234567890').redact('x abcdef1234567890 y abcdef12 z');
  expect(line).toBe('x [redacted] y [redacted] z');
});

test.each([
  ['Authorization: Bearer sk-video-123456', 'Authorization: [redacted]'],
  ['authorization=sk-video-123456 next', 'authorization=[redacted] next'],
  ['{"Authorization":"Bearer sk-video-123456","a":1}', '{"Authorization":[redacted],"a":1}'],
  ['sent Bearer sk-video-123456 twice', 'sent Bearer [redacted] twice'],
  ['{"api_key":"abc123","b":2}', '{"api_key":[redacted],"b":2}'],
  ['cookie: a=b', 'cookie: [redacted]'],
  ['https://cdn.example/v.mp4?X-Amz-Signature=abc&Expires=9 ok', 'https://cdn.example/v.mp4?[redacted] ok'],
  ['"https://cdn.example/v.mp4?sig=a%2Fb"', '"https://cdn.example/v.mp4?[redacted]"'],
  ['http://user:pass@proxy.example:8080/', 'http://[redacted]@proxy.example:8080/'],
])('%s', (line, expected) => {
  expect(createRedactor().redact(line)).toBe(expected);
});

test('ordinary lines stay as they are', () => {
  for (const line of [
    'job 12 running for 41 s',
    'https://vibegen.art/api/v1/tasks/abc',
    'tokens and secrets are words',
  ]) {
    expect(redactorFor(key, 'abc').redact(line)).toBe(line);
  }
});

test('a line of a megabyte takes no noticeable time', () => {
  const started = performance.now();
  createRedactor().redact('authorization:"'.repeat(70_000));
  createRedactor().redact(`http://${'a'.repeat(1_000_000)}`);
  createRedactor().redact('https://x?'.repeat(100_000));
  expect(performance.now() - started).toBeLessThan(2000);
});
