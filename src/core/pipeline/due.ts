// Counting a lane's jobs by what they stand for at the service.

import type { JobState } from '../job';
import type { StoredJob } from '../store/store';
import { lastAttempt } from '../store/store';

type StateOf = (job: StoredJob) => JobState;

/** Jobs that count against the service's number of jobs at a time. What is in doubt may be running there. */
export function runnersOf(open: readonly StoredJob[], stateOf: StateOf): number {
  const states: readonly JobState[] = ['submitting', 'inDoubt', 'pending', 'running'];
  return open.filter(job => states.includes(stateOf(job)) && !isUnseenImport(job)).length;
}

/** Made elsewhere, perhaps long ago, and not asked about yet: most likely it has ended. */
function isUnseenImport({ records, live }: StoredJob): boolean {
  const last = lastAttempt(records);
  return (
    last !== undefined &&
    last.attempt !== 'damaged' &&
    last.attempt.body.purpose === 'import' &&
    live.remote === undefined
  );
}

/** Jobs whose submission has no verdict and no window waiting for one. */
export function doubtsToLookUp(open: readonly StoredJob[], stateOf: StateOf): StoredJob[] {
  return open.filter(job => stateOf(job) === 'inDoubt');
}

/** When the youngest doubt began, in wall time. */
export function youngestDoubt(doubtful: readonly StoredJob[]): number {
  return Math.max(
    0,
    ...doubtful.map(({ records }) => {
      const last = lastAttempt(records);
      return last?.doubt?.at ?? (last === undefined || last.attempt === 'damaged' ? 0 : last.attempt.at);
    }),
  );
}
