// Carrying out what a lane decided, and drawing the consequences for its timing.

import type { JobState } from '../job';
import type { HttpAnswer } from '../ports';
import type { Dialect, RemoteJob } from '../service';
import { Hints } from '../public/hints';
import { Registrar } from '../public/registration';
import type { StoredJob } from '../store/stored-job';
import { lastAttempt } from '../store/attempts';
import type { Agenda } from './agenda';
import { Asking } from './asking';
import { cancelAtService, endBarred } from '../pipeline/cancel';
import { Consequences } from './consequences';
import { closedBeforeAnswer } from '../pipeline/failures';
import { fetchVideo } from '../pipeline/fetch';
import type { LaneParts } from './lane-parts';
import { followPassed, passedOf } from '../pipeline/late-answer';
import { ListLook, type ListOutcome } from './list-look';
import { Lookups } from './lookups';
import { reconcile } from '../pipeline/reconcile';
import { submitJob } from '../pipeline/submit';
import type { SubmitOutcome } from '../pipeline/submit';
import { applyStatus, setLive, trackJob } from '../pipeline/track';
import { refuseUnfit } from '../pipeline/unfit';
import { Pauses } from './pauses';
import type { LanePause } from './pauses';
import { waitingFor } from './waiting';

const stopWithinMs = 3_500;
const passedAgainMs = 30_000;
const slowBytesPerSecond = 20_000;
/** The service said something of the submit other than to wait. */
const answersSubmit: ReadonlySet<SubmitOutcome['kind']> = new Set(['accepted', 'again', 'failed', 'paused']);

export class LaneRun {
  readonly busy = new Set<string>();
  readonly candidates = new Map<string, readonly RemoteJob[]>();
  readonly hints: Hints;
  readonly asking: Asking;
  readonly lists: ListLook;
  readonly lookups: Lookups;

  private readonly registrar = new Registrar();
  private readonly fetchingSince = new Map<string, number>();
  private readonly wished = new Set<string>();
  private readonly passed = new Set<string>();
  private readonly submitting = new Set<string>();
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<void>>();
  readonly pauses: Pauses;
  private readonly consequences: Consequences;
  private looking = 0;

  constructor(
    private readonly parts: LaneParts,
    private readonly agenda: Agenda,
    private readonly wake: () => void,
  ) {
    this.asking = new Asking(parts, () => this.dialect);
    this.lists = new ListLook(parts, () => this.dialect);
    this.lookups = new Lookups(parts.work.ports.clock);
    this.hints = new Hints(parts.work.ports.clock);
    const { clock, log } = parts.work.ports;
    const service = parts.wire.service.id;
    this.pauses = new Pauses(clock, parts.pace, {
      changed: () => parts.changed(),
      log: (level, message, facts) => log.write(level, message, { service, ...facts }),
    });
    this.consequences = new Consequences(parts, agenda, this.asking, this.hints, this.pauses, () => this.dialect);
  }

  get dialect(): Dialect {
    return this.parts.wire.service.dialectFor(this.parts.wire.key?.key);
  }

  get maxConcurrent(): number {
    const { settings } = this.parts.work.ports;
    return settings.service(this.parts.wire.service.id).maxConcurrent ?? this.dialect.limits.concurrentJobs ?? 10;
  }

  /** What a person is shown of it. */
  get shownPause(): LanePause | undefined {
    return this.pauses.shown;
  }

  get isOffline(): boolean {
    return this.pauses.isOffline;
  }

  /** While the service cannot be reached, one request at a time finds out whether it can. */
  get isProbing(): boolean {
    return this.isOffline && this.submitting.size + this.looking > 0;
  }

  /** Whether the next submit waits for the outcome of the one before. */
  get holdsSubmits(): boolean {
    return this.isProbing || (this.parts.pace.oneAtATime && this.submitting.size > 0);
  }

  /** From the decision to submit until its outcome: the record of the attempt comes a little later. */
  isSubmitting(id: string): boolean {
    return this.submitting.has(id);
  }

  /** How many submissions have no outcome yet. */
  get inHand(): number {
    return this.submitting.size;
  }

  resume(by: 'person' | 'program'): void {
    this.pauses.end(by);
  }

  /** An answer to a request with this key, from whatever window part it came. */
  heard(answer: HttpAnswer): void {
    this.consequences.ofAnswer(answer);
  }

  /** The network may be back. */
  tryNow(): void {
    this.pauses.tryNow();
  }

