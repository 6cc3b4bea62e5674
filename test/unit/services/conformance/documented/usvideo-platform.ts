// US Video API as its platform page describes it: what docs/services.md must show a test for.

import type { Fact, Facts } from '../facts';
import { failures } from './failures';

// The page has no headings of its own: a fact is found by the first words of its paragraph.
const fact = (endpoint: string, says: string, paragraph: string, only?: Fact['only']): Fact => ({
  endpoint,
  says,
  source: paragraph.startsWith('inferred') ? paragraph : `usvideo-platform.txt, “${paragraph} …”`,
  ...(only === undefined ? {} : { only }),
});
const error = (status: number, says: string) =>
  fact('POST /videos', `${status}: ${says}`, 'The API returns standard HTTP status codes');

export const usvideoPlatform = {
  'base URL': fact(
    '',
    '`https://usvideoapi.com/v1`; keys begin with `usv_live_` or `usv_test_`',
    'API keys are generated',
  ),
  submit: fact('POST /videos', 'the batch sample’s request', 'Create a video generation job'),
  id: fact('POST /videos', '“job ID”: `job_id` or `id`', 'Create a video generation job'),
  status: fact('GET /videos/{id}', 'one request for each look', 'Retrieve the status'),
  states: fact('GET /videos/{id}', '`pending`, `processing`, `completed`, `failed`', 'Retrieve the status'),
  result: fact('GET /videos/{id}', '`video_url`, `duration_actual`; `cost` in dollars', 'Retrieve the status'),
  'failure text': fact('GET /videos/{id}', '`message` or `error`', 'inferred'),
  list: fact(
    'GET /videos',
    '`limit`, `offset`, newest first (path inferred)',
    'List your recent video generation jobs',
  ),
  'list fields': fact('GET /videos', 'none are shown: taken as far as they are there', 'List your recent'),
  cancel: fact('DELETE /videos/{id}', 'refused once it renders (path inferred)', 'Cancel a pending or processing job'),
  account: fact('GET /balance', 'balance and total spend (path inferred)', 'Returns your current prepaid balance'),
  usage: fact('GET /usage', '`start_date`, `end_date` (path inferred)', 'Detailed usage history'),
  price: fact('GET /pricing', 'the reference’s table', 'inferred from the reference'),
  'price in the submit answer': fact('POST /videos', 'estimated cost', 'Create a video generation job'),
  'sandbox key': fact('POST /videos', '`usv_test_`: a mock, price 0, marked as one', 'API keys are generated'),
  'charged when it fails': fact('', 'not said, so nothing is promised', 'inferred (not said)'),
  'charged when cancelled': fact('DELETE /videos/{id}', 'refunded unless rendering has started', 'Cancel a pending'),
  'error body': fact('', '`{error, message}`', 'All error responses include'),
  limits: fact('', 'the reference’s numbers; `X-RateLimit-*` is read', 'Rate limit headers are included'),
  takes: fact('POST /videos', '30 to 90 s', 'Video generation is asynchronous'),
  polling: fact('GET /videos/{id}', 'every 5 s', 'inferred from the reference'),
  callback: fact(
    'POST /videos',
    '`webhook_url`; `X-Signature`, HMAC-SHA256, hex or base64',
    'Webhook deliveries include',
  ),
  'link lifetime': fact('', '24 hours', 'Retrieve the status'),

  resolution: fact('POST /videos', '480p, 720p, 1080p; always sent', 'Create a video generation job'),
  duration: fact('POST /videos', 'integer, 1 to 10; always sent', 'Create a video generation job'),
  'aspect ratio': fact('POST /videos', 'none: never sent', 'Create a video generation job'),
  image: fact('POST /videos', '`first_frame`: bare base64', 'Create a video generation job', 'picture'),
  'other options': fact('POST /videos', '`webhook_url` and nothing else', 'Create a video generation job'),
  prompt: fact('POST /videos', 'required', 'The API returns standard HTTP status codes'),

  'HTTP 400': error(400, 'invalid parameters'),
  'HTTP 401': error(401, 'missing or invalid API key'),
  'HTTP 402': error(402, 'insufficient balance'),
  'HTTP 404': error(404, 'not there, or another account’s'),
  'HTTP 429': error(429, 'rate limit exceeded'),
  'HTTP 500': error(500, 'server-side error'),
  'HTTP 503': error(503, 'capacity: after `Retry-After`'),

  ...failures({
    submit: 'POST /videos',
    lookUp: 'looked up in the list',
    blocked502: true,
    jobFailed: false,
    usualWait: '`Retry-After` or `X-RateLimit-Reset`, else backs off',
  }),
} as const satisfies Facts;
