// One request to a service: sent at most once, answered whole or failed, never thrown.

import * as l10n from '@vscode/l10n';
import type { Clock, Exchange, Log, NetFailure, WireRequest } from '../ports';
import { checkedLookup, isLoopbackAddress, serviceRefusal, type Resolve } from './addresses';
import { answerText } from './answer-text';
import { totalDeadline, type TotalDeadline } from './deadline';
import { failureOf } from './failures';
import { blocked, carriesCredential, countRedirect, redirectTarget, withoutCredentials } from './redirects';
import { headerRecord, type Route, type RouteAnswer } from './route';

const defaultTimeoutMs = 60_000;
const defaultMaxBytes = 5_000_000;

export interface ExchangeOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly route: Route;
  readonly resolve: Resolve;
}

/** See `Net.exchange` in ports.ts. */
export async function exchange(options: ExchangeOptions, request: WireRequest, outer?: AbortSignal): Promise<Exchange> {
  const started = options.clock.elapsed();
  const deadline = totalDeadline(options.clock, request.timeoutMs ?? defaultTimeoutMs, outer);
  const progress = { sent: false };
  const result = await follow(options, request, deadline, progress).catch((error: unknown): Exchange => {
    return { kind: 'failure', sent: progress.sent, ...failureOf(error, progress.sent) };
  });
  deadline.dispose();
  options.log.write('debug', 'request', {
    method: request.method,
    origin: URL.canParse(request.url) ? new URL(request.url).origin : undefined,
    sent: result.sent,
    outcome: result.kind === 'answer' ? result.answer.status : result.failure,
    milliseconds: Math.round(options.clock.elapsed() - started),
  });
  return result;
}

interface Hop {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** A redirect left the origin that was asked. */
  readonly left?: boolean;
}

async function follow(
  options: ExchangeOptions,
  request: WireRequest,
  { signal, isPast }: TotalDeadline,
  progress: { sent: boolean },
): Promise<Exchange> {
  const start = firstHop(request);
  if ('failure' in start) return { kind: 'failure', sent: false, ...start };
  let hop: Hop = start;
  for (let redirects = 0; ; redirects = countRedirect(redirects)) {
    const result = await options.route({
      method: request.method,
      url: hop.url,
      headers: hop.headers,
      signal,
      isLate: isPast,
      ...(request.body !== undefined && { body: request.body }),
      ...(hop.url.protocol === 'http:' && { lookup: checkedLookup(options.resolve, isLoopbackAddress) }),
    });
    progress.sent ||= result.kind === 'answer' || result.sent;
    if (result.kind === 'failure') return { ...result, sent: progress.sent };
    const next = isFollowed(request) ? nextHop(request, hop, result.answer) : undefined;
    if (next === undefined) return await read(result.answer, request.maxBytes ?? defaultMaxBytes, hop.left === true);
    hop = next;
  }
}

function firstHop(request: WireRequest): Hop | { failure: NetFailure; detail: string } {
  if (!URL.canParse(request.url)) return { failure: 'blocked', detail: l10n.t('This is not an address.') };
  const url = new URL(request.url);
  const refusal = serviceRefusal(url);
  if (refusal !== undefined) return { failure: 'blocked', detail: refusal };
  const bad = Object.entries(request.headers).find(([name, value]) => !isHeader(name, value));
  if (bad !== undefined) {
    return {
      failure: 'malformed',
      detail: l10n.t('The header "{0}" holds a character that HTTP does not allow.', bad[0]),
    };
  }
  url.hash = '';
  const defaults = { 'accept-encoding': 'identity', 'user-agent': 'Reelwright' };
  return { url, headers: { ...defaults, ...headerRecord(Object.entries(request.headers)) } };
}

/** HTTP's token for names, visible Latin-1 and blanks for values; both routes refuse anything else, each in its own way. */
function isHeader(name: string, value: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function isFollowed(request: WireRequest): boolean {
  return request.once !== true && (request.method === 'GET' || request.method === 'HEAD');
}

function nextHop(request: WireRequest, hop: Hop, answer: RouteAnswer): Hop | undefined {
  try {
    const url = redirectTarget(hop.url, answer.status, answer.headers);
    if (url === undefined) return undefined;
    answer.body.close();
    // Once gone the credentials stay away, also from a redirect back: what comes back may not be what was asked.
    const kept = url.origin === hop.url.origin;
    if (kept) return { ...hop, url };
    if (carriesCredential(url, hop.headers, request.credentialHeaders)) throw blocked(url);
    return { url, headers: withoutCredentials(hop.headers, request.credentialHeaders), left: true };
  } catch (error) {
    answer.body.close();
    throw error;
  }
}

async function read(answer: RouteAnswer, maxBytes: number, left: boolean): Promise<Exchange> {
  try {
    const text = await answerText(answer, maxBytes);
    const { status, headers } = answer;
    return { kind: 'answer', sent: true, answer: { status, headers, text, ...(left && { elsewhere: true }) } };
  } catch (error) {
    return { kind: 'failure', sent: true, ...failureOf(error, true) };
  }
}
