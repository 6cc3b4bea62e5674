// What a page says in one word or one number: limits, times, prices, callbacks, and what a service does not have.

import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../../src/core/service';
import { seedanceTv, seedanceTvDialect } from '../../../../src/core/services/seedance-tv';
import { seedanceapiDialect } from '../../../../src/core/services/seedanceapi';
import { usvideoPlatform } from '../../../../src/core/services/usvideo-platform';
import { usvideoReference } from '../../../../src/core/services/usvideo-reference';
import { vibegenDialect } from '../../../../src/core/services/vibegen';
import { answer } from '../../pipeline/bench';
import type { DialectId } from './facts';
import { proves, provesEach } from './proves';

const dialects: Readonly<Record<DialectId, Dialect>> = {
  usvideo: usvideoReference,
  'usvideo-platform': usvideoPlatform,
  'seedance-tv': seedanceTvDialect,
  vibegen: vibegenDialect,
  seedanceapi: seedanceapiDialect,
};
const request = { prompt: 'x', options: {} };
const callbackUrl = 'https://tunnel.example/c/1';
const day = 24 * 60 * 60 * 1000;

describe('a page’s numbers', () => {
  provesEach(
    id => proves(id, 'takes'),
    [
      ['usvideo', [30, 120]],
      ['usvideo-platform', [30, 90]],
      ['seedance-tv', [30, 90]],
      ['vibegen', [30, 120]],
      ['seedanceapi', undefined],
    ],
  )('%s takes %j seconds', (id, seconds) => expect(dialects[id].usualSeconds).toEqual(seconds));

  provesEach(
    id => proves(id, 'polling'),
    [
      ['usvideo', 5000],
      ['usvideo-platform', 5000],
      ['seedance-tv', 5000],
      ['vibegen', 5000],
      ['seedanceapi', 10_000],
    ],
  )('%s is asked every %i ms at the closest', (id, every) => expect(dialects[id].pollEveryMs).toBe(every));

  provesEach(
    id => proves(id, 'limits'),
    [
      ['usvideo', { requestsPerMinute: 60, concurrentJobs: 10 }],
      ['usvideo-platform', { requestsPerMinute: 60, concurrentJobs: 10 }],
      ['seedance-tv', { requestsPerMinute: 10, concurrentJobs: 2 }],
      ['vibegen', { requestsPerMinute: 1000 }],
      ['seedanceapi', {}],
    ],
  )('%s has the limits %j', (id, limits) => expect(dialects[id].limits).toEqual(limits));

  provesEach(
    id => proves(id, 'link lifetime'),
    [['usvideo'], ['usvideo-platform'], ['seedance-tv'], ['vibegen'], ['seedanceapi']],
  )('%s keeps a link for a day', id => expect(dialects[id].linkLifetimeMs).toBe(day));

  provesEach(
    id => proves(id, 'charged when it fails'),
    [
      ['usvideo', 'no'],
      ['usvideo-platform', 'unknown'],
      ['seedance-tv', 'unknown'],
      ['vibegen', 'unknown'],
      ['seedanceapi', 'no'],
    ],
  )('%s charges for a failure: %s', (id, charged) => expect(dialects[id].chargedOnFailure).toBe(charged));
});

describe('what is not there', () => {
  provesEach(id => proves(id, ['cancel', 'charged when cancelled']), [['seedance-tv'], ['vibegen'], ['seedanceapi']])(
    '%s has no cancel',
    id => expect([dialects[id].cancel, dialects[id].cancels]).toEqual([undefined, undefined]),
  );
  provesEach(id => proves(id, 'account'), [['seedance-tv'], ['vibegen'], ['seedanceapi']])('%s has no account', id =>
    expect([dialects[id].account, dialects[id].usage]).toEqual([undefined, undefined]),
  );
  it('the reference calls nobody back', proves('usvideo', 'callback'), () => {
    expect(usvideoReference.callback).toBeUndefined();
    expect(usvideoReference.submit(request, undefined, callbackUrl).json).toEqual({ prompt: 'x', duration: 5 });
  });
});

