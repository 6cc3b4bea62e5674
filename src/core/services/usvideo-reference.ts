// US Video API as its reference describes it (usvideo-docs.txt): keys that begin with `sd_`.

import * as l10n from '@vscode/l10n';
import type { OptionSpec, ServiceRequest } from '../request';
import type { Dialect, PictureContent } from '../service';
import { advice } from './advice';
import type { OwnAdvice } from './advice';
import { given, pathSegment } from './answers';
import { aspectRatio, bareBase64, chosenNumber, chosenText, resolution, seconds } from './requests';
import { readLivePrices, readAccount, readCancel, resolutions, tablePrice } from './usvideo-account';
import { readList, readStatus, readSubmit } from './usvideo-answers';

/** *Request Body*: the default resolution is the service's; a duration has none, so ours is always sent. */
const usual = { resolution: '720p', duration: 5 };

/** *Request Body*: base64, JPEG preferred, source at most 1 MB, 1080 px on the long edge. */
export const usvideoPicture = { kind: 'base64', maxBytes: 1_000_000, maxLongEdge: 1080 } as const;

/** A day, which the platform page names (usvideo-platform.txt: "valid for 24 hours"); the reference names none. */
export const usvideoLinkLifetimeMs = 24 * 60 * 60 * 1000;

function options(): readonly OptionSpec[] {
  return [
    resolution(resolutions, { default: usual.resolution, help: priceHelp() }),
    seconds(4, 15, usual.duration, { required: true }),
    aspectRatio(['16:9', '9:16', '1:1', '4:3'], { default: '16:9' }),
    {
      kind: 'text',
      name: 'negativePrompt',
      label: l10n.t('Negative prompt'),
      help: l10n.t('What must not appear: speech, captions, logos, extra objects.'),
    },
    {
      kind: 'number',
      name: 'seed',
      label: l10n.t('Seed'),
      integer: true,
      help: l10n.t('The same seed with the same request gives a result that can be reproduced.'),
    },
  ];
}

/** usvideo-docs.txt, *Pricing*. */
export function priceHelp(): string {
  return l10n.t('480p costs $0.10 a second and is right for drafts, 720p $0.25, 1080p $0.50.');
}

/** A submit's body (*Request Body*): what was chosen, and always a duration. */
function body({ prompt, options: chosen }: ServiceRequest, picture?: PictureContent): object {
  return given({
    prompt,
    resolution: chosenText(chosen, 'resolution'),
    duration: chosenNumber(chosen, 'duration') ?? usual.duration,
    aspect_ratio: chosenText(chosen, 'aspectRatio'),
    image: bareBase64(picture),
    negative_prompt: chosenText(chosen, 'negativePrompt'),
    seed: chosenNumber(chosen, 'seed'),
  });
}

/** usvideo-docs.txt, *Error Handling* and *Retry guidance by failure type*; usvideo-platform.txt has the same meanings. */
export const usvideoAdvice: OwnAdvice = {
  'http-402': () =>
    l10n.t('The balance does not cover this request, and no job was made. Top it up in the dashboard, then retry.'),
  'http-429': () =>
    l10n.t(
      'The service is at its limit for this key. It goes on by itself as soon as the service allows; sending more would not help.',
    ),
  'http-500': () =>
    l10n.t(
      'The service had an error of its own. Where a job may have been made, it is looked up before anything is sent again.',
    ),
  safety: () =>
    l10n.t(
      'The generation failed or was blocked by the safety review of the model, and the balance was refunded. Make the prompt literal, silent and commercial, without dialogue, real people or brands, and fill in the negative prompt.',
    ),
  failed: () =>
    l10n.t(
      'The generation failed, and the balance was refunded. If the words above name the prompt, make it more literal; else retry.',
    ),
};

export const usvideoReference: Dialect = {
  id: 'usvideo',
  options,
  picture: usvideoPicture,
  limits: { requestsPerMinute: 60, concurrentJobs: 10 }, // *Rate Limits*, Standard
  pollEveryMs: 5000, // *Recommended polling pattern*: every ~5 seconds
  usualSeconds: [30, 120], // *Response*: estimated_time
  linkLifetimeMs: usvideoLinkLifetimeMs,
  cancels: 'pending', // *Delete Video*
  chargedOnFailure: 'no', // *Get Video Status*: balance auto-refunded
  blocksLoosePrompts: true, // *Prompt Safety Guide*

  submit: (request, picture) => ({ method: 'POST', path: '/videos', json: body(request, picture) }),
  readSubmit,
  status: remoteId => ({ method: 'GET', path: `/videos/${pathSegment(remoteId)}` }),
  readStatus,
  list: ({ limit, offset }) => ({
    method: 'GET',
    path: '/videos', // inferred: *List Videos* prints no path
    query: { limit: String(limit), offset: String(offset) },
  }),
  readList,
  cancel: remoteId => ({ method: 'DELETE', path: `/videos/${pathSegment(remoteId)}` }), // inferred: *Delete Video* prints no path
  readCancel: answer => readCancel(answer, false), // whether a cancelled job is refunded is not said
  account: () => ({ method: 'GET', path: '/account' }), // inferred: *Account Info* prints no path
  readAccount,
  livePrices: () => ({ method: 'GET', path: '/pricing', authorized: false }), // *Pricing*: no auth required
  readLivePrices,
  price: (request, live) => tablePrice(request, usual, live),
  advise: error => advice(error, usvideoAdvice),
};
