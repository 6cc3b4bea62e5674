// Where a redirect may lead, and what goes along: by address alone, since no test reaches another machine.

import { describe, expect, test } from 'vitest';
import { redirectTarget, withoutCredentials } from '../../../src/core/net/redirects';
import { RouteFailure } from '../../../src/core/net/route';

const from = (start: string, location: string, status = 302) => redirectTarget(new URL(start), status, { location });

describe('a redirect', () => {
  test.each([
    ['https://a.example/v1/x', '/y', 'https://a.example/y'],
    ['https://a.example/v1/x', 'y?z#w', 'https://a.example/v1/y?z'],
    ['https://a.example/v1/x', '//b.example/y', 'https://b.example/y'],
    ['https://a.example/v1/x', 'https://b.example/y', 'https://b.example/y'],
    ['https://10.0.0.7/v1/x', 'https://10.0.0.8/y', 'https://10.0.0.8/y'],
    ['http://127.0.0.1:81/x', 'http://localhost:82/y', 'http://localhost:82/y'],
  ])('from %s to %s is followed', (start, location, end) => expect(from(start, location)?.href).toBe(end));

  test.each([
    ['https://a.example/x', 'http://a.example/y'],
    ['https://a.example/x', 'http://127.0.0.1/y'],
    ['https://a.example/x', 'https://127.0.0.1/y'],
    ['https://a.example/x', 'https://localhost./y'],
    ['https://a.example/x', 'https://2130706433/y'],
    ['https://a.example/x', 'https://[::1]/y'],
    ['https://a.example/x', 'https://169.254.169.254/y'],
    ['https://a.example/x', 'https://[::ffff:a9fe:a9fe]/y'],
    ['https://a.example/x', 'https://10.0.0.7/y'],
    ['https://a.example/x', 'https://intranet/y'],
    ['https://a.example/x', 'https://name:word@a.example/y'],
    ['https://a.example/x', 'javascript:alert(1)'],
    ['https://a.example/x', 'data:application/json,{}'],
    ['https://a.example/x', 'file:///etc/passwd'],
    ['http://127.0.0.1/x', 'http://10.0.0.7/y'],
    ['http://127.0.0.1/x', 'http://a.example/y'],
  ])('from %s to %s is refused', (start, location) => expect(() => from(start, location)).toThrow(RouteFailure));

  test.each([
    [200, '/y'],
    [300, '/y'],
    [304, '/y'],
    [302, 'https://['],
  ])('is none with the status %i and the location %s', (status, location) =>
    expect(from('https://a.example/x', location, status)).toBeUndefined(),
  );
});

test('no header with a credential goes along, whatever the request calls it', () => {
  const headers = {
    accept: 'a',
    authorization: 'b',
    cookie: 'c',
    'x-api-key': 'd',
    'proxy-authorization': 'e',
    'x-own': 'f',
  };
  expect(withoutCredentials(headers, ['x-own'])).toEqual({ accept: 'a' });
});
