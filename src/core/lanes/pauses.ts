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
  private offlineSince = 0;

  constructor(
    private readonly clock: Clock,
    private readonly pace: Pace,
    private readonly tell: {
      changed(): void;
      /** One line for each change, however often it was tried. */
      log(level: 'info' | 'warn', message: string, facts: Readonly<Record<string, string | number>>): void;
    },
  ) {}

  get now(): LanePause | undefined {
    if (this.held !== undefined && (this.held.until === undefined || this.held.until > this.clock.now()))
      return this.held;
    const until = this.pace.pausedUntil;
    if (until !== undefined) return { reason: 'rate', until };
    const offline = this.offlineUntil - this.clock.elapsed();
    return offline > 0 ? { reason: 'offline', until: this.clock.now() + offline } : undefined;
  }

  /** The service cannot be reached, as far as is known: also while it is being tried. */
  get isOffline(): boolean {
    return this.offlineTries > 0;
  }

  /** What a person is shown: that the service cannot be reached stands until it answers. */
  get shown(): LanePause | undefined {
    return this.now ?? (this.isOffline ? { reason: 'offline' } : undefined);
  }

  hold(pause: LanePause): void {
    this.held = pause;
    this.tell.changed();
  }

  /** The service cannot be reached, `why` in a sentence: again after a growing time, 1 to 60 s. `chance` from 0 to 1. */
  offline(chance: number, why: string): void {
    if (!this.isOffline) {
      this.offlineSince = this.clock.now();
      this.tell.log('warn', 'cannot be reached; its jobs wait', { why });
    }
    this.offlineTries += 1;
    const growing = Math.min(60_000, 1_000 * 2 ** Math.min(this.offlineTries, 6));
    this.offlineUntil = this.clock.elapsed() + Math.max(1_000, growing * chance);
    this.tell.changed();
  }

  /** The service answered; `calm`: and did not ask to wait. True: it could not be reached before. */
  online({ calm } = { calm: true }): boolean {
    if (calm) this.pace.calm();
    if (!this.isOffline) return false;
    this.offlineTries = 0;
    this.offlineUntil = 0;
    const seconds = Math.round((this.clock.now() - this.offlineSince) / 1_000);
    this.tell.log('info', 'reached again', { seconds });
    this.tell.changed();
    return true;
  }

  /** Somebody did something that may have mended it. The wait that the service asked for stays. */
  end(): void {
    this.held = undefined;
    this.tryNow();
  }

  /** The network may be back: it is tried at once, and if it is not, soon again. */
  tryNow(): void {
    this.offlineUntil = 0;
    this.offlineTries = Math.min(this.offlineTries, 1);
  }
}
