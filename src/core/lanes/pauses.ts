// Why a key's lane waits as a whole: it was refused, nothing is left on the account, the service asked to wait, or cannot be reached.

import type { Clock } from '../ports';
import type { Pace } from './pace';

export interface LanePause {
  readonly reason: 'key' | 'credits' | 'rate' | 'offline';
  /** Wall time in milliseconds; absent: until somebody does something. */
  readonly until?: number;
}

export class Pauses {
  private held: LanePause | undefined;
  private offlineTries = 0;
  private offlineUntil = 0;

  constructor(
    private readonly clock: Clock,
    private readonly pace: Pace,
    private readonly changed: () => void,
  ) {}

  get now(): LanePause | undefined {
    if (this.held !== undefined && (this.held.until === undefined || this.held.until > this.clock.now()))
      return this.held;
    const until = this.pace.pausedUntil;
    if (until !== undefined) return { reason: 'rate', until };
    const offline = this.offlineUntil - this.clock.elapsed();
    return offline > 0 ? { reason: 'offline', until: this.clock.now() + offline } : undefined;
  }

  hold(pause: LanePause): void {
    this.held = pause;
    this.changed();
  }

  /** The service cannot be reached: again after a growing time, 1 to 60 s. `chance` from 0 to 1. */
  offline(chance: number): void {
    this.offlineTries += 1;
    const growing = Math.min(60_000, 1_000 * 2 ** Math.min(this.offlineTries, 6));
    this.offlineUntil = this.clock.elapsed() + Math.max(1_000, growing * chance);
    this.changed();
  }

  /** The service answered. */
  online(): void {
    this.pace.calm();
    if (this.offlineTries === 0) return;
    this.offlineTries = 0;
    this.offlineUntil = 0;
    this.changed();
  }

  /** Somebody did something that may have mended it. The wait that the service asked for stays. */
  end(): void {
    this.held = undefined;
    this.offlineUntil = 0;
    this.offlineTries = 0;
  }
}
