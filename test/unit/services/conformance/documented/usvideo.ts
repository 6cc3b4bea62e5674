// US Video API as its reference describes it: what docs/services.md must show a test for.

import { factsOf } from '../facts';
import type { Facts } from '../facts';
import { failures } from './failures';

const fact = factsOf('usvideo-docs.txt');
const error = (status: number, says: string) => fact('POST /videos', `${status}: ${says}`, 'Error Handling');

export const usvideo = {
  'base URL': fact('', '`https://usvideoapi.com/v1`, `Authorization: Bearer`, keys begin with `sd_`', 'Base URL'),
  submit: fact('POST /videos', 'the quickstart request, word for word', 'Create Video'),
  id: fact('POST /videos', '`id`', 'Response'),
  status: fact('GET /videos/{id}', 'one request for each look', 'Get Video Status'),
  states: fact('GET /videos/{id}', '`pending`, `processing`, `completed`, `failed`', 'Get Video Status'),
  result: fact('GET /videos/{id}', '`video_url`, `duration`, `cost_cents`', 'Quickstart'),
  'failure text': fact('GET /videos/{id}', '`detail`', 'Recommended polling pattern'),
  list: fact('GET /videos', '`limit`, `offset`, newest first (path inferred)', 'List Videos'),
  'list fields': fact('GET /videos', 'none are shown: taken as far as they are there', 'List Videos'),
  cancel: fact('DELETE /videos/{id}', 'only what is pending (path inferred)', 'Delete Video'),
  account: fact(
    'GET /account',
    '`email`, `balance_cents`, `total_jobs`, `total_spent_cents` (path inferred)',
    'Account Info',
  ),
  price: fact('GET /pricing', '$0.10, $0.25, $0.50 a second; asked for without a key', 'Pricing'),
  'price in the submit answer': fact('POST /videos', '`price`', 'Response'),
  'charged when it fails': fact('', 'no: refunded', 'Get Video Status'),
  'charged when cancelled': fact('DELETE /videos/{id}', 'not said, so nothing is promised', 'Delete Video'),
  'error body': fact('', '`{detail}`', 'Standard error response shape'),
  limits: fact('', '60 requests a minute, 10 jobs at once', 'Rate Limits'),
  takes: fact('POST /videos', '30 to 120 s', 'Response'),
  polling: fact('GET /videos/{id}', 'about every 5 s, fixed', 'Recommended polling pattern'),
  callback: fact('', 'none', 'Recommended polling pattern'),
  'link lifetime': fact('', '24 hours assumed', 'inferred (not said)'),

  resolution: fact('POST /videos', '480p, 720p (default), 1080p', 'Request Body'),
  duration: fact('POST /videos', 'integer, 4 to 15; always sent', 'Request Body'),
  'aspect ratio': fact('POST /videos', '16:9 (default), 9:16, 1:1, 4:3', 'Request Body'),
  image: fact('POST /videos', '`image`: bare base64, JPEG, at most 1 MB and 1080 px', 'Request Body', 'picture'),
  'other options': fact('POST /videos', '`negative_prompt`, `seed` (integer)', 'Request Body'),
  prompt: fact('POST /videos', 'required', 'Request Body'),

  'HTTP 400': error(400, 'invalid parameters'),
  'HTTP 401': error(401, 'missing or invalid API key'),
  'HTTP 402': error(402, 'insufficient balance'),
  'HTTP 413': error(413, 'payload too large'),
  'HTTP 404': error(404, 'not found'),
  'HTTP 429': error(429, 'rate limited'),
  'HTTP 500': error(500, 'server error'),
  'HTTP 502': error(502, 'failed or blocked by the safety review'),
  'HTTP 504': error(504, 'upstream timeout'),

  ...failures({
    submit: 'POST /videos',
    lookUp: 'looked up in the list',
    blocked502: true,
    jobFailed: false,
    usualWait: 'else backs off',
  }),
} as const satisfies Facts;
