// One submission, at most once: claim it for ever, send it once, and write down what the answer proves.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { hasCode } from '../file-error';
import type { JobError } from '../job';
import type { HttpRequest } from '../ports';
import type { Options, ServiceRequest } from '../request';
import { HandoverError, canShrink, handOver } from '../public/handover';
import type { Handover } from '../public/handover';
import type { Dialect, SubmitReading } from '../service';
import type { JobRecords } from '../store/job-folder';
import { compact } from '../store/job-folder';
import { claimName } from '../store/layout';
import type { RecordBody } from '../store/records';
import { lastAttempt, remoteIdOf } from '../store/attempts';
import type { StoredJob } from '../store/stored-job';
import { randomHex, writeOnce } from '../store/whole';
import { doubtAdvice } from '../store/fold';
import { attemptWire } from './attempt';
import { isFinalRefusal } from './due';
import { followPassed, passedOf } from './late-answer';
import { nextSeed } from './seed';
import {
  cancelledBeforeSending,
  hostOf,
  idOfAnother,
  pictureMissing,
  unansweredError,
  unreachableError,
} from './failures';
import type { Wire, Work } from './work';
import { ask, withAdvice } from './work';

/** What the lane must know of a submission. All of it is already in the store. */
export type SubmitOutcome =
  | { readonly kind: 'accepted' }
  /** Another window claimed it, or it is not to be sent any more. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'inDoubt' }
  /** Nothing was sent: the service cannot be reached. */
  | { readonly kind: 'offline'; readonly why: string }
  | { readonly kind: 'wait'; readonly retryAfterMs?: number }
  /** Again at once, with a smaller picture. */
  | { readonly kind: 'again' }
  | { readonly kind: 'paused'; readonly reason: 'key' | 'credits' };

/** From the first step of the connection to the last byte of the answer. */
export const submitTimeoutMs = 120_000;

/**
 * Submits a queued job, as long as this window `leads`. Writes the verdict before it returns.
 * @throws what the file system throws; the attempt is then in doubt
 */
export async function submitJob(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  id: string,
  leads: () => boolean = () => true,
): Promise<SubmitOutcome> {
  await work.store.refresh(id);
  const records = work.store.get(id)?.records;
  if (records === undefined || !maySubmit(records)) return { kind: 'taken' };
  const number = records.attempts.length + 1;
  let handover: Handover;
  try {
    handover = await handOver(work, wire, dialect, records);
  } catch (error) {
    if (error instanceof HandoverError) return fail(work, id, error.error);
    if (!hasCode(error, 'ENOENT')) throw error;
    return fail(work, id, pictureMissing(records.spec.body.picture?.name ?? ''));
  }
  const seed = nextSeed(work.ports.random, dialect, records);
  const request = writeRequest(dialect, { ...records.spec.body, ...compact({ seed }) }, handover);
  let outcome: SubmitOutcome | undefined;
  try {
    outcome = await claimAndSend(work, wire, dialect, records, { id, number, request, seed, leads });
    return outcome;
  } finally {
    // What threw may have been sent.
    const made = outcome === undefined || outcome.kind === 'accepted' || outcome.kind === 'inDoubt';
    if (!made && handover.names.length > 0) await work.door?.withdraw(handover.names);
  }
}

async function claimAndSend(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  records: JobRecords,
  attempt: Attempt,
): Promise<SubmitOutcome> {
  const { id, number, leads } = attempt;
  work.submitting.add(id);
  try {
    const claim = await work.store.addNumbered(id, 'attempt', number, claimBody(work, wire, dialect, records, attempt));
    if (claim === 'exists') return { kind: 'taken' };
    // A wish that came while the claim was written.
    if (work.store.get(id)?.records.cancel !== undefined) return await cancelClaimed(work, id, number);
    // This window hung for so long that another one leads now, and may have filled the place.
    if (!leads()) {
      await work.store.addNumbered(id, 'refused', number, { reason: 'notSent' });
      return { kind: 'taken' };
    }
    // While the service cannot be reached, one line for each try would be all that the log holds.
    const level = records.attempts.at(-1)?.refused?.body.reason === 'notSent' ? 'debug' : 'info';
    work.ports.log.write(level, 'submitting', { job: id, service: wire.service.id, attempt: number });
    return await send(work, wire, dialect, attempt);
  } finally {
    work.submitting.delete(id);
    // The state may have depended on this window waiting.
    work.store.touch(id);
  }
}

function maySubmit(records: JobRecords): boolean {
  const last = lastAttempt(records);
  const free = last === undefined || (last.refused !== undefined && !isFinalRefusal(last.refused.body));
  return free && records.done === undefined && records.cancel === undefined;
}

interface Attempt {
  readonly id: string;
  readonly number: number;
  readonly request: HttpRequest;
  readonly seed: number | undefined;
  leads(): boolean;
}

