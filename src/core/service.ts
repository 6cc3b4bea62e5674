// What a service is: a pure description. It opens no connection and knows no clock.

import type { HttpAnswer, HttpRequest } from './ports';
import type { Options, OptionSpec, ServiceRequest } from './request';

/** Money in the unit in which the service counts. */
export interface Cost {
  readonly amount: number;
  readonly unit: 'USD' | 'credits';
}

/** What a request will cost, before it is sent. Nothing known: no `amount`. */
export interface Price {
  readonly amount?: number;
  readonly unit: 'USD' | 'credits' | 'free';
  /** False for a figure from a table, which is shown as *about*. */
  readonly exact: boolean;
}

/** A failure in the service's own words (plain text, at most 2,000 characters, never Markdown). */
export interface ServiceError {
  /** The service's code (`INSUFFICIENT_CREDITS`) or `http-402`, or ours: `unreadable`, `no-id`. */
  readonly code: string;
  readonly message: string;
  readonly httpStatus?: number;
  /** The prompt or picture was blocked by the service's safety review. */
  readonly safety?: boolean;
}

/**
 * What an answer to a submit proves (services page, *What each failure asks for*).
 * `then` says what the pipeline does when no job was created.
 */
export type SubmitReading =
  | {
      readonly verdict: 'accepted';
      readonly remoteId: string;
      readonly price?: Cost;
      readonly mock?: boolean;
      readonly expectedSeconds?: number;
    }
  | {
      readonly verdict: 'notCreated';
      readonly error: ServiceError;
      /** `fail`: ends the job. `key`, `credits`: ends it, and the key's queue pauses. `shrink`: once more with a smaller picture. `wait`: again after `retryAfterMs`. */
      readonly then: 'fail' | 'key' | 'credits' | 'shrink' | 'wait';
      readonly retryAfterMs?: number;
      /** Waiting is given up after this many tries; without it, never. */
      readonly maxTries?: number;
    }
  /** A job was created and has ended; what it cost is unknown (seedance.tv, JOB_FAILED). */
  | { readonly verdict: 'failed'; readonly error: ServiceError }
  | { readonly verdict: 'inDoubt'; readonly error: ServiceError };

export type StatusReading =
  | {
      readonly kind: 'progress';
      readonly state: 'pending' | 'running';
      /** A state word that no page lists, as it came. */
      readonly unknownWord?: string;
      /** 0 to 1, where the service tells. */
      readonly fraction?: number;
      readonly price?: Cost;
    }
  | {
      readonly kind: 'completed';
      readonly videoUrl: string;
      readonly thumbnailUrl?: string;
      readonly seconds?: number;
      readonly cost?: Cost;
      /** When the service says that the job ended, in milliseconds since 1970. */
      readonly completedAt?: number;
    }
  | { readonly kind: 'failed'; readonly error: ServiceError; readonly cost?: Cost }
  | { readonly kind: 'cancelled' }
  /** 404: not there, or another account's. */
  | { readonly kind: 'missing' }
  /** The key was refused (401, 403): it pauses. */
  | { readonly kind: 'keyRefused'; readonly error: ServiceError }
  /** Anything else: ask again later. */
  | { readonly kind: 'later'; readonly error: ServiceError; readonly retryAfterMs?: number };

/** A job as a service's list shows it: only the fields that were there. */
export interface RemoteJob {
  readonly remoteId: string;
  readonly status?: StatusReading;
  readonly prompt?: string;
  readonly createdAt?: number;
  /** The time came without a zone and is read as UTC: it may be many hours off. */
  readonly createdAtLoose?: boolean;
  readonly resolution?: string;
  readonly duration?: number;
  readonly withPicture?: boolean;
  /** It was made with a model that this dialect never asks for. */
  readonly otherModel?: boolean;
  /** All that is told of what was chosen, in our vocabulary. */
  readonly options?: Options;
}

export type ListReading =
  | { readonly kind: 'jobs'; readonly jobs: readonly RemoteJob[]; readonly more: boolean }
  | { readonly kind: 'missing' }
  | { readonly kind: 'keyRefused'; readonly error: ServiceError }
  | { readonly kind: 'later'; readonly error: ServiceError; readonly retryAfterMs?: number };

export type CancelReading =
  | { readonly kind: 'cancelled'; readonly refunded?: boolean }
  | { readonly kind: 'refused'; readonly error: ServiceError }
  | { readonly kind: 'missing' }
  | { readonly kind: 'keyRefused'; readonly error: ServiceError }
  | { readonly kind: 'later'; readonly error: ServiceError; readonly retryAfterMs?: number };

export interface Account {
  readonly email?: string;
  readonly balance?: Cost;
  readonly spent?: Cost;
  readonly jobs?: number;
}

export type AccountReading =
  | { readonly kind: 'account'; readonly account: Account }
  /** The service does not offer it. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'keyRefused'; readonly error: ServiceError }
  | { readonly kind: 'later'; readonly error: ServiceError; readonly retryAfterMs?: number };

/** Prices as the service's price endpoint answered them: amount per second by resolution. */
export interface LivePrices {
  readonly perSecond: Readonly<Record<string, number>>;
}

