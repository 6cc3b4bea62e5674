// What a lane is made of.

import type { JobState } from '../job';
import type { StoredJob } from '../store/store';
import type { Lease } from './lease';
import type { Pace } from './pace';
import type { Wire, Work } from '../pipeline/work';

export interface LaneParts {
  readonly id: string;
  readonly work: Work;
  readonly wire: Wire;
  readonly lease: Lease;
  readonly pace: Pace;
  stateOf(job: StoredJob): JobState;
  /** Something that views show of the service changed: a pause, the limits left. */
  changed(): void;
}
