// Why a key's lane waits as a whole: it was refused, nothing is left on the account, the service asked to wait, or cannot be reached.

import type { Clock } from '../ports';
import type { Pace } from './pace';

/** How often one status is tried with a key that was refused: a stray refusal must not cost videos whose links end. */
const keyTryEveryMs = 15 * 60_000;
const longestOfflineMs = 20_000;

export interface LanePause {
  readonly reason: 'key' | 'credits' | 'rate' | 'offline';
  /** Wall time in milliseconds; absent: until somebody does something. */
  readonly until?: number;
}

export class Pauses {
  private isRefused = false;
  /** Of a refused key: a submit was refused; what runs is answered all the same; when the next status may be tried. */
  private isSubmitRefused = false;
  private isAnswered = false;
  private tryAt = 0;
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
    if (this.isRefused) return { reason: 'key' };
    const { unpaid, pausedUntil } = this.pace;
    if (unpaid.until !== undefined) return { reason: 'credits', until: unpaid.until };
    if (pausedUntil !== undefined) return { reason: 'rate', until: pausedUntil };
    const offline = this.offlineMs;
    return offline > 0 ? { reason: 'offline', until: this.clock.now() + offline } : undefined;
  }

  /** Milliseconds until a submit may be tried. A pause without an end is looked at again in an hour. */
  get submitMs(): number {
    const pause = this.now;
    if (pause === undefined) return 0;
    return pause.until === undefined ? 3_600_000 : Math.max(1, pause.until - this.clock.now());
  }

  /** Milliseconds until a job that runs may be asked about, besides the pace. A missing balance does not stop it, and a refused key not for good. */
  get lookMs(): number {
    return this.triesKey ? Math.max(0, this.tryAt - this.clock.elapsed()) : this.offlineMs;
  }

  /** One status at a time finds out whether the key is still refused. */
  get triesKey(): boolean {
    return this.isRefused && !this.isAnswered;
  }

  private get offlineMs(): number {
    return Math.max(0, this.offlineUntil - this.clock.elapsed());
  }

  /** The service cannot be reached, as far as is known: also while it is being tried. */
  get isOffline(): boolean {
    return this.offlineTries > 0;
  }

  /** What a person is shown: that the service cannot be reached stands until it answers, and a missing balance until somebody does something. */
  get shown(): LanePause | undefined {
    const { now } = this;
    if (now !== undefined) return now;
    if (this.isOffline) return { reason: 'offline' };
    return this.pace.unpaid.since === undefined ? undefined : { reason: 'credits' };
  }

  /** The key was refused. Nothing is submitted from now on; after a submit, what runs may still be answered, and is tried at once. */
  refused(what: 'submit' | 'status'): void {
    const isNews = !this.isRefused;
    this.isSubmitRefused = what === 'submit' || (!isNews && this.isSubmitRefused);
    this.isAnswered &&= what === 'submit' && !isNews;
    this.tryAt = this.clock.elapsed() + (what === 'submit' && isNews ? 0 : keyTryEveryMs);
    this.isRefused = true;
    if (isNews) this.tell.changed();
  }

  /** A status is asked. */
  asks(): void {
    if (this.triesKey) this.tryAt = this.clock.elapsed() + keyTryEveryMs;
  }

  /** A status was answered normally: the key is good, though perhaps not for submits. */
  answered(): void {
    if (!this.triesKey) return;
    this.isAnswered = true;
    if (this.isSubmitRefused) return;
    this.isRefused = false;
    this.tell.changed();
  }

  /** The service cannot be reached, `why` in a sentence: again after a growing time, 1 to 20 s. `chance` from 0 to 1. */
  offline(chance: number, why: string): void {
    if (!this.isOffline) {
      this.offlineSince = this.clock.now();
      this.tell.log('warn', 'cannot be reached; its jobs wait', { why });
    }
    this.offlineTries += 1;
    const growing = Math.min(longestOfflineMs, 1_000 * 2 ** Math.min(this.offlineTries, 6));
    // Never less than half: each try of a submit is written down.
    this.offlineUntil = this.clock.elapsed() + (growing * (1 + chance)) / 2;
    this.tell.changed();
  }

  /** The service answered. True: it could not be reached before. */
  online(): boolean {
    if (!this.isOffline) return false;
    this.offlineTries = 0;
    this.offlineUntil = 0;
    const seconds = Math.round((this.clock.now() - this.offlineSince) / 1_000);
    this.tell.log('info', 'reached again', { seconds });
    this.tell.changed();
    return true;
  }

  /** Something was done that may have mended it; by a program: anything but the account. The wait that the service asked for stays. */
  end(by: 'person' | 'program'): void {
    const before = this.shown?.reason;
    this.isRefused = false;
    if (by === 'person') this.pace.unpaid.mayBeMended();
    this.tryNow();
    if (this.shown?.reason !== before) this.tell.changed();
  }

  /** The network may be back: it is tried at once, and if it is not, soon again. */
  tryNow(): void {
    this.tryAt = 0;
    this.offlineUntil = 0;
    this.offlineTries = Math.min(this.offlineTries, 1);
  }
}
