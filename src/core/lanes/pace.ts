// How fast one service key may be used: requests a minute, jobs at a time, and pauses that the service asked for.

import type { Clock } from '../ports';

const minute = 60_000;
const day = 1_440 * minute;

/** What a restart must know to keep the rate. Times are wall times in milliseconds. */
export interface PaceState {
  readonly at: number;
  readonly tokens: number;
  readonly pausedUntil?: number;
}

/**
 * A token bucket at 90 % of the documented rate. A fifteenth of the minute's requests may come at once, so that no minute,
 * however it is cut, sees more than the documented number, also where some of them were three seconds under way.
 */
export class Pace {
  private tokens: number;
  private filledAt: number;
  private pauseEnds = 0;
  private tries429 = 0;
  private isShy = false;

  constructor(
    private readonly clock: Clock,
    /** Undefined: no limit is documented or set. */
    private requestsPerMinute: number | undefined,
  ) {
    this.filledAt = clock.elapsed();
    this.tokens = this.burst;
  }

  /** Goes on where the last leader of this key stopped. */
  restore(state: PaceState): void {
    const away = Math.max(0, this.clock.now() - state.at);
    this.filledAt = this.clock.elapsed();
    // A damaged figure must not stop a key for days, either.
    const kept = Math.max(-minute * this.perMs, state.tokens);
    this.tokens = Math.min(this.burst, kept + away * this.perMs);
    const left = (state.pausedUntil ?? 0) - this.clock.now();
    // A clock that was set back must not stop a key for days.
    if (left <= 0) return;
    this.pauseEnds = this.clock.elapsed() + Math.min(left, day);
    this.isShy = true;
  }

  /** Since it was asked to wait, the service has not answered a submit otherwise: one at a time finds out. */
  get oneAtATime(): boolean {
    return this.isShy;
  }

  /** It has now, one that was sent after that. */
  submitted(): void {
    this.isShy = false;
  }

  setRate(requestsPerMinute: number | undefined): void {
    this.fill();
    this.requestsPerMinute = requestsPerMinute;
    this.tokens = Math.min(this.tokens, this.burst);
  }

  /** Milliseconds until one request may go out; 0: now. `reserve` tokens are left for others. */
  waitMs(reserve = 0): number {
    const pause = Math.max(0, this.pauseEnds - this.clock.elapsed());
    if (this.requestsPerMinute === undefined) return pause;
    this.fill();
    const wanted = 1 + Math.min(reserve, this.burst - 1);
    return Math.max(pause, Math.ceil(Math.max(0, wanted - this.tokens) / this.perMs));
  }

  /** Counts a request that goes out now. */
  spend(): void {
    if (this.requestsPerMinute === undefined) return;
    this.fill();
    this.tokens -= 1;
  }

  /** The service asked to wait; without a time, longer at each try in a row, 1 to 60 s, at random. */
  pause(retryAfterMs: number | undefined, chance: number): number {
    this.isShy = true;
    this.tries429 += 1;
    const growing = Math.min(minute, 1_000 * 2 ** Math.min(this.tries429 - 1, 6));
    const wait = retryAfterMs ?? Math.max(1_000, growing * chance);
    this.pauseEnds = Math.max(this.pauseEnds, this.clock.elapsed() + Math.min(wait, day));
    return this.clock.now() + (this.pauseEnds - this.clock.elapsed());
  }

  /** The service answered normally. */
  calm(): void {
    this.tries429 = 0;
  }

  /** Wall time until which the service asked to wait; undefined: it did not. */
  get pausedUntil(): number | undefined {
    const left = this.pauseEnds - this.clock.elapsed();
    return left > 0 ? this.clock.now() + left : undefined;
  }

  state(): PaceState {
    this.fill();
    const pausedUntil = this.pausedUntil;
    return { at: this.clock.now(), tokens: this.tokens, ...(pausedUntil === undefined ? {} : { pausedUntil }) };
  }

  /** The closest distance between status requests so that `jobs` of them leave a fifth of the rate for submits. */
  pollSpacingMs(jobs: number, askedMs: number): number {
    if (this.requestsPerMinute === undefined) return askedMs;
    return Math.max(askedMs, (jobs * minute) / (this.requestsPerMinute * 0.7));
  }

  /** Whether more than one request may ever come at once: else none can be left for others. */
  get keepsSeveral(): boolean {
    return this.requestsPerMinute === undefined || this.burst > 1;
  }

  /** How long one request's share of the rate takes to come. */
  get tokenMs(): number {
    return this.requestsPerMinute === undefined ? 0 : 1 / this.perMs;
  }

  private get burst(): number {
    return Math.max(1, Math.floor((this.requestsPerMinute ?? 10) / 15));
  }

  private get perMs(): number {
    const rate = this.requestsPerMinute ?? 60;
    return Math.max(0.5, Math.min(rate * 0.9, rate - this.burst)) / minute;
  }

  private fill(): void {
    const now = this.clock.elapsed();
    this.tokens = Math.min(this.burst, this.tokens + (now - this.filledAt) * this.perMs);
    this.filledAt = now;
  }
}
