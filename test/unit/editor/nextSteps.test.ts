// What mends a job's trouble: each documented code of every service leads to the step that its page asks for.

import { describe, expect, test } from 'vitest';
import { mendsOf } from '../../../src/editor/nextSteps';
import { contextValue } from '../../../src/editor/views/jobs/appearance';
import { aJob } from '../tree/jobs';

const failed = (error: { httpStatus?: number; code?: string; safety?: boolean }, service = 'usvideo') =>
  aJob({ service, state: 'failed', error: { code: 'x', message: 'No.', advice: 'Do this.', ...error } });

describe('what mends a failure', () => {
  test.each([
    ['usvideo', { httpStatus: 401 }, ['setKey']],
    ['usvideo', { httpStatus: 402 }, ['billing']],
    ['usvideo', { httpStatus: 502, safety: true }, ['rewrite']],
    ['seedance-tv', { httpStatus: 400, code: 'INVALID_PROMPT', safety: true }, ['rewrite']],
    ['seedance-tv', { httpStatus: 500, code: 'JOB_FAILED' }, []],
    ['vibegen', { httpStatus: 402, code: 'INSUFFICIENT_CREDITS' }, ['billing']],
    ['vibegen', { code: 'failed', safety: true }, ['rewrite']],
    ['seedanceapi', { httpStatus: 401, code: 'INVALID_API_KEY' }, ['setKey']],
    ['seedanceapi', { httpStatus: 400, code: 'INVALID_PROMPT' }, []],
    ['sandbox', { httpStatus: 402 }, []],
    ['sandbox', { safety: true }, ['rewrite']],
  ] as const)('of %s with %j is %j', (service, error, mends) => {
    expect(mendsOf(failed(error, service))).toEqual(mends);
  });

  test('is also what a job waits for', () => {
    expect(mendsOf(aJob({ service: 'vibegen', state: 'queued', waiting: { reason: 'key' }, needs: 'key' }))).toEqual([
      'setKey',
    ]);
    expect(mendsOf(aJob({ service: 'vibegen', state: 'queued', waiting: { reason: 'credits' } }))).toEqual(['billing']);
    expect(mendsOf(aJob({ service: 'vibegen', state: 'running', needs: 'account' }))).toEqual(['setKey']);
    expect(mendsOf(aJob({ service: 'vibegen', state: 'queued', waiting: { reason: 'turn' } }))).toEqual([]);
  });

  test('is on the row, for the menu', () => {
    const none = { cancel: false, stopFollowing: false, retry: true, preview: false, save: false, resolve: false };
    const row = contextValue(failed({ httpStatus: 402 }), { ...none, remove: true });
    expect(row).toBe('job;state=failed;can=retry,remove,retryInline,billing');
  });
});