  /** Ends downloads; a submission on its way has a few seconds for its answer, which is all that the editor gives. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const patience = new Promise<void>(resolve => this.parts.work.ports.clock.after(stopWithinMs, resolve));
    await Promise.race([Promise.allSettled(this.running), patience]);
  }

  /** Says on a queued job why it is not sent. */
  noteWaiting(id: string, reason: 'turn' | 'doubts' | 'credits' | undefined): void {
    // A person's word is needed however the service is.
    const isOwn = reason === 'doubts' || (reason !== undefined && !this.isOffline);
    setLive(this.parts.work, id, { waiting: isOwn ? { reason } : waitingFor(this.shownPause) });
  }

  /** Says on a job that the service has whether the service can be asked about it. */
  noteOffline({ id, live }: StoredJob): void {
    const waiting = this.isOffline ? ({ reason: 'offline' } as const) : undefined;
    if (this.isOffline || live.waiting?.reason === 'offline') setLive(this.parts.work, id, { waiting });
  }

  /** A submission whose window is gone without a word is in doubt; that is written down. */
  noteAbandoned(job: StoredJob, state: JobState): void {
    const last = lastAttempt(job.records);
    if (state !== 'inDoubt' || last === undefined || last.doubt !== undefined || this.busy.has(job.id)) return;
    // A full disk is not tried without end.
    if (this.agenda.waitMs(job.id) > 0) return;
    const body = { reason: 'closed', error: closedBeforeAnswer() };
    this.start(job.id, async () => {
      await this.parts.work.store.addNumbered(job.id, 'doubt', last.number, body);
      this.parts.work.ports.log.write('warn', 'in doubt', { job: job.id, reason: 'closed' });
    });
  }

  /** What an earlier submission of a job made and no row follows: the window that was told of it has died, or is an older version. */
  followPassed({ id, records }: StoredJob): void {
    const { work, wire } = this.parts;
    for (const passed of passedOf(records)) {
      const name = `${id} ${passed.remoteId}`;
      if (this.passed.has(name)) continue;
      this.passed.add(name);
      this.start('', async () => {
        await followPassed(work, wire, records, passed).catch((error: unknown) => {
          work.ports.clock.after(passedAgainMs, () => this.passed.delete(name));
          throw error;
        });
      });
    }
  }

  fetch(id: string): void {
    this.start(id, async () => {
      const failures = this.agenda.failures(id);
      this.fetchingSince.set(id, this.parts.work.ports.clock.elapsed());
      const outcome = await fetchVideo(this.parts.work, this.parts.wire, id, {
        failures,
        signal: this.stopping.signal,
      });
      if (outcome.kind === 'done' || outcome.kind === 'expired') return;
      if (outcome.kind === 'diskFull') {
        setLive(this.parts.work, id, { waiting: { reason: 'disk' } });
        this.agenda.afterFailure(id, 1, 30_000);
        return;
      }
      const told = outcome.kind === 'later' ? outcome.retryAfterMs : undefined;
      this.consequences.ofFailure(id, told);
      // A link that grows old looks different without any record of it.
      this.parts.work.store.touch(id);
      if (outcome.kind !== 'freshLink' || !this.mayAsk()) return;
      await this.turn();
      await this.askStatus(id);
    });
  }

  /** A download that drips does not keep the others from their turn. */
  drips(job: StoredJob): boolean {
    const since = this.fetchingSince.get(job.id);
    if (since === undefined || !this.busy.has(job.id)) return false;
    const seconds = (this.parts.work.ports.clock.elapsed() - since) / 1_000;
    return seconds > 10 && (job.live.received ?? 0) / seconds < slowBytesPerSecond;
  }

  /** Ends a job whose wish to be cancelled came while it was being sent, and which was not; or that nobody sends any more. */
  endWished(id: string): void {
    this.start(id, async () => {
      await endBarred(this.parts.work, id);
    });
  }

  submit(id: string): void {
    this.parts.pace.spend();
    this.submitting.add(id);
    const leads = this.parts.lease.lead();
    this.start(id, async () => {
      // A try while it cannot be reached is not news; the row would only flicker.
      if (!this.isOffline) setLive(this.parts.work, id, { waiting: undefined });
      const { work, wire, pace } = this.parts;
      const findsOut = pace.oneAtATime;
      const findsMoney = pace.unpaid.findsOut;
      try {
        if (await refuseUnfit(work, this.dialect, id)) return;
        await this.registrar.ensure(work, wire, this.dialect, () => pace.spend());
        // Its answer may have been a wish to wait.
        if (pace.mustWait) return;
        const outcome = await submitJob(work, wire, this.dialect, id, leads);
        this.consequences.ofSubmit(id, outcome, findsMoney);
        if (findsOut && answersSubmit.has(outcome.kind)) pace.submitted();
      } finally {
        this.submitting.delete(id);
      }
    });
  }

