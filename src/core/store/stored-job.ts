// What the store needs, hands out, and tells of.

import type { Clock, Files, Log, Random } from '../ports';
import type { JobRecords } from './job-folder';
import type { Live } from './journal';
import type { Stored } from './records';

export interface StorePorts {
  readonly files: Files;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Log;
}

/** One job as the store knows it: what is durable, and what was last heard. */
export interface StoredJob {
  readonly id: string;
  readonly records: JobRecords;
  readonly live: Live;
}

/** A first record of a job that was made elsewhere. */
export type KnownRecord = {
  [K in 'attempt' | 'accepted' | 'result' | 'done']: Stored<K> & { readonly kind: K };
}['attempt' | 'accepted' | 'result' | 'done'];

export interface StoreChange {
  /** Only what was heard changed, no record: nothing that decides what is to be done. */
  readonly liveOnly?: true;
  /** A person wants these tried at once. */
  readonly hurried?: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}
