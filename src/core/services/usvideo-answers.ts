// US Video API's answers. Its two pages show two shapes, and either is understood whichever was asked.

import * as z from 'zod';
import type { HttpAnswer } from '../ports';
import type { Cost, ListReading, RemoteJob, StatusReading, SubmitReading } from '../service';
import {
  amount,
  anything,
  created,
  exactText,
  given,
  id,
  instant,
  link,
  number,
  parseJson,
  readAs,
  reason,
  seconds,
  text,
  words,
} from './answers';
import { offerFailure, senseless, statusFailure, succeeded } from './asking';
import { jobFailure } from './errors';
import type { ErrorShape } from './errors';
import { jobsIn, shownOptions } from './lists';
import { stateReading } from './states';
import { verdict } from './verdict';

/** usvideo-docs.txt, *Standard error response shape*; usvideo-platform.txt, *All error responses include …*. */
export const usvideoShapes: readonly ErrorShape[] = ['detail', 'error-message'];

/** usvideo-docs.txt, *Get Video Status*; usvideo-platform.txt has the same four. */
export const usvideoStates = {
  pending: 'pending',
  processing: 'running',
  completed: 'completed',
  failed: 'failed',
} as const;

const jobSchema = z.object({
  id, // usvideo-docs.txt, *Response*
  job_id: id, // usvideo-platform.txt, the callback object
  status: anything,
  video_url: link,
  thumbnail_url: link,
  duration: seconds, // usvideo-docs.txt
  duration_actual: number, // usvideo-platform.txt
  cost_cents: amount, // usvideo-docs.txt
  cost: amount, // usvideo-platform.txt: "$1.25"
  price: amount, // usvideo-docs.txt: "$2.00"
  estimated_cost: amount, // inferred: the platform page names no field for its estimate
  estimated_cost_cents: amount, // inferred
  estimated_time: text, // usvideo-docs.txt: "30-120 seconds"
  detail: text, // usvideo-docs.txt, *Recommended polling pattern*
  message: text, // inferred for the platform
  error: reason, // inferred for the platform
  error_message: text, // inferred
  completed_at: instant,
  created_at: created,
  prompt: exactText,
  resolution: text,
  aspect_ratio: text, // usvideo-docs.txt, *Request Body*; inferred for lists, as the two below
  negative_prompt: words,
  seed: number,
});
type UsvideoJob = z.output<typeof jobSchema>;

export function dollars(sum: number | undefined): Cost | undefined {
  return sum === undefined ? undefined : { amount: sum, unit: 'USD' };
}

export function cents(sum: number | undefined): Cost | undefined {
  return dollars(sum === undefined ? undefined : sum / 100);
}

/** Finds the job in the body of an answer. */
type Find = (body: unknown) => UsvideoJob | undefined;

const atTop: Find = body => readAs(jobSchema, body);

/**
 * As `atTop`, or one level deeper, under `job` or `data` (inferred: usvideo-platform.txt prints no answer to a submit). Only what
 * has an id and a documented state is a job, and only where no other id could be meant.
 */
export const atTopOrBelow: Find = body => {
  const top = atTop(body);
  if (top === undefined || Object.keys(Object(body)).some(name => /^id$|_id$|[a-z]I[dD]$/.test(name))) return top;
  const below = readAs(wrapped, body);
  const [job, another] = [below?.job, below?.data].filter(part => part !== undefined);
  return job === undefined || another !== undefined || !isJob(job) ? top : job;
};

const wrapped = z.object({ job: jobSchema.optional().catch(undefined), data: jobSchema.optional().catch(undefined) });

function isJob({ id: one, job_id: other, status }: UsvideoJob): boolean {
  const isClear = one === undefined || other === undefined || one === other;
  const hasId = one !== undefined || other !== undefined;
  return isClear && hasId && typeof status === 'string' && Object.hasOwn(usvideoStates, status.toLowerCase());
}

export function readSubmit(answer: HttpAnswer, find = atTop): SubmitReading {
  const job = succeeded(answer) ? find(parseJson(answer.text)) : undefined;
  const remoteId = job?.id ?? job?.job_id;
  if (job === undefined || remoteId === undefined)
    return verdict(answer, { shapes: usvideoShapes, blockedShape: 'detail' });
  const price =
    dollars(job.price ?? job.estimated_cost) ?? cents(job.estimated_cost_cents ?? job.cost_cents) ?? dollars(job.cost);
  return { verdict: 'accepted', remoteId, ...given({ price, expectedSeconds: middle(job.estimated_time) }) };
}

/** The middle of `30-120 seconds`. */
function middle(words: string | undefined): number | undefined {
  const found = words?.match(/^\D{0,20}(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?\s*s/);
  if (!found) return undefined;
  return (Number(found[1]) + Number(found[2] ?? found[1])) / 2;
}

export function readStatus(answer: HttpAnswer, find = atTop): StatusReading {
  if (!succeeded(answer)) return statusFailure(answer, usvideoShapes);
  const job = find(parseJson(answer.text));
  return (job && jobStatus(job)) ?? senseless(answer);
}

function jobStatus(job: UsvideoJob): StatusReading | undefined {
  return stateReading({
    word: job.status,
    states: usvideoStates,
    price: dollars(job.price),
    result: given({
      videoUrl: job.video_url,
      thumbnailUrl: job.thumbnail_url,
      seconds: job.duration_actual ?? job.duration,
      cost: cents(job.cost_cents) ?? dollars(job.cost),
      completedAt: job.completed_at,
    }),
    // The platform's "full job object" names it, and no page says whether it is charged when the job failed. The reference's
    // `cost_cents` is none then: "balance auto-refunded" (usvideo-docs.txt, *Get Video Status*).
    costOfFailure: dollars(job.cost),
    failure: () => jobFailure(job.detail ?? job.message ?? job.error_message ?? job.error.message, codeOf(job)),
  });
}

/** usvideo-platform.txt, *All error responses include …*: `error` is a code where a `message` stands beside it. */
function codeOf({ error, message }: UsvideoJob): string | undefined {
  return error.code ?? (message === undefined ? undefined : error.message);
}

/** A list: bare or wrapped, items with whatever fields there are (services page, decision 3). */
export function readList(answer: HttpAnswer, page: { readonly limit: number; readonly offset: number }): ListReading {
  if (!succeeded(answer)) return offerFailure(answer, usvideoShapes);
  return jobsIn(answer, page, listedJob) ?? senseless(answer);
}

function listedJob(item: unknown): RemoteJob | undefined {
  const job = readAs(jobSchema, item);
  const remoteId = job?.id ?? job?.job_id;
  if (job === undefined || remoteId === undefined) return undefined;
  const { prompt, resolution, duration, seed } = job;
  const options = shownOptions({ aspectRatio: job.aspect_ratio, negativePrompt: job.negative_prompt, seed });
  return {
    remoteId,
    ...job.created_at,
    ...options,
    ...given({ status: jobStatus(job), prompt, resolution, duration }),
  };
}
