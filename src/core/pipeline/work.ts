// What every stage of the pipeline is given, and the one place where a key meets a request.

import type { JobError } from '../job';
import { withoutKey } from './echo';
import type { Exchange, HttpAnswer, HttpRequest, Ports, ServiceKey, WireRequest } from '../ports';
import type { Dialect, Service, ServiceError } from '../service';
import type { Video } from '../job';
import { readRateLimit } from '../services/waits';
import type { RateLimit } from '../services/waits';
import type { PublicWay } from '../public/public-way';
import type { JobStore } from '../store/store';

/** Turns a picture into a JPEG within limits; the editor gives one that works in a thread of its own. */
export interface PicturePreparer {
  prepare(
    bytes: Uint8Array,
    name: string,
    limits?: { readonly maxBytes: number; readonly maxLongEdge: number },
  ): Promise<{ readonly jpeg: Uint8Array; readonly width: number; readonly height: number }>;
}

/** What is true of a downloaded file. */
export type VideoCheck =
  { readonly kind: 'whole'; readonly video: Omit<Video, 'path'> } | { readonly kind: 'broken'; readonly why: string };

export interface Work {
  readonly ports: Ports;
  readonly store: JobStore;
  readonly services: readonly Service[];
  readonly pictures: PicturePreparer;
  /** Reads a whole file in the library and says whether it is a video. */
  checkVideo(path: string): Promise<VideoCheck>;
  /** Whether a file with these first 12 bytes can be a video; absent: only the whole file tells. */
  beginsVideo?(firstBytes: Uint8Array): boolean;
  /** This window, as attempts and leases name it. */
  readonly owner: { readonly window: string; readonly pid?: number; readonly host?: string };
  /** What each key's last answer said of the limits left; see `wireName`. */
  readonly limitsLeft: Map<string, RateLimit & { readonly at: number }>;
  /** Told of every answer that a service gave to a wire's key. */
  readonly heard?: (wire: Wire, answer: HttpAnswer) => void;
  /** Jobs whose submit this window is waiting for. */
  readonly submitting: Set<string>;
  /** Videos that are being fetched in this window, by job. */
  readonly fetching: Map<string, Promise<unknown>>;
  /** Where services fetch pictures and call back; absent: nowhere, and everything works by polling. */
  readonly door?: PublicWay;
}

/** One service at one base URL with one key: what is paced, led and paused together. */
export interface Wire {
  readonly service: Service;
  readonly baseUrl: string;
  readonly key: ServiceKey | undefined;
}

export interface AskOptions {
  readonly once?: boolean;
  readonly timeoutMs?: number;
}

/** Where a service is reached: the setting, or what its page says where there is none. */
export function baseUrlOf(work: Work, service: Service): string {
  return work.ports.settings.service(service.id).baseUrl || service.defaultBaseUrl;
}

/** Sends a codec's request to the wire's service, with its key. Never throws. No answer that comes back holds the key. */
export async function ask(work: Work, wire: Wire, request: HttpRequest, options: AskOptions = {}): Promise<Exchange> {
  const exchange = await work.ports.net.exchange(toWire(wire, request, options));
  if (exchange.kind === 'failure') return exchange;
  const { answer } = exchange;
  if (exchange.sent && answer.elsewhere !== true && request.authorized !== false) hear(work, wire, answer);
  const key = wire.key?.key;
  return key === undefined ? exchange : { ...exchange, answer: withoutKey(answer, key) };
}

/** What is kept of a wire's key, or of its service where that needs none. */
export function wireName({ service, baseUrl, key }: Wire): string {
  return `${service.id}\n${baseUrl}\n${key?.fingerprint ?? ''}`;
}

function hear(work: Work, wire: Wire, answer: HttpAnswer): void {
  const limits = readRateLimit(answer);
  if (limits.remaining !== undefined) work.limitsLeft.set(wireName(wire), { ...limits, at: work.ports.clock.now() });
  work.heard?.(wire, answer);
}

function toWire(wire: Wire, request: HttpRequest, options: AskOptions): WireRequest {
  const query = request.query === undefined ? '' : `?${new URLSearchParams(request.query).toString()}`;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (request.json !== undefined) headers['content-type'] = 'application/json';
  const authorized = request.authorized !== false && wire.key !== undefined;
  if (authorized) headers['authorization'] = `Bearer ${wire.key.key}`;
  return {
    method: request.method,
    url: `${wire.baseUrl}${request.path}${query}`,
    headers,
    ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
    ...(authorized ? { credentialHeaders: ['authorization'] } : {}),
    ...(options.once === true ? { once: true } : {}),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  };
}

/** The service's words with what they mean, as a job keeps them. */
export function withAdvice(dialect: Dialect, error: ServiceError): JobError {
  return { ...error, advice: dialect.advise(error) };
}
