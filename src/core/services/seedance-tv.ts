// Seedance as seedance.tv's guide describes it (seedance-tv.txt).

import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { HttpAnswer, HttpRequest } from '../ports';
import type { OptionSpec, ServiceRequest } from '../request';
import type {
  CallbackHint,
  Cost,
  Dialect,
  ListReading,
  PictureContent,
  RemoteJob,
  Service,
  StatusReading,
  SubmitReading,
} from '../service';
import { advice } from './advice';
import type { OwnAdvice } from './advice';
import {
  amount,
  anything,
  created,
  exactText,
  given,
  id,
  inner,
  instant,
  link,
  number,
  parseJson,
  pathSegment,
  readAs,
  reason,
  seconds as someDuration,
  text,
  words,
} from './answers';
import { offerFailure, senseless, statusFailure, succeeded } from './asking';
import { aspectRatio, bareBase64, chosenNumber, chosenText, resolution, seconds } from './requests';
import { jobFailure } from './errors';
import { jobsIn, shownOptions } from './lists';
import { stateReading } from './states';
import { verdict } from './verdict';
import type { SubmitRules } from './verdict';
import { answeredAt } from './waits';

/** *Complete Python SDK Example*: `duration: int = 8`. The API itself has no default, so it is always sent. */
const usualDuration = 8;

const rules: SubmitRules = {
  shapes: ['error-object'], // *Standard Error Response Format*
  failedCode: 'JOB_FAILED', // *Common Error Codes*: 500, "Generation failed"
  policyCode: 'INVALID_PROMPT', // *Common Error Codes*: 400, "Prompt violates content policy"
  usualWaitMs: 60_000, // *Retry Strategy*: `.get('retry_after', 60)`
};

function options(): readonly OptionSpec[] {
  return [
    resolution(['720p', '1080p']), // *What Is the Seedance API?*
    seconds(1, 8, usualDuration, {
      required: true,
      help: l10n.t('The standard tier makes 8 seconds at most.'), // *Frequently Asked Questions*; *Free Tier Rate Limits*
    }),
    aspectRatio(['16:9', '9:16', '1:1'], { only: 'text' }), // *Node.js / TypeScript Example*
    {
      kind: 'text',
      name: 'style',
      label: l10n.t('Style'),
      only: 'text', // *Text-to-Video Generation*
      help: l10n.t('The visual style in a word or two: cinematic.'),
    },
    {
      kind: 'number',
      name: 'motionIntensity',
      label: l10n.t('Motion intensity'),
      only: 'picture', // *Image-to-Video Generation*: 0.7; the limits are inferred
      min: 0,
      max: 1,
      integer: false,
      help: l10n.t('How much moves: from 0, nearly still, to 1.'),
    },
  ];
}

/** *Text-to-Video Generation* and *Image-to-Video Generation*, each with its own options. */
function submit({ prompt, options: chosen }: ServiceRequest, picture?: PictureContent): HttpRequest {
  const common = {
    prompt,
    duration: chosenNumber(chosen, 'duration') ?? usualDuration,
    resolution: chosenText(chosen, 'resolution'),
  };
  const words = { aspect_ratio: chosenText(chosen, 'aspectRatio'), style: chosenText(chosen, 'style') };
  if (picture === undefined) return post('/generate/text-to-video', { ...common, ...words });
  const image = picture.kind === 'url' ? { image_url: picture.url } : { image_base64: bareBase64(picture) };
  return post('/generate/image-to-video', {
    ...image,
    ...common,
    motion_intensity: chosenNumber(chosen, 'motionIntensity'),
  });
}

const post = (path: string, fields: object): HttpRequest => ({ method: 'POST', path, json: given(fields) });

/** *Job Status Check*: queued → processing → completed / failed. */
const states = { queued: 'pending', processing: 'running', completed: 'completed', failed: 'failed' } as const;

const jobSchema = z.object({
  job_id: id,
  id, // inferred, for lists
  status: anything,
  created_at: created,
  completed_at: instant,
  estimated_completion: instant,
  credits_used: amount,
  prompt: exactText, // inferred, for lists, as what follows: the names of *Text-to-Video Generation*
  duration: someDuration,
  resolution: text,
  aspect_ratio: text,
  style: words,
  motion_intensity: number,
  output: inner({ video_url: link, thumbnail_url: link, duration: someDuration, resolution: text }),
  error: reason, // inferred: no failed job is shown
});

function readSubmit(answer: HttpAnswer): SubmitReading {
  const job = succeeded(answer) ? readAs(jobSchema, parseJson(answer.text)) : undefined;
  const remoteId = job?.job_id ?? job?.id;
  if (job === undefined || remoteId === undefined) return verdict(answer, rules);
  const expected = ((job.estimated_completion ?? Number.NaN) - (answeredAt(answer) ?? Number.NaN)) / 1000;
  const expectedSeconds = expected > 0 && expected < 86_400 ? expected : undefined;
  return { verdict: 'accepted', remoteId, ...given({ price: credits(job.credits_used), expectedSeconds }) };
}

function credits(sum: number | undefined): Cost | undefined {
  return sum === undefined ? undefined : { amount: sum, unit: 'credits' };
}

function readStatus(answer: HttpAnswer): StatusReading {
  if (!succeeded(answer)) return statusFailure(answer, rules.shapes);
  return readJob(readAs(jobSchema, parseJson(answer.text))) ?? senseless(answer);
}

