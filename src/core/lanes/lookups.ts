// When doubtful submissions are looked up in their service's list: soon, and then ever less often.

import type { Clock } from '../ports';
import { youngestDoubt } from '../pipeline/due';
import type { StoredJob } from '../store/stored-job';

/** A list may lag a minute behind; a doubt that it does not show stays one. */
const afterMs = [5_000, 20_000, 60_000, 180_000, 600_000] as const;
/** How soon a look-up that failed is tried again. */
const againMs = 20_000;
/** How soon one that was refused is: what a list refuses says nothing of the key. */
const refusedAgainMs = 3_600_000;

/** What a service made of a look-up. */
export type LookupEnd =
  { readonly kind: 'answered' | 'refused' } | { readonly kind: 'failed'; readonly toldMs: number | undefined };

export class Lookups {
  private isRunning = false;
  private looks = 0;
  private done = { doubtAt: 0, count: 0 };
  private notBefore = 0;

  constructor(private readonly clock: Clock) {}

  get running(): boolean {
    return this.isRunning;
  }

  /** Milliseconds until the doubtful are looked up again; undefined: not any more by itself. */
  waitMs(doubtful: readonly StoredJob[]): number | undefined {
    const doubtAt = youngestDoubt(doubtful);
    if (doubtAt !== this.done.doubtAt) this.done = { doubtAt, count: 0 };
    const delay = afterMs[this.done.count];
    if (delay === undefined) return undefined;
    const first = this.looks === 0 ? 0 : delay;
    return Math.max(0, doubtAt + first - this.clock.now(), this.notBefore - this.clock.elapsed());
  }

  /** Counts a look-up, which resolves to what the service made of it. */
  async during(look: () => Promise<LookupEnd>): Promise<void> {
    this.isRunning = true;
    this.looks += 1;
    const { doubtAt } = this.done;
    let end: LookupEnd = { kind: 'failed', toldMs: undefined };
    try {
      end = await look();
    } finally {
      this.isRunning = false;
      // A list that nobody answered was not looked at.
      if (end.kind !== 'answered') this.notBefore = this.clock.elapsed() + againAfter(end);
      else if (this.done.doubtAt === doubtAt) this.done.count += 1;
    }
  }
}

function againAfter(end: LookupEnd): number {
  return end.kind === 'failed' ? Math.max(againMs, Math.min(end.toldMs ?? 0, refusedAgainMs)) : refusedAgainMs;
}
