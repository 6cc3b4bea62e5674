// How long a service asks to wait, and what it says is left of its limits: read from headers and error bodies.

import type { HttpAnswer } from '../ports';

const second = 1000;
const day = 24 * 60 * 60 * second;

/** Zero would ask again at once, for ever; more than a day is nobody's intention. */
function reasonable(milliseconds: number): number {
  return Math.min(Math.max(Math.ceil(milliseconds), second), day);
}

function wholeNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\s*\d{1,15}(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}

/** When the answer was written, in milliseconds since 1970, by its own `Date` header. */
export function answeredAt(answer: HttpAnswer): number | undefined {
  return dateHeader(answer.headers['date']);
}

function dateHeader(value: string | undefined): number | undefined {
  if (value === undefined || !/[A-Za-z]/.test(value)) return undefined;
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? undefined : instant;
}

/**
 * Milliseconds to wait (1 second to 1 day), from `Retry-After` in seconds or as a date, then from `inBody` seconds
 * (seedance-tv.txt, *Standard Error Response Format*: `retry_after`), then, after a 429, from `X-RateLimit-Reset`.
 * Dates are held against the answer's own `Date`, since a codec knows no clock; without it they say nothing.
 */
export function askedWait(answer: HttpAnswer, inBody?: number): number | undefined {
  const asked = retryAfter(answer) ?? (inBody !== undefined && inBody >= 0 ? inBody * second : undefined);
  const wait = asked ?? (answer.status === 429 ? untilReset(answer) : undefined);
  return wait === undefined ? undefined : reasonable(wait);
}

/** Milliseconds that `Retry-After` names; undefined where it is missing or cannot be read. */
function retryAfter(answer: HttpAnswer): number | undefined {
  const value = answer.headers['retry-after'];
  const seconds = wholeNumber(value);
  if (seconds !== undefined) return seconds * second;
  const until = dateHeader(value);
  const now = answeredAt(answer);
  return until === undefined || now === undefined ? undefined : Math.max(0, until - now);
}

function untilReset(answer: HttpAnswer): number | undefined {
  const { resetAt, resetInMs } = readRateLimit(answer);
  if (resetInMs !== undefined) return resetInMs;
  const now = answeredAt(answer);
  return resetAt === undefined || now === undefined || resetAt <= now ? undefined : resetAt - now;
}

/** What the `X-RateLimit-*` headers of any answer say. */
export interface RateLimit {
  readonly limit?: number;
  readonly remaining?: number;
  /** Milliseconds since 1970. */
  readonly resetAt?: number;
  /** Where the header counts from now on (inferred: a number too small to be a date). */
  readonly resetInMs?: number;
}

/**
 * Reads `X-RateLimit-Limit`, `-Remaining` and `-Reset` (seedance-tv.txt, *Rate Limit Headers*: Unix seconds;
 * usvideo-platform.txt names the same three without a unit, so milliseconds and seconds from now are understood too).
 */
export function readRateLimit(answer: HttpAnswer): RateLimit {
  const limit = wholeNumber(answer.headers['x-ratelimit-limit']);
  const remaining = wholeNumber(answer.headers['x-ratelimit-remaining']);
  const reset = wholeNumber(answer.headers['x-ratelimit-reset']);
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(reset === undefined ? {} : resetFrom(reset)),
  };
}

function resetFrom(reset: number): Pick<RateLimit, 'resetAt' | 'resetInMs'> {
  if (reset <= day / second) return { resetInMs: reset * second };
  return { resetAt: reset < 1e11 ? reset * second : reset };
}
