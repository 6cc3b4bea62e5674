// What a failure of the network, of a file or of the disk is called where a person reads it. The one place for our own sentences.

import type { JobError } from '../job';
import * as l10n from '@vscode/l10n';
import type { NetFailure } from '../ports';
import { doubtAdvice } from '../store/fold';

/** What happened, in a sentence: "usvideoapi.com could not be reached (connection refused)". */
export function netSentence(host: string, failure: NetFailure, detail: string): string {
  const why = detail === '' ? failure : detail;
  switch (failure) {
    case 'unreachable':
      return l10n.t('{0} could not be reached ({1}).', host, why);
    case 'untrusted':
      return l10n.t('The certificate of {0} is not trusted ({1}).', host, why);
    case 'timeout':
      return l10n.t('{0} did not answer in time.', host);
    case 'closed':
      return l10n.t('{0} closed the connection before its answer was complete.', host);
    case 'too-large':
      return l10n.t('The answer of {0} was larger than any answer should be.', host);
    case 'blocked':
      return l10n.t('The address {0} is not one that Reelwright talks to ({1}).', host, why);
    case 'aborted':
      return l10n.t('The request to {0} was ended here.', host);
    case 'malformed':
      return l10n.t('{0} answered something that is not HTTP.', host);
  }
}

/** Why a service could not be tried: its name, its host and what to look at. */
export function connectionSentence(name: string, host: string, failure: NetFailure, detail: string): string {
  return failure === 'unreachable'
    ? l10n.t('{0} cannot be reached at {1}. Check the connection, the proxy and the base URL.', name, host)
    : netSentence(l10n.t('{0} at {1}', name, host), failure, detail);
}

export function hostOf(url: string): string {
  try {
    return new URL(url).host || url;
  } catch {
    return url;
  }
}

/** A submit that was sent and has no answer. */
export function unansweredError(host: string, failure: NetFailure, detail: string): JobError {
  return { code: `net-${failure}`, message: netSentence(host, failure, detail), advice: doubtAdvice() };
}

export function unreachableError(host: string, failure: NetFailure, detail: string): JobError {
  return {
    code: `net-${failure}`,
    message: netSentence(host, failure, detail),
    advice: l10n.t('Nothing was sent. It is tried again by itself; check the connection, the proxy and the base URL.'),
  };
}

export function goneError(service: string, remoteId: string): JobError {
  return {
    code: 'gone',
    httpStatus: 404,
    message: l10n.t('{0} no longer knows the job {1}.', service, remoteId),
    advice: l10n.t(
      'It was deleted there, or it never existed. Look at the service’s dashboard before you pay for it again: what is there after all is fetched by “Sync with the Service” or “Import Job by Id”.',
    ),
  };
}

export function cancelledBeforeSending(): JobError {
  return {
    code: 'cancelled',
    message: l10n.t('Cancelled before it was sent.'),
    advice: l10n.t('Nothing was sent, so nothing was charged.'),
  };
}

/** `free`: nothing is ever charged for such a job. `refunded`: what the service said of the money. */
export function cancelledAtService(free: boolean, refunded: boolean | undefined): JobError {
  if (free) {
    return { code: 'cancelled', message: l10n.t('Cancelled.'), advice: l10n.t('It was free: nothing was charged.') };
  }
  return {
    code: 'cancelled',
    message: l10n.t('Cancelled at the service.'),
    advice: refundSentence(refunded),
  };
}

function refundSentence(refunded: boolean | undefined): string {
  switch (refunded) {
    case true:
      return l10n.t('Its cost is refunded.');
    case false:
      return l10n.t('The service says that its cost is not refunded.');
    case undefined:
      return l10n.t('The service does not say whether it was charged; its dashboard does.');
  }
}

export function notFollowed(): JobError {
  return {
    code: 'not-followed',
    message: l10n.t('No longer followed.'),
    advice: l10n.t('The service may still finish and charge it; its video is not fetched.'),
  };
}

export function dropped(): JobError {
  return {
    code: 'dropped',
    message: l10n.t('Dropped while its outcome was in doubt.'),
    advice: l10n.t('If the service did create it, it was charged; the service’s dashboard shows it.'),
  };
}

export function brokenVideo(why: string): JobError {
  return {
    code: 'broken-video',
    message: l10n.t('What the service sent is not a whole MP4 file: {0}', why),
    advice: l10n.t('It is fetched again while its link lives. Nothing broken is kept.'),
  };
}

export function closedBeforeAnswer(): JobError {
  return {
    code: 'no-answer',
    message: l10n.t('The window closed before the service answered.'),
    advice: doubtAdvice(),
  };
}

/** `why`: what went wrong the last time, in a sentence. */
export function linkDied(why?: string): JobError {
  const died = l10n.t('The link to the video died before the video could be fetched.');
  return {
    code: 'link-expired',
    message: why === undefined ? died : l10n.t('{0} Last: {1}', died, why),
    advice: l10n.t('Look at the service’s dashboard: some services keep the video there longer.'),
  };
}

export function pictureMissing(name: string): JobError {
  return {
    code: 'picture-missing',
    message: l10n.t('The prepared first frame “{0}” is no longer in the library.', name),
    advice: l10n.t('Nothing was sent. Choose the picture again and generate once more.'),
  };
}

export function otherDialect(problem: string): JobError {
  return {
    code: 'other-dialect',
    message: l10n.t('The API key was replaced by one of another kind, and the request does not fit it: {0}', problem),
    advice: l10n.t('Nothing was sent. Change the option and generate again.'),
  };
}

/** A test key made it free, and the key that is set now would not. */
export function noLongerFree(): JobError {
  return {
    code: 'no-longer-free',
    message: l10n.t(
      'It was free with the API key that was set when it was queued, and with the one that is set now it is charged.',
    ),
    advice: l10n.t('Nothing was sent. Retry it: the price is shown first.'),
  };
}

export function badLink(host: string, why: string): JobError {
  return {
    code: 'bad-link',
    message: l10n.t('The video cannot be fetched from {0} ({1}).', host, why),
    advice: l10n.t(
      'It is made and paid for. It is tried again by itself, with a fresh link where the service gives one.',
    ),
  };
}

export function anotherJob(remoteId: string): string {
  return l10n.t('The service answered about another job ({0}).', remoteId);
}

/** Two of our jobs cannot be one job there. */
export function idOfAnother(remoteId: string): JobError {
  return {
    code: 'another-job',
    message: l10n.t('The service answered with the id of another job that runs ({0}).', remoteId),
    advice: doubtAdvice(),
  };
}

export function redirectedAway(): string {
  return l10n.t('The answer came from another address, where the key does not go.');
}
