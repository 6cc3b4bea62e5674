// What callbacks say, as each page prints them; and whatever else may come.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allServices } from '../../../src/core/services/catalog';
import { seedanceTvDialect } from '../../../src/core/services/seedance-tv';
import { seedanceapiDialect } from '../../../src/core/services/seedanceapi';
import { usvideoPlatform } from '../../../src/core/services/usvideo-platform';
import { usvideoReference } from '../../../src/core/services/usvideo-reference';
import { vibegenDialect } from '../../../src/core/services/vibegen';

const url = 'https://tunnel.example/c/0123456789abcdef0123456789abcdef';
const request = { prompt: 'A lake', options: { duration: 5 } };

describe('the job', () => {
  it('is the one that the printed callback names', () => {
    const completed = {
      event: 'task.completed',
      task_id: '550e8400',
      status: 'completed',
      video_url: 'https://x.y/z.mp4',
    };
    const failed = {
      event: 'task.failed',
      task_id: '550e8400',
      status: 'failed',
      error_message: 'Content policy violation',
    };
    expect(vibegenDialect.callback?.read(completed)).toEqual({ remoteId: '550e8400' });
    expect(vibegenDialect.callback?.read(failed)).toEqual({ remoteId: '550e8400' });
    const video = { event: 'video.completed', job_id: 'job_8f3a', status: 'completed', cost: '$1.25' };
    expect(usvideoPlatform.callback?.read(video)).toEqual({ remoteId: 'job_8f3a' });
    const job = { event: 'job.completed', job_id: 'job_abc123', output: { duration: 8 } };
    expect(seedanceTvDialect.callback?.read(job)).toEqual({ remoteId: 'job_abc123' });
  });

  it('is looked for in two places where no page prints a callback', () => {
    const answer = { code: 200, message: 'success', data: { task_id: 'seed15', status: 'SUCCESS' } };
    expect(seedanceapiDialect.callback?.read(answer)).toEqual({ remoteId: 'seed15' });
    expect(seedanceapiDialect.callback?.read({ task_id: 'seed15' })).toEqual({ remoteId: 'seed15' });
  });

  it('is nobody for anything else, and nothing throws', () => {
    const dialects = allServices.flatMap(({ dialects: all }) => all);
    fc.assert(
      fc.property(fc.jsonValue(), said => {
        for (const { callback } of dialects) {
          const hint = callback?.read(said);
          if (hint !== undefined) expect(hint.remoteId).toMatch(/^.{1,200}$/su);
        }
      }),
    );
    for (const { callback } of dialects) expect(callback?.read({ event: 'job.completed' })).toBeUndefined();
  });
});

describe('the address', () => {
  it('goes with each request where the page has a field for it, and else not', () => {
    const sent = [vibegenDialect, seedanceapiDialect, usvideoPlatform, usvideoReference, seedanceTvDialect].map(
      dialect => dialect.submit(request, undefined, url).json as Record<string, unknown>,
    );
    expect(sent.map(json => json['callback_url'] ?? json['webhook_url'])).toEqual([
      url,
      url,
      url,
      undefined,
      undefined,
    ]);
    expect(sent.filter(json => JSON.stringify(json).includes(url))).toHaveLength(3);
  });

  it('is left out where the service refuses what is not public https', () => {
    const local = seedanceapiDialect.submit(request, undefined, 'http://127.0.0.1:47115/c/x').json;
    expect(local).not.toHaveProperty('callback_url');
  });

  it('is registered once for all at seedance.tv', () => {
    expect(seedanceTvDialect.registerCallback?.(url, 'ours')).toEqual({
      method: 'POST',
      path: '/webhooks',
      json: { url, events: ['job.completed', 'job.failed'], secret: 'ours' },
    });
  });
});
