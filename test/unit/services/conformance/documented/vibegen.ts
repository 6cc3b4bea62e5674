// VibeGen as its documentation describes it: what docs/services.md must show a test for.

import { factsOf } from '../facts';
import type { Facts } from '../facts';
import { failures } from './failures';

const fact = factsOf('vibegen.txt');
const submit = 'POST /generations';
const error = (status: number, says: string) => fact(submit, `${status}: ${says}`, '6. Error Codes');

export const vibegen = {
  'base URL': fact('', '`https://vibegen.art/api/v1`, `Authorization: Bearer`', 'Basic Information'),
  submit: fact(submit, 'the page’s samples, word for word', '1. Create Video Generation Task'),
  id: fact(submit, '`data.id` of a 201', '1. Create Video Generation Task'),
  status: fact('GET /tasks/{id}', 'one request for each look', '2. Query Task Status'),
  states: fact('GET /tasks/{id}', '`pending`, `processing`, `completed`, `failed`', '5. Status Descriptions'),
  result: fact('GET /tasks/{id}', '`data.video_url`', '2. Query Task Status'),
  'failure text': fact('GET /tasks/{id}', '`data.error`, or `error_message`', '2. Query Task Status'),
  list: fact('GET /tasks', '`limit`, `offset`; `data.tasks`, `data.pagination`', '3. Get Task List'),
  'list fields': fact('GET /tasks', 'all of a task, with `prompt` and `created_at`', '3. Get Task List'),
  cancel: fact('', 'none', '3. Get Task List'),
  account: fact('', 'none', '3. Get Task List'),
  price: fact('', 'credits by resolution, 5 or 10 s, and audio', '7. Pricing'),
  'charged when it fails': fact('', 'not said, so nothing is promised', '7. Pricing'),
  'charged when cancelled': fact('', 'there is no cancel', '7. Pricing'),
  'error body': fact('', '`{error: {code, message}}`', '1. Create Video Generation Task'),
  limits: fact('', '1000 creations and 1000 queries a minute', '8. Limitations'),
  timeout: fact('GET /tasks/{id}', 'a task fails by itself after 10 minutes', '8. Limitations'),
  takes: fact('', '30 to 120 s', '11. FAQ'),
  polling: fact('GET /tasks/{id}', 'every 5 to 10 s', '10. Best Practices'),
  callback: fact(submit, '`callback_url`; no signature documented', '4. Callback Notifications'),
  'link lifetime': fact('', '24 hours, then deleted for good', '11. FAQ'),

  resolution: fact(submit, '480p (default), 720p, 1080p', '1. Create Video Generation Task'),
  duration: fact(submit, '5 (default) or 10', '1. Create Video Generation Task'),
  'aspect ratio': fact(
    submit,
    '16:9 (default), 9:16, 1:1, 21:9, 4:3, 3:4, 9:21, adaptive, keep_ratio',
    '1. Create Video Generation Task',
  ),
  image: fact(submit, '`image_urls`: addresses only', '1. Create Video Generation Task', 'picture'),
  'other options': fact(
    submit,
    '`model` = "seedance 2.0" always, `generate_audio` (default false)',
    '1. Create Video Generation Task',
  ),
  prompt: fact(submit, 'required, at most 2000 characters', '8. Limitations'),

  INVALID_API_KEY: error(401, 'invalid or missing API key'),
  INVALID_PARAMETER: error(400, 'invalid request parameters'),
  INSUFFICIENT_CREDITS: error(402, 'insufficient credits'),
  TASK_NOT_FOUND: fact('GET /tasks/{id}', '404: task not found', '6. Error Codes'),
  RATE_LIMIT_EXCEEDED: error(429, 'rate limit exceeded'),
  PROVIDER_ERROR: error(502, 'third-party service error'),
  INTERNAL_ERROR: error(500, 'internal server error'),

  ...failures({
    submit,
    lookUp: 'looked up in the list',
    blocked502: false,
    jobFailed: false,
    usualWait: 'else backs off',
  }),
} as const satisfies Facts;
