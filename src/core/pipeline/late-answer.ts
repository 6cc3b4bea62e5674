// An id that is told of a submission when the job's next one is claimed already: a row of its own follows it, since each of them is paid for.

import type { AttemptRecords, JobRecords } from '../store/job-folder';
import { newJobId } from '../store/layout';
import { remoteIdOf } from '../store/attempts';
import type { KnownRecord } from '../store/stored-job';
import { randomHex } from '../store/whole';
import { attemptWire } from './attempt';
import { claimForAdoption, wasRemoved } from './remote-claims';
import type { Wire, Work } from './work';

/** A submission of a job that made one at the service which the job itself does not follow. */
export interface Passed {
  readonly made: AttemptRecords;
  readonly remoteId: string;
}

/** The earlier submissions of a job that were answered after the person had it sent again. Empty for almost every job. */
export function passedOf(records: JobRecords): readonly Passed[] {
  if (records.attempts.length < 2) return [];
  const followed = remoteIdOf(records);
  return records.attempts.slice(0, -1).flatMap(made => {
    const remoteId = made.corrected?.body.remoteId ?? made.accepted?.body.remoteId;
    return remoteId === undefined || remoteId === followed ? [] : [{ made, remoteId }];
  });
}

/**
 * Makes a row of the submission that made `remoteId`, with all that its job says of what was asked for. Windows that do it at
 * once make one row. Nothing is sent for it, now or later.
 */
export async function followPassed(work: Work, wire: Wire, job: JobRecords, { made, remoteId }: Passed): Promise<void> {
  const { attempt } = made;
  // A claim that cannot be read says nothing of where it was sent: sync finds what it made.
  if (attempt === 'damaged') return;
  const there = { ...wire, baseUrl: attemptWire(made)?.baseUrl ?? wire.baseUrl };
  if (hasRow(work, there, remoteId)) return;
  const fresh = newJobId(attempt.at, randomHex(work.ports.random, 5));
  const { body: asked } = job.spec;
  const id = await claimForAdoption(work, there, remoteId, fresh, new Set([asked.id]));
  if (id === undefined) return;
  await work.store.refresh(id);
  if (work.store.get(id) !== undefined || (await wasRemoved(work, there, remoteId))) return;
  const spec = { ...asked, id, take: 1, takes: 1, group: fresh, retryOf: asked.id };
  const outcome = await work.store.createKnown(spec, attempt.at, knownRecords(made, remoteId));
  // Another window was quicker with the same row.
  if (outcome === 'exists') return;
  work.ports.log.write('info', 'followed in a row of its own', { job: id, remote: remoteId, of: asked.id });
}

function hasRow(work: Work, { service }: Wire, remoteId: string): boolean {
  return [...work.store.all()].some(
    ({ records }) => records.spec.body.service === service.id && remoteIdOf(records) === remoteId,
  );
}

/** What was sent and what was answered, as it stands in the job's own records. */
function knownRecords({ attempt, accepted, corrected }: AttemptRecords, remoteId: string): KnownRecord[] {
  const told = corrected ?? accepted;
  if (attempt === 'damaged' || told === undefined) return [];
  const body = { by: 'answer' as const, ...accepted?.body, ...corrected?.body, remoteId };
  return [
    { kind: 'attempt', at: attempt.at, body: attempt.body },
    { kind: 'accepted', at: told.at, body },
  ];
}
