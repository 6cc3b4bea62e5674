// What a refusal for want of money means for the next submissions: each refusal fails one for good. So after a while one at a
// time finds out, and what nobody watches waits until somebody has done something.

import { isUnwatched } from '../pipeline/due';
import type { Clock } from '../ports';
import type { StoredJob } from '../store/stored-job';

const pauseMs = 5 * 60_000;
const day = 1_440 * 60_000;

export class Unpaid {
  /** Wall time of the last refusal; undefined: since then something was taken. */
  private at: number | undefined;
  private isMended = false;

  constructor(private readonly clock: Clock) {}

  /** A submission was refused, since nothing is left on the account. */
  refused(): void {
    this.at = this.clock.now();
    this.isMended = false;
  }

  /** One that was sent after a refusal was taken. */
  taken(): void {
    this.at = undefined;
  }

  /** Somebody did something that may have mended it: one submission may find out at once. */
  mayBeMended(): void {
    this.isMended = true;
  }

  /** The service is not known to have taken anything since: one submission at a time. */
  get findsOut(): boolean {
    return this.at !== undefined;
  }

  /** When nothing was left; undefined: never, or somebody has done something since. */
  get since(): number | undefined {
    return this.isMended ? undefined : this.at;
  }

  /** Wall time until which nothing is submitted; undefined: something may be. */
  get until(): number | undefined {
    const until = (this.since ?? Number.NEGATIVE_INFINITY) + pauseMs;
    return until > this.clock.now() ? until : undefined;
  }

  /** Whether a job waits until somebody does something. A table that was queued after the refusal is somebody's word. */
  keeps(job: StoredJob): boolean {
    const { since } = this;
    if (since === undefined || !isUnwatched(job)) return false;
    const { at, body } = job.records.spec;
    return body.origin !== 'csv' || at <= since;
  }

  /** What the last leader of this key knew. A day later, or by a clock that was set back, it says nothing. */
  restore(at: number | undefined): void {
    const now = this.clock.now();
    this.at = at === undefined || Math.abs(now - at) > day ? undefined : Math.min(at, now);
    this.isMended = false;
  }
}