  /** Milliseconds until a job is to be looked at: when its turn comes, or sooner where a callback named it or a person wants it cancelled. */
  lookWaitMs({ id, records }: StoredJob): number {
    if (records.cancel !== undefined && records.uncancelled === undefined && !this.wished.has(id)) {
      this.wished.add(id);
      this.agenda.now(id);
    }
    return Math.min(this.agenda.waitMs(id), this.hints.waitMs(id) ?? Number.POSITIVE_INFINITY);
  }

  look(id: string): void {
    this.parts.pace.spend();
    this.hints.asked(id);
    this.pauses.asks();
    this.looking += 1;
    this.start(id, () => this.askStatus(id).finally(() => (this.looking -= 1)), this.dialect.pollEveryMs);
  }

  lookAtList(jobs: readonly StoredJob[]): void {
    this.parts.pace.spend();
    this.looking += 1;
    this.start('', async () => {
      const outcome = await this.lists.look(jobs).finally(() => (this.looking -= 1));
      if (outcome.kind === 'listed') await this.afterList(outcome);
      else if (outcome.kind !== 'notOffered' && outcome.kind !== 'refused') this.consequences.ofRefusal(outcome);
    });
  }

  lookUp(): void {
    this.start('', () =>
      this.lookups.during(async () => {
        const outcome = await reconcile(this.parts.work, this.parts.wire, this.dialect, () => this.turn());
        if (outcome.kind === 'looked') for (const [id, list] of outcome.candidates) this.candidates.set(id, list);
        if (outcome.kind === 'keyRefused') return { kind: 'refused' };
        return outcome.kind === 'later' ? { kind: 'failed', toldMs: outcome.retryAfterMs } : { kind: 'answered' };
      }),
    );
  }

  /** Waits until one more request fits the rate, and counts it. What may not wait owes it: `owed` of them are made up for by those that follow. */
  private async turn(owed = 0): Promise<void> {
    const { pace, work } = this.parts;
    for (let wait = pace.waitMs(-owed); wait > 0; wait = pace.waitMs(-owed)) {
      await new Promise<void>(resolve => work.ports.clock.after(wait, resolve));
    }
    // Another window may lead by now, and keeps the rate for all.
    if (!this.parts.lease.held) throw new Error('another window leads');
    pace.spend();
  }

  private mayAsk(): boolean {
    return this.parts.wire.service.key === undefined || this.parts.wire.key !== undefined;
  }

  private async askStatus(id: string): Promise<void> {
    const { work, wire } = this.parts;
    const records = work.store.get(id)?.records;
    if (records === undefined) return;
    const wished = records.cancel !== undefined && records.uncancelled === undefined && records.results.length === 0;
    const dialect = this.dialectOf(records) ?? this.dialect;
    const misses = this.agenda.misses(id);
    const outcome = wished
      ? await cancelAtService(work, wire, dialect, id, { misses, turn: () => this.turn(1) })
      : await trackJob(work, wire, dialect, id, misses, this.asking.runningAt(id));
    this.lists.noteOwn(id, outcome);
    this.consequences.ofLook(id, outcome);
  }

  /** A job is read in the dialect in which it was made. */
  private dialectOf(records: StoredJob['records']): Dialect | undefined {
    const last = lastAttempt(records);
    const made = last === undefined || last.attempt === 'damaged' ? undefined : last.attempt.body.dialect;
    return this.parts.wire.service.dialects.find(dialect => dialect.id === made);
  }

  private async afterList({ running, ask }: Extract<ListOutcome, { kind: 'listed' }>): Promise<void> {
    const { work, wire } = this.parts;
    for (const [id, status] of running) {
      if (work.store.get(id) === undefined || this.busy.has(id)) continue;
      this.consequences.ofLook(id, await applyStatus(work, wire, this.dialect, id, status, 0));
    }
    for (const id of ask) this.agenda.now(id);
  }

  private start(id: string, task: () => Promise<void>, closestMs?: number): void {
    if (id !== '') this.busy.add(id);
    const promise = task()
      .catch((error: unknown) => {
        if (this.stopping.signal.aborted) return;
        this.parts.work.ports.log.write('error', 'a step of a job failed', { job: id, error: String(error) });
        if (id !== '') this.consequences.ofFailure(id, undefined, closestMs);
      })
      .finally(() => {
        this.busy.delete(id);
        this.running.delete(promise);
        this.wake();
      });
    this.running.add(promise);
  }
}
