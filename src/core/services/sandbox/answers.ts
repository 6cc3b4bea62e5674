// What the sandbox answers, read as a paid service's answers are: schema first, the status code above all.

// oxlint-disable unicorn/no-thenable -- the contract's `then` is a word, never a function

import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { HttpAnswer } from '../../ports';
import type { CancelReading, ListReading, RemoteJob, ServiceError, StatusReading, SubmitReading } from '../../service';
import { shownOptions } from '../lists';

const failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const accepted = z.object({ id: z.string().min(1) });

const job = z.object({
  id: z.string(),
  status: z.string(),
  progress: z.number().optional(),
  video_url: z.string().optional(),
  duration: z.number().optional(),
  prompt: z.string().optional(),
  resolution: z.string().optional(),
  aspect_ratio: z.string().optional(),
  seed: z.number().optional(),
  with_picture: z.boolean().optional(),
  created_at: z.number().optional(),
  completed_at: z.number().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
type JobAnswer = z.infer<typeof job>;

const jobList = z.object({ jobs: z.array(job) });

function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}

/** The error of an answer, in its own words; or the first 200 characters of what made no sense. */
function errorOf(answer: HttpAnswer): ServiceError {
  const body = parsed(failure, answer.text)?.error;
  const httpStatus = answer.status;
  if (!body) return { code: `http-${httpStatus}`, message: answer.text.slice(0, 200), httpStatus };
  return { code: body.code, message: body.message.slice(0, 2000), httpStatus };
}

function retryAfter(answer: HttpAnswer): { retryAfterMs?: number } {
  const seconds = Number.parseFloat(answer.headers['retry-after'] ?? '');
  return Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {};
}

/** Answers that prove that no job was made (services page, *What each failure asks for*); 507 is the sandbox's own full disk. */
const refusals = new Set([400, 401, 402, 403, 404, 415, 422, 507]);

export function readSubmit(answer: HttpAnswer): SubmitReading {
  const { status } = answer;
  if (status >= 200 && status < 300) {
    const id = parsed(accepted, answer.text)?.id;
    if (id !== undefined) return { verdict: 'accepted', remoteId: id };
    const message = l10n.t('The answer carries no id: {0}', answer.text.slice(0, 200));
    return { verdict: 'inDoubt', error: { code: 'no-id', message, httpStatus: status } };
  }
  const error = errorOf(answer);
  // There is no key to set and nothing to top up here, so 401 and 402 end this one job and pause nothing.
  if (refusals.has(status)) return { verdict: 'notCreated', error, then: 'fail' };
  if (status === 413) return { verdict: 'notCreated', error, then: 'shrink' };
  if (status === 429) return { verdict: 'notCreated', error, then: 'wait', ...retryAfter(answer) };
  if (status === 503 && (error.code !== 'http-503' || 'retry-after' in answer.headers)) {
    return { verdict: 'notCreated', error, then: 'wait', maxTries: 5, ...retryAfter(answer) };
  }
  return { verdict: 'inDoubt', error };
}

function readJob(body: JobAnswer): StatusReading {
  const fraction = body.progress === undefined ? {} : { fraction: Math.min(1, Math.max(0, body.progress)) };
  switch (body.status) {
    case 'pending':
      return { kind: 'progress', state: 'pending' };
    case 'processing':
      return { kind: 'progress', state: 'running', ...fraction };
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'failed': {
      const { code, message } = body.error ?? { code: 'RENDER_FAILED', message: l10n.t('The rendering failed.') };
      return { kind: 'failed', error: { code, message, ...(code === 'SAFETY_BLOCKED' ? { safety: true } : {}) } };
    }
    default:
      if (body.video_url === undefined || !URL.canParse(body.video_url)) {
        return { kind: 'progress', state: 'running', unknownWord: body.status, ...fraction };
      }
      return {
        kind: 'completed',
        videoUrl: body.video_url,
        ...(body.duration === undefined ? {} : { seconds: body.duration }),
        ...(body.completed_at === undefined ? {} : { completedAt: body.completed_at }),
      };
  }
}

/** What any answer but a good one says to a request that costs nothing: ask again later, or nobody is there. */
function otherwise(
  answer: HttpAnswer,
): { kind: 'missing' } | { kind: 'later'; error: ServiceError; retryAfterMs?: number } {
  if (answer.status === 404) return { kind: 'missing' };
  if (answer.status >= 400) return { kind: 'later', error: errorOf(answer), ...retryAfter(answer) };
  const message = l10n.t('The answer makes no sense: {0}', answer.text.slice(0, 200));
  return { kind: 'later', error: { code: 'unreadable', message, httpStatus: answer.status } };
}

export function readStatus(answer: HttpAnswer): StatusReading {
  const body = answer.status === 200 ? parsed(job, answer.text) : undefined;
  return body ? readJob(body) : otherwise(answer);
}

function remoteJob(body: JobAnswer): RemoteJob {
  return {
    remoteId: body.id,
    status: readJob(body),
    ...(body.prompt === undefined ? {} : { prompt: body.prompt }),
    ...(body.created_at === undefined ? {} : { createdAt: body.created_at }),
    ...(body.resolution === undefined ? {} : { resolution: body.resolution }),
    ...(body.duration === undefined ? {} : { duration: body.duration }),
    ...(body.with_picture === undefined ? {} : { withPicture: body.with_picture }),
    ...shownOptions({ aspectRatio: body.aspect_ratio, seed: body.seed }),
  };
}

export function readList(answer: HttpAnswer, page: { readonly limit: number }): ListReading {
  const body = answer.status === 200 ? parsed(jobList, answer.text) : undefined;
  if (!body) return otherwise(answer);
  return { kind: 'jobs', jobs: body.jobs.map(remoteJob), more: body.jobs.length >= page.limit };
}

export function readCancel(answer: HttpAnswer): CancelReading {
  if (answer.status >= 200 && answer.status < 300) return { kind: 'cancelled' };
  if (answer.status === 409) return { kind: 'refused', error: errorOf(answer) };
  return otherwise(answer);
}