async function send(work: Work, wire: Wire, dialect: Dialect, attempt: Attempt): Promise<SubmitOutcome> {
  const { id, number } = attempt;
  const exchange = await ask(work, wire, attempt.request, { once: true, timeoutMs: submitTimeoutMs });
  const host = hostOf(wire.baseUrl);
  if (!exchange.sent) {
    // Also where an answer came: a proxy refused, and the service saw nothing.
    const failure = exchange.kind === 'failure' ? exchange.failure : 'unreachable';
    const detail = exchange.kind === 'failure' ? exchange.detail : `proxy: ${exchange.answer.status}`;
    const error = unreachableError(host, failure, detail);
    await insist(work, { job: id, verdict: 'not sent' }, () =>
      work.store.addNumbered(id, 'refused', number, { reason: 'notSent', error }),
    );
    work.ports.log.write('debug', 'not sent', { job: id, why: error.message });
    return failure === 'blocked' ? fail(work, id, error) : { kind: 'offline', why: error.message };
  }
  if (exchange.kind === 'failure') {
    const error = unansweredError(host, exchange.failure, exchange.detail);
    return doubt(work, id, number, exchange.failure, error);
  }
  const reading = dialect.readSubmit(exchange.answer);
  work.ports.log.write('info', 'submit answered', {
    job: id,
    status: exchange.answer.status,
    verdict: reading.verdict,
  });
  return settle(work, wire, dialect, id, number, reading);
}

async function settle(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  id: string,
  number: number,
  reading: SubmitReading,
): Promise<SubmitOutcome> {
  switch (reading.verdict) {
    case 'accepted': {
      const other = runningAs(work, wire, id, reading.remoteId);
      if (other !== undefined) return doubt(work, id, number, 'another-job', idOfAnother(reading.remoteId));
      await keepId(work, wire, id, number, reading);
      return { kind: 'accepted' };
    }
    case 'inDoubt':
      return doubt(work, id, number, reading.error.code, { ...reading.error, advice: doubtAdvice() });
    case 'failed':
      return insist(work, { job: id, verdict: 'failed' }, () => fail(work, id, withAdvice(dialect, reading.error)));
    case 'notCreated':
      return refuse(work, dialect, id, number, reading);
  }
}

/** Another job of ours that runs there under this id: then the answer says nothing of this one. */
function runningAs(work: Work, wire: Wire, id: string, remoteId: string): StoredJob | undefined {
  const { service, baseUrl } = wire;
  return work.store.open().find(({ id: other, records }) => {
    const isThere = records.spec.body.service === service.id && attemptWire(lastAttempt(records))?.baseUrl === baseUrl;
    return other !== id && isThere && remoteIdOf(records) === remoteId;
  });
}

/** The id first, durably, whatever else: a disk that is full for the moment is tried again until it is not. */
async function keepId(
  work: Work,
  wire: Wire,
  id: string,
  number: number,
  reading: Extract<SubmitReading, { verdict: 'accepted' }>,
): Promise<void> {
  const body = compact<RecordBody<'accepted'>>({
    remoteId: reading.remoteId,
    price: reading.price,
    mock: reading.mock,
    by: 'answer',
  });
  const facts = { job: id, remote: reading.remoteId };
  const outcome = await insist(work, facts, () => work.store.addNumbered(id, 'accepted', number, body));
  if (outcome === 'exists') {
    const there = work.store.get(id)?.records.attempts.find(attempt => attempt.number === number)?.accepted;
    if (there !== undefined && there.body.remoteId !== reading.remoteId) {
      const corrected = compact<RecordBody<'corrected'>>({ remoteId: reading.remoteId, price: reading.price });
      await insist(work, facts, () => work.store.addNumbered(id, 'corrected', number, corrected));
    }
  }
  work.ports.log.write('info', 'accepted', { job: id, remote: reading.remoteId });
  const records = work.store.get(id)?.records;
  const passed = records === undefined ? [] : passedOf(records).filter(({ made }) => made.number === number);
  // The user sent it again while this window hung: the job follows the later one, and this one is paid for, too.
  for (const one of passed)
    if (records !== undefined) await insist(work, facts, () => followPassed(work, wire, records, one));
  if (passed.length === 0) await claimRemoteId(work, wire, id, reading.remoteId);
}

/** Claims a service's job id for a job of ours. False: it belongs to another. */
export async function claimRemoteId(work: Work, wire: Wire, id: string, remoteId: string): Promise<boolean> {
  const path = join(work.store.layout.claims, claimName(wire.service.id, wire.baseUrl, remoteId));
  const { files, random } = work.ports;
  const outcome = await writeOnce(files, random, path, new TextEncoder().encode(`${JSON.stringify({ job: id })}\n`));
  if (outcome === 'written') return true;
  const text = new TextDecoder().decode(await files.read(path));
  return text.includes(`"${id}"`);
}

/** Links of what is made meanwhile do not live longer. */
const insistForMs = 24 * 60 * 60_000;
const longestRestMs = 30_000;

