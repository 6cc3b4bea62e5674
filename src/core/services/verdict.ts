// What an answer to a submit proves: the one table of verdicts (services page, *What each failure asks for*).

import type { HttpAnswer } from '../ports';
import type { SubmitReading } from '../service';
import { readFailure, unreadable } from './errors';
import type { ErrorShape, Failure } from './errors';
import { askedWait } from './waits';

/** What a service's page adds to the table. */
export interface SubmitRules {
  /** The error bodies that its page shows. */
  readonly shapes: readonly ErrorShape[];
  /** A 502 in this shape means "failed or blocked by safety review", and the money is back (usvideo-docs.txt). */
  readonly blockedShape?: ErrorShape;
  /** The code with which a 500 says that a job was made and failed (seedance-tv.txt, JOB_FAILED). */
  readonly failedCode?: string;
  /** The code of a 400 that means a violated content policy (seedance-tv.txt, INVALID_PROMPT). */
  readonly policyCode?: string;
  /** How long to wait after a 429 that names no time, in milliseconds. */
  readonly usualWaitMs?: number;
}

type Then = Extract<SubmitReading, { verdict: 'notCreated' }>['then'];

/** The status decides first. What is not here is in doubt, but for the rows that `verdict` adds. */
const byStatus: Readonly<Record<number, Then>> = {
  400: 'fail',
  401: 'key',
  402: 'credits',
  403: 'fail',
  404: 'fail',
  413: 'shrink',
  415: 'fail',
  422: 'fail',
  429: 'wait',
};
/** A 503 is waited for this many times at most. */
const unavailableTries = 5;

/** The verdict on an answer to a submit that names no job. Words are never looked at. */
export function verdict(answer: HttpAnswer, rules: SubmitRules): SubmitReading {
  if (answer.status >= 200 && answer.status < 300) return { verdict: 'inDoubt', error: unreadable(answer, 'no-id') };
  const failure = readFailure(answer, rules.shapes);
  const { error, shape } = failure;
  const then = consequence(answer.status, failure);
  if (then !== undefined) {
    const policy = shape !== undefined && answer.status === 400 && error.code === rules.policyCode;
    const reading = { verdict: 'notCreated', error: policy ? { ...error, safety: true } : error, then } as const;
    return then === 'wait' ? { ...reading, ...wait(answer, failure, rules.usualWaitMs) } : reading;
  }
  if (answer.status === 502 && shape !== undefined && shape === rules.blockedShape) {
    return { verdict: 'notCreated', error: { ...error, safety: true }, then: 'fail' };
  }
  if (answer.status === 500 && shape !== undefined && error.code === rules.failedCode) {
    return { verdict: 'failed', error };
  }
  if (answer.status === 503 && (shape !== undefined || answer.headers['retry-after'] !== undefined)) {
    return { verdict: 'notCreated', error, then: 'wait', maxTries: unavailableTries, ...wait(answer, failure) };
  }
  return { verdict: 'inDoubt', error };
}

/** What to do after an answer that proves, by its status or by a documented code, that no job was made. */
function consequence(status: number, failure: Failure): Then | undefined {
  const decided = byStatus[status];
  if (decided !== undefined && decided !== 'fail') return decided;
  if (status < 400 || status >= 500 || status === 408 || status === 409) return undefined;
  return byCode(failure) ?? decided;
}

/** The documented code in the documented shape decides second. */
function byCode({ shape, error }: Failure): Then | undefined {
  if (shape === undefined || shape === 'detail') return undefined;
  if (error.code === 'INSUFFICIENT_CREDITS') return 'credits';
  if (error.code === 'INVALID_API_KEY') return 'key';
  return /^INVALID_[A-Z_]+$/.test(error.code) || error.code === 'TOO_MANY_IMAGES' ? 'fail' : undefined;
}

function wait(answer: HttpAnswer, failure: Failure, usualWaitMs?: number): { readonly retryAfterMs?: number } {
  const retryAfterMs = askedWait(answer, failure.retryAfterSeconds) ?? usualWaitMs;
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}
