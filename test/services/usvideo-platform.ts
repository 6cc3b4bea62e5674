// The stand-in for US Video API as its platform page describes it (usvideo-platform.txt).

import { address, checkBody, checkQuery, integer, oneOf, picture, text } from './fields';
import type { Field } from './fields';
import type { Answer, Recorded } from './http';
import type { StandInJob } from './jobs';
import type { Callback } from './outbound';
import { startStandIn } from './stand-in';
import type { Desk, Refusal, StandIn, StandInOptions, Vendor } from './stand-in';

/** "Accepts prompt, resolution (480p/720p/1080p), duration (1–10), optional first_frame …, optional webhook_url". */
const fields: Readonly<Record<string, Field>> = {
  prompt: { check: text(), required: true },
  resolution: { check: oneOf('480p', '720p', '1080p') },
  duration: { check: integer(1, 10) },
  first_frame: { check: picture },
  webhook_url: { check: address },
};
/** Cents per second, by the reference's table. */
const rates = { '480p': 10, '720p': 25, '1080p': 50 };
const statuses = ['pending', 'processing', 'completed', 'failed'];

/** "All error responses include a JSON body with error (machine-readable code) and message". The codes are inferred. */
const error = (status: number, code: string, message: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers,
  json: { error: code, message },
});
const dollars = (cents: number) => `$${(cents / 100).toFixed(2)}`;
const sandboxed = (desk: Desk) => desk.key.startsWith('usv_test_');

function refuse(refusal: Refusal, retryAfter: number): Answer {
  if (refusal === 'unauthorized') return error(401, 'unauthorized', 'Missing or invalid API key');
  if (refusal === 'notFound') return error(404, 'not_found', 'Job ID does not exist or belongs to another account');
  return error(429, 'rate_limited', 'Rate limit exceeded', { 'retry-after': String(retryAfter) });
}

/** Only `/v1/videos` is printed, in the batch sample; the other paths are inferred. */
function endpointOf(method: string, path: string): string | undefined {
  if (path === '/videos') return { POST: 'submit', GET: 'list' }[method];
  if (/^\/videos\/[^/]+$/.test(path)) return { GET: 'status', DELETE: 'cancel' }[method];
  if (method !== 'GET') return undefined;
  return { '/balance': 'account', '/usage': 'usage', '/pricing': 'pricing' }[path];
}

function submit(request: Recorded, desk: Desk): Answer {
  const parsed = checkBody(request.body, request.headers['content-type'], fields);
  if ('problem' in parsed) return error(400, 'invalid_request', parsed.problem.words);
  const rate = rates[(parsed.fields['resolution'] ?? '720p') as keyof typeof rates];
  const estimate = rate * Number(parsed.fields['duration'] ?? 5);
  const price = sandboxed(desk) ? 0 : estimate;
  if (price > desk.balance)
    return error(402, 'insufficient_balance', 'Insufficient balance for the requested generation');
  if (desk.jobs.running(desk.key).length >= desk.limits.concurrent) {
    return error(429, 'too_many_jobs', 'Concurrent job limit reached');
  }
  const job = desk.jobs.add(desk.key, parsed.fields, price);
  return { status: 201, json: { job_id: job.id, status: 'pending', estimated_cost: dollars(estimate) } };
}

/** The callback's job object, as far as the job has come. */
function shown(job: StandInJob, desk: Desk, listed = false): object {
  const phase = desk.jobs.look(job);
  const status = {
    waiting: 'pending',
    rendering: 'processing',
    done: 'completed',
    failed: 'failed',
    cancelled: 'cancelled',
  }[phase];
  const ended = job.endedAt === undefined ? {} : { completed_at: new Date(job.endedAt).toISOString() };
  const result = () => ({
    video_url: desk.media.linkFor(job.id),
    duration_actual: Number(job.asked['duration'] ?? 5),
    cost: dollars(job.price),
    ...ended,
  });
  return {
    job_id: job.id,
    status: job.word ?? status,
    resolution: job.asked['resolution'] ?? '720p',
    created_at: new Date(job.createdAt).toISOString(),
    ...(listed && desk.options.listsPrompts !== false ? { prompt: job.asked['prompt'] } : {}),
    ...(phase === 'failed' ? { error: 'generation_failed', message: job.failsWith } : {}),
    ...(phase === 'done' ? result() : {}),
  };
}

