// Submissions in doubt are looked up in the service's list, never repeated. Adopted only on the one unique match.

import { isPictured } from '../public/routes';
import type { HttpAnswer } from '../ports';
import type { RemoteJob } from '../service';
import type { Dialect } from '../service';
import { submissionMayLastMs } from '../store/fold';
import { optionNames } from '../request';
import type { OptionName, OptionValue, Options } from '../request';
import type { AttemptRecords, JobRecords } from '../store/job-folder';
import type { StoredJob } from '../store/stored-job';
import { drawnSeed, lastAttempt, remoteIdOf } from '../store/attempts';
import { compact } from '../store/job-folder';
import { answeredAt } from '../services/waits';
import { looseTimeMs, mightBe, tidy } from './doubts';
import { attemptWire } from './attempt';
import { ListWalk, pageSize } from './list-walk';
import { claimRemoteId } from './submit';
import type { Wire, Work } from './work';
import { ask } from './work';

/** A service's created_at is cut to whole seconds on most pages, and so is the time of its answers. */
const clockGrainMs = 2_000;
/** A service may take a moment from the end of a submission to the job that it made. */
const madeWithinMs = submissionMayLastMs + 60_000;
const quarter = 15 * 60_000;
const mostListed = 400;

export type ReconcileOutcome =
  | {
      readonly kind: 'looked';
      readonly adopted: readonly string[];
      readonly candidates: ReadonlyMap<string, readonly RemoteJob[]>;
    }
  | { readonly kind: 'later'; readonly retryAfterMs?: number }
  | { readonly kind: 'notOffered' }
  | { readonly kind: 'keyRefused' };

/** `turn` waits for one more request. Looks for the doubtful submissions of one wire in its service's list, and adopts what can be no other. */
export async function reconcile(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  turn: () => Promise<void>,
): Promise<ReconcileOutcome> {
  if (dialect.list === undefined || dialect.readList === undefined) return { kind: 'notOffered' };
  const listed = await readPages(work, wire, dialect, turn);
  if (!Array.isArray(listed)) return listed;
  return { kind: 'looked', ...(await matchDoubts(work, wire, listed)) };
}

/** Holds what a service listed against the doubtful submissions of its wire, and adopts what can be no other. */
export async function matchDoubts(
  work: Work,
  wire: Wire,
  listed: readonly RemoteJob[],
): Promise<Omit<Extract<ReconcileOutcome, { kind: 'looked' }>, 'kind'>> {
  // Read again after the list: an attempt that it may show was claimed before it was sent.
  await work.store.rescan();
  const open = unresolved(work, wire);
  const free = await unclaimed(work, wire, listed);
  const adopted: string[] = [];
  const candidates = new Map<string, RemoteJob[]>();
  const now = work.ports.clock.now() + clockGrainMs;
  // What is not made yet was written by a clock that goes ahead of ours, by nobody knows how much.
  const isAhead = listed.some(remote => remote.createdAtLoose !== true && (remote.createdAt ?? 0) > now);
  for (const job of open) {
    const matches = free.filter(remote => couldBe(job.records, remote));
    candidates.set(
      job.id,
      free.filter(remote => mightBe(job, remote)),
    );
    const only = matches[0];
    if (only === undefined || matches.length > 1 || !isCertain(job.records, only)) continue;
    if (isAhead || !isInDoubt(job.records) || !isOfKey(job.records, wire)) continue;
    if (open.filter(other => couldBe(other.records, only)).length > 1 || givenUp(work, wire, only)) continue;
    const number = lastAttempt(job.records)?.number ?? 1;
    if (await adopt(work, wire, { id: job.id, number }, only.remoteId, 'list')) adopted.push(job.id);
  }
  return { adopted, candidates };
}

/**
 * Makes a service's job the outcome of a doubtful attempt. False: the id belongs to another job, the doubt is settled, or it
 * is about another attempt by now.
 */
export async function adopt(
  work: Work,
  wire: Wire,
  { id, number }: { readonly id: string; readonly number: number },
  remoteId: string,
  by: 'list' | 'user',
): Promise<boolean> {
  await work.store.refresh(id);
  const records = work.store.get(id)?.records;
  const last = records === undefined ? undefined : lastAttempt(records);
  if (last === undefined || last.number !== number) return false;
  if (last.refused !== undefined || last.accepted !== undefined || followsAlready(work, wire, id, remoteId))
    return false;
  if (!(await claimRemoteId(work, wire, id, remoteId))) return false;
  const outcome = await work.store.addNumbered(id, 'accepted', last.number, { remoteId, by });
  work.ports.log.write('info', 'adopted', { job: id, remote: remoteId, by, outcome });
  return outcome === 'written';
}

