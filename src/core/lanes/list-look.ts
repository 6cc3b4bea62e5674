// One request for the service's list instead of one for each job, where the key has too few (design, *Tracking*).
// A list only says which jobs go on and which to ask about: what ends a job is its own status alone.

import { attemptWire } from '../pipeline/attempt';
import { pageSize } from '../pipeline/list-walk';
import { unanswered } from '../pipeline/track';
import type { TrackOutcome } from '../pipeline/track';
import { ask } from '../pipeline/work';
import type { Dialect, StatusReading } from '../service';
import { compact } from '../store/job-folder';
import { lastAttempt, remoteIdOf } from '../store/attempts';
import type { StoredJob } from '../store/stored-job';
import type { LaneParts } from './lane-parts';

/** Lists may lag, and nobody says by how much: so often each job is asked about itself, whatever the list says; half as often once it was right of so many. */
const ownEveryMs = 30_000;
const provenBy = 10;
/** How long a list that was not answered is left alone. */
const restMs = 60_000;
/** How long one that was refused is: the key may be good for everything else, and each job's own status says whether it is. */
const refusedRestMs = 3_600_000;
/** A job that ended this soon after the list said that it runs ended, most likely, before the list said so. */
const soonMs = 10_000;
const mostLate = 3;
/** All jobs wait for it. */
const longestMs = 20_000;

type Running = Extract<StatusReading, { kind: 'progress' }>;

/** What concerns the whole key. */
export type Refusal = Extract<TrackOutcome, { kind: 'later' | 'offline' | 'keyRefused' }>;

export type ListOutcome =
  | { readonly kind: 'listed'; readonly running: ReadonlyMap<string, Running>; readonly ask: readonly string[] }
  | { readonly kind: 'notOffered' }
  /** Nor will it be answered for a good while. */
  | { readonly kind: 'refused' }
  | Exclude<Refusal, { kind: 'keyRefused' }>;

export class ListLook {
  private isUseless = false;
  private isAsking = false;
  private notBefore = 0;
  /** Jobs to be asked about themselves next, since the list did not say that they run. */
  private readonly doubted = new Set<string>();
  /** Jobs that the list says run, to be asked about themselves all the same: right after the list, so that its lag shows. */
  private readonly checked = new Set<string>();
  /** Jobs of which the list says nothing true: always asked about themselves. */
  private readonly apart = new Set<string>();
  /** When each job was last asked about itself, or first seen in the list, and when the list last said that it runs. */
  private readonly asked = new Map<string, number>();
  private readonly listed = new Map<string, number>();
  private found = 0;
  private late = 0;

  constructor(
    private readonly parts: Pick<LaneParts, 'work' | 'pace' | 'wire'>,
    private readonly dialect: () => Dialect,
  ) {}

  /** How many requests do for these jobs: one for all that the list covers, and one for each of the others. */
  requestsFor(jobs: readonly StoredJob[]): number {
    const covered = jobs.filter(job => this.mayCover(job)).length;
    return this.serves(jobs.length) && covered > 1 ? jobs.length - covered + 1 : jobs.length;
  }

  /** Whether the list answers for a job that is due. */
  covers(job: StoredJob, jobs: number): boolean {
    return this.serves(jobs) && this.mayCover(job) && !this.doubted.has(job.id) && !this.checked.has(job.id);
  }

  get busy(): boolean {
    return this.isAsking;
  }

  /** Asks for the list. Never throws. */
  async look(jobs: readonly StoredJob[]): Promise<ListOutcome> {
    this.isAsking = true;
    try {
      const outcome = await this.read(jobs);
      if (outcome.kind === 'notOffered') this.isUseless = true;
      if (outcome.kind === 'refused') this.notBefore = this.now() + refusedRestMs;
      if (outcome.kind === 'offline') this.notBefore = this.now() + restMs;
      if (outcome.kind === 'later') this.notBefore = this.now() + restAsTold(outcome.retryAfterMs);
      return outcome;
    } finally {
      this.isAsking = false;
    }
  }

