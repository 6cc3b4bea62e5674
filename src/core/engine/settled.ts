// Waiting until a job has come to rest.

import type { JobsChange } from '../engine';
import type { Job } from '../job';
import { isFinal } from '../job';
import type { Disposable } from '../ports';

/** Whether nothing more happens to a job by itself, or only somebody can say what happened. */
export function hasSettled(job: Job): boolean {
  return isFinal(job.state) || job.state === 'inDoubt';
}

/** Resolves with the job once it has settled; rejects with `gone()` when it is removed. */
export function untilSettled(
  listen: (listener: (change: JobsChange) => void) => Disposable,
  id: string,
  gone: () => Error,
): Promise<Job> {
  return new Promise((resolve, reject) => {
    const subscription = listen(({ changed, removed }) => {
      const job = changed.find(candidate => candidate.id === id);
      if (removed.includes(id)) reject(gone());
      else if (job !== undefined && hasSettled(job)) resolve(job);
      else return;
      subscription.dispose();
    });
  });
}
