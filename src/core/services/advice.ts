// What a failure means and what to do next, where a service's own page says nothing more special.

import * as l10n from '@vscode/l10n';
import type { ServiceError } from '../service';

/** Sentences of a service's own, by error code (`INVALID_PROMPT`, `http-502`). */
export type OwnAdvice = Readonly<Record<string, () => string>>;

/**
 * One or two sentences: the service's own advice by code, then for what its safety review blocked (`safety`), then by
 * HTTP status (`http-402`), each before the common one. What no request met is a job's own failure (`failed`), whatever its code.
 */
export function advice(error: ServiceError, own: OwnAdvice): string {
  const { code, httpStatus, safety } = error;
  const named = httpStatus === undefined ? 'failed' : `http-${httpStatus}`;
  const found =
    lookUp(own, code) ??
    lookUp(ours, code) ??
    (safety ? (lookUp(own, 'safety') ?? blocked) : undefined) ??
    lookUp(own, named) ??
    lookUp(common, named);
  return (found ?? ((httpStatus ?? 0) >= 500 ? serverTrouble : unknown))();
}

function lookUp(sentences: OwnAdvice, code: string): (() => string) | undefined {
  return Object.hasOwn(sentences, code) ? sentences[code] : undefined;
}

/** The reference's own advice for blocked prompts (usvideo-docs.txt, *Safety & Moderation*); it serves the others as well. */
export function blocked(): string {
  return l10n.t(
    'The prompt or the picture was blocked by the safety review. Make the prompt literal, silent and visual, without dialogue, real people or brands, name what to leave out, and try again.',
  );
}

function unknown(): string {
  return l10n.t('The reason is in the words of the service above. Change the request if they ask for it, then retry.');
}

function serverTrouble(): string {
  return l10n.t(
    'The service had trouble of its own. Where a job may have been made, it is looked up before anything is sent again; a running job is asked for again later.',
  );
}

const invalid = () =>
  l10n.t('The service did not accept the request, and made no job. Change what its words name, then generate again.');

const common: OwnAdvice = {
  'http-400': invalid,
  'http-401': () => l10n.t('The API key is missing or was refused. Set a key that is valid for this service.'),
  'http-402': () =>
    l10n.t(
      'The account has too little left for this request, and no job was made. Add funds at the service, then retry.',
    ),
  'http-403': () =>
    l10n.t(
      'The service does not allow this to the key in use. Look up in its dashboard what the key may do, or set another key.',
    ),
  'http-404': () =>
    l10n.t('The service does not have it, or it belongs to another account. Check that the right key is set.'),
  'http-408': () =>
    l10n.t(
      'The service stopped waiting for the request. Where a job may have been made, it is looked up before anything is sent again.',
    ),
  'http-413': () =>
    l10n.t(
      'The picture is too large for the service. A JPEG of at most 1 MB and 1080 pixels on its long edge is the safe target: choose a smaller one.',
    ),
  'http-415': invalid,
  'http-422': invalid,
  'http-429': () =>
    l10n.t(
      'The service takes no more requests for the moment. It goes on by itself as soon as the service allows; sending more would not help.',
    ),
  'http-503': () =>
    l10n.t(
      'The service is short of capacity for the moment. Where no job can have been made, it is tried again by itself.',
    ),
  'http-504': () =>
    l10n.t(
      'The service timed out, and a job may have been made. It is looked up first; if it is not there, submit it once more yourself.',
    ),
};

const goesOn = () => l10n.t('The job goes on and is followed as before.');

const ours: OwnAdvice = {
  'not-cancelled': goesOn,
  'cancel-not-offered': goesOn,
  'cancel-too-late': goesOn,
  'cancel-unclear': goesOn,
  'no-id': () =>
    l10n.t(
      'The service took the request but named no job, so a paid job may exist that cannot be followed. Look in its dashboard before you submit again.',
    ),
  unreadable: () =>
    l10n.t(
      'The answer could not be understood. A running job is asked for again later; if this goes on, check the base URL and the status page of the service.',
    ),
};
