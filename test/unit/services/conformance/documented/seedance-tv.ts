// seedance.tv as its guide describes it: what docs/services.md must show a test for.

import { factsOf } from '../facts';
import type { Facts } from '../facts';
import { failures } from './failures';

const fact = factsOf('seedance-tv.txt');
const submit = 'POST /generate/text-to-video, POST /generate/image-to-video';
const error = (status: number, says: string) => fact(submit, `${status}: ${says}`, 'Common Error Codes');

export const seedanceTv = {
  'base URL': fact('', '`https://api.seedance.tv/v1`, `Authorization: Bearer`', 'Complete Python SDK Example'),
  submit: fact(submit, 'the page’s samples, word for word', 'Core Endpoints'),
  id: fact(submit, '`job_id`', 'Text-to-Video Generation'),
  status: fact('GET /jobs/{id}', 'one request for each look', 'Job Status Check'),
  states: fact('GET /jobs/{id}', '`queued`, `processing`, `completed`, `failed`', 'Job Status Check'),
  result: fact('GET /jobs/{id}', '`output`: `video_url`, `thumbnail_url`, `duration`', 'Job Status Check'),
  'failure text': fact('GET /jobs/{id}', '`error.message`', 'inferred'),
  list: fact('GET /jobs', '`limit`, `offset`', 'List Jobs'),
  'list fields': fact('GET /jobs', 'none are shown: taken as far as they are there', 'List Jobs'),
  cancel: fact('', 'none', 'Core Endpoints'),
  account: fact(submit, 'none; `credits_used` per job', 'Text-to-Video Generation'),
  price: fact('', 'credits, with no table: unknown until submitted', 'Text-to-Video Generation'),
  'charged when it fails': fact('', 'not said, so nothing is promised', 'Common Error Codes'),
  'charged when cancelled': fact('', 'there is no cancel', 'Core Endpoints'),
  'error body': fact('', '`{error: {code, message, retry_after}}`', 'Standard Error Response Format'),
  limits: fact('', '10 requests a minute, 2 jobs at once; `X-RateLimit-*`', 'Free Tier Rate Limits'),
  takes: fact('', '30 to 90 s', 'Polling for Job Completion'),
  polling: fact('GET /jobs/{id}', 'from 5 s', 'Polling for Job Completion'),
  callback: fact(
    'POST /webhooks',
    '`url`, `events`, `secret`; signed with `sha256=` and hex, header not named',
    'Webhook Integration (Async Notification)',
  ),
  'link lifetime': fact('', '24 hours', 'Frequently Asked Questions'),

  resolution: fact(submit, '720p, 1080p', 'What Is the Seedance API?'),
  duration: fact(submit, 'at most 8; always sent', 'Free Tier Rate Limits'),
  'aspect ratio': fact(submit, '16:9, 9:16, 1:1, with text only', 'Node.js / TypeScript Example'),
  image: fact(submit, '`image_base64` or `image_url`', 'Image-to-Video Generation', 'picture'),
  'other options': fact(submit, '`style` with text, `motion_intensity` (0 to 1) with a picture', 'Core Endpoints'),
  prompt: fact(submit, 'required', 'Text-to-Video Generation'),

  INVALID_API_KEY: error(401, 'API key missing or invalid'),
  INSUFFICIENT_CREDITS: error(402, 'no remaining credits'),
  RATE_LIMIT_EXCEEDED: error(429, 'too many requests'),
  INVALID_PROMPT: error(400, 'the prompt violates the content policy'),
  INVALID_IMAGE: error(400, 'image format not supported or corrupt'),
  JOB_FAILED: error(500, 'generation failed'),
  SERVICE_UNAVAILABLE: error(503, 'temporary service issue'),

  ...failures({
    submit,
    lookUp: 'looked up in the list',
    blocked502: false,
    jobFailed: true,
    usualWait: '`retry_after`, 60 s where it gives none',
  }),
} as const satisfies Facts;
