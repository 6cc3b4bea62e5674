// What other extensions may call: the types of the exports of `reelwright.reelwright`.

import type * as vscode from 'vscode';

export type JobState =
  | 'queued'
  | 'submitting'
  | 'inDoubt'
  | 'pending'
  | 'running'
  | 'downloading'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'expired';

/** The one thing that scripts call; `apiVersion` grows only when something here changes its meaning. */
export interface ReelwrightApi {
  readonly apiVersion: 1;
  services(): Promise<readonly ServiceInfo[]>;
  /**
   * For all takes. May ask the service for its prices first, where it tells them and a key is set: for two seconds at most. Else,
   * and where no answer comes, its documented table counts. Spends nothing.
   */
  estimate(request: GenerateRequest): Promise<Estimate>;
  /** One job per take, durably queued. Rejects with a `RequestError`; nothing is queued or sent then. */
  generate(request: GenerateRequest): Promise<readonly Job[]>;
  job(id: string): Promise<Job | undefined>;
  /** Newest first. */
  jobs(): Promise<readonly Job[]>;
  /** Resolves when the job is completed, failed, cancelled, expired or inDoubt. */
  settled(id: string): Promise<Job>;
  /** Resolves when the wish is durable; the outcome is the job's state. */
  cancel(id: string): Promise<void>;
  /** The same request as a new job, with `retryOf`. */
  retry(id: string): Promise<Job>;
  /** Copies the finished video: to `target`, or into the workspace by the settings. Never over another file. */
  save(id: string, target?: vscode.Uri): Promise<vscode.Uri>;
  readonly onDidChangeJob: vscode.Event<Job>;
}

export interface GenerateRequest {
  service: string;
  prompt: string;
  /** A picture file of any supported format, or its bytes. */
  image?: vscode.Uri | Uint8Array;
  options?: Record<string, string | number | boolean>;
  /** 1 to 8; default 1. */
  takes?: number;
}

export interface Estimate {
  amount?: number;
  unit: 'USD' | 'credits' | 'free';
  usd?: number;
  /** False: shown as *about*. */
  exact: boolean;
  text: string;
}

export interface Job {
  id: string;
  service: string;
  state: JobState;
  prompt: string;
  options: Record<string, unknown>;
  take: number;
  retryOf?: string;
  remoteId?: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  finishedAt?: number;
  error?: { code: string; message: string; advice: string; httpStatus?: number };
  estimate?: Estimate;
  cost?: { amount: number; unit: 'USD' | 'credits' };
  video?: { uri: vscode.Uri; bytes: number; seconds?: number; width?: number; height?: number; hasAudio?: boolean };
}

/** What `estimate`, `generate`, `settled`, `cancel`, `retry` and `save` reject with. */
export interface RequestError extends Error {
  /**
   * - `invalid-request`: something in the request is wrong; `fields` says what
   * - `unknown-service`: there is no service of that id
   * - `key-missing`: the service has no API key yet
   * - `picture-unreadable`: the image is no picture, or cannot be read or sent from here
   * - `unknown-job`: there is no job of that id, or no more
   * - `not-possible`: the job, or the place to save to, does not allow it now
   * - `store-read-only`, `store-full`: it cannot be written down on this machine, so it was not queued, changed or sent; where
   *   some of several takes are queued, the message says how many
   */
  readonly code: string;
  /** What is wrong, by its name in the request: `service`, `prompt`, `image`, `takes`, or an option. */
  readonly fields?: readonly { readonly field: string; readonly message: string }[];
}

export interface ServiceInfo {
  id: string;
  name: string;
  options: readonly ServiceOption[];
  /** Characters; absent where the service states no limit. */
  promptMaxLength?: number;
  hasKey: boolean;
  /** Absent where no key is set or none is needed. */
  keyFrom?: 'secrets' | 'environment';
}

export interface ServiceOption {
  name: string;
  kind: 'choice' | 'number' | 'text' | 'flag';
  label: string;
  choices?: readonly (string | number)[];
  min?: number;
  max?: number;
  /** Of a number: only whole ones are taken. */
  integer?: boolean;
  /** Of a text, in characters; absent where the service states no limit. */
  maxLength?: number;
  default?: string | number | boolean;
  required?: boolean;
  only?: 'text' | 'picture';
}
