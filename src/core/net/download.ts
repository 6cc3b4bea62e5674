// Fetches a finished video: any part of it, to a sink that sets the pace, from links that are not trusted.

import * as l10n from '@vscode/l10n';
import type { Clock, DownloadEnd, DownloadRequest, DownloadSink, Log } from '../ports';
import {
  checkedLookup,
  isLoopbackAddress,
  isLoopbackHost,
  isPublicAddress,
  linkRefusal,
  type Resolve,
} from './addresses';
import { stallDeadline, type StallDeadline } from './deadline';
import { failureOf } from './failures';
import { contentLength, contentRange, retryAfterMs, strongEtag } from './framing';
import { countRedirect, redirectTarget } from './redirects';
import { RouteFailure, type Route, type RouteAnswer } from './route';

const defaultStallMs = 30_000;
const defaultMaxBytes = 4_000_000_000;
/**
 * Two of what a socket gives at a time, at most. Measured: half of it is a third slower; in larger batches Node collects its own
 * buffers so late that a long file takes more than 64 MB.
 */
const batchBytes = 196_608;

export interface DownloadOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly route: Route;
  readonly resolve: Resolve;
}

/**
 * See `Net.download` in ports.ts. An earlier part is only continued under its strong ETag; without one the whole file is
 * asked for and the sink begins at 0, since nothing else promises that the rest belongs to the same file. The bytes that the sink is
 * given are its own until its promise resolves, and then hold the next ones.
 */
export async function download(
  options: DownloadOptions,
  request: DownloadRequest,
  sink: DownloadSink,
  outer?: AbortSignal,
): Promise<DownloadEnd> {
  const end = await fetchWhole(options, request, sink, outer);
  options.log.write('debug', 'download', {
    origin: URL.canParse(request.url) ? new URL(request.url).origin : undefined,
    offset: request.offset,
    outcome: end.kind === 'refused' ? end.status : end.kind === 'failure' ? end.failure : end.kind,
  });
  return end;
}

async function fetchWhole(
  options: DownloadOptions,
  request: DownloadRequest,
  sink: DownloadSink,
  outer: AbortSignal | undefined,
): Promise<DownloadEnd> {
  const deadline = stallDeadline(options.clock, request.stallMs ?? defaultStallMs, outer);
  try {
    const answer = await finalAnswer(options, request, deadline.signal);
    try {
      return await take(options, request, answer, guarded(sink, deadline), deadline);
    } finally {
      answer.body.close();
    }
  } catch (error) {
    if (error instanceof SinkError) throw error.cause;
    return { kind: 'failure', ...failureOf(error, true) };
  } finally {
    deadline.dispose();
  }
}

/** Tells an error of the sink, which is the caller's own, from one of the network. */
class SinkError extends Error {}

function guarded(sink: DownloadSink, deadline: StallDeadline): DownloadSink {
  const wait = async (work: () => Promise<void>): Promise<void> => {
    deadline.hold(true);
    try {
      await work();
    } catch (cause) {
      throw new SinkError('The sink failed.', { cause });
    } finally {
      deadline.hold(false);
    }
  };
  return { begin: head => wait(() => sink.begin(head)), write: bytes => wait(() => sink.write(bytes)) };
}

async function finalAnswer(
  options: DownloadOptions,
  request: DownloadRequest,
  signal: AbortSignal,
): Promise<RouteAnswer> {
  if (!URL.canParse(request.url)) throw new RouteFailure('blocked', l10n.t('This is not an address.'));
  let url = new URL(request.url);
  for (let redirects = 0; ; redirects = countRedirect(redirects)) {
    const refusal = linkRefusal(url, request.allowLoopback);
    if (refusal !== undefined) throw new RouteFailure('blocked', refusal);
    const accepts = isLoopbackHost(url) ? isLoopbackAddress : isPublicAddress;
    const lookup = checkedLookup(options.resolve, accepts);
    const result = await options.route({ method: 'GET', url, headers: headersOf(request), lookup, signal });
    if (result.kind === 'failure') throw new RouteFailure(result.failure, result.detail);
    const next = targetOf(url, result.answer);
    if (next === undefined) return result.answer;
    url = next;
  }
}

