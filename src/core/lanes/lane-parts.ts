// What a lane is made of.

import type { JobState } from '../job';
import type { JobRecords } from '../store/job-folder';
import type { StoredJob } from '../store/stored-job';
import type { Lease } from './lease';
import type { Pace } from './pace';
import type { Expectation } from './timing';
import type { WishCounter } from './wishes';
import type { Wire, Work } from '../pipeline/work';

export interface LaneParts {
  readonly id: string;
  readonly work: Work;
  readonly wire: Wire;
  readonly lease: Lease;
  readonly pace: Pace;
  /** What windows that do not lead ask for, inside the same pace. */
  readonly wishes: WishCounter;
  stateOf(job: StoredJob): JobState;
  /** Resolves when every job that the store knows has its lane. */
  assigned(): Promise<void>;
  /** What this user's own jobs say of how long one takes; undefined: too little. */
  expects(records: JobRecords): Expectation | undefined;
  /** Something that views show of the service changed: a pause, the limits left. */
  changed(): void;
  /** The service could not be reached for a while, and answers again: others may be back, too. */
  reachedAgain(): void;
}
