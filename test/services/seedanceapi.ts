// The stand-in for seedanceapi.org (seedanceapi.txt).

import { randomBytes } from 'node:crypto';
import { addressOrData, addresses, checkBody, flag, oneOf, text } from './fields';
import type { Check, Field } from './fields';
import type { Answer, Recorded } from './http';
import type { StandInJob } from './jobs';
import type { Callback } from './outbound';
import { startStandIn } from './stand-in';
import type { Desk, Refusal, StandIn, StandInOptions, Vendor } from './stand-in';

/** *Webhook Callbacks*: "publicly accessible HTTPS endpoint. Localhost URLs are not supported." */
const publicAddress: Check = value =>
  typeof value === 'string' && URL.canParse(value) && /^https:\/\/(?!localhost|127\.|\[::1\])/.test(value)
    ? undefined
    : 'must be a publicly accessible HTTPS URL';

/** *API Parameters Reference*. The code of a wrong field is *Error Codes*'. */
const fields: Readonly<Record<string, Field>> = {
  prompt: { check: text(2000), required: true },
  aspect_ratio: { check: oneOf('1:1', '16:9', '9:16', '4:3', '3:4', '21:9', '9:21') },
  resolution: { check: oneOf('480p', '720p') },
  duration: { check: oneOf('4', '8', '12') },
  generate_audio: { check: flag },
  fixed_lens: { check: flag },
  image_urls: { check: addresses(1) },
  callback_url: { check: publicAddress },
};
const withData = { ...fields, image_urls: { check: addresses(1, addressOrData) } };
/** *Error Codes*; a field without a code of its own gets `INVALID_PROMPT` (inferred). */
const codes: Readonly<Record<string, string>> = {
  aspect_ratio: 'INVALID_ASPECT_RATIO',
  resolution: 'INVALID_RESOLUTION',
  duration: 'INVALID_DURATION',
  image_urls: 'TOO_MANY_IMAGES',
};
/** *Pricing*: resolution → seconds → [without audio, with audio]. */
const credits = {
  '480p': { 4: [8, 14], 8: [14, 28], 12: [19, 38] },
  '720p': { 4: [14, 28], 8: [28, 56], 12: [42, 84] },
} as const;

/** No error body is shown: the flat shape is inferred. */
const error = (status: number, code: string, message: string): Answer => ({ status, json: { code, message } });
const success = (data: object): Answer => ({ status: 200, json: { code: 200, message: 'success', data } });

function refuse(refusal: Refusal, retryAfter: number): Answer {
  if (refusal === 'unauthorized') return error(401, 'INVALID_API_KEY', 'API key is missing or invalid');
  if (refusal === 'notFound')
    return error(404, 'TASK_NOT_FOUND', 'Task ID not found or does not belong to your account');
  return { ...error(429, 'RATE_LIMITED', 'Too many requests'), headers: { 'retry-after': String(retryAfter) } }; // inferred
}

function endpointOf(method: string, path: string): string | undefined {
  if (path === '/generate' && method === 'POST') return 'submit';
  return path === '/status' && method === 'GET' ? 'status' : undefined;
}

function submit(request: Recorded, desk: Desk): Answer {
  const allowed = desk.options.takesDataUrls ? withData : fields;
  const parsed = checkBody(request.body, request.headers['content-type'], allowed);
  if ('problem' in parsed) return error(400, codes[parsed.problem.field] ?? 'INVALID_PROMPT', parsed.problem.words);
  const { resolution = '720p', duration = '8', generate_audio: audio = false } = parsed.fields;
  const price = credits[resolution as '480p'][duration as '4'][audio ? 1 : 0];
  if (price > desk.balance) return error(402, 'INSUFFICIENT_CREDITS', 'Not enough credits for this operation');
  if (desk.jobs.running(desk.key).length >= desk.limits.concurrent) return refuse('rateLimited', 10);
  const job = desk.jobs.add(desk.key, parsed.fields, price);
  return success({ task_id: job.id, status: 'IN_PROGRESS' });
}

/** *Step 3: Check Status*. */
function shown(job: StandInJob, desk: Desk): object {
  const phase = desk.jobs.look(job);
  const status = {
    waiting: 'IN_PROGRESS',
    rendering: 'IN_PROGRESS',
    done: 'SUCCESS',
    failed: 'FAILED',
    cancelled: 'CANCELLED',
  }[phase];
  return {
    task_id: job.id,
    status: job.word ?? status,
    ...(phase === 'done' ? { consumed_credits: job.price } : {}),
    created_at: new Date(job.createdAt).toISOString(),
    request: job.asked,
    response: phase === 'done' ? [desk.media.linkFor(job.id)] : [],
    error_message: phase === 'failed' ? job.failsWith : null,
  };
}

/** *Webhook Callbacks*: "the API will send the result", whose form is not shown: here, as *Step 3* answers. */
function callbacksOf(job: StandInJob, desk: Desk): readonly Callback[] {
  const url = job.asked['callback_url'];
  return typeof url === 'string' ? [{ jobId: job.id, url, body: success(shown(job, desk)).json as object }] : [];
}

function work(request: Recorded, desk: Desk): Answer {
  if (request.endpoint === 'submit') return submit(request, desk);
  const job = desk.jobs.find(request.query.get('task_id') ?? '', desk.key);
  return job ? success(shown(job, desk)) : refuse('notFound', 0);
}

const vendor: Vendor = {
  id: 'seedanceapi',
  prefix: '/v1',
  key: 'seedanceapi-stand-in-key-0123456789',
  limits: { perMinute: Number.POSITIVE_INFINITY, concurrent: Number.POSITIVE_INFINITY }, // none is stated
  limitHeaders: false,
  refundsFailures: true, // *FAQ*: "Failed generations do not consume credits"
  balance: 1000,
  newJobId: () => `seed15${randomBytes(8).toString('hex')}pro`,
  endpointOf,
  refuse,
  picturesOf: job => (Array.isArray(job.asked['image_urls']) ? job.asked['image_urls'].map(String) : []),
  callbacksOf,
  work,
};

/** seedanceapi.org; amounts are credits. */
export function startSeedanceapi(options: StandInOptions = {}): Promise<StandIn> {
  return startStandIn(vendor, options);
}