describe('a callback', () => {
  it(
    'of the platform is asked for with webhook_url, and is signed',
    proves('usvideo-platform', ['callback', 'other options']),
    () => {
      const json = { prompt: 'x', resolution: '720p', duration: 5, webhook_url: callbackUrl };
      expect(usvideoPlatform.submit(request, undefined, callbackUrl).json).toEqual(json);
      expect(usvideoPlatform.callback?.signature).toEqual({ headers: ['x-signature'], secret: 'dashboard' });
      const sample = { event: 'video.completed', job_id: 'job_8f3a', status: 'completed' };
      expect(usvideoPlatform.callback?.read(sample)).toEqual({ remoteId: 'job_8f3a' });
    },
  );

  it('of seedance.tv is registered once, with a secret of ours', proves('seedance-tv', 'callback'), () => {
    expect(seedanceTvDialect.registerCallback?.(callbackUrl, 'secret')).toEqual({
      method: 'POST',
      path: '/webhooks',
      json: { url: callbackUrl, events: ['job.completed', 'job.failed'], secret: 'secret' },
    });
    expect(seedanceTvDialect.submit(request, undefined, callbackUrl).json).toEqual({ prompt: 'x', duration: 8 });
    const sample = { event: 'job.completed', job_id: 'job_abc123', timestamp: '2026-04-20T10:01:15Z' };
    expect(seedanceTvDialect.callback?.read(sample)).toEqual({ remoteId: 'job_abc123' });
    expect(seedanceTvDialect.callback?.signature?.secret).toBe('ours');
  });

  it('of VibeGen is asked for with callback_url, and unsigned', proves('vibegen', 'callback'), () => {
    expect(vibegenDialect.submit(request, undefined, callbackUrl).json).toMatchObject({ callback_url: callbackUrl });
    for (const event of ['task.completed', 'task.failed'])
      expect(vibegenDialect.callback?.read({ event, task_id: 'a' })).toEqual({ remoteId: 'a' });
    expect(vibegenDialect.callback?.signature).toBeUndefined();
  });

  it('of seedanceapi.org is asked for with a public https address only', proves('seedanceapi', 'callback'), () => {
    const sent = (url: string) => seedanceapiDialect.submit(request, undefined, url).json;
    expect(sent(callbackUrl)).toEqual({ prompt: 'x', callback_url: callbackUrl });
    expect(sent('http://127.0.0.1:1/c')).toEqual({ prompt: 'x' });
    expect(seedanceapiDialect.callback?.signature).toBeUndefined();
  });
});

describe('the platform page', () => {
  const date = { start: '2026-04-01', end: '2026-04-30' };

  it('tells the usage between two days', proves('usvideo-platform', 'usage'), () => {
    expect(usvideoPlatform.usage?.(date)).toEqual({
      method: 'GET',
      path: '/usage',
      query: { start_date: '2026-04-01', end_date: '2026-04-30' },
    });
    const item = { job_id: 'job_1', cost: '$1.25', created_at: '2026-04-21T14:30:00Z' };
    expect(usvideoPlatform.readUsage?.(answer(200, { usage: [item], total: '$1.25' }))).toMatchObject({
      kind: 'usage',
      items: [{ remoteId: 'job_1', cost: { amount: 1.25, unit: 'USD' } }],
      total: { amount: 1.25, unit: 'USD' },
    });
    expect(usvideoPlatform.readUsage?.(answer(404, {})).kind).toBe('missing');
  });

  it(
    'tells an estimated cost with the id, and has the reference’s prices',
    proves('usvideo-platform', ['price in the submit answer', 'price']),
    () => {
      expect(usvideoPlatform.readSubmit(answer(200, { job_id: 'a', estimated_cost: '$1.25' }))).toMatchObject({
        price: { amount: 1.25, unit: 'USD' },
      });
      expect(usvideoPlatform.livePrices?.()).toEqual({ method: 'GET', path: '/pricing', authorized: false });
    },
  );
});

describe('what a submit always says', () => {
  it('seedance.tv has no price before: credits_used tells it', proves('seedance-tv', ['price', 'account']), () => {
    expect(seedanceTvDialect.price(request).amount).toBeUndefined();
    expect(seedanceTvDialect.readSubmit(answer(200, { job_id: 'a', credits_used: 10 }))).toMatchObject({
      price: { amount: 10, unit: 'credits' },
    });
    expect(seedanceTv.dialects).toEqual([seedanceTvDialect]);
  });
});