/** "limit and offset … Filter by status. Ordered by creation time descending." */
function list(request: Recorded, desk: Desk): Answer {
  const problem = checkQuery(request.query, { limit: 'number', offset: 'number', status: statuses });
  if (problem !== undefined) return error(400, 'invalid_request', problem);
  const offset = Number(request.query.get('offset') ?? 0);
  const page = desk.jobs.of(desk.key).slice(offset, offset + Number(request.query.get('limit') ?? 20));
  const items = page.map(job => shown(job, desk, true));
  const wrapper = desk.options.listsIn ?? 'data';
  return { status: 200, json: wrapper === 'bare' ? items : { [wrapper]: items } };
}

/** "Jobs already in rendering cannot be cancelled." */
function cancel(job: StandInJob, desk: Desk): Answer {
  if (desk.jobs.phase(job) !== 'waiting')
    return error(409, 'not_cancellable', 'Jobs already in rendering cannot be cancelled');
  job.cancelled = true;
  job.refunded = true; // "If the job has not started rendering, the cost is refunded to your balance"
  return { status: 200, json: { job_id: job.id, status: 'cancelled' } };
}

/** "Detailed usage history with per-job breakdown", `start_date` and `end_date`. */
function usage(request: Recorded, desk: Desk): Answer {
  const start = Date.parse(request.query.get('start_date') ?? '1970-01-01');
  const end = Date.parse(request.query.get('end_date') ?? '9999-12-31');
  if (Number.isNaN(start) || Number.isNaN(end))
    return error(400, 'invalid_request', 'start_date and end_date must be dates');
  const jobs = desk.jobs.of(desk.key).filter(job => job.createdAt >= start && job.createdAt <= end);
  return {
    status: 200,
    json: { jobs: jobs.map(job => ({ job_id: job.id, cost: dollars(job.refunded ? 0 : job.price) })) },
  };
}

/** "we send an HTTP POST to your URL with the full job object", signed in X-Signature; hex is inferred. */
function callbacksOf(job: StandInJob, desk: Desk): readonly Callback[] {
  const url = job.asked['webhook_url'];
  if (typeof url !== 'string') return [];
  const event = job.failsWith === undefined ? 'video.completed' : 'video.failed';
  const sign = { header: 'x-signature', prefix: '', secret: desk.options.callbackSecret ?? 'whsec_stand_in' };
  return [{ jobId: job.id, url, body: { event, ...shown(job, desk) }, sign }];
}

function work(request: Recorded, desk: Desk): Answer {
  switch (request.endpoint) {
    case 'pricing':
      return {
        status: 200,
        json: { '480p': { per_second: 0.1 }, '720p': { per_second: 0.25 }, '1080p': { per_second: 0.5 } },
      };
    case 'submit':
      return submit(request, desk);
    case 'list':
      return list(request, desk);
    case 'account':
      return {
        status: 200,
        json: { balance: dollars(desk.balance), total_spend: dollars(desk.jobs.charged()), usage: {} },
      };
    case 'usage':
      return usage(request, desk);
  }
  const job = desk.jobs.find(decodeURIComponent(desk.path.slice('/videos/'.length)), desk.key);
  if (!job) return refuse('notFound', 0);
  return request.endpoint === 'cancel' ? cancel(job, desk) : { status: 200, json: shown(job, desk) };
}

const vendor: Vendor = {
  id: 'usvideo',
  prefix: '/v1',
  key: 'usv_live_stand_in_key_0123456789',
  limits: { perMinute: 60, concurrent: 10 }, // its sample runs 10 at once; the rest is inferred
  limitHeaders: true, // "Rate limit headers are included in every response"
  refundsFailures: false, // not said
  balance: 4850,
  open: ['pricing'],
  endpointOf,
  refuse,
  callbacksOf,
  redeliverAfterMs: [30_000, 120_000, 480_000], // "up to 3 times with exponential backoff (30s, 120s, 480s)"
  work,
};

/** The platform dialect; a key that begins with `usv_test_` is not charged. Amounts are cents. */
export function startUsvideoPlatform(options: StandInOptions = {}): Promise<StandIn> {
  return startStandIn(vendor, options);
}
