// The groups of the Jobs tree, kept up to date job by job: one more event costs the same however many jobs there are. Knows no editor.

import { place } from '../../../core/engine/job-list';
import type { Job } from '../../../core/job';
import { groupJobs, groupOf, type GroupName, type Groups } from './model';

/** With more changes at once than this, grouping anew is quicker. */
const few = 64;

/** A job that stands in another group now; without `to`, it is gone. */
export interface Move {
  readonly id: string;
  readonly from: GroupName;
  readonly to?: GroupName;
}

export class JobGroups {
  #now = groupJobs([]);
  readonly #known = new Map<string, Job>();

  /** The groups as they are; the next change alters them in place. */
  get now(): Groups {
    return this.#now;
  }

  /** All of them, newest first. */
  reset(jobs: readonly Job[]): void {
    this.#known.clear();
    for (const job of jobs) this.#known.set(job.id, job);
    this.#now = groupJobs(jobs);
  }

  /** These jobs changed, came or went: returns those that went from one group to another. */
  update(ids: ReadonlySet<string>, engine: { job(id: string): Job | undefined; jobs(): readonly Job[] }): Move[] {
    const changes = [...ids].map(id => ({ id, before: this.#known.get(id), after: engine.job(id) }));
    if (changes.length > few) this.reset(engine.jobs());
    else this.#mend(changes);
    return changes.flatMap(({ id, before, after }) => {
      const from = before && groupOf(before);
      const to = after && groupOf(after);
      return from === undefined || from === to ? [] : [{ id, from, ...(to && { to }) }];
    });
  }

  #mend(
    changes: readonly { readonly id: string; readonly before: Job | undefined; readonly after: Job | undefined }[],
  ): void {
    for (const { id, before, after } of changes) {
      const [from, to] = [before && groupOf(before), after && groupOf(after)];
      if (before && from && from !== to) place(this.#now[from], before, undefined);
      if (after && to) place(this.#now[to], after, after);
      if (after) this.#known.set(id, after);
      else this.#known.delete(id);
    }
  }
}
