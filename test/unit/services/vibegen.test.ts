// VibeGen (vibegen.txt): every sample, option, price and error code of its page.

import { describe, expect, it } from 'vitest';
import { vibegenDialect as dialect } from '../../../src/core/services/vibegen';
import { proves, provesEach } from './conformance/proves';
import { answer, offered } from './wire';

const id = '550e8400-e29b-41d4-a716-446655440000';
const createdAt = Date.UTC(2025, 2, 10, 10);
const task = {
  id,
  status: 'processing',
  model: 'seedance 2.0',
  task_type: 'text_to_video',
  prompt: 'A futuristic city with flying cars at sunset',
  video_url: null,
  created_at: '2025-03-10T10:00:00Z',
  completed_at: null,
  error: null,
};
const finished = {
  status: 'completed',
  video_url: 'https://cdn.example.com/videos/abc123.mp4',
  completed_at: '2025-03-10T10:02:30Z',
};
const status = (data: object) => dialect.readStatus(answer(200, { success: true, data }));

describe('VibeGen is asked', () => {
  it('as its samples show', proves('vibegen', ['submit', 'image']), () => {
    const json = (prompt: string, options: object, url?: string) =>
      dialect.submit({ prompt, options }, url === undefined ? undefined : { kind: 'url', url }).json;
    expect(dialect.submit({ prompt: 'x', options: {} })).toMatchObject({ method: 'POST', path: '/generations' });
    expect(json('Realistic style', { duration: 5, aspectRatio: '16:9', resolution: '720p' })).toEqual({
      model: 'seedance 2.0',
      prompt: 'Realistic style',
      duration: 5,
      aspect_ratio: '16:9',
      resolution: '720p',
    });
    expect(
      json('A girl', { duration: 5, aspectRatio: 'adaptive', audio: true }, 'https://example.com/girl-with-fox.png'),
    ).toEqual({
      model: 'seedance 2.0',
      prompt: 'A girl',
      image_urls: ['https://example.com/girl-with-fox.png'],
      duration: 5,
      aspect_ratio: 'adaptive',
      generate_audio: true,
    });
  });

  it('without anything that was not chosen or is not its own', proves('vibegen', 'other options'), () => {
    expect(dialect.submit({ prompt: 'x', options: { seed: 1, fixedLens: true, audio: false } }).json).toEqual({
      model: 'seedance 2.0',
      prompt: 'x',
      generate_audio: false,
    });
  });

  it('with bytes as a data: URL', proves('vibegen', 'image', 'picture'), () => {
    expect(dialect.submit({ prompt: 'x', options: {} }, { kind: 'base64', data: 'AAAA' }).json).toMatchObject({
      image_urls: ['data:image/jpeg;base64,AAAA'],
    });
  });

  it('about tasks', proves('vibegen', ['status', 'list', 'prompt', 'limits']), () => {
    expect(dialect.status(id)).toEqual({ method: 'GET', path: `/tasks/${id}` });
    expect(dialect.list?.({ limit: 10, offset: 30 })).toEqual({
      method: 'GET',
      path: '/tasks',
      query: { limit: '10', offset: '30' },
    });
    expect(dialect.promptMaxLength).toBe(2000);
    expect(dialect.limits).toEqual({ requestsPerMinute: 1000 });
  });
});

describe('VibeGen offers', () => {
  it(
    'exactly the documented options and defaults',
    proves('vibegen', ['resolution', 'duration', 'aspect ratio', 'other options']),
    () => {
      expect(offered(dialect)).toEqual([
        ['resolution', '480p', '480p', '720p', '1080p'],
        ['duration', 5, 5, 10],
        ['aspectRatio', '16:9', '16:9', '9:16', '1:1', '21:9', '4:3', '3:4', '9:21', 'adaptive', 'keep_ratio'],
        ['audio', false],
      ]);
    },
  );

  it.each([
    ['480p', 5, 20, 15],
    ['720p', 5, 43, 30],
    ['1080p', 5, 90, 50],
    ['480p', 10, 40, 25],
    ['720p', 10, 86, 45],
    ['1080p', 10, 180, 100],
  ])(
    '%s for %i s at %i credits with audio and %i without',
    proves('vibegen', 'price'),
    (resolution, duration, loud, silent) => {
      const price = (audio: boolean) => dialect.price({ prompt: 'x', options: { resolution, duration, audio } });
      expect(price(true)).toEqual({ amount: loud, unit: 'credits', exact: false });
      expect(price(false)).toEqual({ amount: silent, unit: 'credits', exact: false });
    },
  );

  it('its default at 15 credits, and no figure for what it does not have', proves('vibegen', 'price'), () => {
    expect(dialect.price({ prompt: 'x', options: {} }).amount).toBe(15);
    expect(dialect.price({ prompt: 'x', options: { duration: 7 } })).toEqual({ unit: 'credits', exact: false });
  });
});

