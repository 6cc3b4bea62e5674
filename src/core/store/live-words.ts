// What is heard of jobs between their records, on its way from window to window.

import type { Clock } from '../ports';
import type { Journal, Live } from './journal';

const mostEarly = 1_000;

export class LiveWords {
  /** Of jobs that are being read for the first time. */
  private readonly early = new Map<string, Live>();

  constructor(
    private readonly journal: Journal,
    private readonly clock: Clock,
  ) {}

  tell(job: string, live: Live): void {
    void this.journal.append({ job, what: 'live', live, at: this.clock.now() });
  }

  /** Says again what there is to say: whoever hung while it was said, and its window ended, knows nothing of it. */
  tellAgain(jobs: Iterable<string>, liveOf: (job: string) => Live | undefined): void {
    for (const job of jobs) {
      const live = liveOf(job);
      if (live !== undefined && isSomething(live)) this.tell(job, live);
    }
  }

  /** For when the job is known. */
  keep(job: string, live: Live): void {
    if (this.early.size >= mostEarly) this.early.clear();
    this.early.set(job, live);
  }

  take(job: string): Live {
    const live = this.early.get(job) ?? {};
    this.early.delete(job);
    return live;
  }
}

export function isSomething(live: Live | undefined): boolean {
  return Object.keys(live ?? {}).length > 0;
}
