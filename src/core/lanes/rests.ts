// For how long a service wishes to be left alone, as its answers say: by all that a key asks, or by its submissions only.

import type { Clock } from '../ports';

const minute = 60_000;
const day = 1_440 * minute;
/** However long a service says: what is paid for is asked about this often, one request at a time, since links end. */
const longestRestMs = 15 * minute;
/** A good answer that says when requests are left again is believed so far: one request finds out the rest. */
const longestQuietMs = minute;

/** What a restart must know of it. Times are wall times in milliseconds. */
export interface RestState {
  /** Nothing is submitted before; older versions ask nothing at all before. */
  readonly pausedUntil?: number;
  /** Nothing is asked before. Beside `pausedUntil` always; without it, an older version wrote that. */
  readonly restsUntil?: number;
  /** The whole key was asked to wait, not submissions alone: after a rest, one request finds out whether it must still. */
  readonly limitedUntil?: number;
}

export class Rests {
  /** By the clock's elapsed time: when the whole key may go on, as told, and when the next request may find out. */
  private limitedUntil = 0;
  private restsUntil = 0;
  private isAsked = false;
  private submitsFrom = 0;
  private quietUntil = 0;

  constructor(private readonly clock: Clock) {}

  /** The whole key was asked to wait for so many milliseconds. */
  limit(milliseconds: number): void {
    const now = this.clock.elapsed();
    this.limitedUntil = Math.max(this.limitedUntil, now + Math.min(milliseconds, day));
    this.restsUntil = Math.max(this.restsUntil, now + Math.min(milliseconds, longestRestMs));
    this.isAsked = false;
  }

  /** Submissions were. */
  holdSubmits(milliseconds: number): void {
    this.submitsFrom = Math.max(this.submitsFrom, this.clock.elapsed() + Math.min(milliseconds, day));
  }

  /** That was the last request for so many milliseconds. */
  quiet(milliseconds: number): void {
    this.quietUntil = Math.max(this.quietUntil, this.clock.elapsed() + Math.min(milliseconds, longestQuietMs));
  }

  /** A request goes out. While the service wishes to wait for longer than anybody may, it is one that finds out. */
  asks(): void {
    const now = this.clock.elapsed();
    if (this.limitedUntil <= now || this.restsUntil > now) return;
    this.restsUntil = Math.min(this.limitedUntil, now + longestRestMs);
    this.isAsked = true;
  }

  /** The service answered normally: where that was the request that found out, only submissions go on waiting. */
  answered(): void {
    if (!this.isAsked) return;
    this.submitsFrom = Math.max(this.submitsFrom, this.limitedUntil);
    this.limitedUntil = 0;
    this.restsUntil = 0;
    this.isAsked = false;
  }

  /** Milliseconds until anything may be asked. */
  get restMs(): number {
    return Math.max(0, Math.max(this.restsUntil, this.quietUntil) - this.clock.elapsed());
  }

  /** Milliseconds until something may be submitted, as far as the service asked for it. */
  get pauseMs(): number {
    return Math.max(0, Math.max(this.submitsFrom, this.limitedUntil) - this.clock.elapsed());
  }

  get state(): RestState {
    const { pauseMs, restMs } = this;
    const [now, wall] = [this.clock.elapsed(), this.clock.now()];
    return {
      ...(pauseMs > 0 ? { pausedUntil: wall + pauseMs } : {}),
      ...(pauseMs > 0 || restMs > 0 ? { restsUntil: wall + restMs } : {}),
      ...(this.limitedUntil > now ? { limitedUntil: wall + this.limitedUntil - now } : {}),
    };
  }

  /** A clock that was set back, or a damaged file, must not stop a key for days. */
  restore({ pausedUntil = 0, restsUntil, limitedUntil }: RestState): void {
    const until = (wall: number, most: number) => this.clock.elapsed() + Math.min(wall - this.clock.now(), most);
    // What an older version wrote says only that the whole key waits.
    const limited = restsUntil === undefined ? pausedUntil : (limitedUntil ?? 0);
    this.limitedUntil = Math.max(this.limitedUntil, until(limited, day));
    this.restsUntil = Math.max(this.restsUntil, until(restsUntil ?? pausedUntil, longestRestMs));
    this.submitsFrom = Math.max(this.submitsFrom, until(pausedUntil, day));
  }
}