/** How a first frame reaches the service. */
export type PictureHandover =
  { readonly kind: 'base64'; readonly maxBytes: number; readonly maxLongEdge: number } | { readonly kind: 'url' };

/** The first frame as a submit carries it: base64 without a `data:` prefix, or an address. */
export type PictureContent =
  { readonly kind: 'base64'; readonly data: string } | { readonly kind: 'url'; readonly url: string };

/** What a callback says: only a hint to ask the service about a job now. */
export interface CallbackHint {
  readonly remoteId: string;
}

/** How a service signs its callbacks. */
export interface CallbackSignature {
  /** Header names in lower case, the first that is there counts; then any that contains `signature`. */
  readonly headers: readonly string[];
  /** `dashboard`: the user copies the secret from the service's dashboard. `ours`: we choose it when registering. */
  readonly secret: 'dashboard' | 'ours';
}

/** One charge in a service's usage history. */
export interface UsageItem {
  readonly at?: number;
  readonly remoteId?: string;
  readonly cost?: Cost;
  readonly text?: string;
}

export type UsageReading =
  | { readonly kind: 'usage'; readonly items: readonly UsageItem[]; readonly total?: Cost }
  | { readonly kind: 'missing' }
  | { readonly kind: 'keyRefused'; readonly error: ServiceError }
  | { readonly kind: 'later'; readonly error: ServiceError; readonly retryAfterMs?: number };

export interface Limits {
  readonly requestsPerMinute?: number;
  readonly concurrentJobs?: number;
}

/** One documented way to speak to a service. All methods are pure. */
export interface Dialect {
  /** `usvideo`, `usvideo-platform`, … */
  readonly id: string;
  readonly options: () => readonly OptionSpec[];
  readonly promptMaxLength?: number;
  readonly picture: PictureHandover;
  readonly limits: Limits;
  /** How often its page asks to be polled, at the closest, in milliseconds. */
  readonly pollEveryMs: number;
  /** What its page says that a job takes, in seconds: shortest and longest. */
  readonly usualSeconds?: readonly [number, number];
  /** How long a result link lives after completion, in milliseconds. */
  readonly linkLifetimeMs: number;
  /** What a cancel does here, by the documents. `pending`: only before it runs. */
  readonly cancels?: 'pending' | 'unrendered';
  readonly chargedOnFailure: 'no' | 'unknown';
  /** Its safety review blocks dialogue, brands and people, so prompts are best literal and silent. */
  readonly blocksLoosePrompts?: boolean;

  /** `callbackUrl` is sent where the service takes one with each request, and left out elsewhere. */
  submit(request: ServiceRequest, picture?: PictureContent, callbackUrl?: string): HttpRequest;
  readSubmit(answer: HttpAnswer): SubmitReading;
  status(remoteId: string): HttpRequest;
  readStatus(answer: HttpAnswer): StatusReading;
  /** What a status answer tells of its job's request, where that is not what an item of a list tells. */
  readRequest?(answer: HttpAnswer): Omit<RemoteJob, 'remoteId' | 'status'>;
  /** A page of the service's jobs, in whatever order it lists them; absent where it lists nothing. */
  list?(page: { readonly limit: number; readonly offset: number }): HttpRequest;
  readList?(answer: HttpAnswer, page: { readonly limit: number; readonly offset: number }): ListReading;
  cancel?(remoteId: string): HttpRequest;
  readCancel?(answer: HttpAnswer): CancelReading;
  account?(): HttpRequest;
  readAccount?(answer: HttpAnswer): AccountReading;
  /** Days as `2026-04-21`, both included. */
  usage?(days: { readonly start: string; readonly end: string }): HttpRequest;
  readUsage?(answer: HttpAnswer): UsageReading;
  /** Registers an address for callbacks once, where they are not named in each request. */
  registerCallback?(url: string, secret: string): HttpRequest;
  /** Absent: the service calls nobody back. */
  readonly callback?: { readonly signature?: CallbackSignature; read(body: unknown): CallbackHint | undefined };
  /** The seed of a take where the user gave none and the service needs a certain one; default: random. */
  ownSeed?(request: ServiceRequest, take: number): number;
  livePrices?(): HttpRequest;
  readLivePrices?(answer: HttpAnswer): LivePrices | undefined;
  /** From the documented table, or from `live` where it was fetched. */
  price(request: ServiceRequest, live?: LivePrices): Price;
  /** What a failure means and what to do next: one or two sentences beside the service's own words. */
  advise(error: ServiceError): string;
}

/** A service as the product lists it. */
export interface Service {
  readonly id: string;
  readonly name: string;
  readonly defaultBaseUrl: string;
  /** Absent: it needs no key. */
  readonly key?: {
    readonly environmentVariable: string;
    /** What a key looks like, for the input box: `sd_…`. */
    readonly looksLike: string;
    readonly createUrl: string;
  };
  readonly billingUrl?: string;
  readonly dashboardUrl?: string;
  /** The dialect that a key speaks; without a key, the one whose form is shown. */
  dialectFor(key: string | undefined): Dialect;
  readonly dialects: readonly Dialect[];
}
