// Which addresses a key may be sent to.

import { describe, expect, it } from 'vitest';
import { readBaseUrl } from '../../../src/editor/baseUrl';
import { wholeNumberWithin } from '../../../src/editor/settingValues';

describe('a base URL', () => {
  it.each([
    ['https://usvideoapi.com/v1', 'https://usvideoapi.com/v1'],
    [' https://usvideoapi.com/v1// ', 'https://usvideoapi.com/v1'],
    ['https://usvideoapi.com', 'https://usvideoapi.com'],
    ['HTTPS://USVideoAPI.com:443/v1/', 'https://usvideoapi.com/v1'],
    ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1'],
    ['http://localhost:8080', 'http://localhost:8080'],
  ])('%j is used as %s', (value, url) => {
    expect(readBaseUrl(value)).toMatchObject({ ok: true, url });
  });

  it.each([
    '',
    'usvideoapi.com/v1',
    'http://usvideoapi.com/v1',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'ftp://usvideoapi.com',
    'file:///etc/passwd',
    'https://user:pass@usvideoapi.com/v1',
    'https://usvideoapi.com/v1?x=1',
    'https://usvideoapi.com/v1#x',
    'javascript:alert(1)',
    42,
    null,
    { toString: () => 'https://usvideoapi.com' },
  ])('%j is refused with a sentence', value => {
    const read = readBaseUrl(value);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.problem).toMatch(/\.$/);
  });
});

describe('a figure from a settings file', () => {
  it('is brought within its limits, and anything else is the documented figure', () => {
    expect([0, 3.4, 5000, -1].map(value => wholeNumberWithin(value, 1, 100))).toEqual([1, 3, 100, 1]);
    for (const value of [null, '7', Number.NaN, Number.POSITIVE_INFINITY, undefined, []]) {
      expect(wholeNumberWithin(value, 1, 100)).toBeUndefined();
    }
  });
});
