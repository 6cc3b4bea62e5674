// Seedance API as seedanceapi.org's guide describes it (seedanceapi.txt).

import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { HttpAnswer } from '../ports';
import type { OptionSpec, ServiceRequest } from '../request';
import type {
  CallbackHint,
  Cost,
  Dialect,
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
  amount,
  anything,
  created,
  exactText,
  firstLink,
  given,
  id,
  inner,
  looseFlag,
  parseJson,
  readAs,
  saneId,
  seconds,
  text,
} from './answers';
import { senseless, statusFailure, succeeded } from './asking';
import { aspectRatio, audio, chosenFlag, chosenText, pictureAddresses, resolution, someSeconds } from './requests';
import { jobFailure } from './errors';
import { stateReading } from './states';
import { verdict } from './verdict';
import type { SubmitRules } from './verdict';

/** *API Parameters Reference*: the service's own defaults. */
const usual = { resolution: '720p', duration: 8, aspectRatio: '1:1' };

/** *Error Codes* names codes and shows no body, so every usual shape is taken. */
const rules: SubmitRules = { shapes: ['code-message', 'error-object', 'error-message'] };

function options(): readonly OptionSpec[] {
  return [
    resolution(['480p', '720p'], {
      default: usual.resolution,
      help: l10n.t('480p is right for previews and drafts, and costs about half the credits.'),
    }),
    someSeconds([4, 8, 12], usual.duration),
    aspectRatio(['1:1', '16:9', '9:16', '4:3', '3:4', '21:9', '9:21'], { default: usual.aspectRatio }),
    audio(l10n.t('Makes sound that fits the video. It about doubles the credits.')), // *Best Practices for Production*, 3
    {
      kind: 'flag',
      name: 'fixedLens',
      label: l10n.t('Fixed lens'),
      default: false,
      help: l10n.t('Locks the camera, against shake and motion blur.'),
    },
  ];
}

/** *API Parameters Reference*: what was chosen; the duration is a string. */
function body({ prompt, options: chosen }: ServiceRequest, picture?: PictureContent, callbackUrl?: string): object {
  return given({
    prompt,
    aspect_ratio: chosenText(chosen, 'aspectRatio'),
    resolution: chosenText(chosen, 'resolution'),
    duration: chosenText(chosen, 'duration'),
    generate_audio: chosenFlag(chosen, 'audio'),
    fixed_lens: chosenFlag(chosen, 'fixedLens'),
    image_urls: pictureAddresses(picture), // at most one
    callback_url: callbackUrl?.startsWith('https://') ? callbackUrl : undefined, // *Webhook Callbacks*: public HTTPS
  });
}

/** *Task Status Values*. */
const states = { in_progress: 'running', success: 'completed', failed: 'failed' } as const;

const envelope = z.object({
  data: inner({
    task_id: id,
    status: anything,
    consumed_credits: amount,
    response: firstLink, // "an array of video URLs"
    error_message: text,
  }),
});

function readSubmit(answer: HttpAnswer): SubmitReading {
  const remoteId = succeeded(answer) ? readAs(envelope, parseJson(answer.text))?.data.task_id : undefined;
  return remoteId === undefined ? verdict(answer, rules) : { verdict: 'accepted', remoteId };
}

function readStatus(answer: HttpAnswer): StatusReading {
  if (!succeeded(answer)) return statusFailure(answer, rules.shapes);
  const task = readAs(envelope, parseJson(answer.text))?.data;
  if (task === undefined) return senseless(answer);
  const cost: Cost | undefined =
    task.consumed_credits === undefined ? undefined : { amount: task.consumed_credits, unit: 'credits' };
  const reading = stateReading({
    word: task.status,
    states,
    result: given({ videoUrl: task.response, cost }),
    costOfFailure: cost,
    failure: () => jobFailure(task.error_message),
  });
  return reading ?? senseless(answer);
}

const madeEnvelope = z.object({
  data: inner({
    created_at: created,
    request: inner({
      prompt: exactText,
      resolution: text,
      duration: seconds,
      aspect_ratio: text,
      generate_audio: looseFlag,
      fixed_lens: looseFlag,
      image_urls: firstLink,
    }),
  }),
});

/** *Step 3: Check Status*: the answer shows the request as it came. */
function readRequest(answer: HttpAnswer): Omit<RemoteJob, 'remoteId' | 'status'> {
  const task = readAs(madeEnvelope, parseJson(answer.text))?.data;
  if (task === undefined) return {};
  const {
    prompt,
    resolution: size,
    duration,
    aspect_ratio: ratio,
    generate_audio,
    fixed_lens,
    image_urls,
  } = task.request;
  const options = given({
    resolution: size,
    duration,
    aspectRatio: ratio,
    audio: generate_audio,
    fixedLens: fixed_lens,
  });
  const withPicture = prompt === undefined ? undefined : image_urls !== undefined;
  return { ...task.created_at, ...given({ prompt, options, withPicture }) };
}