function readJob(job: z.output<typeof jobSchema> | undefined): StatusReading | undefined {
  if (job === undefined) return undefined;
  const cost = credits(job.credits_used);
  return stateReading({
    word: job.status,
    states,
    price: cost,
    costOfFailure: cost,
    result: given({
      videoUrl: job.output.video_url,
      thumbnailUrl: job.output.thumbnail_url,
      seconds: job.output.duration,
      cost,
      completedAt: job.completed_at,
    }),
    failure: () => jobFailure(job.error.message, job.error.code),
  });
}

/** *List Jobs*: "paginated list", its form not shown. */
function readList(answer: HttpAnswer, page: { readonly limit: number; readonly offset: number }): ListReading {
  if (!succeeded(answer)) return offerFailure(answer, rules.shapes);
  return jobsIn(answer, page, listedJob) ?? senseless(answer);
}

function listedJob(item: unknown): RemoteJob | undefined {
  const job = readAs(jobSchema, item);
  const remoteId = job?.job_id ?? job?.id;
  if (job === undefined || remoteId === undefined) return undefined;
  const { prompt, style, output } = job;
  const options = shownOptions({ aspectRatio: job.aspect_ratio, style, motionIntensity: job.motion_intensity });
  const shown = { prompt, resolution: job.resolution ?? output.resolution, duration: job.duration ?? output.duration };
  return { remoteId, ...job.created_at, ...options, ...given({ status: readJob(job), ...shown }) };
}

/** *Webhook Integration*; the endpoint list has the same path under `/api/v1`. */
function registerCallback(url: string, secret: string): HttpRequest {
  return post('/webhooks', { url, events: ['job.completed', 'job.failed'], secret });
}

/** *Webhook Integration*: `job_id`, whatever the event. */
function readCallback(said: unknown): CallbackHint | undefined {
  const job = readAs(jobSchema, said);
  const remoteId = job?.job_id ?? job?.id;
  return remoteId === undefined ? undefined : { remoteId };
}

/** *Common Error Codes*. */
const ownAdvice: OwnAdvice = {
  INVALID_API_KEY: () =>
    l10n.t('The API key is missing or invalid. Make one at seedance.tv under Settings → API, and set it.'),
  INSUFFICIENT_CREDITS: () =>
    l10n.t('The account has no credits left, and no job was made. Get credits at seedance.tv, then retry.'),
  RATE_LIMIT_EXCEEDED: () =>
    l10n.t(
      'The key has used up its requests for this minute. It goes on by itself when the service allows; the free tier has 10 a minute.',
    ),
  INVALID_PROMPT: () =>
    l10n.t(
      'The prompt violates the content policy of the service, and no job was made. Make it literal, silent and visual, without dialogue, real people or brands.',
    ),
  INVALID_IMAGE: () =>
    l10n.t('The service cannot read the picture: its format is not supported, or it is damaged. Choose another one.'),
  JOB_FAILED: failed,
  failed,
  SERVICE_UNAVAILABLE: () =>
    l10n.t(
      'The service is not available for the moment. Where no job can have been made, it is tried again by itself.',
    ),
};

/** *Common Error Codes*: "Generation failed — retry with same parameters", which is the user's to decide, since it may cost again. */
function failed(): string {
  return l10n.t(
    'The generation failed at the service; whether it used credits is not said. The same settings may work the next time: retry when you wish.',
  );
}

export const seedanceTvDialect: Dialect = {
  id: 'seedance-tv',
  options,
  picture: { kind: 'base64', maxBytes: 1_000_000, maxLongEdge: 1080 }, // inferred: no limit is printed
  limits: { requestsPerMinute: 10, concurrentJobs: 2 }, // *Free Tier Rate Limits*
  pollEveryMs: 5000, // *Polling for Job Completion*: starts with 5 seconds
  usualSeconds: [30, 90], // *Polling for Job Completion*
  linkLifetimeMs: 24 * 60 * 60 * 1000, // *Frequently Asked Questions*
  chargedOnFailure: 'unknown',

  submit,
  readSubmit,
  status: remoteId => ({ method: 'GET', path: `/jobs/${pathSegment(remoteId)}` }),
  readStatus,
  list: ({ limit, offset }) => ({
    method: 'GET',
    path: '/jobs',
    query: { limit: String(limit), offset: String(offset) },
  }),
  readList,
  registerCallback,
  callback: { signature: { headers: ['x-signature'], secret: 'ours' }, read: readCallback }, // the header is inferred
  price: () => ({ unit: 'credits', exact: false }), // no table: known only from `credits_used`
  advise: error => advice(error, ownAdvice),
};

export const seedanceTv: Service = {
  id: 'seedance-tv',
  name: 'Seedance (seedance.tv)',
  defaultBaseUrl: 'https://api.seedance.tv/v1', // *Complete Python SDK Example*
  key: {
    environmentVariable: 'REELWRIGHT_SEEDANCE_TV_API_KEY',
    looksLike: '…',
    createUrl: 'https://seedance.tv', // *API Key Setup*
  },
  billingUrl: 'https://seedance.tv',
  dashboardUrl: 'https://seedance.tv',
  dialectFor: () => seedanceTvDialect,
  dialects: [seedanceTvDialect],
};
