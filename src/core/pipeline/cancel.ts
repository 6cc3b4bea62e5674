// Cancelling: at once and for certain before anything was sent; afterwards as carefully as the service's page asks.

import { compact } from '../store/job-folder';
import type { RecordBody } from '../store/records';
import { lastAttempt, remoteIdOf } from '../store/attempts';
import { randomHex } from '../store/whole';
import type { Dialect, ServiceError, StatusReading } from '../service';
import * as l10n from '@vscode/l10n';
import { isFinalRefusal } from './due';
import { cancelledAtService, cancelledBeforeSending } from './failures';
import { applyStatus, isFree, readOwn, unanswered } from './track';
import type { TrackOutcome } from './track';
import type { Wire, Work } from './work';
import { ask, withAdvice } from './work';

/**
 * Claims a queued job's next submission so that nobody ever sends it, and ends the job.
 * False: somebody was quicker, and it is being sent.
 */
export async function endUnsent(work: Work, id: string, done: RecordBody<'done'>): Promise<boolean> {
  await work.store.refresh(id);
  const records = work.store.get(id)?.records;
  if (records === undefined || records.done !== undefined) return true;
  const last = lastAttempt(records);
  const mine = last !== undefined && last.attempt !== 'damaged' && last.attempt.body.purpose === 'cancel';
  if (last !== undefined && last.refused === undefined && !mine) return false;
  if (!mine) {
    const outcome = await work.store.addNumbered(id, 'attempt', records.attempts.length + 1, {
      purpose: 'cancel',
      owner: work.owner,
      nonce: randomHex(work.ports.random, 8),
      requestHash: '',
      baseUrl: '',
      dialect: records.spec.body.dialect,
    });
    if (outcome === 'exists') return false;
  }
  await work.store.add(id, 'done', done);
  work.ports.log.write('info', 'ended', { job: id, state: done.state, code: done.error?.code });
  return true;
}

/** Cancels a queued job; see `endUnsent`. */
export function cancelQueued(work: Work, id: string): Promise<boolean> {
  return endUnsent(work, id, { state: 'cancelled', error: cancelledBeforeSending() });
}

/** A look at the state that is older than this allows no DELETE. */
const staleLookMs = 10_000;

/** Says that a job has ended that nobody sends any more; see `isBarred`. */
export async function endBarred(work: Work, id: string): Promise<void> {
  const records = work.store.get(id)?.records;
  const refused = records === undefined ? undefined : lastAttempt(records)?.refused?.body;
  if (refused === undefined || !isFinalRefusal(refused)) return void (await cancelQueued(work, id));
  // A person's word is no failure.
  const state = refused.reason === 'user' ? 'cancelled' : 'failed';
  await work.store.add(id, 'done', compact<RecordBody<'done'>>({ state, error: refused.error }));
}

/** Carries out a wish to cancel a job that the service has. Believes only what the service answers. */
export async function cancelAtService(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  id: string,
  { misses, turn }: { readonly misses: number; turn(): Promise<void> },
): Promise<TrackOutcome> {
  const records = work.store.get(id)?.records;
  const remoteId = records === undefined ? undefined : remoteIdOf(records);
  if (remoteId === undefined) return { kind: 'ended' };
  if (dialect.cancel === undefined || dialect.readCancel === undefined) {
    return goesOn(work, dialect, id, notOffered(wire));
  }
  // The state immediately before: a DELETE also deletes a finished video (services page, 10).
  const { clock } = work.ports;
  const lookedAt = clock.now();
  const before = await ask(work, wire, dialect.status(remoteId));
  if (before.kind === 'failure') return unanswered(work, wire, id, before);
  const status = readOwn(dialect, before.answer, remoteId);
  if (!mayDelete(dialect, status)) {
    const outcome = await applyStatus(work, wire, dialect, id, status, misses, { remoteId });
    return status.kind === 'progress' ? goesOn(work, dialect, id, tooLate(status)) : outcome;
  }
  await turn();
  // The machine slept in between, or something held it up: the job may have ended since.
  if (clock.now() - lookedAt > staleLookMs) return { kind: 'later' };
  const exchange = await ask(work, wire, dialect.cancel(remoteId));
  if (exchange.kind === 'failure') {
    if (exchange.sent) await noteDeletion(work, id, remoteId);
    return unanswered(work, wire, id, exchange);
  }
  const reading = dialect.readCancel(exchange.answer);
  work.ports.log.write('info', 'cancel answered', { job: id, reading: reading.kind, status: exchange.answer.status });
  switch (reading.kind) {
    case 'cancelled':
      await work.store.add(id, 'done', {
        state: 'cancelled',
        error: cancelledAtService(isFree(records), reading.refunded),
      });
      work.ports.log.write('info', 'ended', { job: id, state: 'cancelled', refunded: reading.refunded });
      return { kind: 'ended' };
    case 'refused':
      return goesOn(work, dialect, id, reading.error);
    case 'missing':
      return goesOn(work, dialect, id, notOffered(wire));
    case 'keyRefused':
      // The key was good enough a moment ago: it may ask, and may not cancel.
      return goesOn(work, dialect, id, reading.error);
    case 'later':
      if (mayHaveDone(reading.error)) await noteDeletion(work, id, remoteId);
      return compact({ kind: 'later' as const, retryAfterMs: reading.retryAfterMs });
  }
}

function mayDelete(dialect: Dialect, status: StatusReading): boolean {
  if (status.kind !== 'progress' || status.unknownWord !== undefined) return false;
  return status.state === 'pending' || dialect.cancels === 'unrendered';
}

/** Whether the service may have done what it gave no clear answer to: it failed on the way, or its answer cannot be read. */
function mayHaveDone({ httpStatus = 0 }: ServiceError): boolean {
  return httpStatus < 300 || (httpStatus >= 500 && httpStatus !== 503);
}

/** The DELETE went out, and no answer says what became of it: if the job is gone soon, that was it. */
async function noteDeletion(work: Work, id: string, remoteId: string): Promise<void> {
  await work.store.add(id, 'deletion', { remoteId });
}

async function goesOn(work: Work, dialect: Dialect, id: string, error: ServiceError): Promise<TrackOutcome> {
  const body: RecordBody<'uncancelled'> = { error: withAdvice(dialect, error) };
  await work.store.add(id, 'uncancelled', body);
  work.ports.log.write('info', 'not cancelled', { job: id, code: error.code });
  return { kind: 'going' };
}

function notOffered(wire: Wire): ServiceError {
  return { code: 'cancel-not-offered', message: l10n.t('{0} does not offer to cancel a job.', wire.service.name) };
}

function tooLate({ unknownWord }: Extract<StatusReading, { kind: 'progress' }>): ServiceError {
  if (unknownWord !== undefined) {
    return {
      code: 'cancel-unclear',
      message: l10n.t(
        'The service calls the state of the job “{0}”, which its page does not explain. It was not cancelled, since it may be under way.',
        unknownWord,
      ),
    };
  }
  return {
    code: 'cancel-too-late',
    message: l10n.t('The service has begun to make the video; it can no longer be cancelled.'),
  };
}
