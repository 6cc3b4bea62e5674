// Counting a lane's jobs by what they stand for at the service.

import type { JobState } from '../job';
import type { RecordBody } from '../store/records';
import type { StoredJob } from '../store/stored-job';
import { lastAttempt } from '../store/attempts';

type StateOf = (job: StoredJob) => JobState;

/** The longest that a page names for a job is ten minutes (vibegen.txt): what was sent longer ago has ended there. */
const doubtRunsMs = 15 * 60_000;

/** Jobs that count against the service's number of jobs at a time. What is in doubt may be running there, for a while. */
export function runnersOf(open: readonly StoredJob[], stateOf: StateOf, now: number): number {
  const states: readonly JobState[] = ['submitting', 'pending', 'running'];
  return open.filter(job => {
    const state = stateOf(job);
    if (state === 'inDoubt') return now - doubtfulSince(job, now) < doubtRunsMs;
    return states.includes(state) && !isUnseenImport(job);
  }).length;
}

/** When the last submission was seen to be in doubt; its window may have hung for hours before it sent. Where the claim cannot be read, when the job was queued. */
function doubtfulSince({ records }: StoredJob, now: number): number {
  const last = lastAttempt(records);
  return last?.doubt?.at ?? (last === undefined || last.attempt === 'damaged' ? records.spec.at : now);
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

/** Queued by a program or a table: nobody watches each of them. */
const unwatched: ReadonlySet<string> = new Set(['export', 'csv', 'tool']);
const doubtsThatPause = 3;

/**
 * Which queued jobs wait until a person has decided: three doubts pause a batch (design, *Submitting*, 4). What programs
 * and tables have queued is one batch, since nobody watches any of it; so is what one press queued.
 */
export function heldByDoubts(open: readonly StoredJob[], stateOf: StateOf): (job: StoredJob) => boolean {
  const doubts = open.filter(job => stateOf(job) === 'inDoubt');
  const groups = new Map<string, number>();
  for (const job of doubts) groups.set(groupOf(job), (groups.get(groupOf(job)) ?? 0) + 1);
  const unwatchedWait = doubts.filter(isUnwatched).length >= doubtsThatPause;
  return job => (unwatchedWait && isUnwatched(job)) || (groups.get(groupOf(job)) ?? 0) >= doubtsThatPause;
}

function groupOf({ records }: StoredJob): string {
  return records.spec.body.group;
}

export function isUnwatched(job: StoredJob): boolean {
  return isUnwatchedOrigin(job.records.spec.body.origin);
}

export function isUnwatchedOrigin(origin: string): boolean {
  return unwatched.has(origin);
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

/** A proof that an attempt made no job, of the kind that ends the job: it is not sent again. */
export function isFinalRefusal(refused: RecordBody<'refused'>): boolean {
  return refused.then === 'fail' || refused.then === 'key' || refused.then === 'credits';
}

/**
 * Nobody sends it any more, but that it has ended is not written: the window that decided so died or hangs. Its next
 * submission was claimed so that nobody sends it, or its last one was refused for good.
 */
export function isBarred({ records }: StoredJob): boolean {
  const last = lastAttempt(records);
  if (last === undefined) return false;
  if (last.refused !== undefined) return isFinalRefusal(last.refused.body);
  return last.attempt !== 'damaged' && last.attempt.body.purpose === 'cancel';
}
