// How often one place may be asked for.

import type { Clock } from '../ports';

const minute = 60_000;

/** Counts per key and minute. Keys are few: only places that exist are counted. */
export class RateLimit {
  private readonly times = new Map<string, number[]>();

  constructor(
    private readonly clock: Clock,
    private readonly perMinute: number,
  ) {}

  /** Counts one; false where it is one too many. */
  allows(key: string): boolean {
    const now = this.clock.elapsed();
    for (const [other, at] of this.times) if ((at.at(-1) ?? 0) <= now - minute) this.times.delete(other);
    const recent = (this.times.get(key) ?? []).filter(at => at > now - minute);
    if (recent.length >= this.perMinute) return false;
    this.times.set(key, [...recent, now]);
    return true;
  }
}
