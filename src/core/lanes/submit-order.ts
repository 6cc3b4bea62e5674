// In which order what waits is sent: what a person waits for before batches, and the batches in turn.

import { isUnwatched } from '../pipeline/due';
import type { StoredJob } from '../store/stored-job';

export class SubmitOrder {
  /** When each batch last had its turn, counted up. */
  private served = new Map<string, number>();
  private turns = 0;

  /** @returns the jobs that wait, first those that are to be sent first */
  sort(waiting: readonly StoredJob[]): StoredJob[] {
    const oldest = waiting.toSorted(byAge);
    const rounds = new Map<string, number>();
    const batched = oldest.filter(isUnwatched).map(job => {
      const batch = batchOf(job);
      const round = rounds.get(batch) ?? 0;
      rounds.set(batch, round + 1);
      return { job, round, served: this.served.get(batch) ?? 0 };
    });
    this.served = new Map([...this.served].filter(([batch]) => rounds.has(batch)));
    const inTurn = batched.toSorted((a, b) => a.round - b.round || a.served - b.served);
    return [...oldest.filter(job => !isUnwatched(job)), ...inTurn.map(({ job }) => job)];
  }

  /** The job is being sent: others of its batch come after the other batches. */
  note(job: StoredJob): void {
    if (isUnwatched(job)) this.served.set(batchOf(job), (this.turns += 1));
  }
}

function batchOf({ records }: StoredJob): string {
  return records.spec.body.group;
}

function byAge(a: StoredJob, b: StoredJob): number {
  return a.records.spec.at - b.records.spec.at || a.records.spec.body.take - b.records.spec.body.take;
}
