// Which jobs have just come to rest: told once per outcome, and never of what had ended before this window looked.

import type { Engine } from '../core/engine';
import type { Job } from '../core/job';
import type { Disposable } from '../core/ports';
import { outcomeOf } from './notificationTexts';

export class Outcomes implements Disposable {
  /** What was last seen of each job: how it rests, or that it goes on. */
  readonly #seen = new Map<string, string>();
  readonly #subscription: Disposable;
  #ready = false;

  constructor(
    private readonly engine: Pick<Engine, 'ready' | 'jobs' | 'onDidChangeJobs'>,
    private readonly ended: (job: Job) => void,
    private readonly startedAt = Date.now(),
  ) {
    this.#subscription = engine.onDidChangeJobs(({ changed, removed }) => {
      if (this.#ready) for (const job of changed) this.#look(job);
      for (const id of removed) this.#seen.delete(id);
    });
    void engine.ready.then(() => this.#begin());
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #begin(): void {
    for (const job of this.engine.jobs()) this.#seen.set(job.id, restOf(job));
    this.#ready = true;
  }

  #look(job: Job): void {
    const rest = restOf(job);
    const before = this.#seen.get(job.id);
    this.#seen.set(job.id, rest);
    if (rest === goesOn || rest === before) return;
    if (before !== undefined || job.createdAt >= this.startedAt) this.ended(job);
  }
}

const goesOn = '';

function restOf(job: Job): string {
  const outcome = outcomeOf(job);
  return outcome === undefined ? goesOn : `${outcome} ${job.needs ?? ''}`;
}