/** A window that was told the id may have died before it claimed it. */
function followsAlready(work: Work, wire: Wire, id: string, remoteId: string): boolean {
  return [...work.store.all()].some(
    ({ id: other, records }) =>
      other !== id && records.spec.body.service === wire.service.id && remoteIdOf(records) === remoteId,
  );
}

async function readPages(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  turn: () => Promise<void>,
): Promise<RemoteJob[] | Exclude<ReconcileOutcome, { kind: 'looked' }>> {
  const oldest = Math.min(...unresolved(work, wire).map(attemptedAt)) - quarter;
  const isOld = ({ createdAt = oldest, createdAtLoose }: RemoteJob) =>
    createdAt < oldest - (createdAtLoose === true ? looseTimeMs : 0);
  const walk = new ListWalk(mostListed, isOld);
  for (let offset = walk.next; offset !== undefined; offset = walk.next) {
    await turn();
    const read = await readPage(work, wire, dialect, offset);
    if (!Array.isArray(read)) return read;
    walk.take(read);
  }
  return [...walk.jobs];
}

async function readPage(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  offset: number,
): Promise<RemoteJob[] | Exclude<ReconcileOutcome, { kind: 'looked' }>> {
  const place = { limit: pageSize, offset };
  const request = dialect.list?.(place);
  if (request === undefined) return { kind: 'notOffered' };
  const sentAt = work.ports.clock.now();
  const exchange = await ask(work, wire, request);
  if (exchange.kind === 'failure') return { kind: 'later' };
  const reading = dialect.readList?.(exchange.answer, place);
  if (reading === undefined || reading.kind === 'missing') return { kind: 'notOffered' };
  if (reading.kind === 'keyRefused') return { kind: 'keyRefused' };
  if (reading.kind === 'later') return compact({ kind: 'later' as const, retryAfterMs: reading.retryAfterMs });
  return byOurClock(work, exchange.answer, sentAt, reading.jobs);
}

/** The jobs of an answer to what was asked at `sentAt`, with their times by our clock. */
export function byOurClock(work: Work, answer: HttpAnswer, sentAt: number, jobs: readonly RemoteJob[]): RemoteJob[] {
  const off = clockError(answeredAt(answer), sentAt, work.ports.clock.now());
  return jobs.map(job => (job.createdAt === undefined ? job : { ...job, createdAt: job.createdAt - off }));
}

/**
 * How far a service's clock is from ours, by the time that its answer carries, which was written between our question and now.
 * A difference that the way of the answer may explain counts as none.
 */
function clockError(written: number | undefined, sentAt: number, receivedAt: number): number {
  if (written === undefined) return 0;
  if (written < sentAt - clockGrainMs) return written - sentAt;
  return written > receivedAt + clockGrainMs ? written - receivedAt : 0;
}

function attemptedAt({ records }: StoredJob): number {
  const last = lastAttempt(records);
  return last === undefined || last.attempt === 'damaged' ? 0 : last.attempt.at;
}

/** Attempts of this wire that have no verdict yet: in doubt, or still waiting for their answer. */
export function unresolved(work: Work, wire: Wire): StoredJob[] {
  return work.store.open().filter(({ records }) => {
    const last = lastAttempt(records);
    const made = attemptWire(last);
    return (
      last !== undefined &&
      last.refused === undefined &&
      last.accepted === undefined &&
      last.corrected === undefined &&
      // A claim that cannot be read may be anybody's: it makes every match uncertain.
      (made === undefined || made.baseUrl === wire.baseUrl) &&
      records.spec.body.service === wire.service.id
    );
  });
}

/** Submissions that the user gave up while they were in doubt: what the list shows may be theirs. */
function givenUp(work: Work, wire: Wire, remote: RemoteJob): boolean {
  return [...work.store.all()].some(({ records }) => {
    if (records.spec.body.service !== wire.service.id) return false;
    const wasDropped = records.done?.body.state === 'cancelled';
    return records.attempts.some(made => {
      const { attempt, accepted, corrected, refused } = made;
      const isUnresolved = accepted === undefined && corrected === undefined;
      const isGivenUp = refused === undefined ? wasDropped : refused.body.reason === 'user';
      const wasSent = attempt === 'damaged' || attempt.body.purpose === 'submit';
      return isUnresolved && isGivenUp && wasSent && couldBe(records, remote, made);
    });
  });
}

