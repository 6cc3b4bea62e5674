// Taking turns inside a key's pace, for requests that a person asked for and that no lane makes.

import type { Clock } from '../ports';
import type { Pace } from './pace';

/** Longer than this nobody watches a progress message. */
const longestWaitMs = 75_000;
/** Tokens that are left for submits and looks. */
const reserve = 2;

export class Turns {
  constructor(
    private readonly clock: Clock,
    private readonly pace: Pace,
    /** Writes the pace down where no lane does. */
    private readonly keep: () => Promise<void> = async () => undefined,
  ) {}

  /** Waits until one request may go out, and counts it. A number: the service asked to wait for so many milliseconds, which is too long. */
  async take(): Promise<number | undefined> {
    for (;;) {
      const wait = this.pace.waitMs(reserve);
      if (wait > longestWaitMs) return wait;
      if (wait <= 0) break;
      await this.sleep(wait);
    }
    this.pace.spend();
    await this.keep();
    return undefined;
  }

  /** The service asked to wait, or cannot answer now. */
  async hold(retryAfterMs: number | undefined, limited: boolean): Promise<void> {
    if (limited) this.pace.pause(retryAfterMs, 1);
    else await this.sleep(Math.min(retryAfterMs ?? 3_000, longestWaitMs));
    await this.keep();
  }

  private sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => this.clock.after(milliseconds, resolve));
  }
}
