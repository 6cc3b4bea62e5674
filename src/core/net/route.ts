// What the two ways to a server have in common: one request in, one answer or failure out.

import type { LookupFunction } from 'node:net';
import type { NetFailure } from '../ports';
import type { AnswerBody } from './answer-body';

/** One request over one fresh connection. A route sends it at most once and follows no redirect. */
export interface RouteRequest {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'HEAD';
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Resolves and checks names; a literal address never passes through it. */
  readonly lookup?: LookupFunction;
  /** Ends the request at any moment; its reason is a `RouteFailure`. */
  readonly signal: AbortSignal;
  /** Its time is over, though nothing may have ended it yet, as after a stop of the process: nothing may be written any more. */
  readonly isLate?: () => boolean;
}

/** An answer whose headers have arrived. Whoever takes it reads the body to its end or closes it. */
export interface RouteAnswer {
  readonly status: number;
  /** Names in lower case, repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AnswerBody;
}

/** An answer was always asked for: there is none to a request that was not sent. */
export type RouteResult =
  | { readonly kind: 'answer'; readonly answer: RouteAnswer }
  | { readonly kind: 'failure'; readonly sent: boolean; readonly failure: NetFailure; readonly detail: string };

/** Never rejects. */
export type Route = (request: RouteRequest) => Promise<RouteResult>;

/** Why a request or the body of its answer ended early. The message is the `detail` of the exchange. */
export class RouteFailure extends Error {
  constructor(
    readonly failure: NetFailure,
    detail: string,
  ) {
    super(detail);
    this.name = 'RouteFailure';
  }
}

/** Joins repeated headers; takes names and values in turn, as Node's `rawHeaders` has them. */
export function headerRecord(pairs: Iterable<readonly [string, string]>): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    const earlier = joined.get(key);
    joined.set(key, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return Object.fromEntries(joined);
}