/**
 * Whether a listed failure is what a submission of ours was answered with: that a job was made and has failed, without its id
 * (seedance-tv.txt, *Common Error Codes*: JOB_FAILED).
 */
export function isAnsweredFailure(work: Work, wire: Wire, remote: RemoteJob): boolean {
  if (remote.status?.kind !== 'failed') return false;
  return [...work.store.all()].some(({ records }) => {
    const last = lastAttempt(records);
    const isNameless = records.done?.body.state === 'failed' && remoteIdOf(records) === undefined;
    if (!isNameless || last === undefined || last.refused !== undefined || last.attempt === 'damaged') return false;
    return records.spec.body.service === wire.service.id && isOfKey(records, wire) && isCertain(records, remote);
  });
}

function isInDoubt(records: JobRecords): boolean {
  const last = lastAttempt(records);
  return last?.doubt !== undefined;
}

/** Another key may be another account's, whose jobs are not ours. */
function isOfKey(records: JobRecords, wire: Wire): boolean {
  return attemptWire(lastAttempt(records))?.fingerprint === wire.key?.fingerprint;
}

async function unclaimed(work: Work, wire: Wire, listed: readonly RemoteJob[]): Promise<RemoteJob[]> {
  const taken = new Set<string>();
  for (const { records } of work.store.all()) {
    const id = remoteIdOf(records);
    if (id !== undefined && records.spec.body.service === wire.service.id) taken.add(id);
  }
  return listed.filter(remote => !taken.has(remote.remoteId));
}

/** Nothing that the list shows speaks against it. */
function couldBe(records: JobRecords, remote: RemoteJob, last = lastAttempt(records)): boolean {
  if (last === undefined || last.attempt === 'damaged') return true;
  const { prompt } = records.spec.body;
  const created = remote.createdAt;
  const slack = remote.createdAtLoose === true ? looseTimeMs : clockGrainMs;
  if (remote.prompt !== undefined && echoed(remote.prompt) !== echoed(prompt)) return false;
  if (created !== undefined && created < last.attempt.at - slack) return false;
  if (remote.otherModel === true || contradicts(records, last, remote)) return false;
  return remote.withPicture === undefined || remote.withPicture === isPictured(records.spec.body);
}

/** A prompt as JSON parsers, databases and forms leave it: line ends, composed characters, and the spaces around it are one text. */
function echoed(prompt: string): string {
  return prompt.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim();
}

/** An option is listed with another value than was sent, or than the service's page says for one that was not. */
function contradicts(
  records: JobRecords,
  submission: AttemptRecords,
  { resolution, duration, options, status }: RemoteJob,
): boolean {
  const { body } = records.spec;
  const seed = drawnSeed(records, submission);
  const sent: Options = { ...body.defaults, ...compact({ seed }), ...body.options };
  const listed: Options = { ...options, ...compact({ resolution, duration }) };
  return optionNames.some(name => {
    const [ours, theirs] = [sent[name], listed[name]];
    if (ours === undefined || theirs === undefined || leavesOpen(name, ours)) return false;
    return name === 'duration' && status?.kind === 'completed' ? !isMeasured(ours, theirs) : !isSame(ours, theirs);
  });
}

/** A finished video has whole frames: it may be a little shorter or longer than was asked for, but not by a second, which is another choice. */
function isMeasured(ours: OptionValue, theirs: OptionValue): boolean {
  return Math.abs(Number(ours) - Number(theirs)) < 1;
}

/** `adaptive` and the like: the list may show what the service made of it. */
function leavesOpen(name: OptionName, sent: OptionValue): boolean {
  return name === 'aspectRatio' && !/^\d+:\d+$/.test(String(sent));
}

function isSame(ours: OptionValue, theirs: OptionValue): boolean {
  if (typeof ours === 'number' || typeof theirs === 'number') return Number(ours) === Number(theirs);
  return tidy(String(ours)) === tidy(String(theirs));
}

/** The prompt and a time of creation that is the attempt's are shown: enough to be sure. */
function isCertain(records: JobRecords, remote: RemoteJob): boolean {
  // A claim that cannot be read says nothing of when it was made: whatever it may be is the user's to decide.
  const attempt = lastAttempt(records)?.attempt;
  if (attempt === undefined || attempt === 'damaged' || remote.createdAtLoose === true) return false;
  if ((remote.createdAt ?? 0) > attempt.at + madeWithinMs) return false;
  return remote.prompt !== undefined && remote.createdAt !== undefined && couldBe(records, remote);
}
