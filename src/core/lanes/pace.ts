// How fast one service key may be used: requests a minute, jobs at a time, and pauses that the service asked for.

import type { Clock } from '../ports';
import { Rests } from './rests';
import type { RestState } from './rests';
import { Unpaid } from './unpaid';

const minute = 60_000;
/** A limit below this many requests is hardly one of a minute. Where it is, what is left says so with every answer. */
const lowestTold = 3;

/** What a restart must know to keep the rate. Times are wall times in milliseconds. */
export interface PaceState extends RestState {
  readonly at: number;
  readonly tokens: number;
  /** When a submission was refused for want of money, and nobody has done anything since. */
  readonly unpaidAt?: number;
}

/** What an answer says of the key's limits. */
export interface ToldLimits {
  /** Requests a minute. */
  readonly limit?: number | undefined;
  readonly remaining?: number | undefined;
  /** Milliseconds until there are more. */
  readonly resetsInMs?: number | undefined;
}

/**
 * A token bucket at 90 % of the documented rate. A fifteenth of the minute's requests may come at once, so that no minute,
 * however it is cut, sees more than the documented number, also where some of them were three seconds under way.
 */
export class Pace {
  private tokens: number;
  private filledAt: number;
  readonly unpaid: Unpaid;
  private readonly rests: Rests;
  /** How often in a row it was asked to wait: the whole key, and submissions alone. */
  private tries429 = 0;
  private tries503 = 0;
  private isShy = false;
  private told: number | undefined;

  constructor(
    private readonly clock: Clock,
    /** As documented or set; undefined: neither. */
    private own: number | undefined,
  ) {
    this.rests = new Rests(clock);
    this.unpaid = new Unpaid(clock);
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
    this.rests.restore(state);
    this.unpaid.restore(state.unpaidAt);
    this.isShy ||= this.rests.pauseMs > 0;
  }

  /** Since it was asked to wait, or refused for want of money, the service has not taken a submit: one at a time finds out. */
  get oneAtATime(): boolean {
    return this.isShy || this.unpaid.findsOut;
  }

  /** It has answered one that was sent after that, otherwise than with a wish to wait. */
  submitted(): void {
    this.isShy = false;
    this.tries503 = 0;
  }

  setRate(requestsPerMinute: number | undefined): void {
    this.fill();
    this.own = requestsPerMinute;
    this.tokens = Math.min(this.tokens, this.burst);
  }

  /** What an answer says of its limits: it may lower the rate, never raise it above what is documented or set. */
  heard({ limit, remaining, resetsInMs = 0 }: ToldLimits): void {
    if (limit !== undefined) {
      this.fill();
      this.told = Math.max(lowestTold, limit);
      this.tokens = Math.min(this.tokens, this.burst);
    }
    if (remaining === 0) this.rests.quiet(resetsInMs);
  }

  /** Milliseconds until one request may go out; 0: now. `reserve` tokens are left for others; below 0, so many may be owed. */
  waitMs(reserve = 0): number {
    const rest = this.rests.restMs;
    if (this.requestsPerMinute === undefined) return rest;
    this.fill();
    const wanted = 1 + Math.min(reserve, this.burst - 1);
    return Math.max(rest, Math.ceil(Math.max(0, wanted - this.tokens) / this.perMs));
  }

  /** Counts a request that goes out now. */
  spend(): void {
    this.rests.asks();
    if (this.requestsPerMinute === undefined) return;
    this.fill();
    this.tokens -= 1;
  }

  /** The service asked the whole key to wait; without a time, longer at each try in a row, 1 to 60 s, at random. */
  pause(retryAfterMs: number | undefined, chance: number): void {
    this.isShy = true;
    this.tries429 += 1;
    this.rests.limit(retryAfterMs ?? growing(this.tries429, chance));
  }

  /** It cannot take a submission now: those alone wait, in the same way. */
  holdSubmits(retryAfterMs: number | undefined, chance: number): void {
    this.isShy = true;
    this.tries503 += 1;
    this.rests.holdSubmits(retryAfterMs ?? growing(this.tries503, chance));
  }

  /** The service answered normally. */
  calm(): void {
    this.tries429 = 0;
    this.rests.answered();
  }

  /** Wall time until which the service asked to submit nothing, or to ask nothing; undefined: it did not. */
  get pausedUntil(): number | undefined {
    const { pauseMs } = this.rests;
    return pauseMs > 0 ? this.clock.now() + pauseMs : undefined;
  }

  /** The service asked to wait with what is to be sent next. */
  get mustWait(): boolean {
    return this.rests.pauseMs > 0 || this.rests.restMs > 0;
  }

  state(): PaceState {
    this.fill();
    const { since } = this.unpaid;
    const unpaid = since === undefined ? {} : { unpaidAt: since };
    return { at: this.clock.now(), tokens: this.tokens, ...this.rests.state, ...unpaid };
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

  /** Undefined: no limit is known. */
  private get requestsPerMinute(): number | undefined {
    const { own, told } = this;
    return own === undefined || told === undefined ? (own ?? told) : Math.min(own, told);
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

/** 1 to 60 s. `chance` from 0 to 1. */
function growing(tries: number, chance: number): number {
  return Math.max(1_000, Math.min(minute, 1_000 * 2 ** Math.min(tries - 1, 6)) * chance);
}
