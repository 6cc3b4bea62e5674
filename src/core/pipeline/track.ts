// One look at an accepted job: ask its service, and write down what the answer says. No failure to ask ends a job.

import type { Exchange, HttpAnswer } from '../ports';
import type { Cost, Dialect, ServiceError, StatusReading } from '../service';
import type { Live } from '../store/journal';
import { compact } from '../store/job-folder';
import type { RecordBody } from '../store/records';
import { lastAttempt, remoteIdOf } from '../store/attempts';
import type { StoredJob } from '../store/stored-job';
import { anotherJob, cancelledAtService, goneError, hostOf, netSentence, redirectedAway } from './failures';
import { attemptWire } from './attempt';
import type { Wire, Work } from './work';
import { ask, withAdvice } from './work';

/** What the lane must know of a look. All of it is already in the store. */
export type TrackOutcome =
  | { readonly kind: 'going' }
  /** Failed, cancelled or gone: nothing more to do. */
  | { readonly kind: 'ended' }
  /** The video is there: fetch it. `fresh`: its link was not known before. */
  | { readonly kind: 'ready'; readonly fresh: boolean }
  | { readonly kind: 'missing' }
  | { readonly kind: 'later'; readonly retryAfterMs?: number }
  | { readonly kind: 'offline'; readonly why: string }
  | { readonly kind: 'keyRefused' };

/** A 404 this soon after the service took the job is believed to be its list lagging. */
export const goneNotBeforeMs = 60_000;
/** A job that the service does not know is asked for this often before it counts as gone. */
const missesBeforeGone = 2;

/** Asks the service how a job stands. `misses`: how often in a row it was not there. `runningAt`: when it last said that it still runs. */
export async function trackJob(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  id: string,
  misses: number,
  runningAt?: number,
): Promise<TrackOutcome> {
  const remoteId = remoteIdOf(recordsOf(work, id));
  if (remoteId === undefined) return { kind: 'ended' };
  const askedAt = work.ports.clock.now();
  const exchange = await ask(work, wire, dialect.status(remoteId));
  if (exchange.kind === 'failure') return unanswered(work, wire, id, exchange);
  const reading = readOwn(dialect, exchange.answer, remoteId);
  const error = reading.kind === 'later' ? reading.error.code : undefined;
  work.ports.log.write('debug', 'status', { job: id, status: exchange.answer.status, reading: reading.kind, error });
  return applyStatus(work, wire, dialect, id, reading, misses, { askedAt, runningAt, remoteId });
}

/** Nobody answered: without a connection at all, most likely nobody answers the others, either. */
export function unanswered(
  work: Work,
  wire: Wire,
  id: string,
  { failure, detail, sent }: Extract<Exchange, { kind: 'failure' }>,
): Extract<TrackOutcome, { kind: 'offline' | 'later' }> {
  const why = netSentence(hostOf(wire.baseUrl), failure, detail);
  work.ports.log.write('debug', 'not answered', { job: id, why });
  const offline = failure === 'unreachable' || failure === 'untrusted' || (failure === 'timeout' && !sent);
  return offline ? { kind: 'offline', why } : { kind: 'later' };
}

/**
 * What an answer says of the job that was asked about. One that names another job says nothing of it, and one that came from
 * elsewhere, where no key went, can neither end a job nor refuse a key: both are asked again later.
 */
export function readOwn(dialect: Dialect, answer: HttpAnswer, remoteId: string): StatusReading {
  const reading = dialect.readStatus(answer);
  const named = dialect.readSubmit(answer);
  if (named.verdict === 'accepted' && !isSameId(named.remoteId, remoteId)) {
    return { kind: 'later', error: { code: 'another-job', message: anotherJob(named.remoteId) } };
  }
  const proves = reading.kind === 'progress' || reading.kind === 'completed' || reading.kind === 'later';
  if (answer.elsewhere !== true || proves) return reading;
  return { kind: 'later', error: { code: 'elsewhere', message: redirectedAway() } };
}

