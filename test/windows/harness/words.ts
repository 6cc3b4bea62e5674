// What the tests and the extension that drives a window for them say to each other: a JSON object a line.

import type { GenerateRequest } from '../../../src/api';

/** What a window is asked to do. */
export type Order =
  | { readonly kind: 'generate'; readonly requests: readonly GenerateRequest[] }
  | { readonly kind: 'jobs' }
  | { readonly kind: 'setting'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'command'; readonly command: string; readonly argument?: string };

/** The first line of every window. */
export interface Hello {
  readonly pid: number;
  /** Which of the tests' editors it is. */
  readonly editor: string;
  readonly version: string;
}

/** A job as a window knows it. */
export interface SeenJob {
  readonly id: string;
  readonly prompt: string;
  readonly state: string;
  readonly remoteId?: string;
  readonly error?: string;
}

export interface Reply {
  readonly number: number;
  readonly value?: unknown;
  readonly error?: { readonly code?: string; readonly message: string };
}
