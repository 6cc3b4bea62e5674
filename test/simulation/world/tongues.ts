// How two of the documented services speak: one that lists its jobs and can cancel, and one that can do neither.

import type { HttpAnswer, WireRequest } from '../../../src/core/ports';

export type Asked =
  | { readonly kind: 'create'; readonly prompt: string; readonly mark: string }
  | { readonly kind: 'list'; readonly limit: number; readonly offset: number }
  | { readonly kind: 'status' | 'cancel'; readonly id: string }
  | { readonly kind: 'unknown' };

export interface Tongue {
  readonly service: string;
  readonly origin: string;
  readonly idPrefix: string;
  /** The key that the service takes; looked for in every byte afterwards. */
  readonly key: string;
  /** What its page states, for all that speak it. */
  readonly requestsPerMinute: number | undefined;
  readonly concurrentJobs: number | undefined;
  /** Whether it shows its jobs to who asks for all of them. */
  readonly lists: boolean;
  read(request: WireRequest): Asked;
  created(id: string): HttpAnswer;
  state(id: string, state: 'pending' | 'running' | 'failed' | 'cancelled'): HttpAnswer;
  done(id: string, videoUrl: string): HttpAnswer;
  error(status: number, words: string): HttpAnswer;
  /** The prompt was refused, and nothing is charged. */
  blocked(): HttpAnswer;
}

function json(status: number, body: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, text: JSON.stringify(body) };
}

/** usvideo-docs.txt. */
export const usvideoTongue: Tongue = {
  service: 'usvideo',
  origin: 'https://usvideoapi.com',
  idPrefix: 'job',
  key: 'sd_canary_4f9a7c2be1',
  requestsPerMinute: 60,
  concurrentJobs: 10,
  lists: true,
  read(request) {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/v1/, '');
    if (request.method === 'POST' && path === '/videos') {
      const body = JSON.parse(request.body ?? '{}') as { prompt: string; seed?: number };
      return { kind: 'create', prompt: body.prompt, mark: `seed ${body.seed}` };
    }
    if (path === '/videos') {
      const number = (name: string, usual: number) => Number(url.searchParams.get(name) ?? usual);
      return { kind: 'list', limit: number('limit', 20), offset: number('offset', 0) };
    }
    const id = /^\/videos\/([^/]+)$/.exec(path)?.[1];
    if (id === undefined) return { kind: 'unknown' };
    return { kind: request.method === 'DELETE' ? 'cancel' : 'status', id };
  },
  created: id => json(200, { id, status: 'pending', price: '$1.25' }),
  state: (id, state) =>
    json(200, {
      id,
      status: state === 'running' ? 'processing' : state,
      ...(state === 'failed' ? { detail: 'Upstream failed' } : {}),
    }),
  done: (id, video_url) => json(200, { id, status: 'completed', video_url, duration: 5, cost_cents: 125 }),
  error: (status, detail) => json(status, { detail }),
  blocked: () => json(502, { detail: 'Generation was blocked by model safety checks.' }),
};

/** seedanceapi.txt. */
export const seedanceapiTongue: Tongue = {
  service: 'seedanceapi',
  origin: 'https://seedanceapi.org',
  idPrefix: 'task',
  key: 'canary-87d3b0c4-seedance',
  requestsPerMinute: undefined,
  concurrentJobs: undefined,
  lists: false,
  read(request) {
    const url = new URL(request.url);
    if (request.method === 'POST' && url.pathname === '/v1/generate') {
      const { prompt } = JSON.parse(request.body ?? '{}') as { prompt: string };
      return { kind: 'create', prompt, mark: prompt };
    }
    const id = url.searchParams.get('task_id');
    return url.pathname === '/v1/status' && id !== null ? { kind: 'status', id } : { kind: 'unknown' };
  },
  created: task_id => json(200, { code: 200, message: 'success', data: { task_id, status: 'IN_PROGRESS' } }),
  state: (task_id, state) =>
    json(200, {
      code: 200,
      data: {
        task_id,
        status: state === 'failed' ? 'FAILED' : 'IN_PROGRESS',
        ...(state === 'failed' ? { error_message: 'Upstream failed' } : {}),
      },
    }),
  done: (task_id, url) =>
    json(200, { code: 200, data: { task_id, status: 'SUCCESS', response: [url], consumed_credits: 28 } }),
  error: (status, message) => json(status, { code: 'ERROR', message }),
  blocked: () => json(400, { code: 'INVALID_PROMPT', message: 'Prompt is invalid' }),
};
