// The jobs in the order in which views show them. A change of one job costs the same however many there are.

import type { Job } from '../job';

/** With more changes than this since the last look, sorting anew is quicker. */
const few = 64;

export class JobList {
  private readonly byId = new Map<string, Job>();
  private sorted: readonly Job[] = [];
  /** What changed since: of each id any version of its job, since what sorts it never changes. */
  private stale = new Map<string, Job>();

  get(id: string): Job | undefined {
    return this.byId.get(id);
  }

  /** Newest first. The same array until something changes. */
  all(): readonly Job[] {
    if (this.stale.size === 0) return this.sorted;
    this.sorted = this.stale.size > few ? [...this.byId.values()].sort(newestFirst) : this.mended();
    this.stale = new Map();
    return this.sorted;
  }

  set(job: Job): void {
    this.byId.set(job.id, job);
    this.stale.set(job.id, job);
  }

  delete(id: string): void {
    const job = this.byId.get(id);
    if (job === undefined) return;
    this.byId.delete(id);
    this.stale.set(id, job);
  }

  private mended(): readonly Job[] {
    const jobs = [...this.sorted];
    for (const job of this.stale.values()) place(jobs, job, this.byId.get(job.id));
    return jobs;
  }
}

/** Puts `now` where `job` stands, or would stand, in a list that is sorted; undefined takes it out. */
export function place(jobs: Job[], job: Job, now: Job | undefined): void {
  let [low, high] = [0, jobs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (newestFirst(jobs[middle] as Job, job) < 0) low = middle + 1;
    else high = middle;
  }
  const there = jobs[low]?.id === job.id ? 1 : 0;
  if (there === 1 && now !== undefined) jobs[low] = now;
  else jobs.splice(low, there, ...(now === undefined ? [] : [now]));
}

function newestFirst(a: Job, b: Job): number {
  return b.createdAt - a.createdAt || a.take - b.take || (a.id === b.id ? 0 : a.id < b.id ? 1 : -1);
}