  /** A job was asked about itself: what came of it says what the list is worth. */
  noteOwn(id: string, outcome: TrackOutcome): void {
    const now = this.now();
    const checked = this.checked.delete(id) && now - (this.listed.get(id) ?? Number.NEGATIVE_INFINITY) < soonMs;
    const doubted = this.doubted.delete(id);
    this.asked.set(id, now);
    const hasEnded = outcome.kind === 'ready' || outcome.kind === 'ended';
    if (outcome.kind === 'going' && doubted) this.apart.add(id);
    if (hasEnded && doubted) this.found += 1;
    if (hasEnded && checked) this.late += 1;
    if (this.late >= mostLate && this.late > this.found / 4) this.isUseless = true;
  }

  forget(id: string): void {
    for (const known of [this.doubted, this.checked, this.apart, this.asked, this.listed]) known.delete(id);
  }

  private serves(jobs: number): boolean {
    const { list, readList, pollEveryMs } = this.dialect();
    if (this.isUseless || list === undefined || readList === undefined || this.now() < this.notBefore) return false;
    return jobs > 1 && this.parts.pace.pollSpacingMs(jobs, pollEveryMs) > pollEveryMs;
  }

  /** Of this key and dialect, and nobody wants it cancelled. */
  private mayCover({ id, records }: StoredJob): boolean {
    const made = attemptWire(lastAttempt(records));
    const isOurs = made?.fingerprint === this.parts.wire.key?.fingerprint && made?.dialect === this.dialect().id;
    return isOurs && records.cancel === undefined && !this.apart.has(id);
  }

  private async read(jobs: readonly StoredJob[]): Promise<ListOutcome> {
    const { work, wire } = this.parts;
    const dialect = this.dialect();
    const page = { limit: pageSize, offset: 0 };
    const request = dialect.list?.(page);
    if (request === undefined) return { kind: 'notOffered' };
    const exchange = await ask(work, wire, request, { timeoutMs: longestMs });
    if (exchange.kind === 'failure') return unanswered(work, wire, '', exchange);
    const reading = dialect.readList?.(exchange.answer, page);
    work.ports.log.write('debug', 'list', { service: wire.service.id, reading: reading?.kind });
    switch (reading?.kind) {
      case undefined:
      case 'missing':
        return { kind: 'notOffered' };
      case 'keyRefused':
        return { kind: 'refused' };
      case 'later':
        return compact({ kind: 'later' as const, retryAfterMs: reading.retryAfterMs });
      case 'jobs':
        return this.sorted(jobs, new Map(reading.jobs.map(({ remoteId, status }) => [remoteId, status])));
    }
  }

  private sorted(jobs: readonly StoredJob[], states: ReadonlyMap<string, StatusReading | undefined>): ListOutcome {
    const running = new Map<string, Running>();
    const ask: string[] = [];
    let told = 0;
    for (const { id, records } of jobs) {
      const status = states.get(remoteIdOf(records) ?? '');
      if (status !== undefined) told += 1;
      if (status?.kind === 'progress' && status.unknownWord === undefined) {
        running.set(id, status);
        if (this.isToBeChecked(id)) ask.push(id);
      } else {
        ask.push(id);
        this.doubted.add(id);
      }
    }
    // A list without states is of no use here.
    if (told === 0) this.isUseless = true;
    return { kind: 'listed', running, ask };
  }

  private isToBeChecked(id: string): boolean {
    const now = this.now();
    const since = this.asked.get(id) ?? now;
    this.asked.set(id, since);
    this.listed.set(id, now);
    const isProven = this.found >= provenBy && this.late <= this.found / provenBy;
    if (now - since < (isProven ? 2 : 1) * ownEveryMs) return false;
    this.checked.add(id);
    return true;
  }

  private now(): number {
    return this.parts.work.ports.clock.elapsed();
  }
}

function restAsTold(retryAfterMs = 0): number {
  return Math.max(restMs, Math.min(retryAfterMs, refusedRestMs));
}
