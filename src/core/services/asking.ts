// What a failed status, list, cancel or account request means: nearly always "ask again later".

import type { HttpAnswer } from '../ports';
import type { CancelReading, ServiceError, StatusReading } from '../service';
import { parseJson } from './answers';
import { readFailure, unreadable } from './errors';
import type { ErrorShape } from './errors';
import { askedWait } from './waits';

type KeyRefused = Extract<StatusReading, { kind: 'keyRefused' }>;
type Later = Extract<StatusReading, { kind: 'later' }>;
type Missing = Extract<StatusReading, { kind: 'missing' }>;

export function succeeded(answer: HttpAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** A good status whose content makes no sense: ask again. */
export function senseless(answer: HttpAnswer): Later {
  return { kind: 'later', error: unreadable(answer) };
}

/** A status request that failed. Only a 404 that the service itself can have written says that the job is not there. */
export function statusFailure(answer: HttpAnswer, shapes: readonly ErrorShape[]): Missing | KeyRefused | Later {
  const missing = answer.status === 404 && (answer.text.trim() === '' || parseJson(answer.text) !== undefined);
  return missing ? { kind: 'missing' } : refusedOrLater(answer, shapes);
}

/** A list or account request that failed. Their paths are partly inferred, so "no such path" means "not offered". */
export function offerFailure(answer: HttpAnswer, shapes: readonly ErrorShape[]): Missing | KeyRefused | Later {
  return notOffered(answer) ? { kind: 'missing' } : refusedOrLater(answer, shapes);
}

/** A cancel that failed: 4xx is a refusal, and so is a 403, which concerns this job and not the key. */
export function cancelFailure(answer: HttpAnswer, shapes: readonly ErrorShape[]): CancelReading {
  if (notOffered(answer)) return { kind: 'missing' };
  const { status } = answer;
  const passing = status < 400 || status >= 500 || status === 401 || status === 408 || status === 425 || status === 429;
  return passing ? refusedOrLater(answer, shapes) : { kind: 'refused', error: readFailure(answer, shapes).error };
}

function notOffered(answer: HttpAnswer): boolean {
  return answer.status === 404 || answer.status === 405 || answer.status === 501;
}

function refusedOrLater(answer: HttpAnswer, shapes: readonly ErrorShape[]): KeyRefused | Later {
  const { error, retryAfterSeconds } = readFailure(answer, shapes);
  if (answer.status === 401 || answer.status === 403) return { kind: 'keyRefused', error };
  return later(error, askedWait(answer, retryAfterSeconds));
}

function later(error: ServiceError, retryAfterMs: number | undefined): Later {
  return retryAfterMs === undefined ? { kind: 'later', error } : { kind: 'later', error, retryAfterMs };
}