/** *Webhook Callbacks* prints no body: the id is looked for where the status answer has it, and at the top. */
function readCallback(said: unknown): CallbackHint | undefined {
  const remoteId = readAs(envelope, said)?.data.task_id ?? readAs(z.object({ task_id: id }), said)?.task_id;
  return remoteId === undefined ? undefined : { remoteId };
}

/** *Pricing*: credits by resolution and seconds, without and with audio. */
const credits: Readonly<Record<string, readonly [number, number]>> = {
  '480p 4': [8, 14],
  '480p 8': [14, 28],
  '480p 12': [19, 38],
  '720p 4': [14, 28],
  '720p 8': [28, 56],
  '720p 12': [42, 84],
};

/** US dollars per credit by its own table: "28 credits ($0.14)". */
export const seedanceapiCreditPrice = 0.005;

function price({ options: chosen }: ServiceRequest): Price {
  const size = chosenText(chosen, 'resolution') ?? usual.resolution;
  const name = `${size} ${chosenText(chosen, 'duration') ?? usual.duration}`;
  const [silent, withAudio] = (Object.hasOwn(credits, name) ? credits[name] : undefined) ?? [];
  return { unit: 'credits', exact: false, ...given({ amount: chosenFlag(chosen, 'audio') ? withAudio : silent }) };
}

/** *Error Codes*. */
const ownAdvice: OwnAdvice = {
  INVALID_PROMPT: () =>
    l10n.t('The prompt is empty or otherwise not usable, and no task was made. It takes 1 to 2,000 characters.'),
  INVALID_ASPECT_RATIO: () =>
    l10n.t('The service does not have this aspect ratio. Choose 1:1, 16:9, 9:16, 4:3, 3:4, 21:9 or 9:21.'),
  INVALID_RESOLUTION: () => l10n.t('The service does not have this resolution. Choose 480p or 720p.'),
  INVALID_DURATION: () => l10n.t('The service does not have this duration. Choose 4, 8 or 12 seconds.'),
  TOO_MANY_IMAGES: () => l10n.t('The service takes one picture at most. Leave the others out.'),
  INVALID_API_KEY: () =>
    l10n.t(
      'The API key is missing or invalid. Make one on the API Keys page of the dashboard at seedanceapi.org, and set it.',
    ),
  INSUFFICIENT_CREDITS: () =>
    l10n.t(
      'The account has too few credits for this request, and no task was made. Get credits at seedanceapi.org, then retry.',
    ),
  TASK_NOT_FOUND: () =>
    l10n.t(
      'The service does not know this task, or it belongs to another account. Check that the key it was made with is set.',
    ),
  INTERNAL_ERROR: () =>
    l10n.t(
      'The service had an error of its own. Where a task may have been made, look into the dashboard before you submit again: the service has no list to look it up in.',
    ),
};

function advise(...[error]: Parameters<Dialect['advise']>): string {
  if (error.code !== 'failed') return advice(error, ownAdvice);
  const free = l10n.t('The generation failed; failed generations use no credits.'); // *FAQ*
  return error.safety
    ? `${free} ${blocked()}`
    : `${free} ${l10n.t('Retry, and change the request if the words above ask for it.')}`;
}

export const seedanceapiDialect: Dialect = {
  id: 'seedanceapi',
  options,
  promptMaxLength: 2000, // *API Parameters Reference*
  picture: { kind: 'url' },
  limits: {}, // none is stated
  pollEveryMs: 10_000, // *Task Status Values*: recommended every 10s
  linkLifetimeMs: 24 * 60 * 60 * 1000, // not said: assumed as at the others
  chargedOnFailure: 'no', // *FAQ*: "Failed generations do not consume credits"

  submit: (request, picture, callbackUrl) => ({
    method: 'POST',
    path: '/generate',
    json: body(request, picture, callbackUrl),
  }),
  readSubmit,
  status: remoteId => ({ method: 'GET', path: '/status', query: { task_id: saneId(remoteId) ?? '\uFFFD' } }),
  readStatus,
  readRequest,
  callback: { read: readCallback }, // neither its form nor a signature is documented
  price,
  advise,
};

export const seedanceapi: Service = {
  id: 'seedanceapi',
  name: 'Seedance API (seedanceapi.org)',
  defaultBaseUrl: 'https://seedanceapi.org/v1', // *API Architecture Overview*
  key: {
    environmentVariable: 'REELWRIGHT_SEEDANCEAPI_API_KEY',
    looksLike: '…',
    createUrl: 'https://seedanceapi.org', // *Step 1: Get Your API Key*
  },
  billingUrl: 'https://seedanceapi.org/pricing', // *FAQ*
  dashboardUrl: 'https://seedanceapi.org',
  dialectFor: () => seedanceapiDialect,
  dialects: [seedanceapiDialect],
};
