// A stand-in service: key, limits and pages as every vendor has them; the vendor's own file adds its document.

import { readClip } from './clip';
import { startHost } from './http';
import type { Answer, HttpHost, Recorded } from './http';
import { JobBook } from './jobs';
import type { JobRules, Pace, StandInJob } from './jobs';
import { startMediaHost } from './media';
import type { MediaHost } from './media';
import { Outbound } from './outbound';
import type { Callback, Delivery, Tunnel } from './outbound';

export interface StandInOptions {
  /** The key that works; default: one in the document's form. */
  readonly key?: string;
  /** What finished jobs hand out; default: the clip with sound. */
  readonly clip?: Uint8Array | ((job: StandInJob) => Uint8Array);
  /** Default: waiting at the first look, rendering at the second, done at the third. */
  readonly pace?: Pace;
  /** Default: what the document says; `Infinity` for none. */
  readonly limits?: Partial<Limits>;
  /** Cents or credits on the account. */
  readonly balance?: number;
  /** Whether list items carry their prompts and times, which no usvideo or seedance.tv page shows. Default true. */
  readonly listsPrompts?: boolean;
  /** How lists are wrapped where no page shows it: a field's name, or bare. */
  readonly listsIn?: 'videos' | 'jobs' | 'data' | 'items' | 'bare';
  /** In which order seedance.tv and VibeGen list, which no page shows. Default: newest first. */
  readonly listsOldestFirst?: boolean;
  readonly linkLifetimeMs?: number;
  /** Whether a picture's `data:` URL is taken for an address, which no page shows. Default false. */
  readonly takesDataUrls?: boolean;
  /** How the user's public address is reached, for pictures and callbacks; else only addresses on 127.0.0.1 are. */
  readonly tunnel?: Tunnel;
  /** The secret of the dashboard, where callbacks are signed with one. */
  readonly callbackSecret?: string;
  readonly port?: number;
  readonly mediaPort?: number;
  readonly now?: () => number;
}

export interface Limits {
  readonly perMinute: number;
  readonly concurrent: number;
}

/** What goes wrong before a vendor's own work begins; each vendor words it. */
export type Refusal = 'unauthorized' | 'rateLimited' | 'notFound';

/** What a vendor's document adds. */
export interface Vendor extends JobRules {
  readonly id: string;
  readonly prefix: string;
  readonly key: string;
  readonly limits: Limits;
  /** Submits and questions are counted apart, each against `perMinute`. */
  readonly countsApart?: boolean;
  /** Whether `X-RateLimit-*` goes with every answer. */
  readonly limitHeaders: boolean;
  readonly balance: number;
  /** `submit`, `status`, `list`, `cancel`, `account`, …; undefined: no such endpoint. `path` is without the prefix. */
  endpointOf(method: string, path: string): string | undefined;
  /** Endpoints that ask for no key. */
  readonly open?: readonly string[];
  refuse(refusal: Refusal, retryAfterSeconds: number): Answer;
  /** Where the pictures of a job are fetched. */
  picturesOf?(job: StandInJob): readonly string[];
  /** The callbacks that the end of a job causes. */
  callbacksOf?(job: StandInJob, desk: Desk): readonly Callback[];
  /** When a callback that was not answered well is delivered again. */
  readonly redeliverAfterMs?: readonly number[];
  work(request: Recorded, desk: Desk): Answer;
}

/** What a vendor works with. */
export interface Desk {
  readonly key: string;
  /** The path without the prefix. */
  readonly path: string;
  readonly jobs: JobBook;
  readonly media: MediaHost;
  readonly options: StandInOptions;
  readonly limits: Limits;
  /** Cents or credits left. */
  readonly balance: number;
  /** Addresses that were registered for callbacks. */
  readonly webhooks: Webhook[];
  now(): number;
}

export interface Webhook {
  readonly url: string;
  readonly events: readonly string[];
  readonly secret: string;
}

export interface StandIn extends HttpHost {
  /** For `reelwright.services.<id>.baseUrl`. */
  readonly baseUrl: string;
  readonly mediaOrigin: string;
  readonly media: MediaHost;
  readonly key: string;
  readonly jobs: JobBook;
  /** Submits that arrived whole, whatever was answered. */
  readonly posts: number;
  /** Jobs that were made and not refunded. */
  readonly paidJobs: readonly StandInJob[];
  /** Most requests in any 60 seconds, refused ones included. */
  readonly peakPerMinute: number;
  balance: number;
  /** Pictures that were fetched and callbacks that were delivered. */
  readonly outbound: Outbound;
  readonly webhooks: readonly Webhook[];
  /** Ends a job now, and calls back. Resolves to the first deliveries. */
  finish(jobId: string): Promise<readonly Delivery[]>;
}

