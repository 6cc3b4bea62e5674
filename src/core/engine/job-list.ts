// The jobs in the order in which views show them. A change of one job costs the same however many there are.

import type { Job } from '../job';

export class JobList {
  private readonly byId = new Map<string, Job>();
  private sorted: Job[] | undefined = [];

  get(id: string): Job | undefined {
    return this.byId.get(id);
  }

  /** Newest first. The same array until something changes. */
  all(): readonly Job[] {
    this.sorted ??= [...this.byId.values()].sort(newestFirst);
    return this.sorted;
  }

  set(job: Job): void {
    this.byId.set(job.id, job);
    this.sorted = undefined;
  }

  delete(id: string): void {
    if (this.byId.delete(id)) this.sorted = undefined;
  }
}

function newestFirst(a: Job, b: Job): number {
  return b.createdAt - a.createdAt || a.take - b.take || (a.id < b.id ? 1 : -1);
}
