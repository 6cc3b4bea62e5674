// What the editor may ask of the core: intents in, snapshots out. Views read nothing else.

import type { Job, JobAbilities, Estimate } from './job';
import type { Disposable } from './ports';
import type { FieldProblem, GenerationRequest, OptionSpec, Picture } from './request';
import type { Days, Usage } from './engine/usage';
import type { Account, Dialect, LivePrices, RemoteJob, Service } from './service';
import type { SentRequest } from './services/copy/sent';

/** Who asked for a generation; written into the job's record. */
export type Origin = 'view' | 'palette' | 'menu' | 'export' | 'tool' | 'csv';

/** What kind of refusal it is. Other extensions rely on these words (`api.ts`); `in-doubt` is of imports alone, which they cannot ask for. */
export type RefusalCode =
  | 'invalid-request'
  | 'unknown-service'
  | 'key-missing'
  | 'picture-unreadable'
  | 'store-read-only'
  | 'store-full'
  | 'unknown-job'
  | 'in-doubt'
  | 'not-possible';

/** A request that cannot be taken; nothing was queued or sent. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly fields?: readonly FieldProblem[],
  ) {
    super(message);
  }
}

export interface JobsChange {
  readonly changed: readonly Job[];
  readonly removed: readonly string[];
}

/** A service as it stands now, with this user's key and settings. */
export interface ServiceState {
  readonly service: Service;
  readonly dialect: Dialect;
  readonly options: readonly OptionSpec[];
  readonly baseUrl: string;
  /** Undefined: needs none. */
  readonly key: 'secrets' | 'environment' | 'missing' | undefined;
  readonly live?: LivePrices;
  readonly account?: Account;
  /** When the account was last read. */
  readonly accountAt?: number;
  /** A key that was refused or that must wait. */
  readonly paused?: { readonly reason: 'key' | 'rate' | 'credits' | 'offline'; readonly until?: number };
  readonly limitsLeft?: { readonly limit?: number; readonly remaining?: number; readonly resetAt?: number };
  /**
   * How a picture from this machine would reach a service that takes addresses only: fetched from the user's public address, or
   * inside the request as a `data:` URL; `choose`: the user must choose first. Absent: the service takes the picture itself.
   */
  readonly pictureRoute?: 'public' | 'data' | 'choose';
  /** The user allowed `data:` URLs for this service, which takes addresses only. */
  readonly dataUrlAllowed?: boolean;
}

/** What *Test connection* found. */
export interface ConnectionReport {
  readonly ok: boolean;
  /** Whether the service answered at all. */
  readonly reached: boolean;
  /** The service said that the key is not good. */
  readonly refused?: boolean;
  /** What was tried and what came back, in a sentence or two. */
  readonly text: string;
  readonly account?: Account;
}

/** What a sync with a service found and did, as numbers of jobs. */
export interface SyncReport {
  /** Jobs that the service listed. */
  readonly listed: number;
  /** Made elsewhere, and in our list from now on. */
  readonly adopted: number;
  /** Jobs of ours that were in doubt and are found. */
  readonly resolved: number;
  /** Videos that are being fetched now. */
  readonly fetching: number;
  /** Finished so long ago that their link is dead. */
  readonly dead: number;
  /** May be jobs of ours that are in doubt, and so are left alone. */
  readonly waiting: number;
  /** The user took them out of the list before. */
  readonly removed: number;
  /** The list was read to its end. */
  readonly complete: boolean;
  /** Why not, in a sentence. */
  readonly problem?: string;
  /** All of it in a sentence or two. */
  readonly text: string;
}

export interface Spending {
  readonly today: SpendingSum;
  readonly month: SpendingSum;
}
export interface SpendingSum {
  readonly usd: number;
  readonly credits: number;
  readonly finished: number;
  readonly failed: number;
}

/** Of a job in doubt: it is not there, nobody cares any more, or it is there under this id. */
export type Decision =
  { readonly kind: 'submitAgain' } | { readonly kind: 'drop' } | { readonly kind: 'adopt'; readonly remoteId: string };

export interface Engine extends Disposable {
  /** Resolves when the store was read; before, `jobs()` is empty. */
  readonly ready: Promise<void>;
  /** Newest first. The same array until something changes. */
  jobs(): readonly Job[];
  job(id: string): Job | undefined;
  abilities(job: Job): JobAbilities;
  onDidChangeJobs(listener: (change: JobsChange) => void): Disposable;