/** Starts a vendor's stand-in on two free ports of 127.0.0.1. */
export async function startStandIn(vendor: Vendor, options: StandInOptions = {}): Promise<StandIn> {
  const now = options.now ?? Date.now;
  const jobs = new JobBook(now, options.pace ?? { by: 'looks', waiting: 1, rendering: 1 }, vendor);
  const media = await startMediaHost({
    now,
    clipOf: clips(jobs, options.clip),
    linkLifetimeMs: options.linkLifetimeMs ?? 24 * 60 * 60 * 1000,
    ...(options.mediaPort === undefined ? {} : { port: options.mediaPort }),
  });
  const key = options.key ?? vendor.key;
  const limits = { ...vendor.limits, ...options.limits };
  const rate = new RateCounter(now, limits.perMinute);
  const questions = vendor.countsApart ? new RateCounter(now, limits.perMinute) : rate;
  let funds = options.balance ?? vendor.balance;
  const balance = () => funds - jobs.charged();
  const webhooks: Webhook[] = [];
  const outbound = new Outbound(options.tunnel, vendor.redeliverAfterMs ?? []);
  const deskFor = (request: Recorded): Desk => ({
    key,
    path: inside(request.path),
    jobs,
    media,
    options,
    limits,
    balance: balance(),
    webhooks,
    now,
  });
  const callBack = (job: StandInJob, desk: Desk) =>
    Promise.all((vendor.callbacksOf?.(job, desk) ?? []).map(callback => outbound.deliver(callback)));
  /** A script may have changed the job's pace meanwhile. */
  const callBackAtTheEnd = (job: StandInJob, desk: Desk) => {
    if (job.pace.by !== 'time') return;
    const left = job.createdAt + job.pace.waiting + job.pace.rendering - now();
    outbound.later(Math.max(left, 10), () => {
      if (['waiting', 'rendering'].includes(jobs.phase(job))) callBackAtTheEnd(job, desk);
      else if (!job.cancelled) void callBack(job, desk);
    });
  };
  const begin = (job: StandInJob, desk: Desk) => {
    for (const url of vendor.picturesOf?.(job) ?? []) void outbound.fetchPicture(job.id, url);
    callBackAtTheEnd(job, desk);
  };
  const inside = (path: string): string =>
    path.startsWith(`${vendor.prefix}/`) ? path.slice(vendor.prefix.length) : '';
  const host = await startHost({
    now,
    endpointOf: (method, path) => vendor.endpointOf(method, inside(path)) ?? 'unknown',
    work: request => {
      const before = jobs.all.length;
      const desk = deskFor(request);
      const answer =
        admit(vendor, request, key, request.endpoint === 'submit' ? rate : questions) ?? vendor.work(request, desk);
      for (const job of jobs.all.slice(before)) begin(job, desk);
      return vendor.limitHeaders ? { ...answer, headers: { ...rate.headers(), ...answer.headers } } : answer;
    },
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  return {
    ...host,
    baseUrl: host.origin + vendor.prefix,
    mediaOrigin: media.origin,
    media,
    key,
    jobs,
    outbound,
    webhooks,
    finish: async jobId => {
      const job = jobs.all.find(each => each.id === jobId);
      const asked = host.requests.find(request => request.endpoint === 'submit');
      if (job === undefined || asked === undefined) throw new Error(`no job ${jobId}`);
      job.pace = { by: 'time', waiting: 0, rendering: 0 };
      return callBack(job, deskFor(asked));
    },
    get posts() {
      return host.requests.filter(request => request.endpoint === 'submit' && request.whole).length;
    },
    get paidJobs() {
      return jobs.all.filter(job => !job.refunded);
    },
    get peakPerMinute() {
      return Math.max(rate.peak, questions.peak);
    },
    get balance() {
      return balance();
    },
    set balance(sum) {
      funds = sum + jobs.charged();
    },
    close: async () => {
      await Promise.all([host.close(), media.close(), outbound.close()]);
    },
  };
}

function clips(jobs: JobBook, clip: StandInOptions['clip']): (jobId: string) => Uint8Array {
  const bytes = typeof clip === 'function' ? undefined : (clip ?? readClip());
  return jobId => {
    const job = jobs.all.find(each => each.id === jobId);
    return bytes ?? (job && typeof clip === 'function' ? clip(job) : readClip());
  };
}

/** Key and rate, before any work; undefined: come in. */
function admit(vendor: Vendor, request: Recorded, key: string, rate: RateCounter): Answer | undefined {
  if (request.endpoint === 'unknown') return vendor.refuse('notFound', 0);
  if (vendor.open?.includes(request.endpoint)) return undefined;
  if (request.headers['authorization'] !== `Bearer ${key}`) return vendor.refuse('unauthorized', 0);
  const wait = rate.count();
  return wait === undefined ? undefined : vendor.refuse('rateLimited', wait);
}

/** Counts the requests of the last 60 seconds. */
class RateCounter {
  peak = 0;
  private readonly times: number[] = [];
  private readonly now: () => number;
  private readonly perMinute: number;

  constructor(now: () => number, perMinute: number) {
    this.now = now;
    this.perMinute = perMinute;
  }

  /** Seconds to wait where this request is one too many; a refused one counts for nothing but the peak. */
  count(): number | undefined {
    const now = this.now();
    while (this.times[0] !== undefined && this.times[0] <= now - 60_000) this.times.shift();
    this.peak = Math.max(this.peak, this.times.length + 1);
    const [oldest] = this.times;
    if (oldest !== undefined && this.times.length >= this.perMinute) return Math.ceil((oldest + 60_000 - now) / 1000);
    this.times.push(now);
    return undefined;
  }

  headers(): Record<string, string> {
    if (!Number.isFinite(this.perMinute)) return {};
    return {
      'x-ratelimit-limit': String(this.perMinute),
      'x-ratelimit-remaining': String(Math.max(0, this.perMinute - this.times.length)),
      'x-ratelimit-reset': String(Math.ceil(((this.times[0] ?? this.now()) + 60_000) / 1000)),
    };
  }
}
