// VibeGen as its documentation describes it (vibegen.txt).

import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { HttpAnswer } from '../ports';
import type { OptionSpec, ServiceRequest } from '../request';
import type {
  CallbackHint,
  Dialect,
  ListReading,
  PictureContent,
  Price,
  RemoteJob,
  Service,
  StatusReading,
  SubmitReading,
} from '../service';
import { advice, blocked } from './advice';
import type { OwnAdvice } from './advice';
import {
  anything,
  created,
  exactText,
  given,
  id,
  inner,
  instant,
  link,
  looseFlag,
  parseJson,
  pathSegment,
  readAs,
  reason,
  seconds,
  text,
} from './answers';
import { offerFailure, senseless, statusFailure, succeeded } from './asking';
import {
  aspectRatio,
  audio,
  chosenFlag,
  chosenNumber,
  chosenText,
  pictureAddresses,
  resolution,
  someSeconds,
} from './requests';
import { jobFailure } from './errors';
import { jobsIn, shownOptions } from './lists';
import { stateReading } from './states';
import { verdict } from './verdict';
import type { SubmitRules } from './verdict';

/** *1. Create Video Generation Task*: the service's own defaults. */
const usual = { resolution: '480p', duration: 5, aspectRatio: '16:9' };
const model = 'seedance 2.0'; // required
const ratios = ['16:9', '9:16', '1:1', '21:9', '4:3', '3:4', '9:21', 'adaptive', 'keep_ratio'];

const rules: SubmitRules = { shapes: ['error-object'] }; // *Error Response (400 Bad Request)*

function options(): readonly OptionSpec[] {
  return [
    resolution(['480p', '720p', '1080p'], {
      default: usual.resolution,
      help: l10n.t('480p is right for drafts; 720p costs about twice as much, 1080p over three times.'),
    }),
    someSeconds([5, 10], usual.duration),
    aspectRatio(ratios, { default: usual.aspectRatio }),
    audio(l10n.t('Makes sound with the video. It costs from a third more credits to twice as many.')),
  ];
}

/** *Request Parameters*: what was chosen, and the model. */
function body({ prompt, options: chosen }: ServiceRequest, picture?: PictureContent, callbackUrl?: string): object {
  return given({
    model,
    prompt,
    image_urls: pictureAddresses(picture),
    duration: chosenNumber(chosen, 'duration'),
    aspect_ratio: chosenText(chosen, 'aspectRatio'),
    resolution: chosenText(chosen, 'resolution'),
    generate_audio: chosenFlag(chosen, 'audio'),
    callback_url: callbackUrl,
  });
}

/** *5. Status Descriptions*. */
const states = { pending: 'pending', processing: 'running', completed: 'completed', failed: 'failed' } as const;

const taskSchema = z.object({
  id,
  task_id: id, // *4. Callback Notifications*
  status: anything,
  task_type: text,
  prompt: exactText,
  video_url: link,
  created_at: created,
  model: text,
  duration: seconds, // inferred for lists, as what follows: the names of *Request Parameters*
  resolution: text,
  aspect_ratio: text,
  generate_audio: looseFlag,
  completed_at: instant,
  error: reason,
  error_message: text, // *4. Callback Notifications* and *9. SDK Examples*
});
type Task = z.output<typeof taskSchema>;

const envelope = z.object({ data: inner(taskSchema.shape) });

function readSubmit(answer: HttpAnswer): SubmitReading {
  const task = succeeded(answer) ? readAs(envelope, parseJson(answer.text))?.data : undefined;
  const remoteId = task?.id ?? task?.task_id;
  return remoteId === undefined ? verdict(answer, rules) : { verdict: 'accepted', remoteId };
}

function readStatus(answer: HttpAnswer): StatusReading {
  if (!succeeded(answer)) return statusFailure(answer, rules.shapes);
  const task = readAs(envelope, parseJson(answer.text))?.data;
  return (task && readTask(task)) ?? senseless(answer);
}

function readTask(task: Task): StatusReading | undefined {
  return stateReading({
    word: task.status,
    states,
    result: given({ videoUrl: task.video_url, completedAt: task.completed_at }),
    failure: () => jobFailure(task.error.message ?? task.error_message, task.error.code),
  });
}

/** *3. Get Task List*: `data.tasks`, `data.pagination`. */
function readList(answer: HttpAnswer, page: { readonly limit: number; readonly offset: number }): ListReading {
  if (!succeeded(answer)) return offerFailure(answer, rules.shapes);
  return jobsIn(answer, page, listedTask) ?? senseless(answer);
}

function listedTask(item: unknown): RemoteJob | undefined {
  const task = readAs(taskSchema, item);
  const remoteId = task?.id ?? task?.task_id;
  if (task === undefined || remoteId === undefined) return undefined;
  const { prompt, resolution: size, duration, task_type: type } = task;
  const withPicture = type === undefined ? undefined : ({ text_to_video: false, image_to_video: true } as const)[type];
  const options = shownOptions({ aspectRatio: task.aspect_ratio, audio: task.generate_audio });
  const otherModel = task.model !== undefined && bare(task.model) !== bare(model) ? true : undefined;
  const shown = { prompt, resolution: size, duration, withPicture, otherModel };
  return { remoteId, ...task.created_at, ...options, ...given({ status: readTask(task), ...shown }) };
}

