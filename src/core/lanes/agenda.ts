// When each job of a lane is next looked at. In memory only: after a restart everything is due.

import type { Clock } from '../ports';

interface Entry {
  dueAt: number;
  failures: number;
  misses: number;
}

export class Agenda {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly clock: Clock) {}

  /** Milliseconds until the job is due; 0: now. */
  waitMs(id: string): number {
    const entry = this.entries.get(id);
    return entry === undefined ? 0 : Math.max(0, entry.dueAt - this.clock.elapsed());
  }

  /** When the job is due, by the clock's elapsed time; what nobody set a time for, since ever. */
  dueAt(id: string): number {
    return this.entries.get(id)?.dueAt ?? Number.NEGATIVE_INFINITY;
  }

  /** So much time passed that the clock's elapsed time did not count: the machine slept. */
  pass(milliseconds: number): void {
    for (const entry of this.entries.values()) entry.dueAt -= Math.max(0, milliseconds);
  }

  /** All went well: again after `milliseconds`. */
  after(id: string, milliseconds: number): void {
    this.entries.set(id, { dueAt: this.clock.elapsed() + milliseconds, failures: 0, misses: 0 });
  }

  /** It did not: again after a growing time, 1 to 60 s with full jitter, or as told, but not sooner than `closestMs`. `chance` from 0 to 1. */
  afterFailure(id: string, chance: number, toldMs?: number, closestMs = 500): void {
    const entry = this.entry(id);
    entry.failures += 1;
    const growing = Math.min(60_000, 1_000 * 2 ** Math.min(entry.failures - 1, 6));
    entry.dueAt = this.clock.elapsed() + Math.max(closestMs, toldMs ?? growing * chance);
  }

  /** The service did not know the job. */
  afterMiss(id: string, milliseconds: number): void {
    const entry = this.entry(id);
    entry.misses += 1;
    entry.dueAt = this.clock.elapsed() + milliseconds;
  }

  /** How often in a row the service did not know the job. */
  misses(id: string): number {
    return this.entries.get(id)?.misses ?? 0;
  }

  /** Another window may have been answered meanwhile: what comes now is not in a row with what this one saw. */
  forgetMisses(): void {
    for (const entry of this.entries.values()) entry.misses = 0;
  }

  /** How often in a row it went wrong. */
  failures(id: string): number {
    return this.entries.get(id)?.failures ?? 0;
  }

  now(id: string): void {
    const entry = this.entries.get(id);
    if (entry !== undefined) entry.dueAt = this.clock.elapsed();
  }

  forget(id: string): void {
    this.entries.delete(id);
  }

  private entry(id: string): Entry {
    const entry = this.entries.get(id) ?? { dueAt: 0, failures: 0, misses: 0 };
    this.entries.set(id, entry);
    return entry;
  }
}
