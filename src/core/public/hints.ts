// Callbacks only hint that a job should be asked for now: not more often than once in two seconds, and never against the service's wish.

import type { Clock } from '../ports';

/** No job is asked for more often than this because of callbacks. */
export const hintsApartMs = 2_000;

export class Hints {
  private readonly askedAt = new Map<string, number>();
  private readonly notBefore = new Map<string, number>();
  private readonly hinted = new Set<string>();

  constructor(private readonly clock: Clock) {}

  /** A callback named the job. */
  add(id: string): void {
    this.hinted.add(id);
  }

  /** The service is asked now; what is hinted from here on wants another look. */
  asked(id: string): void {
    this.askedAt.set(id, this.clock.elapsed());
    this.notBefore.delete(id);
    this.hinted.delete(id);
  }

  /** The service said how long to leave it alone. */
  told(id: string, waitMs: number): void {
    this.notBefore.set(id, this.clock.elapsed() + waitMs);
  }

  /** Milliseconds until a hinted job may be asked for; undefined: nothing was hinted. */
  waitMs(id: string): number | undefined {
    if (!this.hinted.has(id)) return undefined;
    const asked = this.askedAt.get(id);
    const apart = asked === undefined ? 0 : asked + hintsApartMs;
    return Math.max(0, Math.max(apart, this.notBefore.get(id) ?? 0) - this.clock.elapsed());
  }

  forget(id: string): void {
    this.askedAt.delete(id);
    this.notBefore.delete(id);
    this.hinted.delete(id);
  }
}
