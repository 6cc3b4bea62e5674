// The stand-in for seedance.tv (seedance-tv.txt).

import { address, checkBody, checkQuery, fraction, integer, oneOf, picture, text } from './fields';
import type { BodyProblem, Field } from './fields';
import type { Answer, Recorded } from './http';
import type { StandInJob } from './jobs';
import type { Callback } from './outbound';
import { startStandIn } from './stand-in';
import type { Desk, Refusal, StandIn, StandInOptions, Vendor, Webhook } from './stand-in';

const common: Readonly<Record<string, Field>> = {
  prompt: { check: text(), required: true },
  duration: { check: integer(1, 8) }, // *Free Tier Rate Limits*
  resolution: { check: oneOf('720p', '1080p') },
};
/** *Text-to-Video Generation*. */
const fromText: Readonly<Record<string, Field>> = {
  ...common,
  aspect_ratio: { check: oneOf('16:9', '9:16', '1:1') },
  style: { check: text() },
};
/** *Image-to-Video Generation*. */
const fromPicture: Readonly<Record<string, Field>> = {
  ...common,
  image_url: { check: address },
  image_base64: { check: picture },
  motion_intensity: { check: fraction },
};
/** *Webhook Integration*. */
const webhook: Readonly<Record<string, Field>> = {
  url: { check: address, required: true },
  events: { check: events, required: true },
  secret: { check: text(), required: true },
};

function events(value: unknown): string | undefined {
  const known = ['job.completed', 'job.failed'];
  return Array.isArray(value) && value.every(event => known.includes(String(event)))
    ? undefined
    : 'must be an array of events';
}

/** *Standard Error Response Format*. */
const error = (status: number, code: string, message: string, retryAfter?: number): Answer => ({
  status,
  json: { error: { code, message, ...(retryAfter === undefined ? {} : { retry_after: retryAfter }) } },
});

function refuse(refusal: Refusal, retryAfter: number): Answer {
  if (refusal === 'unauthorized') return error(401, 'INVALID_API_KEY', 'API key missing or invalid');
  if (refusal === 'notFound') return error(404, 'NOT_FOUND', 'Not found'); // the code is inferred
  return error(429, 'RATE_LIMIT_EXCEEDED', `API rate limit exceeded. Retry after ${retryAfter} seconds.`, retryAfter);
}

function endpointOf(method: string, path: string): string | undefined {
  if (method === 'POST' && /^\/generate\/(text|image)-to-video$/.test(path)) return 'submit';
  if (method === 'POST') return path === '/webhooks' ? 'webhooks' : undefined;
  if (method !== 'GET') return undefined;
  if (path === '/jobs') return 'list';
  return /^\/jobs\/[^/]+$/.test(path) ? 'status' : undefined;
}

/** *Common Error Codes* has none for other parameters: `INVALID_REQUEST` is inferred. */
function invalid({ field, words }: BodyProblem): Answer {
  if (field === 'prompt') return error(400, 'INVALID_PROMPT', words);
  return error(400, field.startsWith('image_') ? 'INVALID_IMAGE' : 'INVALID_REQUEST', words);
}

function submit(request: Recorded, desk: Desk): Answer {
  const pictured = desk.path === '/generate/image-to-video';
  const parsed = checkBody(request.body, request.headers['content-type'], pictured ? fromPicture : fromText);
  if ('problem' in parsed) return invalid(parsed.problem);
  if (pictured && 'image_url' in parsed.fields === 'image_base64' in parsed.fields) {
    return invalid({ field: 'image_url', words: 'Give either image_url or image_base64.' });
  }
  const credits = 10; // *Text-to-Video Generation*
  if (credits > desk.balance) return error(402, 'INSUFFICIENT_CREDITS', 'Account has no remaining credits');
  if (desk.jobs.running(desk.key).length >= desk.limits.concurrent) {
    return error(429, 'RATE_LIMIT_EXCEEDED', 'Too many concurrent jobs.'); // without retry_after
  }
  const job = desk.jobs.add(desk.key, parsed.fields, credits);
  const estimated = new Date(job.createdAt + 30_000).toISOString();
  return {
    status: 200,
    json: { job_id: job.id, status: 'queued', estimated_completion: estimated, credits_used: credits },
  };
}