/** Ids that a person typed may differ in case from what the service answers. */
function isSameId(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** Writes down what a status says. */
export async function applyStatus(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  id: string,
  reading: StatusReading,
  misses: number,
  {
    askedAt = work.ports.clock.now(),
    runningAt,
    remoteId,
  }: { readonly askedAt?: number; readonly runningAt?: number | undefined; readonly remoteId?: string } = {},
): Promise<TrackOutcome> {
  // Sent again at the person's word meanwhile: it follows another one now.
  if (remoteId !== undefined && !(await follows(work, id, remoteId, reading))) return { kind: 'going' };
  switch (reading.kind) {
    case 'progress':
      // It said before that the video is there. That it works on it again is no news of a link that cannot be fetched.
      if (recordsOf(work, id).results.length > 0) return { kind: 'later' };
      noteProgress(work, id, reading);
      return { kind: 'going' };
    case 'completed':
      return { kind: 'ready', fresh: await noteResult(work, dialect, id, reading, runningAt) };
    case 'failed':
      await end(work, id, {
        state: 'failed',
        error: withAdvice(dialect, reading.error),
        cost: reading.cost ?? refundOf(dialect, recordsOf(work, id)),
        runningAt,
      });
      return { kind: 'ended' };
    case 'cancelled':
      // Only a wish of ours makes the word final (services page, 8).
      if (work.store.get(id)?.records.cancel === undefined) {
        noteProgress(work, id, { kind: 'progress', state: 'running', unknownWord: 'cancelled' });
        return { kind: 'going' };
      }
      await end(work, id, { state: 'cancelled', error: cancelledAtService(isFree(recordsOf(work, id)), undefined) });
      return { kind: 'ended' };
    case 'missing':
      return noteMissing(work, wire, id, misses, askedAt);
    case 'keyRefused':
      return { kind: 'keyRefused' };
    case 'later':
      noteTrouble(work, id, reading.error);
      return compact({ kind: 'later' as const, retryAfterMs: reading.retryAfterMs });
  }
}

/** Whether a job still follows the one that was asked about; what ends it is held against the disk. */
async function follows(work: Work, id: string, remoteId: string, reading: StatusReading): Promise<boolean> {
  if (reading.kind !== 'progress' && reading.kind !== 'later') await work.store.refresh(id);
  const records = work.store.get(id)?.records;
  return records !== undefined && remoteIdOf(records) === remoteId;
}

/** Where the page says that a failure is not charged, the price that was named comes back. */
function refundOf(dialect: Dialect, records: StoredJob['records']): Cost | undefined {
  const unit = lastAttempt(records)?.accepted?.body.price?.unit ?? records.spec.body.estimate?.unit;
  if (dialect.chargedOnFailure !== 'no' || unit === undefined || unit === 'free') return undefined;
  return { amount: 0, unit };
}

/** Whether a job costs nothing, by the price that was shown. */
export function isFree(records: StoredJob['records'] | undefined): boolean {
  return records?.spec.body.estimate?.unit === 'free';
}

/** Answers that only ask to wait, and say nothing of the job. */
function asksToWait({ httpStatus }: ServiceError): boolean {
  return httpStatus === 429 || httpStatus === 503;
}

function recordsOf(work: Work, id: string): StoredJob['records'] {
  const entry = work.store.get(id);
  if (entry === undefined) throw new Error(`unknown job ${id}`);
  return entry.records;
}

/** Replaces some of what is known of a running job; `undefined` removes. */
export function setLive(work: Work, id: string, change: { [K in keyof Live]?: Live[K] | undefined }): void {
  const entry = work.store.get(id);
  if (entry === undefined) return;
  const { live } = entry;
  const isSame = ([name, value]: [string, unknown]): boolean => {
    const before = live[name as keyof Live];
    return before === value || JSON.stringify(before) === JSON.stringify(value);
  };
  if (!Object.entries(change).every(isSame)) work.store.setLive(id, compact<Live>({ ...live, ...change }));
}

function noteProgress(work: Work, id: string, reading: Extract<StatusReading, { kind: 'progress' }>): void {
  const { state: remote, fraction, unknownWord } = reading;
  setLive(work, id, { remote, fraction, waiting: undefined, elsewhere: undefined });
  if (unknownWord === undefined) setLive(work, id, { word: undefined, wordSince: undefined });
  else noteWord(work, id, unknownWord);
}

/** Asked again all the same; where the service never says anything else of the job, only the person can find out. What is made speaks by its link. */
function noteTrouble(work: Work, id: string, error: ServiceError): void {
  if (!asksToWait(error) && recordsOf(work, id).results.length === 0) noteWord(work, id, error.message);
}

/** A word that nobody knows becomes the person's matter with time, without anything changing. */
function noteWord(work: Work, id: string, word: string): void {
  const since = work.store.get(id)?.live.wordSince ?? work.ports.clock.now();
  setLive(work, id, { word, wordSince: since });
  work.store.touch(id);
}

/** Clocks of services and laptops differ: a time of completion counts only where it can be true. */
function believable(completedAt: number | undefined, acceptedAt: number, now: number): number {
  return completedAt !== undefined && completedAt >= acceptedAt && completedAt <= now ? completedAt : now;
}

async function noteResult(
  work: Work,
  dialect: Dialect,
  id: string,
  reading: Extract<StatusReading, { kind: 'completed' }>,
  runningAt: number | undefined,
): Promise<boolean> {
  const records = recordsOf(work, id);
  const now = work.ports.clock.now();
  const last = lastAttempt(records);
  const acceptedAt = (last?.accepted ?? last?.corrected)?.at ?? now;
  const known = records.results.at(-1)?.body.videoUrl === reading.videoUrl;
  if (known) return false;
  const first = records.results[0];
  const made = last?.attempt;
  // What was made elsewhere may have been finished long before it came into the list.
  const earliest = made !== undefined && made !== 'damaged' && made.body.purpose === 'import' ? 0 : acceptedAt;
  const completed = first?.body.completedAt ?? first?.at ?? believable(reading.completedAt, earliest, now);
  const body = compact<RecordBody<'result'>>({
    videoUrl: reading.videoUrl,
    remoteId: remoteIdOf(records),
    thumbnailUrl: reading.thumbnailUrl,
    seconds: reading.seconds,
    cost: reading.cost,
    completedAt: completed,
    runningAt: first === undefined ? runningAt : undefined,
    expiresAt: completed + dialect.linkLifetimeMs,
  });
  await work.store.addNumbered(id, 'result', (records.resultNumber ?? records.results.length) + 1, body);
  setLive(work, id, { waiting: undefined, fraction: undefined, word: undefined, wordSince: undefined });
  work.ports.log.write('info', 'ready', { job: id });
  return true;
}

async function end(
  work: Work,
  id: string,
  body: { [K in keyof RecordBody<'done'>]?: RecordBody<'done'>[K] | undefined },
): Promise<void> {
  await work.store.add(id, 'done', compact<RecordBody<'done'>>({ state: 'failed', ...body }));
  work.ports.log.write('info', 'ended', { job: id, state: body.state, code: body.error?.code });
}

async function noteMissing(work: Work, wire: Wire, id: string, misses: number, askedAt: number): Promise<TrackOutcome> {
  const records = recordsOf(work, id);
  const last = lastAttempt(records);
  if (attemptWire(last)?.fingerprint !== wire.key?.fingerprint) {
    setLive(work, id, { elsewhere: true });
    return { kind: 'missing' };
  }
  // Only the list's entry is gone: the link to the video lives on by itself, and ends the job when it dies.
  if (records.results.length > 0) return { kind: 'missing' };
  const acceptedAt = (last?.accepted ?? last?.corrected)?.at ?? 0;
  // By when it was asked: a window may hang before it reads the answer.
  const oldEnough = askedAt - acceptedAt >= goneNotBeforeMs;
  if (misses + 1 < missesBeforeGone || !oldEnough) return { kind: 'missing' };
  if (wasDeleted(records)) {
    await end(work, id, { state: 'cancelled', error: cancelledAtService(isFree(records), undefined) });
  } else {
    await end(work, id, { state: 'failed', error: goneError(wire.service.name, remoteIdOf(records) ?? '') });
  }
  return { kind: 'ended' };
}

/** Whether a DELETE of ours reached for it, and nobody said afterwards that the job goes on. */
function wasDeleted(records: StoredJob['records']): boolean {
  return records.uncancelled === undefined && records.deletion?.body.remoteId === remoteIdOf(records);
}