/** Nobody but this window knows the answer: it goes on for as long as that is worth anything, and the log has it at once. */
async function insist<T>(
  work: Work,
  facts: { readonly job: string; readonly [fact: string]: string },
  write: () => Promise<T>,
): Promise<T> {
  const { clock, log } = work.ports;
  const start = clock.elapsed();
  for (let restMs = 1_000; ; restMs = Math.min(longestRestMs, restMs * 2)) {
    try {
      return await write();
    } catch (error) {
      if (clock.elapsed() - start > insistForMs || (await isRemoved(work, facts.job, error))) throw error;
      log.write('error', 'the service’s answer cannot be written down; trying again', {
        ...facts,
        error: String(error),
      });
      await new Promise<void>(resolve => clock.after(restMs, resolve));
    }
  }
}

/** Dropped and taken away by the person, while this window hung: there is nowhere to write. */
async function isRemoved(work: Work, id: string, error: unknown): Promise<boolean> {
  if (!hasCode(error, 'ENOENT')) return false;
  await work.store.refresh(id).catch(() => undefined);
  return work.store.get(id) === undefined;
}

async function refuse(
  work: Work,
  dialect: Dialect,
  id: string,
  number: number,
  reading: Extract<SubmitReading, { verdict: 'notCreated' }>,
): Promise<SubmitOutcome> {
  const error = withAdvice(dialect, reading.error);
  const then = nextStep(work.store.get(id)?.records, reading);
  const outcome = await insist(work, { job: id, verdict: 'refused' }, () =>
    work.store.addNumbered(id, 'refused', number, { reason: 'answer', error, then }),
  );
  // The user sent it again while this window hung: the answer concerns an attempt that is past, and ends nothing.
  if (outcome === 'exists') return { kind: 'taken' };
  work.ports.log.write('info', 'not created', { job: id, code: error.code, then });
  if (then === 'shrink') return { kind: 'again' };
  if (then === 'wait') return compact({ kind: 'wait' as const, retryAfterMs: reading.retryAfterMs });
  await work.store.add(id, 'done', { state: 'failed', error });
  work.ports.log.write('info', 'ended', { job: id, state: 'failed', code: error.code });
  return then === 'key' || then === 'credits' ? { kind: 'paused', reason: then } : { kind: 'failed' };
}

/** Waiting and shrinking have their bounds. */
function nextStep(
  records: JobRecords | undefined,
  reading: Extract<SubmitReading, { verdict: 'notCreated' }>,
): NonNullable<RecordBody<'refused'>['then']> {
  const before = records?.attempts.map(attempt => attempt.refused?.body) ?? [];
  if (reading.then === 'shrink') {
    const mayShrink =
      records !== undefined && canShrink(records.spec.body) && !before.some(body => body?.then === 'shrink');
    return mayShrink ? 'shrink' : 'fail';
  }
  if (reading.then === 'wait' && reading.maxTries !== undefined) {
    const same = before.filter(body => body?.then === 'wait' && body.error?.code === reading.error.code).length;
    return same + 1 >= reading.maxTries ? 'fail' : 'wait';
  }
  return reading.then;
}

async function doubt(work: Work, id: string, number: number, reason: string, error: JobError): Promise<SubmitOutcome> {
  work.ports.log.write('warn', 'in doubt', { job: id, reason });
  await work.store.addNumbered(id, 'doubt', number, { reason, error });
  return { kind: 'inDoubt' };
}

async function fail(work: Work, id: string, error: JobError): Promise<SubmitOutcome> {
  await work.store.add(id, 'done', { state: 'failed', error });
  work.ports.log.write('info', 'ended', { job: id, state: 'failed', code: error.code });
  return { kind: 'failed' };
}

async function cancelClaimed(work: Work, id: string, number: number): Promise<SubmitOutcome> {
  await work.store.addNumbered(id, 'refused', number, { reason: 'cancelled' });
  await work.store.add(id, 'done', { state: 'cancelled', error: cancelledBeforeSending() });
  work.ports.log.write('info', 'ended', { job: id, state: 'cancelled', attempt: number });
  return { kind: 'taken' };
}

function claimBody(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  records: JobRecords,
  { request, seed }: Attempt,
): RecordBody<'attempt'> {
  return compact<RecordBody<'attempt'>>({
    purpose: 'submit',
    owner: work.owner,
    nonce: randomHex(work.ports.random, 8),
    requestHash: createHash('sha256').update(JSON.stringify(request)).digest('hex'),
    baseUrl: wire.baseUrl,
    dialect: dialect.id,
    keyFingerprint: wire.key?.fingerprint,
    seed: seed === records.spec.body.seed ? undefined : seed,
    estimate: records.spec.body.estimate,
  });
}

/** The request as the codec writes it for a job, with what was made for this submission. */
export function writeRequest(
  dialect: Dialect,
  spec: RecordBody<'spec'>,
  handover: Pick<Handover, 'picture' | 'callbackUrl'>,
): HttpRequest {
  const options: Options = { ...spec.options, ...(spec.seed === undefined ? {} : { seed: spec.seed }) };
  const request = compact<ServiceRequest>({ prompt: spec.prompt, options, picture: spec.picture });
  return dialect.submit(request, handover.picture, handover.callbackUrl);
}
