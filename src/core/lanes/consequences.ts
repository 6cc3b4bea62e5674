// What the outcome of a request means for what is asked next: when this job's turn comes, and whether the whole key waits.

import type { Dialect } from '../service';
import type { Hints } from '../public/hints';
import type { SubmitOutcome } from '../pipeline/submit';
import type { TrackOutcome } from '../pipeline/track';
import type { Agenda } from './agenda';
import type { Asking } from './asking';
import type { LaneParts } from './lane-parts';
import type { Refusal } from './list-look';
import { writePace } from './pace-file';
import type { Pauses } from './pauses';

const creditsPauseMs = 5 * 60_000;
/** One job's wait is not the key's: a service that names days for a status is asked again sooner. */
const longestLookWaitMs = 5 * 60_000;
/** A job that the service does not know yet is given this long, at least. */
const missedMs = 20_000;

export class Consequences {
  constructor(
    private readonly parts: LaneParts,
    private readonly agenda: Agenda,
    private readonly asking: Asking,
    private readonly hints: Hints,
    private readonly pauses: Pauses,
    private readonly dialect: () => Dialect,
  ) {}

  ofLook(id: string, outcome: TrackOutcome): void {
    if (outcome.kind !== 'offline') this.reached(outcome.kind !== 'later');
    if (!['offline', 'later', 'keyRefused'].includes(outcome.kind)) this.pauses.answered();
    switch (outcome.kind) {
      case 'going':
        this.asking.noteRunning(id);
        this.agenda.after(id, this.asking.waitMs(id));
        break;
      case 'ready':
        // The same dead link again, or fresh links that are dead, too: the next try waits its turn.
        if (outcome.fresh && this.agenda.failures(id) <= 1) this.agenda.now(id);
        break;
      case 'ended':
        break;
      case 'missing':
        this.agenda.afterMiss(id, Math.max(this.asking.spacingMs, missedMs));
        break;
      case 'later':
        this.ofLater(id, outcome);
        break;
      case 'keyRefused':
        // Another job's turn to find out.
        this.agenda.after(id, this.asking.spacingMs);
        this.ofRefusal(outcome);
        break;
      case 'offline':
        this.ofRefusal(outcome);
        break;
    }
  }

  /** What concerns the whole key, whichever request met it. */
  ofRefusal(outcome: Refusal): void {
    if (outcome.kind === 'offline') this.pauses.offline(this.chance(), outcome.why);
    else if (outcome.kind === 'keyRefused') this.pauses.refused('status');
    else if (outcome.limited) this.pauseRate(outcome.retryAfterMs);
  }

  ofSubmit(id: string, outcome: SubmitOutcome): void {
    // A wish to wait is no sign of calm: the next one, if it names no time either, waits longer.
    if (outcome.kind !== 'offline') this.reached(outcome.kind !== 'wait');
    switch (outcome.kind) {
      case 'accepted':
        this.agenda.after(id, this.asking.waitMs(id));
        break;
      case 'wait':
        this.pauseRate(outcome.retryAfterMs);
        break;
      case 'offline':
        this.pauses.offline(this.chance(), outcome.why);
        break;
      case 'paused':
        if (outcome.reason === 'key') this.pauses.refused('submit');
        else this.pauses.hold({ reason: 'credits', until: this.parts.work.ports.clock.now() + creditsPauseMs });
        break;
      case 'taken':
        this.agenda.afterFailure(id, 1);
        break;
      case 'again':
      case 'failed':
      case 'inDoubt':
        break;
    }
  }

  /** Something failed, and is tried again after longer waits each time, or when it was told to be. */
  ofFailure(id: string, toldMs?: number, closestMs?: number): void {
    this.agenda.afterFailure(id, this.chance(), toldMs, closestMs);
  }

  /** The whole key waits, also after a restart: so it is written down at once. */
  pauseRate(retryAfterMs: number | undefined): void {
    this.parts.pace.pause(retryAfterMs, this.chance());
    void writePace(this.parts, 'goesOn').catch(() => undefined);
    this.parts.changed();
  }

  private reached(calm: boolean): void {
    if (this.pauses.online({ calm })) this.parts.reachedAgain();
  }

  private ofLater(id: string, { retryAfterMs, limited }: Extract<TrackOutcome, { kind: 'later' }>): void {
    const told = retryAfterMs === undefined ? undefined : Math.min(retryAfterMs, longestLookWaitMs);
    this.ofFailure(id, told, this.dialect().pollEveryMs);
    if (told !== undefined) this.hints.told(id, told);
    if (limited) this.pauseRate(retryAfterMs);
  }

  /** 0 to 1. */
  private chance(): number {
    const [a = 0, b = 0] = this.parts.work.ports.random.bytes(2);
    return (a * 256 + b) / 65_535;
  }
}
