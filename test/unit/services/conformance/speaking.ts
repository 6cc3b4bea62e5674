// How each dialect speaks on the bench: its requests by name, and its documented answers, with one sentence in every failure.

import type { HttpAnswer } from '../../../../src/core/ports';
import { answer } from '../../pipeline/bench';
import type { DialectId } from './facts';

export const words = 'These are the words of the service.';

export interface Speaking {
  readonly id: DialectId;
  readonly service: string;
  readonly key: string;
  readonly baseUrl: string;
  /** As the bench names requests: method, and the path below `/v1`. */
  readonly submit: { readonly text: string; readonly picture: string };
  readonly status: (remoteId: string) => string;
  readonly list?: string;
  readonly cancel?: (remoteId: string) => string;
  /** The field of a submit that carries the picture. */
  readonly pictureField: string;
  readonly accepted: (remoteId?: string) => HttpAnswer;
  readonly running: (remoteId?: string) => HttpAnswer;
  readonly completed: (remoteId?: string) => HttpAnswer;
  readonly unknownWord: (word: string, remoteId?: string) => HttpAnswer;
  /** A failure in the documented shape. */
  readonly error: (status: number, code?: string, headers?: Record<string, string>) => HttpAnswer;
}

const link = (remoteId: string) => `https://media.example/${remoteId}.mp4`;
const coded = (status: number, code = 'SOME_CODE', headers: Record<string, string> = {}) =>
  answer(status, { error: { code, message: words } }, headers);

const usvideo: Speaking = {
  id: 'usvideo',
  service: 'usvideo',
  key: 'sd_0123456789abcdef',
  baseUrl: 'https://usvideoapi.com/v1',
  submit: { text: 'POST /videos', picture: 'POST /videos' },
  status: id => `GET /videos/${id}`,
  list: 'GET /videos',
  cancel: id => `DELETE /videos/${id}`,
  pictureField: 'image',
  accepted: (id = 'job_1') => answer(200, { id, status: 'pending', price: '$1.25' }),
  running: (id = 'job_1') => answer(200, { id, status: 'processing' }),
  completed: (id = 'job_1') =>
    answer(200, { id, status: 'completed', video_url: link(id), duration: 5, cost_cents: 120 }),
  unknownWord: (status, id = 'job_1') => answer(200, { id, status }),
  error: (status, _code, headers = {}) => answer(status, { detail: words }, headers),
};

const usvideoPlatform: Speaking = {
  ...usvideo,
  id: 'usvideo-platform',
  key: 'usv_live_0123456789abcdef',
  pictureField: 'first_frame',
  accepted: (id = 'job_1') => answer(201, { job_id: id, status: 'pending', estimated_cost: '$1.25' }),
  running: (id = 'job_1') => answer(200, { job_id: id, status: 'processing' }),
  completed: (id = 'job_1') =>
    answer(200, { job_id: id, status: 'completed', video_url: link(id), duration_actual: 5, cost: '$1.20' }),
  error: (status, code = 'some_code', headers = {}) => answer(status, { error: code, message: words }, headers),
};

const seedanceTv: Speaking = {
  id: 'seedance-tv',
  service: 'seedance-tv',
  key: 'any-0123456789abcdef',
  baseUrl: 'https://api.seedance.tv/v1',
  submit: { text: 'POST /generate/text-to-video', picture: 'POST /generate/image-to-video' },
  status: id => `GET /jobs/${id}`,
  list: 'GET /jobs',
  pictureField: 'image_base64',
  accepted: (id = 'job_1') => answer(200, { job_id: id, status: 'queued', credits_used: 10 }),
  running: (id = 'job_1') => answer(200, { job_id: id, status: 'processing' }),
  completed: (id = 'job_1') =>
    answer(200, { job_id: id, status: 'completed', credits_used: 10, output: { video_url: link(id), duration: 5 } }),
  unknownWord: (status, id = 'job_1') => answer(200, { job_id: id, status }),
  error: coded,
};

const vibegen: Speaking = {
  id: 'vibegen',
  service: 'vibegen',
  key: 'sk-video-0123456789abcdef',
  baseUrl: 'https://vibegen.art/api/v1',
  submit: { text: 'POST /api/v1/generations', picture: 'POST /api/v1/generations' },
  status: id => `GET /api/v1/tasks/${id}`,
  list: 'GET /api/v1/tasks',
  pictureField: 'image_urls',
  accepted: (id = 'job_1') => answer(201, { success: true, data: { id, status: 'pending' } }),
  running: (id = 'job_1') => answer(200, { success: true, data: { id, status: 'processing' } }),
  completed: (id = 'job_1') =>
    answer(200, { success: true, data: { id, status: 'completed', video_url: link(id), error: null } }),
  unknownWord: (status, id = 'job_1') => answer(200, { success: true, data: { id, status } }),
  error: coded,
};

const seedanceapi: Speaking = {
  id: 'seedanceapi',
  service: 'seedanceapi',
  key: 'any-0123456789abcdef',
  baseUrl: 'https://seedanceapi.org/v1',
  submit: { text: 'POST /generate', picture: 'POST /generate' },
  status: () => 'GET /status',
  pictureField: 'image_urls',
  accepted: (id = 'job_1') => answer(200, { code: 200, data: { task_id: id, status: 'IN_PROGRESS' } }),
  running: (id = 'job_1') => answer(200, { code: 200, data: { task_id: id, status: 'IN_PROGRESS' } }),
  completed: (id = 'job_1') =>
    answer(200, { code: 200, data: { task_id: id, status: 'SUCCESS', consumed_credits: 28, response: [link(id)] } }),
  unknownWord: (status, id = 'job_1') => answer(200, { code: 200, data: { task_id: id, status } }),
  error: (status, code = 'SOME_CODE', headers = {}) => answer(status, { code, message: words }, headers),
};

export const everyDialect: readonly Speaking[] = [usvideo, usvideoPlatform, seedanceTv, vibegen, seedanceapi];

/** Every dialect with each kind of request, for `describe.each`. */
export const everyWay = everyDialect.flatMap(speaks =>
  (['text', 'picture'] as const).map(kind => ({ name: `${speaks.id}, ${kind}`, speaks, kind })),
);
