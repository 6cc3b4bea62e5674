// What the records of a job's submissions say, taken together.

import type { Cost } from '../service';
import type { AttemptRecords, JobRecords } from './job-folder';

/** The last submission that was claimed, if any. */
export function lastAttempt(records: JobRecords): AttemptRecords | undefined {
  return records.attempts.at(-1);
}

/** Whether a job was taken over from its service: no submission of ours made it, or one whose job was given up. */
export function isImported(records: JobRecords): boolean {
  const made = lastAttempt(records)?.attempt;
  return made !== undefined && made !== 'damaged' && made.body.purpose === 'import';
}

/** The service's id of a job, whichever record holds it. */
export function remoteIdOf(records: JobRecords): string | undefined {
  const last = lastAttempt(records);
  return last?.corrected?.body.remoteId ?? last?.accepted?.body.remoteId;
}

/** What the job costs, as far as the service has said: at its end, else when it took it. */
export function costKnown(records: JobRecords): Cost | undefined {
  return costTold(records) ?? priceWhenTaken(records);
}

/** What the service said of the finished video: a fresh link may come without. */
export function costTold({ results }: Pick<JobRecords, 'results'>): Cost | undefined {
  return results.findLast(({ body }) => body.cost !== undefined)?.body.cost;
}

/** What the service said that the job will cost when it took it. */
export function priceWhenTaken(records: JobRecords): Cost | undefined {
  const last = lastAttempt(records);
  return last?.corrected?.body.price ?? last?.accepted?.body.price;
}

/** The seed that was drawn for a submission, by default the last one, where the user gave none. */
export function drawnSeed(records: JobRecords, submission = lastAttempt(records)): number | undefined {
  const attempt = submission?.attempt;
  return (attempt === 'damaged' ? undefined : attempt?.body.seed) ?? records.spec.body.seed;
}