/** `Seedance-2.0` is `seedance 2.0`. */
function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** *4. Callback Notifications*: `task_id`, whatever the event. */
function readCallback(said: unknown): CallbackHint | undefined {
  const task = readAs(taskSchema, said);
  const remoteId = task?.task_id ?? task?.id;
  return remoteId === undefined ? undefined : { remoteId };
}

/** *7. Pricing*: credits by resolution and seconds, without and with audio. */
const credits: Readonly<Record<string, readonly [number, number]>> = {
  '480p 5': [15, 20],
  '720p 5': [30, 43],
  '1080p 5': [50, 90],
  '480p 10': [25, 40],
  '720p 10': [45, 86],
  '1080p 10': [100, 180],
};

/** Credits by the table; a picture costs the same as none, and so does every aspect ratio (*7. Pricing*, Notes). */
function price({ options: chosen }: ServiceRequest): Price {
  const size = chosenText(chosen, 'resolution') ?? usual.resolution;
  const name = `${size} ${chosenNumber(chosen, 'duration') ?? usual.duration}`;
  const [silent, withAudio] = (Object.hasOwn(credits, name) ? credits[name] : undefined) ?? [];
  const amount = chosenFlag(chosen, 'audio') ? withAudio : silent;
  return { unit: 'credits', exact: false, ...given({ amount }) };
}

/** *6. Error Codes*. */
const ownAdvice: OwnAdvice = {
  INVALID_API_KEY: () =>
    l10n.t(
      'The API key is missing or invalid. Make one on the API Keys page of the console at vibegen.art, and set it.',
    ),
  INVALID_PARAMETER: () =>
    l10n.t(
      'The service did not accept the request, and made no task. Change what its words name, then generate again.',
    ),
  INSUFFICIENT_CREDITS: () =>
    l10n.t(
      'The account has too few credits for this request, and no task was made. Recharge on the Billing page of the console, then retry.',
    ),
  TASK_NOT_FOUND: () =>
    l10n.t(
      'The service does not know this task under the key in use. It deletes tasks for good after 24 hours; check that the right key is set.',
    ),
  RATE_LIMIT_EXCEEDED: () =>
    l10n.t('The key has used up its requests for this minute. It goes on by itself when the service allows.'),
  PROVIDER_ERROR: () =>
    l10n.t(
      'The generator behind the service answered with an error, and a task may have been made. It is looked up in the task list before anything is sent again.',
    ),
  INTERNAL_ERROR: () =>
    l10n.t(
      'The service had an error of its own. Where a task may have been made, it is looked up in the task list before anything is sent again.',
    ),
};

function advise(...[error]: Parameters<Dialect['advise']>): string {
  if (error.code === 'failed' && !error.safety) {
    return l10n.t(
      'The task failed, as every task does that takes longer than 10 minutes; whether it used credits is not said. Retry when you wish.',
    );
  }
  return error.code === 'failed' ? blocked() : advice(error, ownAdvice);
}

export const vibegenDialect: Dialect = {
  id: 'vibegen',
  options,
  promptMaxLength: 2000, // *8. Limitations*
  picture: { kind: 'url' },
  limits: { requestsPerMinute: 1000 }, // *8. Limitations*: as many creations and as many queries, each
  pollEveryMs: 5000, // *10. Best Practices*: every 5-10 seconds
  usualSeconds: [30, 120], // *11. FAQ*
  linkLifetimeMs: 24 * 60 * 60 * 1000, // *11. FAQ*: then deleted for good
  chargedOnFailure: 'unknown',

  submit: (request, picture, callbackUrl) => ({
    method: 'POST',
    path: '/generations',
    json: body(request, picture, callbackUrl),
  }),
  readSubmit,
  status: remoteId => ({ method: 'GET', path: `/tasks/${pathSegment(remoteId)}` }),
  readStatus,
  list: ({ limit, offset }) => ({
    method: 'GET',
    path: '/tasks',
    query: { limit: String(limit), offset: String(offset) },
  }),
  readList,
  callback: { read: readCallback }, // *10. Best Practices* says to verify signatures; no page documents any
  price,
  advise,
};

export const vibegen: Service = {
  id: 'vibegen',
  name: 'VibeGen',
  defaultBaseUrl: 'https://vibegen.art/api/v1', // *Basic Information*
  key: {
    environmentVariable: 'REELWRIGHT_VIBEGEN_API_KEY',
    looksLike: 'sk-video-…', // *Request Examples*
    createUrl: 'https://vibegen.art', // *11. FAQ*: the console's API Keys page, whose address is not printed
  },
  billingUrl: 'https://vibegen.art',
  dashboardUrl: 'https://vibegen.art',
  dialectFor: () => vibegenDialect,
  dialects: [vibegenDialect],
};
