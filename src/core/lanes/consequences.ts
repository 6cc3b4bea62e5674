// What the outcome of a request means for what is asked next: when this job's turn comes, and whether the whole key waits.

import type { HttpAnswer } from '../ports';
import type { Dialect } from '../service';
import { answeredAt, readRateLimit } from '../services/waits';
import type { Hints } from '../public/hints';
import type { SubmitOutcome } from '../pipeline/submit';
import type { TrackOutcome } from '../pipeline/track';
import type { Agenda } from './agenda';
import type { Asking } from './asking';
import type { LaneParts } from './lane-parts';
import type { Refusal } from './list-look';
import { writePace } from './pace-file';
import type { Pauses } from './pauses';

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

  /** Whatever was asked with this key, and by whom: a 429 pauses it, and what is left of its limits counts. */
  ofAnswer(answer: HttpAnswer): void {
    const { pace, work } = this.parts;
    const { limit, remaining, resetAt, resetInMs } = readRateLimit(answer);
    const writtenAt = answeredAt(answer) ?? work.ports.clock.now();
    pace.heard({
      limit,
      remaining,
      resetsInMs: resetInMs ?? (resetAt === undefined ? undefined : resetAt - writtenAt),
    });
    if (answer.status < 500 && answer.status !== 429) pace.calm();
    if (answer.status !== 429) return;
    const reading = this.dialect().readSubmit(answer);
    pace.pause(reading.verdict === 'notCreated' ? reading.retryAfterMs : undefined, this.chance());
    this.paused();
  }

  ofLook(id: string, outcome: TrackOutcome): void {
    if (outcome.kind !== 'offline') this.reached();
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
  }

  /** `findsOut`: when it was sent, the last one had been refused for want of money. */
  ofSubmit(id: string, outcome: SubmitOutcome, findsOut: boolean): void {
    const { pace } = this.parts;
    if (outcome.kind !== 'offline') this.reached();
    switch (outcome.kind) {
      case 'accepted':
        if (findsOut) this.paid();
        this.agenda.after(id, this.asking.waitMs(id));
        break;
      case 'wait':
        // After a 429 the whole key waits already; a service without room for another job answers for those that it has.
        if (outcome.retryAfterMs === undefined && pace.pausedUntil !== undefined) break;
        pace.holdSubmits(outcome.retryAfterMs, this.chance());
        this.paused();
        break;
      case 'offline':
        this.pauses.offline(this.chance(), outcome.why);
        break;
      case 'paused':
        if (outcome.reason === 'key') this.pauses.refused('submit');
        else {
          pace.unpaid.refused();
          this.paused();
        }
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

  private paid(): void {
    this.parts.pace.unpaid.taken();
    this.paused();
  }

  /** Also after a restart: so whoever keeps the pace writes it down at once. */
  private paused(): void {
    if (this.parts.lease.held) void writePace(this.parts, 'goesOn').catch(() => undefined);
    this.parts.changed();
  }

  private reached(): void {
    if (this.pauses.online()) this.parts.reachedAgain();
  }

  private ofLater(id: string, { retryAfterMs }: Extract<TrackOutcome, { kind: 'later' }>): void {
    const told = retryAfterMs === undefined ? undefined : Math.min(retryAfterMs, longestLookWaitMs);
    this.ofFailure(id, told, this.dialect().pollEveryMs);
    if (told !== undefined) this.hints.told(id, told);
  }

  /** 0 to 1. */
  private chance(): number {
    const [a = 0, b = 0] = this.parts.work.ports.random.bytes(2);
    return (a * 256 + b) / 65_535;
  }
}