const statuses = {
  waiting: 'queued',
  rendering: 'processing',
  done: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** *Job Status Check*. */
function shown(job: StandInJob, desk: Desk, listed = false): object {
  const phase = desk.jobs.look(job);
  const output = () => ({
    video_url: desk.media.linkFor(job.id),
    thumbnail_url: desk.media.linkFor(job.id).replace(/\.mp4$/, '_thumb.jpg'),
    duration: job.asked['duration'] ?? 8,
    resolution: job.asked['resolution'] ?? '1080p',
    file_size_mb: 24.5,
  });
  return {
    job_id: job.id,
    status: job.word ?? statuses[phase],
    created_at: new Date(job.createdAt).toISOString(),
    ...(job.endedAt === undefined ? {} : { completed_at: new Date(job.endedAt).toISOString() }),
    ...(listed && desk.options.listsPrompts !== false ? { prompt: job.asked['prompt'] } : {}),
    ...(phase === 'failed' ? { error: { code: 'JOB_FAILED', message: job.failsWith } } : {}),
    ...(phase === 'done' ? { output: output() } : {}),
  };
}

/** *List Jobs*: `limit`, `offset`, `status`. */
function list(request: Recorded, desk: Desk): Answer {
  const problem = checkQuery(request.query, {
    limit: 'number',
    offset: 'number',
    status: Object.values(statuses).slice(0, 4),
  });
  if (problem !== undefined) return error(400, 'INVALID_REQUEST', problem);
  const wanted = request.query.get('status');
  const offset = Number(request.query.get('offset') ?? 0);
  const listed = desk.jobs.of(desk.key, desk.options.listsOldestFirst);
  const jobs = listed.filter(job => !wanted || statuses[desk.jobs.phase(job)] === wanted);
  const items = jobs
    .slice(offset, offset + Number(request.query.get('limit') ?? 20))
    .map(job => shown(job, desk, true));
  const wrapper = desk.options.listsIn ?? 'jobs';
  return { status: 200, json: wrapper === 'bare' ? items : { [wrapper]: items } };
}

/** *Webhook Integration*: `sha256=` and hex, in a header that is not named. */
function callbacksOf(job: StandInJob, desk: Desk): readonly Callback[] {
  const event = job.failsWith === undefined ? 'job.completed' : 'job.failed';
  const timestamp = new Date(desk.now()).toISOString();
  return desk.webhooks
    .filter(({ events: wanted }) => wanted.includes(event))
    .map(({ url, secret }) => ({
      jobId: job.id,
      url,
      body: { ...shown(job, desk), event, job_id: job.id, timestamp },
      sign: { header: 'x-seedance-signature', prefix: 'sha256=', secret },
    }));
}

function work(request: Recorded, desk: Desk): Answer {
  if (request.endpoint === 'submit') return submit(request, desk);
  if (request.endpoint === 'list') return list(request, desk);
  if (request.endpoint === 'webhooks') {
    const parsed = checkBody(request.body, request.headers['content-type'], webhook);
    if ('problem' in parsed) return invalid(parsed.problem);
    desk.webhooks.push(parsed.fields as unknown as Webhook);
    return { status: 200, json: { url: parsed.fields['url'] } };
  }
  const job = desk.jobs.find(decodeURIComponent(desk.path.slice('/jobs/'.length)), desk.key);
  return job ? { status: 200, json: shown(job, desk) } : refuse('notFound', 0);
}

const vendor: Vendor = {
  id: 'seedance-tv',
  prefix: '/v1',
  key: 'seedance-tv-stand-in-key-0123456789',
  limits: { perMinute: 10, concurrent: 2 }, // *Free Tier Rate Limits*
  limitHeaders: true, // *Rate Limit Headers*
  refundsFailures: false, // not said
  balance: 1000,
  endpointOf,
  refuse,
  picturesOf: job => (typeof job.asked['image_url'] === 'string' ? [job.asked['image_url']] : []),
  callbacksOf,
  work,
};

/** seedance.tv; amounts are credits. */
export function startSeedanceTv(options: StandInOptions = {}): Promise<StandIn> {
  return startStandIn(vendor, options);
}
