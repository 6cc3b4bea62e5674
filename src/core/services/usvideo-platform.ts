// US Video API as its platform page describes it (usvideo-platform.txt): keys that begin with `usv_live_` or `usv_test_`.

import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { OptionSpec, ServiceRequest } from '../request';
import type { CallbackHint, Cost, Dialect, PictureContent, StatusReading } from '../service';
import { advice } from './advice';
import { given, id, pathSegment, readAs } from './answers';
import { bareBase64, chosenNumber, chosenText, resolution, seconds } from './requests';
import { readLivePrices, readAccount, readCancel, resolutions, tablePrice } from './usvideo-account';
import { atTopOrBelow, readList, readStatus, readSubmit } from './usvideo-answers';
import { readUsage } from './usvideo-usage';
import { priceHelp, usvideoAdvice, usvideoLinkLifetimeMs, usvideoPicture } from './usvideo-reference';

/** The page names no default for either, and calls only picture and callback optional: both are always sent. */
const usual = { resolution: '720p', duration: 5 };

function options(): readonly OptionSpec[] {
  return [
    resolution(resolutions, { default: usual.resolution, required: true, help: priceHelp() }),
    seconds(1, 10, usual.duration, { required: true }), // duration (1–10)
  ];
}

/** *Create a video generation job*: prompt, resolution, duration, optional first_frame, optional webhook_url. */
function body({ prompt, options: chosen }: ServiceRequest, picture?: PictureContent, callbackUrl?: string): object {
  return given({
    prompt,
    resolution: chosenText(chosen, 'resolution') ?? usual.resolution,
    duration: chosenNumber(chosen, 'duration') ?? usual.duration,
    first_frame: bareBase64(picture),
    webhook_url: callbackUrl,
  });
}

/** *API returns standard HTTP status codes …*, where it says other things than the reference. */
const ownAdvice = {
  ...usvideoAdvice,
  'http-404': () =>
    l10n.t('The job does not exist or belongs to another account. Check that the key it was made with is set.'),
  failed: () =>
    l10n.t(
      'The generation failed; the page of the service does not say whether a failure is charged. If the words above name the prompt, make it more literal; else retry.',
    ),
};

/** The callback is "the full job object", whatever the event. */
function readCallback(said: unknown): CallbackHint | undefined {
  const job = readAs(z.object({ job_id: id, id }), said);
  const remoteId = job?.job_id ?? job?.id;
  return remoteId === undefined ? undefined : { remoteId };
}

const platform: Dialect = {
  id: 'usvideo-platform',
  options,
  picture: usvideoPicture, // inferred: the reference's limits
  limits: { requestsPerMinute: 60, concurrentJobs: 10 }, // inferred: the page prints no numbers; its sample runs 10 at once
  pollEveryMs: 5000, // inferred from the reference
  usualSeconds: [30, 90],
  linkLifetimeMs: usvideoLinkLifetimeMs, // "valid for 24 hours"
  cancels: 'unrendered', // "Jobs already in rendering cannot be cancelled"
  chargedOnFailure: 'unknown',
  blocksLoosePrompts: true, // usvideo-docs.txt, *Prompt Safety Guide*: the same models

  submit: (request, picture, callbackUrl) => ({
    method: 'POST',
    path: '/videos',
    json: body(request, picture, callbackUrl),
  }),
  readSubmit: answer => readSubmit(answer, atTopOrBelow),
  status: remoteId => ({ method: 'GET', path: `/videos/${pathSegment(remoteId)}` }),
  readStatus: answer => readStatus(answer, atTopOrBelow),
  list: ({ limit, offset }) => ({
    method: 'GET',
    path: '/videos', // inferred
    query: { limit: String(limit), offset: String(offset) },
  }),
  readList,
  cancel: remoteId => ({ method: 'DELETE', path: `/videos/${pathSegment(remoteId)}` }), // inferred
  readCancel: answer => readCancel(answer, true), // "If the job has not started rendering, the cost is refunded"
  account: () => ({ method: 'GET', path: '/balance' }), // inferred: the page prints no path
  readAccount,
  usage: ({ start, end }) => ({
    method: 'GET',
    path: '/usage', // inferred: the page prints no path
    query: { start_date: start, end_date: end }, // "date range filtering with start_date and end_date"
  }),
  readUsage,
  // "X-Signature header containing an HMAC-SHA256 signature … secret (available in your dashboard)"
  callback: { signature: { headers: ['x-signature'], secret: 'dashboard' }, read: readCallback },
  price: (request, live) => tablePrice(request, usual, live),
  advise: error => advice(error, ownAdvice),
};

export const usvideoPlatform: Dialect = {
  ...platform,
  livePrices: () => ({ method: 'GET', path: '/pricing', authorized: false }), // the reference's
  readLivePrices,
};

const nothing: Cost = { amount: 0, unit: 'USD' };

/** "sandbox keys that return mock responses without charge": the same words, and whatever price an answer shows is not charged. */
export const usvideoPlatformTest: Dialect = {
  ...platform,
  id: 'usvideo-platform-test',
  readSubmit: answer => {
    const reading = platform.readSubmit(answer);
    return reading.verdict === 'accepted' ? { ...reading, price: nothing, mock: true } : reading;
  },
  readStatus: answer => uncharged(platform.readStatus(answer)),
  readList: (answer, page) => {
    const reading = readList(answer, page);
    if (reading.kind !== 'jobs') return reading;
    return {
      ...reading,
      jobs: reading.jobs.map(job => (job.status ? { ...job, status: uncharged(job.status) } : job)),
    };
  },
  readUsage: answer => {
    const reading = readUsage(answer);
    if (reading.kind !== 'usage') return reading;
    return { kind: 'usage', items: reading.items.map(item => (item.cost ? { ...item, cost: nothing } : item)) };
  },
  price: () => ({ amount: 0, unit: 'free', exact: true }),
};

function uncharged(reading: StatusReading): StatusReading {
  if (reading.kind === 'completed' || reading.kind === 'failed') return { ...reading, cost: nothing };
  return reading.kind === 'progress' && reading.price ? { ...reading, price: nothing } : reading;
}
