// seedanceapi.org as its guide describes it: what docs/services.md must show a test for.

import { factsOf } from '../facts';
import type { Facts } from '../facts';
import { failures } from './failures';

const fact = factsOf('seedanceapi.txt');
const submit = 'POST /generate';
const error = (status: number, says: string) => fact(submit, `${status}: ${says}`, 'Error Codes');

export const seedanceapi = {
  'base URL': fact('', '`https://seedanceapi.org/v1`, `Authorization: Bearer`', 'API Architecture Overview'),
  submit: fact(submit, 'the page’s samples, word for word', 'Generation Modes'),
  id: fact(submit, '`data.task_id`', 'Step 2: Your First Generation (Text-to-Video)'),
  status: fact('GET /status', '`task_id` in the query', 'Step 3: Check Status'),
  states: fact('GET /status', '`IN_PROGRESS`, `SUCCESS`, `FAILED`', 'Task Status Values'),
  result: fact('GET /status', '`data.response[0]`, `data.consumed_credits`', 'Step 3: Check Status'),
  'failure text': fact('GET /status', '`data.error_message`', 'Task Status Values'),
  list: fact('', 'none', 'API Architecture Overview'),
  'list fields': fact('', 'there is no list', 'API Architecture Overview'),
  cancel: fact('', 'none', 'API Architecture Overview'),
  account: fact('GET /status', 'none; `consumed_credits` per job', 'Best Practices for Production'),
  price: fact('', 'credits by resolution, 4, 8 or 12 s, and audio; 200 credits = 1 USD', 'Pricing'),
  'charged when it fails': fact('', 'no', 'FAQ'),
  'charged when cancelled': fact('', 'there is no cancel', 'API Architecture Overview'),
  'error body': fact('', 'not shown: `{code, message}`, `{error: {…}}`, `{error, message}`', 'inferred'),
  limits: fact('', 'none stated', 'inferred (not said)'),
  takes: fact('', '“varies”', 'FAQ'),
  polling: fact('GET /status', 'every 10 s', 'Task Status Values'),
  callback: fact(submit, '`callback_url`: public https; no payload and no signature documented', 'Webhook Callbacks'),
  'link lifetime': fact('', '24 hours assumed', 'inferred (not said)'),

  resolution: fact(submit, '480p, 720p (default)', 'API Parameters Reference'),
  duration: fact(submit, '"4", "8" (default), "12": strings', 'API Parameters Reference'),
  'aspect ratio': fact(submit, '1:1 (default), 16:9, 9:16, 4:3, 3:4, 21:9, 9:21', 'API Parameters Reference'),
  image: fact(submit, '`image_urls`: addresses only, at most one', 'API Parameters Reference', 'picture'),
  'other options': fact(submit, '`generate_audio`, `fixed_lens` (both false by default)', 'API Parameters Reference'),
  prompt: fact(submit, 'required, at most 2000 characters', 'API Parameters Reference'),

  INVALID_PROMPT: error(400, 'the prompt is invalid or empty'),
  INVALID_ASPECT_RATIO: error(400, 'unsupported aspect ratio'),
  INVALID_RESOLUTION: error(400, 'resolution must be 480p or 720p'),
  INVALID_DURATION: error(400, 'duration must be 4, 8 or 12 seconds'),
  TOO_MANY_IMAGES: error(400, 'at most 1 image'),
  INVALID_API_KEY: error(401, 'API key missing or invalid'),
  INSUFFICIENT_CREDITS: error(402, 'not enough credits'),
  TASK_NOT_FOUND: fact('GET /status', '404: not found, or another account’s', 'Error Codes'),
  INTERNAL_ERROR: error(500, 'server error'),

  ...failures({
    submit,
    lookUp: 'there is no list, so the user decides',
    blocked502: false,
    jobFailed: false,
    usualWait: 'else backs off',
  }),
} as const satisfies Facts;