  services(): readonly Service[];
  /** @throws RequestError `unknown-service` */
  serviceState(id: string): Promise<ServiceState>;
  /** Fires when a key, a setting, an account, a price or a pause changed. */
  onDidChangeServices(listener: (service: string) => void): Disposable;
  /** Tries the key without spending; the candidate key is used for this one test and kept nowhere. */
  testConnection(service: string, candidate?: string): Promise<ConnectionReport>;
  /** Reads account and prices again, in the background. */
  refreshService(service: string): void;
  /** The same, unless it was done in the last ten minutes: for a form that shows a price. */
  freshenService(service: string): void;
  /**
   * Resolves when the service's own prices are known, after two seconds at most; at once where it tells none or has no key.
   * @throws RequestError `unknown-service`
   */
  livePrices(service: string): Promise<void>;
  spending(service: string): Spending;

  /**
   * Every problem of a request, each with its field; none: it can be sent. Never asks the network. `origin` matters where the user
   * could be asked for something that the exports do without asking; default: somebody can be asked.
   */
  validate(request: GenerationRequest, origin?: Origin): Promise<readonly FieldProblem[]>;
  /** Remembers that pictures may be sent to a service as `data:` URLs, which it does not document; `allowed` false takes that back. */
  allowDataUrl(service: string, allowed?: boolean): Promise<void>;
  /** For all takes. Never asks the network. */
  estimate(request: GenerationRequest): Promise<Estimate>;
  /**
   * Queues one job per take and returns when each is durable. Sends nothing itself.
   * @throws RequestError
   */
  generate(request: GenerationRequest, origin: Origin): Promise<readonly Job[]>;
  /**
   * Prepares a picture (JPEG, long edge at most 1080 px, at most 1,000,000 bytes, no metadata) and keeps it.
   * `name` is for people. @throws RequestError `picture-unreadable` with a sentence that names the file
   */
  stagePicture(bytes: Uint8Array, name: string): Promise<Picture>;
  /** The prepared JPEG of a staged picture, for a thumbnail. */
  readPicture(picture: Picture): Promise<Uint8Array>;

  /** Returns at once when the wish is durable; the service's answer comes as a change of the job. @throws RequestError */
  cancel(id: string): Promise<void>;
  /** Stops asking the service about a job; what it costs stays. @throws RequestError */
  stopFollowing(id: string): Promise<void>;
  /** The same request as a new job. @throws RequestError */
  retry(id: string, origin: Origin): Promise<Job>;
  /**
   * What the user says of a job in doubt. `submittedAt`: of the job as it was shown; about a submission that was made since,
   * nothing was said. @throws RequestError
   */
  resolve(id: string, decision: Decision, submittedAt?: number): Promise<void>;
  /** Has a job that waits for the network, for room or for a link tried again now, by whichever window leads. */
  tryNow(id: string): void;
  /** The service's link to a video that is not fetched yet. It is a permission in itself: for the person's own eyes only. */
  videoLink(id: string): string | undefined;
  /**
   * Looks for a job in doubt in its service's list now, and for all others of that service and key. Sends no generation.
   * Resolves to the ids of the jobs that are found. @throws RequestError `key-missing`, `not-possible`, `unknown-job`
   */
  lookUp(id: string): Promise<readonly string[]>;
  /** Jobs in the service's list that could be a job in doubt, from the last look-up. */
  candidates(id: string): readonly RemoteJob[];
  /** Takes finished jobs out of the list, with their video in the library; copies that were saved stay. @throws RequestError */
  remove(ids: readonly string[]): Promise<void>;
  /** Notes that a copy of the video was saved. */
  noteSaved(id: string, uri: string): Promise<void>;
  /** Resolves when the job is final or in doubt. @throws RequestError `unknown-job` */
  settled(id: string): Promise<Job>;
  /**
   * Reads the service's list, takes over what was made elsewhere, and has what we follow asked about. Sends no generation.
   * @throws RequestError `key-missing`, `not-possible`
   */
  sync(service: string): Promise<SyncReport>;
  /**
   * Takes over one job of the service by its id. `evenInDoubt`: the user said that it is none of their jobs in doubt.
   * @throws RequestError `key-missing`, `invalid-request`, `not-possible`, `in-doubt`
   */
  importJob(service: string, remoteId: string, evenInDoubt?: boolean): Promise<Job>;
  /** What was made and spent in a range of days, by our own list and by the service's where it tells. */
  usage(service: string, days: Days): Promise<Usage>;
  /** The request of a job as it was or will be sent, or of one that is not queued, for copying. @throws RequestError */
  sentRequest(of: string | GenerationRequest): Promise<SentRequest>;
  /** Seconds that jobs of this kind took, from this user's own history (median); undefined below three. */
  usualSeconds(job: Pick<Job, 'service' | 'effective'>): number | undefined;
}