describe('VibeGen answers', () => {
  it('the sample of a created task', proves('vibegen', 'id'), () => {
    const data = {
      id,
      status: 'pending',
      model: 'seedance 2.0',
      task_type: 'text_to_video',
      created_at: '2025-03-10T10:00:00Z',
    };
    expect(dialect.readSubmit(answer(201, { success: true, data }))).toEqual({ verdict: 'accepted', remoteId: id });
  });

  it('the samples of a task', proves('vibegen', ['states', 'result', 'failure text']), () => {
    expect(status(task)).toEqual({ kind: 'progress', state: 'running' });
    expect(status({ ...task, status: 'pending' })).toEqual({ kind: 'progress', state: 'pending' });
    expect(status({ ...task, ...finished })).toEqual({
      kind: 'completed',
      videoUrl: 'https://cdn.example.com/videos/abc123.mp4',
      completedAt: Date.UTC(2025, 2, 10, 10, 2, 30),
    });
    expect(status({ ...task, status: 'failed', error: 'Content policy violation' })).toEqual({
      kind: 'failed',
      error: { code: 'failed', message: 'Content policy violation', safety: true },
    });
    expect(status({ ...task, status: 'failed', error: null, error_message: 'Too slow' })).toMatchObject({
      error: { message: 'Too slow' },
    });
  });

  it('the sample of a list', proves('vibegen', ['list', 'list fields']), () => {
    const pagination = { page: 1, pageSize: 10, total: 1, total_pages: 1 };
    const body = {
      success: true,
      data: { tasks: [{ ...task, ...finished, task_type: 'image_to_video' }], pagination },
    };
    const read = (limit: number, total: number) =>
      dialect.readList?.(answer(200, { ...body, data: { ...body.data, pagination: { ...pagination, total } } }), {
        limit,
        offset: 0,
      });
    expect(read(10, 1)).toEqual({
      kind: 'jobs',
      more: false,
      jobs: [
        {
          remoteId: id,
          prompt: task.prompt,
          createdAt,
          withPicture: true,
          status: { kind: 'completed', videoUrl: finished.video_url, completedAt: Date.UTC(2025, 2, 10, 10, 2, 30) },
        },
      ],
    });
    const asked = { duration: '5s', resolution: '720p', aspect_ratio: '9:16', generate_audio: 'true', model: 'other' };
    const shown = dialect.readList?.(answer(200, [{ ...task, ...asked }]), { limit: 10, offset: 0 });
    expect(shown).toMatchObject({
      jobs: [{ duration: 5, resolution: '720p', options: { aspectRatio: '9:16', audio: true }, otherModel: true }],
    });
    expect(read(1, 1)).toMatchObject({ more: false });
    expect(read(1, 2)).toMatchObject({ more: true });
  });
});

describe('an error code of VibeGen', () => {
  provesEach(
    code => proves('vibegen', [code, 'error body']),
    [
      ['INVALID_API_KEY', 401, 'Invalid or missing API key', { verdict: 'notCreated', then: 'key' }, 'API Keys page'],
      [
        'INVALID_PARAMETER',
        400,
        'Missing required parameters: model, prompt',
        { verdict: 'notCreated', then: 'fail' },
        'words name',
      ],
      [
        'INSUFFICIENT_CREDITS',
        402,
        'Insufficient credits. Required: 100, Available: 50',
        { verdict: 'notCreated', then: 'credits' },
        'Billing page',
      ],
      ['TASK_NOT_FOUND', 404, 'Task not found', { verdict: 'notCreated', then: 'fail' }, 'does not know this task'],
      ['RATE_LIMIT_EXCEEDED', 429, 'Rate limit exceeded', { verdict: 'notCreated', then: 'wait' }, 'goes on by itself'],
      ['PROVIDER_ERROR', 502, 'Third-party service error', { verdict: 'inDoubt' }, 'looked up'],
      ['INTERNAL_ERROR', 500, 'Internal server error', { verdict: 'inDoubt' }, 'looked up'],
    ],
  )('%s (%i) has its verdict, its words and its advice', (code, httpStatus, message, expected, advised) => {
    const reading = dialect.readSubmit(answer(httpStatus, { error: { code, message } }));
    expect(reading).toMatchObject(expected);
    expect(reading).toMatchObject({ error: { code, message, httpStatus } });
    expect(reading.verdict === 'accepted' ? '' : dialect.advise(reading.error)).toContain(advised);
  });

  it(
    'TASK_NOT_FOUND on a question means that it is not there',
    proves('vibegen', ['TASK_NOT_FOUND', 'a question fails']),
    () => {
      const body = { error: { code: 'TASK_NOT_FOUND', message: 'Task not found' } };
      expect(dialect.readStatus(answer(404, body))).toEqual({ kind: 'missing' });
    },
  );

  it('in a failed task is followed by the next step', proves('vibegen', ['timeout', 'charged when it fails']), () => {
    expect(dialect.advise({ code: 'failed', message: 'x' })).toContain('10 minutes');
    expect(dialect.advise({ code: 'failed', message: 'Content policy violation', safety: true })).toContain('literal');
  });
});
