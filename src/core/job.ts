// A job: what is known of one take, its states, and what each state allows.

import type { LinkStage } from './pipeline/link-life';
import type { Options, Picture, PictureRoute } from './request';
import type { Cost, Price } from './service';

export const jobStates = [
  'queued',
  'submitting',
  'inDoubt',
  'pending',
  'running',
  'downloading',
  'completed',
  'failed',
  'cancelled',
  'expired',
] as const;
export type JobState = (typeof jobStates)[number];

/** States after which nothing happens by itself. */
export type FinalState = 'completed' | 'failed' | 'cancelled' | 'expired';

export interface JobError {
  readonly code: string;
  /** The service's own words, as plain text, or ours. */
  readonly message: string;
  /** What it means and what to do next. */
  readonly advice: string;
  readonly httpStatus?: number;
  readonly safety?: boolean;
}

/** What an estimate says, with the sentence that shows it. */
export interface Estimate extends Price {
  /** In US dollars, where known. */
  readonly usd?: number;
  /** `about $1.25`, `free`, `price unknown`. */
  readonly text: string;
}

/** The finished file in the library. */
export interface Video {
  readonly path: string;
  readonly bytes: number;
  readonly seconds?: number;
  readonly width?: number;
  readonly height?: number;
  readonly hasAudio?: boolean;
}

/** Why a job that could go on does not. */
export type Waiting =
  | { readonly reason: 'turn' } // others of its key run
  | { readonly reason: 'key' } // none is set for its service and origin, or it was refused
  | { readonly reason: 'rate'; readonly until: number } // the service asked to wait
  | { readonly reason: 'credits' } // the service said that none are left
  | { readonly reason: 'doubts' } // three of its batch are in doubt: a person looks first
  | { readonly reason: 'offline' } // the service cannot be reached
  | { readonly reason: 'disk' }; // no room for the video

/** A snapshot of one job; frozen, replaced as a whole when something changes. */
export interface Job {
  readonly id: string;
  readonly service: string;
  readonly dialect: string;
  readonly state: JobState;
  readonly prompt: string;
  /** Only what was chosen. */
  readonly options: Options;
  /** With the service's own defaults where nothing was chosen. */
  readonly effective: Options;
  readonly picture?: Picture;
  /** How its first frame went to a service that takes addresses only; an address may be the first frame without a `picture`. */
  readonly pictureRoute?: PictureRoute;
  /** 1-based number of this take among `takes` of one request. */
  readonly take: number;
  readonly takes: number;
  /** The same for all takes of one request. */
  readonly group: string;
  readonly retryOf?: string;
  readonly remoteId?: string;
  /** Milliseconds since 1970, as all times here. */
  readonly createdAt: number;
  readonly submittedAt?: number;
  readonly acceptedAt?: number;
  /** When the service said that the video is there. */
  readonly readyAt?: number;
  readonly finishedAt?: number;
  readonly estimate?: Estimate;
  readonly cost?: Cost;
  readonly error?: JobError;
  readonly video?: Video;
  readonly thumbnailUrl?: string;
  /** When the result's link began to live, and when it dies. */
  readonly linkSince?: number;
  readonly linkExpiresAt?: number;
  /** While the video is not fetched: how much of the link's life is over, once half of it is. */
  readonly linkStage?: LinkStage;
  readonly waiting?: Waiting;
  /** 0 to 1, where known: of the service's own work. */
  readonly fraction?: number;
  readonly download?: { readonly received: number; readonly total?: number };
  /** A state word that no page lists, as the service wrote it. */
  readonly remoteWord?: string;
  /** Somebody asked to cancel it; the service has not answered yet. */
  readonly cancelling?: boolean;
  /** The service answered with a mock: nothing was made by a model, and nothing is charged (a test key). */
  readonly mock?: boolean;
  /** The service's last word on a wish to cancel: the job goes on. */
  readonly uncancelled?: JobError;
  /** Where copies were saved, as URIs in text form. */
  readonly saved: readonly string[];
  /** What the user must decide or mend; such a job stands in *Needs you*. */
  readonly needs?: 'decision' | 'key' | 'room' | 'link' | 'account';
}

export function isFinal(state: JobState): state is FinalState {
  return state === 'completed' || state === 'failed' || state === 'cancelled' || state === 'expired';
}

/** What a person may do with a job now; views and commands ask here and nowhere else. */
export interface JobAbilities {
  readonly cancel: boolean;
  readonly stopFollowing: boolean;
  readonly retry: boolean;
  readonly preview: boolean;
  readonly save: boolean;
  readonly resolve: boolean;
  readonly remove: boolean;
}
