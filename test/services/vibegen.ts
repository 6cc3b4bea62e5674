// The stand-in for VibeGen (vibegen.txt).

import { randomUUID } from 'node:crypto';
import { address, addressOrData, addresses, checkBody, checkQuery, flag, oneOf, text } from './fields';
import type { Field } from './fields';
import type { Answer, Recorded } from './http';
import type { StandInJob } from './jobs';
import type { Callback } from './outbound';
import { startStandIn } from './stand-in';
import type { Desk, Refusal, StandIn, StandInOptions, Vendor } from './stand-in';

/** *1. Create Video Generation Task*, *8. Limitations*. */
const fields: Readonly<Record<string, Field>> = {
  model: { check: oneOf('seedance 2.0'), required: true },
  prompt: { check: text(2000), required: true },
  image_urls: { check: addresses(Number.POSITIVE_INFINITY) },
  duration: { check: oneOf(5, 10) },
  aspect_ratio: { check: oneOf('16:9', '9:16', '1:1', '21:9', '4:3', '3:4', '9:21', 'adaptive', 'keep_ratio') },
  resolution: { check: oneOf('480p', '720p', '1080p') },
  generate_audio: { check: flag },
  callback_url: { check: address },
};
const withData = { ...fields, image_urls: { check: addresses(Number.POSITIVE_INFINITY, addressOrData) } };
/** *7. Pricing*: seconds → resolution → [no audio, with audio]. */
const credits = {
  5: { '480p': [15, 20], '720p': [30, 43], '1080p': [50, 90] },
  10: { '480p': [25, 40], '720p': [45, 86], '1080p': [100, 180] },
} as const;
const statuses = {
  waiting: 'pending',
  rendering: 'processing',
  done: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** *Error Response (400 Bad Request)*. */
const error = (status: number, code: string, message: string): Answer => ({
  status,
  json: { error: { code, message } },
});

function refuse(refusal: Refusal): Answer {
  if (refusal === 'unauthorized') return error(401, 'INVALID_API_KEY', 'Invalid or missing API key');
  if (refusal === 'notFound') return error(404, 'TASK_NOT_FOUND', 'Task not found');
  return error(429, 'RATE_LIMIT_EXCEEDED', 'Rate limit exceeded');
}

function endpointOf(method: string, path: string): string | undefined {
  if (path === '/generations') return method === 'POST' ? 'submit' : undefined;
  if (method !== 'GET') return undefined;
  if (path === '/tasks') return 'list';
  return /^\/tasks\/[^/]+$/.test(path) ? 'status' : undefined;
}

function submit(request: Recorded, desk: Desk): Answer {
  const allowed = desk.options.takesDataUrls ? withData : fields;
  const parsed = checkBody(request.body, request.headers['content-type'], allowed);
  if ('problem' in parsed) return error(400, 'INVALID_PARAMETER', parsed.problem.words);
  const { duration = 5, resolution = '480p', generate_audio: audio = false } = parsed.fields;
  const price = credits[duration as 5 | 10][resolution as '480p'][audio ? 1 : 0];
  if (price > desk.balance) {
    return error(402, 'INSUFFICIENT_CREDITS', `Insufficient credits. Required: ${price}, Available: ${desk.balance}`);
  }
  if (desk.jobs.running(desk.key).length >= desk.limits.concurrent) return refuse('rateLimited');
  const job = desk.jobs.add(desk.key, parsed.fields, price);
  const { id, status, model, task_type, created_at } = task(job, desk, false);
  return { status: 201, json: { success: true, data: { id, status, model, task_type, created_at } } };
}

/** *2. Query Task Status*: every field is there, null where there is nothing. */
function task(job: StandInJob, desk: Desk, look = true) {
  const phase = look ? desk.jobs.look(job) : 'waiting';
  const done = phase === 'done';
  return {
    id: job.id,
    status: job.word ?? statuses[phase],
    model: 'seedance 2.0',
    task_type: job.asked['image_urls'] === undefined ? 'text_to_video' : 'image_to_video',
    prompt: job.asked['prompt'],
    video_url: done ? desk.media.linkFor(job.id) : null,
    created_at: new Date(job.createdAt).toISOString(),
    completed_at: done ? new Date(job.endedAt ?? desk.now()).toISOString() : null,
    error: phase === 'failed' ? job.failsWith : null,
  };
}

/** *3. Get Task List*. */
function list(request: Recorded, desk: Desk): Answer {
  const allowed = Object.values(statuses).slice(0, 4);
  const problem = checkQuery(request.query, { limit: 'number', offset: 'number', status: allowed });
  if (problem !== undefined) return error(400, 'INVALID_PARAMETER', problem);
  const limit = Number(request.query.get('limit') ?? 20);
  const offset = Number(request.query.get('offset') ?? 0);
  const wanted = request.query.get('status');
  const listed = desk.jobs.of(desk.key, desk.options.listsOldestFirst);
  const all = listed.filter(job => !wanted || statuses[desk.jobs.phase(job)] === wanted);
  const tasks = all.slice(offset, offset + limit).map(job => task(job, desk));
  const page = Math.floor(offset / Math.max(1, limit)) + 1;
  const pagination = {
    page,
    pageSize: limit,
    total: all.length,
    total_pages: Math.ceil(all.length / Math.max(1, limit)),
  };
  return { status: 200, json: { success: true, data: { tasks, pagination } } };
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter(each => typeof each === 'string') : [];

/** *4. Callback Notifications*; nothing says how they would be signed. */
function callbacksOf(job: StandInJob, desk: Desk): readonly Callback[] {
  const url = job.asked['callback_url'];
  if (typeof url !== 'string') return [];
  const { id, created_at, completed_at, video_url, error: words } = task(job, desk);
  const done = job.failsWith === undefined;
  const outcome = done ? { video_url, completed_at } : { error_message: words, failed_at: completed_at };
  const status = done ? 'completed' : 'failed';
  return [{ jobId: id, url, body: { event: `task.${status}`, task_id: id, status, created_at, ...outcome } }];
}

function work(request: Recorded, desk: Desk): Answer {
  if (request.endpoint === 'submit') return submit(request, desk);
  if (request.endpoint === 'list') return list(request, desk);
  const job = desk.jobs.find(decodeURIComponent(desk.path.slice('/tasks/'.length)), desk.key);
  return job ? { status: 200, json: { success: true, data: task(job, desk) } } : refuse('notFound');
}

const vendor: Vendor = {
  id: 'vibegen',
  prefix: '/api/v1', // *Basic Information*
  key: 'sk-video-stand-in-0123456789',
  limits: { perMinute: 1000, concurrent: Number.POSITIVE_INFINITY }, // *8. Limitations*
  countsApart: true, // 1000 creations and 1000 queries
  limitHeaders: false,
  refundsFailures: false, // not said
  balance: 1000,
  newJobId: randomUUID,
  endpointOf,
  refuse,
  picturesOf: job => texts(job.asked['image_urls']),
  callbacksOf,
  work,
};

/** VibeGen; amounts are credits. */
export function startVibegen(options: StandInOptions = {}): Promise<StandIn> {
  return startStandIn(vendor, options);
}
