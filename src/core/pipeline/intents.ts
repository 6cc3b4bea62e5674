// What a person decides about a job, made durable. The pipeline does the rest.

import type { Decision } from '../engine';
import { RequestError } from '../engine';
import type { Job, JobAbilities } from '../job';
import { isFinal } from '../job';
import * as l10n from '@vscode/l10n';
import { lastAttempt } from '../store/attempts';
import { cancelQueued } from './cancel';
import { dropped, notFollowed } from './failures';
import { storeProblem } from './intake';
import { removeFromLibrary } from './library';
import type { RecordBody } from '../store/records';
import type { StoredJob } from '../store/stored-job';
import { adopt } from './reconcile';
import { markRemoved } from './remote-claims';
import type { Wire, Work } from './work';

/** Ends a job that was not sent; for one that was, writes the wish down. @throws RequestError `not-possible` */
export async function cancel(work: Work, job: Job, abilities: (job: Job) => JobAbilities): Promise<void> {
  if (job.state === 'cancelled' || job.cancelling === true) return;
  if (!abilities(job).cancel) throw notPossible(whyNotCancel(job));
  work.ports.log.write('info', 'cancel wished', { job: job.id, state: job.state });
  try {
    if (job.state === 'queued' && (await cancelQueued(work, job.id))) return;
    await work.store.add(job.id, 'cancel', { owner: work.owner });
  } catch (error) {
    throw unnoted(error);
  }
}

function whyNotCancel(job: Job): string {
  if (isFinal(job.state)) return l10n.t('This job has ended already; there is nothing to cancel.');
  if (job.state === 'inDoubt')
    return l10n.t('It is not known whether this job exists at the service. Choose “Decide…”.');
  if (job.state === 'downloading') return l10n.t('The video is made and paid for already; it is being fetched.');
  return l10n.t(
    'This service cannot cancel a job in this state. “Stop Following” stops asking for it; its cost stays.',
  );
}

/** Ends a job here, whatever the service does. @throws RequestError `not-possible` */
export async function stopFollowing(work: Work, job: Job): Promise<void> {
  if (isFinal(job.state)) throw notPossible(l10n.t('This job has ended already.'));
  if (job.state === 'queued' && (await cancelQueued(work, job.id))) return;
  await work.store.add(job.id, 'done', { state: 'cancelled', error: notFollowed() });
  work.ports.log.write('info', 'ended', { job: job.id, state: 'cancelled', code: 'not-followed' });
}

/**
 * Whether there is something to decide: the submission that was shown, and no other, is in doubt still; or what is stuck may
 * be dropped. @throws RequestError `not-possible`
 */
export function mustBeOpen(job: Job, { kind }: Decision, abilities: JobAbilities, submittedAt?: number): void {
  const isShown = submittedAt === undefined || submittedAt === job.submittedAt;
  const isOpen = job.state === 'inDoubt' ? isShown : kind === 'drop' && abilities.resolve;
  if (!isOpen) throw noLongerOpen();
}

/** What the user says of a job, as it was read when that was found to be open. @throws RequestError `not-possible` */
export async function resolve(
  work: Work,
  job: Job,
  read: StoredJob | undefined,
  decision: Decision,
  wire: Wire | undefined,
): Promise<void> {
  const number = (read === undefined ? undefined : lastAttempt(read.records)?.number) ?? 1;
  work.ports.log.write('info', 'decided', { job: job.id, decision: decision.kind });
  switch (decision.kind) {
    case 'submitAgain':
      return settle(work, job.id, number, { reason: 'user' });
    case 'drop':
      // For good, so that nobody sends it again who has not seen its end.
      if (job.state === 'inDoubt')
        await settle(work, job.id, number, { reason: 'user', error: dropped(), then: 'fail' });
      await work.store.add(job.id, 'done', { state: 'cancelled', error: dropped() });
      return;
    case 'adopt':
      await adoptById(work, job, decision.remoteId.trim(), number, wire);
  }
}

/** Ends a doubt. @throws RequestError `not-possible` where another window has ended it meanwhile, or was answered after all */
async function settle(work: Work, id: string, number: number, refused: RecordBody<'refused'>): Promise<void> {
  const outcome = await work.store.addNumbered(id, 'refused', number, refused);
  const made = work.store.get(id)?.records.attempts.find(attempt => attempt.number === number);
  const isThere = made?.accepted !== undefined || made?.corrected !== undefined;
  if (outcome === 'exists' || isThere) throw noLongerOpen();
}

function noLongerOpen(): RequestError {
  return notPossible(l10n.t('This job is no longer in doubt; look at its row.'));
}

async function adoptById(
  work: Work,
  job: Job,
  remoteId: string,
  number: number,
  wire: Wire | undefined,
): Promise<void> {
  if (wire === undefined) throw notPossible(l10n.t('No API key is set for this service. Set it first.'));
  if (remoteId === '' || remoteId.length > 200) throw notPossible(l10n.t('That is not an id of this service.'));
  if (!(await adopt(work, wire, { id: job.id, number }, remoteId, 'user'))) {
    throw notPossible(l10n.t('The id {0} belongs to another job in the list already.', remoteId));
  }
}

/** Takes an ended job away, with its video in the library. @throws RequestError `not-possible` */
export async function remove(work: Work, job: Job): Promise<void> {
  if (!isFinal(job.state)) throw notPossible(l10n.t('This job has not ended; cancel it or stop following it first.'));
  const stored = work.store.get(job.id);
  try {
    if (stored !== undefined) await markRemoved(work, stored);
    await work.store.removeJob(job.id);
  } catch (error) {
    throw unnoted(error);
  }
  await removeFromLibrary(work, job.id);
  work.ports.log.write('info', 'removed', { job: job.id });
}

/** Notes where a copy of the video was saved; not where nothing may be written: the copy is there all the same. */
export async function noteSaved(work: Work, id: string, uri: string): Promise<void> {
  if (work.store.readOnly) return;
  for (;;) {
    const count = work.store.get(id)?.records.saved.length;
    if (count === undefined) return;
    if ((await work.store.addNumbered(id, 'saved', count + 1, { uri })) === 'exists') continue;
    // Where to is in the job's record: paths are nobody else's business.
    work.ports.log.write('info', 'saved', { job: id });
    return;
  }
}

/** The same problem as where a job cannot be written down, but of one that is there: it may long have been sent. */
function unnoted(error: unknown): unknown {
  const problem = storeProblem(error);
  if (!(problem instanceof RequestError) || problem === error || problem.code !== 'store-full') return problem;
  return new RequestError(
    problem.code,
    l10n.t(
      'The disk is full, so this could not be written down and nothing has changed. Free some room and try again.',
    ),
  );
}

function notPossible(message: string): RequestError {
  return new RequestError('not-possible', message);
}