function targetOf(url: URL, answer: RouteAnswer): URL | undefined {
  let next: URL | undefined;
  try {
    next = redirectTarget(url, answer.status, answer.headers);
    return next;
  } finally {
    if (next !== undefined || answer.status >= 300) answer.body.close();
  }
}

function headersOf(request: DownloadRequest): Record<string, string> {
  const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Reelwright' };
  const etag = strongEtag(request.etag);
  if (request.offset === 0 || etag === undefined) return headers;
  return { ...headers, range: `bytes=${request.offset}-`, 'if-range': etag };
}

async function take(
  options: DownloadOptions,
  request: DownloadRequest,
  answer: RouteAnswer,
  sink: DownloadSink,
  deadline: StallDeadline,
): Promise<DownloadEnd> {
  if (answer.status !== 200 && answer.status !== 206) return refused(answer, options.clock.now());
  const part = partOf(request, answer);
  const maxBytes = request.maxBytes ?? defaultMaxBytes;
  if ((part.total ?? 0) > maxBytes) throw tooLarge(maxBytes);
  deadline.touch();
  await sink.begin({ offset: part.offset, ...optionalHead(part.total, answer) });

  let position = part.offset;
  // While one batch is written, the next one gathers: a write for each piece that the socket gives would be twice as slow.
  for await (const bytes of answer.body.batches(batchBytes)) {
    deadline.touch();
    position += bytes.byteLength;
    if (position > maxBytes) throw tooLarge(maxBytes);
    await sink.write(bytes);
  }
  const whole = part.total ?? part.end ?? position;
  if (position === whole) return { kind: 'whole' };
  throw new RouteFailure('closed', l10n.t('{0} of {1} bytes arrived.', position, whole));
}

interface Part {
  readonly offset: number;
  /** Where the bytes of this answer end, where told. */
  readonly end?: number;
  /** Length of the whole file, where told. */
  readonly total?: number;
}

function partOf(request: DownloadRequest, answer: RouteAnswer): Part {
  const encoding = answer.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw wrongPart();
  const length = contentLength(answer.headers);
  if (answer.status === 200) return { offset: 0, ...(length !== undefined && { total: length }) };

  const range = contentRange(answer.headers);
  // Some media hosts answer so without being asked for a part: all of it, or the beginning.
  const asked = headersOf(request)['range'] === undefined ? 0 : request.offset;
  if (range?.first !== asked) throw wrongPart();
  if (length !== undefined && length !== range.last - range.first + 1) throw wrongPart();
  const etag = answer.headers['etag'];
  if (asked > 0 && etag !== undefined && etag !== request.etag) throw wrongPart();
  return { offset: range.first, end: range.last + 1, ...(range.total !== undefined && { total: range.total }) };
}

function optionalHead(total: number | undefined, answer: RouteAnswer) {
  const { etag, 'content-type': type } = answer.headers;
  return {
    ...(total !== undefined && { total }),
    ...(etag !== undefined && { etag }),
    ...(type !== undefined && { type }),
  };
}

function refused(answer: RouteAnswer, now: number): DownloadEnd {
  const wait = retryAfterMs(answer.headers, now);
  return { kind: 'refused', status: answer.status, ...(wait !== undefined && { retryAfterMs: wait }) };
}

function wrongPart(): RouteFailure {
  return new RouteFailure('malformed', l10n.t('The server answered with another part of the file than was asked for.'));
}

function tooLarge(maxBytes: number): RouteFailure {
  return new RouteFailure('too-large', l10n.t('The file is longer than {0} bytes.', maxBytes));
}
