// The stand-in for US Video API as its reference describes it (usvideo-docs.txt).

import { checkBody, checkQuery, decodedLength, integer, oneOf, picture, text } from './fields';
import type { Field } from './fields';
import type { Answer, Recorded } from './http';
import type { StandInJob } from './jobs';
import { startStandIn } from './stand-in';
import type { Desk, Refusal, StandIn, StandInOptions, Vendor } from './stand-in';

/** *Request Body*. A duration has no documented default; it may be missing. */
const fields: Readonly<Record<string, Field>> = {
  prompt: { check: text(), required: true },
  resolution: { check: oneOf('480p', '720p', '1080p') },
  duration: { check: integer(4, 15) },
  aspect_ratio: { check: oneOf('16:9', '9:16', '1:1', '4:3') },
  image: { check: picture },
  negative_prompt: { check: text() },
  seed: { check: integer() },
};

/** *Pricing*, in dollars. */
const pricing = { '480p': { per_second: 0.1 }, '720p': { per_second: 0.25 }, '1080p': { per_second: 0.5 } };
const mebibyte = 1024 * 1024;

const detail = (status: number, words: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers,
  json: { detail: words },
});
const dollars = (cents: number) => `$${(cents / 100).toFixed(2)}`;

/** *Standard error response shape*: the samples' words. */
const words = {
  tooLarge: 'Image payload too large. Resize or compress the source image before retrying.',
  full: 'Video generation capacity is temporarily full. Retry in a few minutes or lower your request volume.',
};

function refuse(refusal: Refusal, retryAfter: number): Answer {
  if (refusal === 'unauthorized') return detail(401, 'Missing or invalid API key.');
  if (refusal === 'notFound') return detail(404, 'Not found.');
  return detail(429, words.full, { 'retry-after': String(retryAfter) });
}

function endpointOf(method: string, path: string): string | undefined {
  if (path === '/videos') return { POST: 'submit', GET: 'list' }[method];
  if (/^\/videos\/[^/]+$/.test(path)) return { GET: 'status', DELETE: 'cancel' }[method];
  if (path === '/account' && method === 'GET') return 'account';
  return path === '/pricing' && method === 'GET' ? 'pricing' : undefined;
}

function submit(request: Recorded, desk: Desk): Answer {
  const parsed = checkBody(request.body, request.headers['content-type'], fields);
  const image = 'fields' in parsed ? parsed.fields['image'] : undefined;
  if (typeof image === 'string' && decodedLength(image) > mebibyte) return detail(413, words.tooLarge);
  if ('problem' in parsed) return detail(400, parsed.problem.words);
  const resolution = (parsed.fields['resolution'] ?? '720p') as keyof typeof pricing;
  const duration = Number(parsed.fields['duration'] ?? 5);
  const price = Math.round(pricing[resolution].per_second * duration * 100);
  if (price > desk.balance) {
    const need = `Insufficient balance. Need ${dollars(price)}, have ${dollars(desk.balance)}.`;
    return detail(402, `${need} Top up at /v1/account/topup`);
  }
  if (desk.jobs.running(desk.key).length >= desk.limits.concurrent) return detail(429, words.full);
  const job = desk.jobs.add(desk.key, parsed.fields, price);
  const answer = { id: job.id, status: 'pending', resolution, duration, price: dollars(price) };
  return { status: 200, json: { ...answer, estimated_time: '30-120 seconds' } };
}

/** *Get Video Status* and the sample of *3. Poll for completion*. */
function shown(job: StandInJob, desk: Desk, listed = false): object {
  const phase = desk.jobs.look(job);
  const status = {
    waiting: 'pending',
    rendering: 'processing',
    done: 'completed',
    failed: 'failed',
    cancelled: 'cancelled',
  }[phase];
  const told = listed && desk.options.listsPrompts !== false;
  return {
    id: job.id,
    status: job.word ?? status,
    ...(told ? { prompt: job.asked['prompt'], created_at: new Date(job.createdAt).toISOString() } : {}),
    ...(phase === 'failed' ? { detail: job.failsWith } : {}),
    ...(phase === 'done'
      ? { video_url: desk.media.linkFor(job.id), duration: job.asked['duration'] ?? 5, cost_cents: job.price }
      : {}),
  };
}

/** *List Videos*: most recent first, `limit` and `offset`. How it is wrapped is not shown. */
function list(request: Recorded, desk: Desk): Answer {
  const problem = checkQuery(request.query, { limit: 'number', offset: 'number' });
  if (problem !== undefined) return detail(400, problem);
  const offset = Number(request.query.get('offset') ?? 0);
  const page = desk.jobs.of(desk.key).slice(offset, offset + Number(request.query.get('limit') ?? 20));
  const items = page.map(job => shown(job, desk, true));
  const wrapper = desk.options.listsIn ?? 'videos';
  return { status: 200, json: wrapper === 'bare' ? items : { [wrapper]: items } };
}

/** *Delete Video*: "Cancel a pending job or delete a completed video record." */
function remove(job: StandInJob, desk: Desk): Answer {
  const phase = desk.jobs.phase(job);
  if (phase === 'rendering') return detail(400, 'Only pending jobs can be cancelled.');
  if (phase !== 'waiting') {
    job.removed = true;
    desk.media.remove(job.id);
    return { status: 200, json: { id: job.id, status: 'deleted' } };
  }
  job.cancelled = true;
  job.refunded = true; // not said; the kinder way
  return { status: 200, json: { id: job.id, status: 'cancelled' } };
}

/** *Account Info*. */
function account(desk: Desk): Answer {
  const figures = {
    balance_cents: desk.balance,
    total_jobs: desk.jobs.all.length,
    total_spent_cents: desk.jobs.charged(),
  };
  return { status: 200, json: { email: 'dev@example.com', ...figures } };
}

function work(request: Recorded, desk: Desk): Answer {
  if (request.endpoint === 'pricing') return { status: 200, json: pricing };
  if (request.endpoint === 'submit') return submit(request, desk);
  if (request.endpoint === 'list') return list(request, desk);
  if (request.endpoint === 'account') return account(desk);
  const job = desk.jobs.find(decodeURIComponent(desk.path.slice('/videos/'.length)), desk.key);
  if (!job) return detail(404, 'Not found.');
  return request.endpoint === 'cancel' ? remove(job, desk) : { status: 200, json: shown(job, desk) };
}

const vendor: Vendor = {
  id: 'usvideo',
  prefix: '/v1',
  key: 'sd_stand_in_key_0123456789',
  limits: { perMinute: 60, concurrent: 10 }, // *Rate Limits*, Standard
  limitHeaders: false,
  refundsFailures: true, // *Get Video Status*: balance auto-refunded
  balance: 4850, // *Account Info*
  open: ['pricing'], // *Pricing*: no auth required
  endpointOf,
  refuse,
  work,
};

/** The reference dialect; amounts are cents. */
export function startUsvideoReference(options: StandInOptions = {}): Promise<StandIn> {
  return startStandIn(vendor, options);
}
